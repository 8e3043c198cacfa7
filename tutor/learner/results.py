"""What came of quizzes and labs: scores over time, what is missed again and again, labs passed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.lab import Bar
    from tutor.store import Attempt, Record
    from tutor.store.model import GivenAnswer, RunRecord

LOOK_BACK = 3
"""How many of the latest answers to a question say whether it is weak."""


@dataclass(frozen=True)
class Weak:
    """A question that is missed: wrong ``missed`` times of ``asked``, last answered at ``last``."""

    question: str
    missed: int
    asked: int
    last: datetime


@dataclass(frozen=True)
class ScorePoint:
    """The score (0 to 1) of one finished quiz."""

    at: datetime
    lesson: str
    score: float


@dataclass(frozen=True)
class PassedLab:
    """A lab whose bar was met: the best run's metrics, when it was first passed, how often it was run."""

    lab: str
    metric: str
    best: float | None
    first: datetime
    runs: int = field(default=1)


def scores_of(attempts: Iterable[Attempt]) -> list[ScorePoint]:
    """Every finished quiz among ``attempts``, the oldest first; retries of missed questions do not count."""
    done = [a for a in attempts if a.kind == "quiz" and a.finished is not None]
    points = [ScorePoint(a.finished, a.lesson, a.score) for a in done if a.finished is not None]
    return sorted(points, key=lambda point: point.at)


def weak_questions(record: Record) -> list[Weak]:
    """Questions missed in their latest answers, most missed first; two right in a row and one is off the list."""
    return weak_among(record.answers())


def weak_among(answers: Iterable[GivenAnswer]) -> list[Weak]:
    """The same from answers that were read before."""
    by_question: defaultdict[str, list[GivenAnswer]] = defaultdict(list)
    for answer in sorted(answers, key=lambda given: given.at):
        by_question[answer.question].append(answer)
    weak = [
        (sum(not a.right for a in given[-LOOK_BACK:]), _weak(question, given))
        for question, given in by_question.items()
        if not all(a.right for a in given[-2:])
    ]
    ranked = sorted(weak, key=lambda item: (item[0], item[1].missed, item[1].last), reverse=True)
    return [item for _, item in ranked]


def _weak(question: str, given: list[GivenAnswer]) -> Weak:
    return Weak(question, sum(not a.right for a in given), len(given), given[-1].at)


def passed_among(given: Iterable[RunRecord], bar_of: Callable[[str], Bar | None]) -> list[PassedLab]:
    """Labs whose bar was met, in the order they were first passed, each with the best value of the bar's metric.

    ``bar_of`` knows the labs' bars; None for a lab that is no more.
    """
    runs: defaultdict[str, list[RunRecord]] = defaultdict(list)
    for run in sorted(given, key=lambda run: run.at):
        runs[run.lab].append(run)
    passed = [
        _passed(lab, all_runs, bar_of(lab)) for lab, all_runs in runs.items() if any(run.bar_met for run in all_runs)
    ]
    return sorted(passed, key=lambda item: item.first)


def _passed(lab: str, runs: list[RunRecord], bar: Bar | None) -> PassedLab:
    """The bar says which metric counts, and whether less of it is better."""
    good = [run for run in runs if run.bar_met]
    metric = bar.metric if bar is not None else next(iter(good[0].metrics), "")
    values = [run.metrics[metric] for run in good if metric in run.metrics]
    best = min if bar is not None and bar.op.startswith("<") else max
    return PassedLab(lab, metric, best(values) if values else None, good[0].at, len(runs))
