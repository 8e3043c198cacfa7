"""The short run of a lab that decides a prediction: the same for the app, the plain quiz and the tests.

The app asks :meth:`Run.poll` now and then and draws what it finds; plain text and tests let a :class:`Bench` wait for
the end.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.client import WorkerClient
from engine.events import AnyEvent
from engine.lab import LabError, load_lab, settle
from engine.words import words
from quizzes.model import Predict
from quizzes.predicting import can_diverge, did_not_run, showed
from tutor.content.course import Course
from tutor.content.errors import UnknownContent
from tutor.lab.desk import Client, claim, serves
from tutor.lab.training import new_worker
from tutor.lab.view import Curve, RunView, fold, started

SEED = 1
"""The seed of a run that decides: what the author of the question saw happen, every learner sees."""
WATCHED = 2.5
"""Seconds a run is stretched to where it is watched, so that learning can be seen."""
FASTEST = 1000
"""Steps a second up to which a run is paced; one with more steps takes its time anyway."""
STOPPED = "it was stopped"


class Run:
    """The run for ``question`` with the lab in ``file``. ``evidence`` is None until it is over.

    ``watched`` stretches a very short run to a few seconds. Nothing is raised: what keeps the run from coming
    about becomes evidence, one sentence.
    """

    def __init__(
        self, question: Predict, file: Path | None, client: Client, seed: int = SEED, watched: bool = False
    ) -> None:
        self.question, self.client = question, client
        self.steps = question.steps or 0
        self.view = RunView()
        self.evidence: str | None = None
        try:
            if file is None:
                raise LabError(f"there is no lab {question.lab}")
            lab = load_lab(file)
            knobs = {name: value for name, value in settle(lab, question.knobs).items() if name in question.knobs}
        except Exception as trouble:  # the lab's code runs here, so anything can come of it
            self.evidence = did_not_run(_sentence(trouble))
            return
        self.steps = question.steps or lab.steps
        pace = self.steps / WATCHED
        speed = pace if watched and pace <= FASTEST else 0.0
        number = client.start(file, knobs, seed, self.steps, speed=speed, views=False)
        claim(client, number)
        self.view = started(self.view, number)
        if client.warm is not None:
            self.view = fold(self.view, client.warm)

    @property
    def share(self) -> float:
        """How much of the run is done, between 0 and 1."""
        return min(1.0, self.view.step / self.steps) if self.steps else 0.0

    @property
    def curve(self) -> Curve:
        """The metric that counts, over the steps so far."""
        name = self.question.metric
        return self.view.losses if name == "loss" else self.view.curves.get(name, Curve())

    def poll(self) -> bool:
        """Take in what the worker said since the last call. True if anything changed."""
        if self.evidence is not None:
            return False
        if not serves(self.client, self.view.run):
            self.evidence = did_not_run("another lab was started")
            return True
        events = self.client.poll()
        for event in events:
            self.take(event)
        return bool(events)

    def take(self, event: AnyEvent) -> None:
        """Take in one event."""
        self.view = fold(self.view, event)
        if self.evidence is None:
            self.evidence = self._evidence()

    def stop(self) -> None:
        """End the run before its time; then it decides nothing."""
        if self.evidence is None:
            self.evidence = did_not_run(STOPPED)
            self.view = replace(self.view, status="cancelled")
            if serves(self.client, self.view.run):
                self.client.cancel()

    def _evidence(self) -> str | None:
        """What the run showed; None while it goes on."""
        match self.view.status:
            case "finished":
                return self._shown()
            case "failed" if self.view.kind == "diverged" and can_diverge(self.question):
                return showed(self.question, math.nan)
            case "failed":
                return did_not_run(self.view.message)
            case "cancelled":
                return did_not_run(STOPPED)
        return None

    def _shown(self) -> str:
        name = self.question.metric
        value = self.view.losses.last if name == "loss" else self.view.metrics.get(name)
        if value is None:
            return did_not_run(f"the lab tells no {words(name)}")
        if not math.isfinite(value) and not can_diverge(self.question):
            return did_not_run(f"its {words(name)} was no number at the end")
        return showed(self.question, value)


class Bench:
    """Runs predictions without a screen, in one worker process that starts with the first of them."""

    def __init__(self, course: Course, device: str = "auto") -> None:
        self.course, self.device = course, device
        self._client: WorkerClient | None = None

    def decide(self, question: Predict, tell: Callable[[Run], object] = lambda _: None, seed: int = SEED) -> str:
        """Make the run of ``question``, wait for its end, return the evidence; Ctrl-C stops only the run.

        ``tell`` is called at the start and whenever something came.
        """
        if self._client is None:
            self._client = new_worker(self.device)
        run = Run(question, lab_file(self.course, question.lab), self._client, seed)
        try:
            tell(run)
            while run.evidence is None:
                if (event := self._client.wait()) is not None:
                    run.take(event)
                    tell(run)
        except KeyboardInterrupt:
            run.stop()
        return run.evidence or did_not_run(STOPPED)

    def close(self) -> None:
        """End the worker process, if there is one."""
        if self._client is not None:
            self._client.close()
            self._client = None


def lab_file(course: Course, lab_id: str) -> Path | None:
    """The file of a lab; None if the course has none of that name."""
    try:
        return course.lab_file(lab_id)
    except UnknownContent:
        return None


def _sentence(trouble: Exception) -> str:
    return trouble.message if isinstance(trouble, LabError) else f"{type(trouble).__name__}: {trouble}"
