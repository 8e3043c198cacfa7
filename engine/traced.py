"""A traced lab as plain data: enough to run it without tinygrad."""

from __future__ import annotations

from msgspec import Struct


class Slot(Struct, frozen=True):
    """A named array within a buffer: ``offset`` in bytes, ``dtype`` as NumPy names it."""

    buffer: int
    offset: int
    shape: tuple[int, ...]
    dtype: str


class Call(Struct, frozen=True):
    """One kernel call: its kernel, (buffer, byte offset) for each array, and what each integer is.

    ``integers`` names them: "offset" of the batch, "time" within a sequence, or "" for tinygrad's thread number,
    always 0 here.
    """

    kernel: int
    arrays: list[tuple[int, int]]
    integers: list[str]


class Segment(Struct, frozen=True):
    """Calls made ``repeat`` times with time going up from 0, or down to 0 if ``backward``; most are made once."""

    calls: list[Call]
    repeat: int = 1
    backward: bool = False


class Kernel(Struct, frozen=True):
    """One kernel: the function's name and its source in LLVM IR."""

    name: str
    source: str


class Traced(Struct, frozen=True):
    """A lab's programs as data: kernels, sizes of buffers in bytes, segments in order by program, arrays by name."""

    kernels: list[Kernel]
    buffers: list[int]
    programs: dict[str, list[Segment]]
    slots: dict[str, Slot]
    constants: dict[int, bytes]
    """Buffers that held something before tracing and have no name."""


class NotTraceable(Exception):  # noqa: N818 - a lab may use what only the slower path can run
    """The lab does something that is not a kernel, such as copying from the host within a step."""
