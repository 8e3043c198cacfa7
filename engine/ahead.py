"""Prepares labs ahead of their first run, in the background of a worker.

The work is done by a second worker at the lowest priority, which ends when its lab is prepared: a start never waits
for it, whatever a lab does while it is prepared cannot disturb a run, and the memory needed is given back.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.client import WorkerClient
from engine.events import Ahead, Failed, Preparing, Ready

LOWEST = 19  # the niceness of whoever may wait
Send = Callable[[Ahead], None]


def prepare_ahead(device: str, cache: Path | None, wanted: queue.SimpleQueue[str], send: Send) -> None:
    """Prepare the lab files that come through ``wanted``, one after the other, for ever; returns at once."""

    def serve() -> None:
        while True:
            for told in preparing(wanted.get(), device, cache):
                send(told)

    threading.Thread(target=serve, daemon=True).start()


def preparing(lab_file: str, device: str, cache: Path | None) -> Iterator[Ahead]:
    """Prepare one lab with its default knobs; the last event is ready or tells of trouble."""
    if cache is None:
        yield Ahead(0, lab_file, trouble="There is no folder to keep it in.")
        return
    helper = WorkerClient(device, cache, niceness=LOWEST)
    try:
        helper.start(Path(lab_file), {}, seed=1, paused=True, views=False)
        yield from _until_ready(helper, lab_file)
    finally:
        helper.close()


def _until_ready(helper: WorkerClient, lab_file: str) -> Iterator[Ahead]:
    while True:
        match helper.wait():
            case Preparing(done=done, total=total):
                yield Ahead(0, lab_file, done, total)
            case Ready():
                yield Ahead(0, lab_file, ready=True)
                return
            case Failed(message=message):
                yield Ahead(0, lab_file, trouble=message)
                return
