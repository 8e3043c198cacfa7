"""How the run of a prediction goes, as plain lines: one at its start, one now and then, one at its end."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.words import words

if TYPE_CHECKING:
    from tutor.quiz.prediction import Run

QUIET = 2.0
"""Seconds between two lines about a run that goes on."""


class RunLines:
    """Tells a run by ``say``; ``clock`` gives seconds."""

    def __init__(self, say: Callable[[str], object], clock: Callable[[], float]) -> None:
        self._say, self._clock = say, clock
        self._next: float | None = None

    def tell(self, run: Run) -> None:
        """Say how the run stands, if it is time for that."""
        now, view = self._clock(), run.view
        if self._next is None:
            if run.evidence is None:
                self._say(f"\nThe lab {run.question.lab} runs, {run.steps:,} steps. Ctrl-C stops it.")
            self._next = now + QUIET
        elif view.status == "finished":
            self._say(_standing(run))
        elif now >= self._next:
            self._next = now + QUIET
            self._say(_standing(run) if view.step else _preparing(run))


def _standing(run: Run) -> str:
    """ "Step 400 of 400: accuracy 0.75." """
    name, value = words(run.question.metric), run.curve.last
    told = f": {name} {value:.4g}" if math.isfinite(value) else ""
    return f"Step {run.view.step:,} of {run.steps:,}{told}."


def _preparing(run: Run) -> str:
    view = run.view
    return f"Getting ready: {view.prepared} of {view.to_prepare} parts." if view.to_prepare else "Getting ready."
