"""Running ``tutor`` as people and scripts do: as a process."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def tutor() -> Run:
    """``tutor("lab", "xor")`` runs the command with pipes instead of a terminal."""

    def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tutor", *arguments]
        settings = {"capture_output": True, "check": False, "timeout": 120, "encoding": "utf-8", **options}
        return subprocess.run(command, **settings)  # type: ignore[call-overload,no-any-return] # noqa: PLW1510

    return run


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Processes started meanwhile hear Ctrl-C: those of a shell's background job inherit that it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
