"""The runs of a sweep, one after another in a training process of their own: nothing else is touched by them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

from engine.commands import KnobValue
from engine.events import AnyEvent
from engine.lab import settle
from tutor.lab.desk import Client
from tutor.lab.runs import finished_run
from tutor.lab.sweep import Outcome, Plan, Status, seconds_left
from tutor.lab.view import RunView, fold, started
from tutor.store.model import RunRecord

State = Literal["ready", "running", "done", "stopped", "time"]


class OwnClient(Client, Protocol):
    """A client that is nobody else's."""

    def wait(self, timeout: float | None = None) -> AnyEvent | None:
        """The next event, or None after ``timeout`` seconds."""

    def close(self) -> None:
        """End the process."""


class Sweeper:
    """Works ``plan`` off for at most ``limit`` seconds. ``outcomes`` grows; ``view`` is the run under way.

    A run that fails, or whose process dies, is one outcome: the next run starts, in a new process if need be.
    """

    def __init__(
        self, plan: Plan, file: Path, client: OwnClient, limit: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.plan, self.file, self.client, self.limit, self.clock = plan, file, client, limit, clock
        self.outcomes: list[Outcome] = []
        self.view = RunView()
        self.state: State = "ready"
        self._took: list[float] = []
        self._began = self._run_began = 0.0

    @property
    def trial(self) -> tuple[KnobValue, int] | None:
        """Value and seed of the run under way."""
        trials = self.plan.trials
        return trials[len(self.outcomes)] if self.state == "running" and len(self.outcomes) < len(trials) else None

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take; None while nobody knows."""
        return seconds_left(self.plan, self._took)

    @property
    def records(self) -> list[RunRecord]:
        """The runs that reached their last step, as the record would keep them."""
        return [one.record for one in self.outcomes if one.record is not None]

    def start(self) -> None:
        """Begin with the first run."""
        self._began, self.state = self.clock(), "running"
        self._next()

    def _next(self) -> None:
        if self.trial is None:
            self.state = "done"
            return
        value, seed = self.trial
        self._run_began = self.clock()
        number = self.client.start(self.file, self.plan.settings(value), seed, views=False)
        self.view = started(self.view, number)

    def poll(self) -> bool:
        """Take in what the process said. True if anything changed."""
        if self.state != "running":
            return False
        events = self.client.poll()
        for event in events:
            self.take(event)
        return self._late() or bool(events)

    def take(self, event: AnyEvent) -> None:
        """Take in one event, and go on to the next run when this one is over."""
        if self.state != "running" or event.run not in (0, self.view.run):
            return  # a word of a run that is over already
        self.view = fold(self.view, event)
        status = self._status()
        if status is not None:
            self._note(status)
            if not self._late():
                self._next()

    def _status(self) -> Status | None:
        view = self.view
        if view.status == "finished":
            return "passed" if view.passed else "missed"
        if view.status == "failed":
            return "diverged" if view.kind == "diverged" else "failed"
        return "failed" if view.status == "cancelled" else None

    def _note(self, status: Status) -> None:
        value, seed = self.plan.trials[len(self.outcomes)]
        view, lab = self.view, self.plan.lab
        ended = status in ("passed", "missed")
        record = (
            finished_run(lab, view, settle(lab, self.plan.settings(value)), seed, datetime.now(UTC)) if ended else None
        )
        told = {"metric": view.metrics.get(lab.bar.metric, float("nan"))} if ended else {"message": view.message}
        self._took.append(self.clock() - self._run_began)
        self.outcomes.append(
            Outcome(
                value,
                seed,
                status,
                view.step,
                view.seconds,
                losses=view.losses.points,
                metric_curve=record.metric_curve if record else (),
                record=record,
                **told,
            )
        )

    def _late(self) -> bool:
        """Stop if the time is over. True if it was."""
        if self.state != "running" or self.clock() - self._began < self.limit or self.trial is None:
            return False
        self.client.cancel()
        self.state = "time"
        return True

    def check_time(self) -> None:
        """Stop if the time is over; :meth:`poll` does so by itself."""
        self._late()

    def stop(self) -> None:
        """End the sweep before its time; what was found stays."""
        if self.state == "running":
            self.client.cancel()
            self.state = "stopped"

    def close(self) -> None:
        """End the process."""
        self.stop()
        self.client.close()
