"""What the record holds, as the rest of the program sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

KnobValue = float | int | bool | str
Answer = str | list[str]
"""The text of a choice or of an item, or what was typed; a list where several are wanted."""

Kind = Literal["quiz", "retry", "review", "part", "placement"]
"""A lesson's quiz; what was missed, again; what is due, over all lessons; a part's quiz; a part's placement test."""

Marked = Literal["name", "gone", "back"]
"""A run got a name, was deleted from the list, was taken back into it."""

MOST_POINTS = 500
"""How many points of a curve are kept."""


@dataclass(frozen=True)
class GivenAnswer:
    """One answer: to which question of which attempt, right or wrong, and the seconds it took."""

    attempt: str
    question: str
    answer: Answer
    right: bool
    seconds: float
    at: datetime


@dataclass(frozen=True)
class Attempt:
    """One go at a quiz: the questions in the order asked, and the answers in the order given.

    ``lesson`` is what it is about: a lesson, for "part" and "placement" the part, for "review" nothing ("").
    A retry is about whatever was missed in.
    """

    id: str
    lesson: str
    kind: Kind
    seed: int
    questions: list[str]
    started: datetime
    finished: datetime | None = None
    answers: list[GivenAnswer] = field(default_factory=list)
    unknown: frozenset[str] = frozenset()
    """Questions of a placement test, left half-way, that the learner said not to know."""

    @property
    def first_answers(self) -> dict[str, bool]:
        """Whether the first answer to each question was right."""
        first: dict[str, bool] = {}
        for given in self.answers:
            first.setdefault(given.question, given.right)
        return first

    @property
    def score(self) -> float:
        """Share of the questions whose first answer was right, 0 to 1; what was not answered counts as wrong.

        Only the first counts, because an answer is followed by its explanation.
        """
        first = self.first_answers
        right = sum(first.get(question, False) for question in self.questions)
        return right / len(self.questions) if self.questions else 0.0


Turn = tuple[int, str, KnobValue]
"""What was changed by hand in the middle of a run: after which step, what, to which value."""


@dataclass(frozen=True)
class RunRecord:
    """One finished run of a lab. ``curve`` holds (step, loss), ``metric_curve`` (step, the metric of the lab's bar).

    No more than 500 points of each are kept. ``knobs`` are those it began with, ``turns`` what was changed on the way.
    Runs of earlier versions have no ``metric_curve``, and neither turns: their ``knobs`` are the last ones.
    """

    id: str
    lab: str
    knobs: dict[str, KnobValue]
    seed: int
    device: str
    steps: int
    seconds: float
    metrics: dict[str, float]
    bar_met: bool
    curve: list[tuple[int, float]]
    at: datetime
    metric_curve: list[tuple[int, float]] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)


@dataclass(frozen=True)
class RunMark:
    """What was done with a run at a time; ``text`` is its new name. The latest of its kind counts.

    Runs themselves never change and never go, so that records of several machines merge.
    """

    run: str
    what: Marked
    text: str
    at: datetime


@dataclass(frozen=True)
class ImportReport:
    """What an import did: rows by table that are new in this record, and rows it had already."""

    added: Mapping[str, int]
    known: Mapping[str, int]


def thin(curve: Sequence[tuple[int, float]], most: int = MOST_POINTS) -> list[tuple[int, float]]:
    """At most ``most`` points of ``curve``, evenly spread, the first and the last among them."""
    if len(curve) <= most:
        return list(curve)
    last = len(curve) - 1
    return [curve[i * last // (most - 1)] for i in range(most)]
