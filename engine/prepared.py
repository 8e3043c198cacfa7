"""Prepared programs: a lab traced once, kept as data, so that it starts at once the next time.

A prepared program is a file of MessagePack, compressed, with a checksum: the traced lab (LLVM IR, which any processor
of the family can finish) and machine code for the processor that made it. It is found by a key over everything it
depends on; a file with another key is never used. Stock labs ship theirs beside the lab, without machine code.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import os
import stat
import sys
import zlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.lab import Knob, Number
from engine.llvm import architecture, compile_object, process_machine, processor
from engine.native import module_source
from engine.plan import Plan
from engine.shelf import folder, trim
from engine.traced import NotTraceable, Traced

Progress = Callable[[int, int], None]
log = logging.getLogger(__name__)

MAGIC = b"tutor-program-1\n"
SHAPING = (
    "plan", "flat", "optim", "trace", "traced", "native", "tinygrad_cpu", "kernels", "loops", "nest",
    "instructions", "ops", "scan", "cell", "denormals", "rules",
)  # fmt: skip
"""Our own modules that decide what a program is."""


class Stored(Struct, frozen=True):
    """What a file holds. ``machine_code`` is for ``processor`` alone; both are "" in shipped files."""

    key: str
    traced: Traced
    processor: str = ""  # who it is for, as maker() says
    machine_code: bytes = b""


class Unusable(Exception):  # noqa: N818 - a reason, told in the log
    """Why a file is not used."""


def key(plan: Plan, lab_file: Path) -> str:
    """Changes whenever the program would: lab, structural knobs, shapes, tinygrad, engine, processor family."""
    free = {knob.name for knob in plan.lab.knobs if leaves_program(knob)}
    parts = [
        lab_file.read_text(encoding="utf-8"),
        repr(sorted((name, value) for name, value in plan.lab.knob.items() if name not in free)),
        repr([(name, array.shape, array.dtype.str) for name, array in plan.arrays.items()]),
        tinygrad_version(),
        architecture(),
        *(Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8") for name in SHAPING),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def leaves_program(knob: Knob) -> bool:
    """Whether the program is the same wherever ``knob`` stands. A test proves it of every stock lab's knobs."""
    held_in_arrays = knob.name in ("learning_rate", "clip") or bool(isinstance(knob, Number) and knob.moves)
    return knob.live or knob.data_only or held_in_arrays


def prepare(plan: Plan, progress: Progress, lab_file: Path | None, cache: Path | None) -> tuple[Traced, bytes]:
    """The plan traced and in machine code: as kept, else as shipped, else made now (and kept if possible).

    Raises NotTraceable.
    """
    if lab_file is None:
        traced = traced_now(plan, progress)
        return traced, compile_object(module_source(traced))
    wanted = key(plan, lab_file)
    file = folder(cache) / f"{wanted}.program" if cache else None
    stored = _load(file, wanted, check_owner=True) if file else None
    if file and stored and stored.processor == maker():
        with contextlib.suppress(OSError):
            os.utime(file)
        return stored.traced, stored.machine_code
    stored = stored or _load(lab_file.with_suffix(".program"), wanted, check_owner=False)
    if stored:
        progress(0, len(stored.traced.kernels))
    traced = stored.traced if stored else traced_now(plan, progress)
    code = compile_object(module_source(traced))
    progress(len(traced.kernels), len(traced.kernels))
    if file is not None:
        save(file, Stored(wanted, traced, maker(), code))
        trim(file.parent)
    return traced, code


def warm_up() -> None:
    """Find out once, while nobody waits, what every first start in a process asks: processor and versions."""
    maker()
    process_machine()
    tinygrad_version()


@functools.cache
def tinygrad_version() -> str:
    """The version in use, without importing it."""
    return version("tinygrad")


@functools.cache
def maker() -> str:
    """A name for everything machine code depends on: the processor, and how we ask for its code."""
    asked = Path(__file__).with_name("llvm.py").read_text(encoding="utf-8")
    return hashlib.sha256(f"{processor()}\0{asked}".encode()).hexdigest()


def traced_now(plan: Plan, progress: Progress) -> Traced:
    """The plan traced by tinygrad, which is loaded if it is not yet: the slow part. Raises NotTraceable."""
    from engine.backend import load

    load()
    from engine.trace import trace

    return trace(plan, progress)


def _load(file: Path, wanted: str, check_owner: bool) -> Stored | None:
    """What ``file`` holds, or None if it is not there or not to be used (which is logged)."""
    try:
        if check_owner:
            _check_owner(file)
        return decode(file.read_bytes(), wanted)
    except FileNotFoundError:
        return None
    except (Unusable, OSError) as why:
        log.warning("prepared program %s is not used: %s", file, why)
        return None


def decode(body: bytes, wanted: str) -> Stored:
    """The program in ``body``. Raises Unusable when it is damaged or made from something else."""
    head, digest, packed = body[: len(MAGIC)], body[len(MAGIC) : len(MAGIC) + 32], body[len(MAGIC) + 32 :]
    if head != MAGIC:
        raise Unusable("it has another format")
    if hashlib.sha256(packed).digest() != digest:
        raise Unusable("it is damaged")
    try:
        stored = msgspec.msgpack.decode(zlib.decompress(packed), type=Stored)
    except (zlib.error, msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Unusable(f"it cannot be read ({error})") from None
    if stored.key != wanted:
        raise Unusable("it was made from something else")
    return stored


def encode(stored: Stored) -> bytes:
    """``stored`` as the bytes of a file."""
    packed = zlib.compress(msgspec.msgpack.encode(stored), 6)
    return MAGIC + hashlib.sha256(packed).digest() + packed


def _check_owner(file: Path) -> None:
    """Machine code is only taken from files that nobody else could have written. Raises Unusable."""
    if sys.platform == "win32":
        return  # the user's own profile folder is private there
    for path in (file.parent, file):
        found = path.stat()
        if found.st_uid != os.getuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise Unusable(f"others may write {path}")


def save(file: Path, stored: Stored) -> None:
    """Keep a program for the next time; a full disk or a read-only folder means only that it is not kept."""
    part = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.parent.chmod(0o700)
        part.write_bytes(encode(stored))
        part.chmod(0o600)
        part.replace(file)
    except OSError as why:
        log.warning("prepared program %s is not kept: %s", file, why)
        with contextlib.suppress(OSError):
            part.unlink()


__all__ = ["NotTraceable", "Stored", "decode", "encode", "key", "prepare", "save"]
