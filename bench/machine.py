"""What a measurement was made on, in words."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def processor_model() -> str:
    """The processor's own name, or what the platform knows of it."""
    facts = Path("/proc/cpuinfo")
    if facts.is_file():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith(("model name", "Model")):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def memory_gigabytes() -> float | None:
    """Memory of the machine, in GB; None where it cannot be asked."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (ValueError, OSError, AttributeError):
        return None


def machine() -> str:
    """Cores, processor, memory and operating system in one line."""
    memory = memory_gigabytes()
    parts = [f"{os.cpu_count()} cores", processor_model(), platform.machine()]
    parts += [f"{memory:.0f} GB memory"] if memory else []
    return ", ".join([*parts, f"{platform.system()}, Python {platform.python_version()}"])
