"""The folder where prepared programs are kept: how much it may hold, what is in it, and how to empty it.

Light on purpose: the command line asks about the folder without loading what trains.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import stat
from pathlib import Path
from typing import NamedTuple

LIMIT = 200 * 1024 * 1024  # bytes of prepared programs kept; the longest unused go first
LOG_LIMIT = 256 * 1024  # bytes; a longer log begins anew


class Kept(NamedTuple):
    """So many prepared programs, and the bytes of everything in the cache."""

    programs: int
    size: int


def folder(cache: Path) -> Path:
    """Where the programs lie within a cache folder."""
    return cache / "programs"


def log_file(cache: Path) -> Path:
    """Where the worker says why a program was not used or not kept, a line each."""
    return cache / "worker.log"


def log_to(cache: Path) -> None:
    """Send warnings to the log file of ``cache``, which appears with the first one."""
    file = log_file(cache)
    with contextlib.suppress(OSError):
        if file.stat().st_size > LOG_LIMIT:
            file.unlink()
    handler = logging.FileHandler(file, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger().addHandler(handler)


def report(cache: Path) -> Kept:
    """What is kept now, as far as one may look; others may come and go meanwhile."""
    programs = size = 0
    with contextlib.suppress(OSError):
        for file in cache.rglob("*"):
            with contextlib.suppress(FileNotFoundError):
                found = file.stat()
                if stat.S_ISREG(found.st_mode):
                    programs, size = programs + (file.suffix == ".program"), size + found.st_size
    return Kept(programs, size)


def clear(cache: Path) -> Kept:
    """Remove everything kept; returns what it was."""
    before = report(cache)
    shutil.rmtree(cache, ignore_errors=True)
    left = report(cache)
    return Kept(before.programs - left.programs, before.size - left.size)


def trim(programs: Path, limit: int = LIMIT) -> None:
    """Remove the programs used longest ago until the rest fits ``limit`` bytes; halves of programs count, too."""
    with contextlib.suppress(OSError):
        files = sorted(programs.glob("*.program*"), key=lambda file: file.stat().st_mtime, reverse=True)
        total = 0
        for file in files:
            total += file.stat().st_size
            if total > limit:
                file.unlink()


def spoken(size: int) -> str:
    """A size for people: "76 kB", "1.3 MB"."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{-(-size // 1000)} kB"
