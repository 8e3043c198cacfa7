"""What tests of real worker processes share: waiting for events, and looking at the processes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from engine.client import WorkerClient
from engine.events import AnyEvent, Failed, Finished

LESSONS = Path(__file__).parents[2] / "lessons"
XOR, GATES, DIGITS = (LESSONS / name for name in ("backprop/xor.py", "neuron/logic_gates.py", "cnn/digits.py"))


def until(client: WorkerClient, *kinds: type[AnyEvent], within: float = 60.0) -> list[AnyEvent]:
    """Events up to and with the first of ``kinds``."""
    events: list[AnyEvent] = []
    end = time.monotonic() + within
    while time.monotonic() < end:
        event = client.wait(1.0)
        if event is not None:
            events.append(event)
            if isinstance(event, kinds):
                return events
    pytest.fail(f"no {kinds} within {within} s, only {[type(e).__name__ for e in events]}")


def finished(client: WorkerClient) -> list[AnyEvent]:
    """Events up to the end of a run that must end well."""
    events = until(client, Finished, Failed)
    assert isinstance(events[-1], Finished), events[-1]
    return events


def alone(lab: Path, folder: Path) -> Path:
    """A copy of a lab without the program shipped beside it."""
    file = folder / lab.name
    file.write_text(lab.read_text(encoding="utf-8"), encoding="utf-8")
    return file


def programs(cache: Path) -> list[Path]:
    """The files of prepared programs in a cache."""
    return sorted((cache / "programs").glob("*.program"))
