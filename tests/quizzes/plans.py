"""The quiz of the small questions as a plan, without a course on disk."""

from __future__ import annotations

from collections.abc import Sequence

from quizzes.model import Question
from tests.quizzes.questions import QUESTIONS
from tutor.quiz.plan import Plan, in_order
from tutor.quiz.session import unfinished
from tutor.store import Record


def demo_plan(record: Record, questions: Sequence[Question] = QUESTIONS) -> Plan:
    """Their quiz, with what was left half-way of it."""
    lessons = {question.id: "demo" for question in questions}
    return Plan("quiz", "demo", tuple(questions), lessons, in_order(questions), unfinished(record, "demo", questions))
