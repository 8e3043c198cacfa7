"""Import this before tinygrad: it is loaded for the CPU, once for all tests of a process."""

from __future__ import annotations

import os
import sys

from engine import backend

if "tinygrad" not in sys.modules:
    os.environ.pop("DEV", None)
    backend.configure("CPU:LLVM")
    backend.load()
