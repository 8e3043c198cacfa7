"""The help over a question lists a key only where it does something."""

from __future__ import annotations

import pytest

from quizzes.model import Question
from tests.quizzes.questions import QUESTIONS
from tutor.screens.quiz.pages import choosing

KEYS = {
    "single": {"number", "move"},
    "several": {"number", "move", "tick"},
    "number": set(),
    "order": {"number", "move", "shift"},
    "fill": set(),
}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_keys_for_choosing(question: Question) -> None:
    kind = type(question).__name__.lower()
    assert {key for key, acts in choosing(question).items() if acts} == KEYS[kind]


def test_no_question_is_open() -> None:
    assert not any(choosing(None).values())
