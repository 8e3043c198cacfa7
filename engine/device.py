"""Which device to train on: a GPU that works, else the CPU, and why each other one is not used.

A device that opens may still fail at its first kernel, and a broken driver can take the whole process down. So each
candidate runs one kernel in a process of its own (``engine.probe``), with a time limit. The answer is remembered.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from ctypes.util import find_library
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.lab import LabError, did_you_mean

CPU = "CPU:LLVM"
PATIENCE = 30.0  # seconds for one probe: first use of a GPU may compile its driver's caches
KNOWN = ("METAL", "CUDA", "NV", "AMD", "CL", "CPU")


COMMAND = ("-m", "engine.probe")
WORKS = "works"
ON_PROCESSOR = "works, on the processor"
"""What the probe says of a device that works."""
NOT_BY_ITSELF = "the processor through OpenCL, slower than by itself; used only if you choose it"


class Tried(Struct, frozen=True):
    """One device that was looked at: whether it works, and why not, or why it is used only when asked for."""

    name: str
    works: bool
    why: str

    @property
    def wanted(self) -> bool:
        """Whether it is worth using without being asked for."""
        return self.works and not self.why


class Chosen(Struct, frozen=True):
    """The device to use, what was tried, and a note for the learner when a present device does not work."""

    device: str
    tried: list[Tried]
    note: str = ""


def absent(name: str) -> str:
    """Why a device cannot be here, from a quick look that opens nothing; "" if it may be."""
    if name == "METAL":
        return "" if sys.platform == "darwin" else "needs macOS"
    if name == "CUDA":
        return "" if find_library("cuda") or find_library("nvcuda") else "no NVIDIA driver (libcuda) found"
    if name == "NV":
        return "" if Path("/dev/nvidiactl").exists() else "no NVIDIA kernel driver (/dev/nvidiactl) found"
    if name == "AMD":
        return "" if Path("/dev/kfd").exists() else "no AMD compute driver (/dev/kfd) found"
    return "" if find_library("OpenCL") else "no OpenCL library found"


def probe(name: str, patience: float = PATIENCE) -> Tried:
    """Run one kernel on ``name`` in a fresh process and check its result."""
    command = [sys.executable, *COMMAND, name]
    try:
        ran = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace",
            timeout=patience, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Tried(name, False, f"gave no answer within {patience:g} seconds")
    if ran.returncode < 0 or ran.returncode > 128:
        return Tried(name, False, "its driver crashed while running one small kernel")
    said = (ran.stdout.strip().splitlines() or ["said nothing"])[-1]
    if said == ON_PROCESSOR:
        return Tried(name, True, NOT_BY_ITSELF)
    return Tried(name, said == WORKS, "" if said == WORKS else said)


def candidates() -> list[str]:
    """Every device to look at, best first; the CPU always works and comes last."""
    return [name for name in KNOWN if name != "CPU"]


def _fingerprint() -> str:
    """Changes when anything changes that could make another device work."""
    facts = [version("tinygrad"), platform.platform(), *(name + absent(name) for name in candidates())]
    drivers = sorted(Path("/etc/OpenCL/vendors").glob("*")) if Path("/etc/OpenCL/vendors").is_dir() else []
    settings = [f"{k}={v}" for k, v in sorted(os.environ.items()) if k.startswith(("CUDA_", "OCL_", "HIP_"))]
    return hashlib.sha256("\n".join([*facts, *map(str, drivers), *settings]).encode()).hexdigest()


def automatic(remember: Path | None = None, fresh: bool = False) -> Chosen:
    """The first device that works and is no disguise of the processor, else the processor.

    ``remember`` is a file that keeps the answer; ``fresh`` ignores what it holds.
    """
    print_now = _fingerprint()
    if remember is not None and not fresh and (kept := _recall(remember, print_now)) is not None:
        return kept
    tried: list[Tried] = []
    for name in candidates():
        why = absent(name)
        tried.append(Tried(name, False, why) if why else probe(name))
        if tried[-1].wanted:
            break
    working = next((one.name for one in tried if one.wanted), CPU)
    broken = [one for one in tried if not one.works and not absent(one.name)]
    note = "; ".join(f"{one.name} is present but {one.why}" for one in broken) if working == CPU else ""
    chosen = Chosen(working, tried, note)
    if remember is not None:
        _keep(remember, print_now, chosen)
    return chosen


def choose(wanted: str, remember: Path | None = None) -> Chosen:
    """The device for ``wanted``: "auto", or a name such as CPU, CUDA, CL. Raises LabError if it cannot be had."""
    name = wanted.upper()
    if name == "AUTO":
        return automatic(remember)
    if name.split(":")[0] == "CPU":
        return Chosen(CPU, [])
    if name not in KNOWN:
        raise LabError(f"There is no device called {wanted}.", did_you_mean(name, ("auto", *KNOWN)))
    why = absent(name)
    tried = Tried(name, False, why) if why else probe(name)
    if not tried.works:
        raise LabError(f"{name} cannot be used: {tried.why}.", "Use --device auto, or --device CPU.")
    return Chosen(name, [tried], f"{name} {tried.why}" if tried.why else "")


class _Kept(Struct):
    fingerprint: str
    chosen: Chosen


def _recall(file: Path, fingerprint: str) -> Chosen | None:
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return None  # nothing kept yet, or damaged: look again
    return kept.chosen if kept.fingerprint == fingerprint else None


def _keep(file: Path, fingerprint: str, chosen: Chosen) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.encode(_Kept(fingerprint, chosen)))
    except OSError:
        return  # a read-only home: the next start looks again, nothing else is lost
