"""Where one learner stands in one course on one day: everything derived from the record, read in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from tutor.mastery import Mastery, masteries, strengths
from tutor.progress import BEHIND, LessonState, NextStep, lesson_states, next_step
from tutor.review import Reviews, questions_of, reviews_of
from tutor.schedule import replay

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.store import Record


@dataclass(frozen=True)
class Learner:
    """By lesson its state and its mastery; what is due for review; what to do next."""

    states: Mapping[str, LessonState]
    mastery: Mapping[str, Mastery]
    reviews: Reviews
    next: NextStep

    @property
    def behind(self) -> int:
        """How many lessons are done, or known by a placement test."""
        return sum(state.state in BEHIND for state in self.states.values())


def read_learner(course: Course, record: Record, today: date, zone: tzinfo | None = None) -> Learner:
    """Read the record and work everything out; ``zone`` is where the learner's days begin (None: the machine's)."""
    attempts = record.attempts()
    answers = [answer for attempt in attempts for answer in attempt.answers]
    questions = questions_of(course)
    cards = {name: card for name, card in replay(answers, zone).items() if name in questions}
    states = lesson_states(course, record, attempts)
    return Learner(
        states=states,
        mastery=masteries(course, questions, strengths(answers, cards, today), record.labs_passed()),
        reviews=reviews_of(course, cards, today),
        next=next_step(course, record, states),
    )
