"""Settings tinygrad must have before its first import in a process, and that import itself."""

from __future__ import annotations

import os
import sys


def configure(device: str, cache_db: str | None = None) -> None:
    """Make tinygrad use ``device`` once it is imported. Raises RuntimeError if it was imported already.

    One thread per kernel: our nets are too small to share out. ``cache_db`` is a private cache of compiled kernels:
    another program that locks the common one would block us for up to a minute.
    """
    if "tinygrad" in sys.modules:
        raise RuntimeError("tinygrad was imported before its device was configured")
    os.environ["DEV"] = device
    os.environ["CPU_COUNT"] = "1"
    if cache_db is None:
        os.environ["CACHELEVEL"] = "0"
    else:
        os.environ["CACHEDB"] = cache_db


def load() -> None:
    """Import tinygrad, with our compiler for the CPU; takes most of a second the first time."""
    if os.environ["DEV"].startswith("CPU"):
        from engine import tinygrad_cpu

        tinygrad_cpu.install()
    else:
        import tinygrad  # noqa: F401
