"""Where one learner stands in one course on one day: everything derived from the record, read in one go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from tutor.learner.activity import days_of
from tutor.learner.mastery import Mastery, masteries, strengths
from tutor.learner.progress import LessonState, NextStep, lesson_states, next_step
from tutor.learner.review import Reviews, questions_of, reviews_of
from tutor.learner.schedule import replay

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.store import Attempt, GivenAnswer, Record, RunRecord


@dataclass(frozen=True)
class Learner:
    """By lesson its state and its mastery; what is due for review; what to do next."""

    states: Mapping[str, LessonState]
    mastery: Mapping[str, Mastery]
    reviews: Reviews
    next: NextStep

    @property
    def untouched(self) -> bool:
        """Whether nothing was read, answered or passed yet."""
        begun = any(state.state != "not started" for state in self.states.values())
        return not begun and not self.reviews.scheduled


@dataclass(frozen=True)
class History:
    """What the record holds of quizzes, labs and reading, read once."""

    attempts: Sequence[Attempt]
    answers: Sequence[GivenAnswer]
    runs: Sequence[RunRecord]
    days: Mapping[date, int]


def read_history(record: Record, zone: tzinfo | None = None) -> History:
    """Read it; ``zone`` is where the learner's days begin (None: the machine's)."""
    attempts, runs = record.attempts(), record.runs()
    answers = answers_of(attempts)
    return History(attempts, answers, runs, days_of(answers, runs, record.reading_times(), zone))


def answers_of(attempts: Iterable[Attempt]) -> list[GivenAnswer]:
    """All answers of all attempts."""
    return [answer for attempt in attempts for answer in attempt.answers]


def read_learner(
    course: Course, record: Record, today: date, zone: tzinfo | None = None, history: History | None = None
) -> Learner:
    """Work everything out from the record, or as far as possible from ``history``, what was read of it before."""
    attempts = record.attempts() if history is None else history.attempts
    answers = answers_of(attempts) if history is None else history.answers
    questions = questions_of(course)
    cards = {name: card for name, card in replay(answers, zone).items() if name in questions}
    states = lesson_states(course, record, attempts)
    return Learner(
        states=states,
        mastery=masteries(course, questions, strengths(answers, cards, today), record.labs_passed()),
        reviews=reviews_of(course, cards, today),
        next=next_step(course, record, states),
    )
