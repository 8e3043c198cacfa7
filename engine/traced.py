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
    """One kernel call: its kernel, (buffer, byte offset) for each array, and whether each integer is the batch offset.

    ``integers`` has True for the batch offset and False for tinygrad's thread number, always 0 here.
    """

    kernel: int
    arrays: list[tuple[int, int]]
    integers: list[bool]


class Kernel(Struct, frozen=True):
    """One kernel: the function's name and its source in LLVM IR."""

    name: str
    source: str


class Traced(Struct, frozen=True):
    """A lab's programs as data: kernels, the sizes of buffers in bytes, calls by program, arrays by name."""

    kernels: list[Kernel]
    buffers: list[int]
    programs: dict[str, list[Call]]
    slots: dict[str, Slot]
    constants: dict[int, bytes]
    """Buffers that held something before tracing and have no name."""


class NotTraceable(Exception):  # noqa: N818 - a lab may use what only the slower path can run
    """The lab does something that is not a kernel, such as copying from the host within a step."""
