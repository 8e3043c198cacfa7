"""A worker's client for tests that plays back what a worker would have said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Unpack

import msgspec

from engine.commands import AnyCommand, How, KnobValue, Start
from engine.events import AnyEvent, Warm


class Replay:
    """A client that plays events back, as a worker would send them."""

    warm: Warm | None = None
    device = "auto"

    def __init__(self, *events: AnyEvent) -> None:
        self.events: list[AnyEvent] = []
        self.started: list[tuple[object, ...]] = []
        self.cancelled = self.warm_ups = 0
        self.feed(*events)

    def feed(self, *events: AnyEvent, run: int = 1) -> None:
        """Let ``events`` of the ``run``-th run arrive with the next poll."""
        self.events += [msgspec.structs.replace(event, run=run) for event in events]

    def start(
        self,
        lab_file: Path,
        knobs: Mapping[str, KnobValue],
        seed: int,
        steps: int | None = None,
        **how: Unpack[How],
    ) -> int:
        asked = Start(0, str(lab_file), dict(knobs), seed, steps, **how)
        self.started.append((lab_file, asked.knobs, seed, steps, asked.paused, asked.speed, asked.views))
        return len(self.started)

    def poll(self) -> list[AnyEvent]:
        events, self.events = self.events, []
        return events

    def send(self, command: AnyCommand) -> None:
        raise AssertionError("a run that decides is not steered")

    def cancel(self) -> None:
        self.cancelled += 1

    def warm_up(self) -> None:
        self.warm_ups += 1

    def prepare(self, lab_file: Path) -> None:
        raise AssertionError("nobody reads a lesson here")

    def close(self) -> None:
        """Nothing is open."""
