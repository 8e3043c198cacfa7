"""Loading quizzes, and whose a question is."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from quizzes.model import Order, Several
from tests.content.small_course import change
from tutor.content.course import load_course
from tutor.content.errors import ContentError, UnknownContent
from tutor.content.quiz import all_questions, load_quiz


@pytest.fixture
def quizzes(lessons: Path) -> Path:
    """The quizzes beside the small course."""
    return lessons.parent / "quizzes"


def test_a_quiz_is_read_with_its_kinds(quizzes: Path) -> None:
    questions = {question.id: question for question in load_quiz("sums", quizzes).questions}
    several, order = questions["sums-several"], questions["sums-order"]
    assert isinstance(several, Several)
    assert [choice.right for choice in several.choices] == [True, True, False]
    assert isinstance(order, Order)
    assert order.items == ["one", "two", "three"]


def test_an_edited_quiz_is_read_again(quizzes: Path) -> None:
    assert load_quiz("sums", quizzes) is load_quiz("sums", quizzes)
    file = change(quizzes.parent, "quizzes/sums.yaml", "Put them in order.", "Sort them.")
    os.utime(file, ns=(1, 1))
    assert "Sort them." in [question.prompt for question in load_quiz("sums", quizzes).questions]


def test_a_lesson_whose_id_starts_with_anothers_keeps_its_questions(lessons: Path) -> None:
    """``sums-single-9`` is question 9 of a lesson called sums-single, where there is one; else single-9 of sums."""
    course = load_course(lessons)
    sums, lines = course.lessons
    for question in ("sums-order", "sums-single-9"):
        assert course.lesson_of_question(question) is sums
    longer = replace(lines, id="sums-single")
    both = replace(course, parts=(replace(course.parts[0], lessons=(sums, longer)),))
    assert both.lesson_of_question("sums-single-9") is longer
    assert both.lesson_of_question("sums-order") is sums


@pytest.mark.parametrize("question", ["sum-order", "sums", "nothing", ""])
def test_a_question_of_no_lesson_belongs_to_none(lessons: Path, question: str) -> None:
    assert load_course(lessons).lesson_of_question(question) is None


def test_an_unknown_quiz_is_told_with_the_nearest(quizzes: Path) -> None:
    with pytest.raises(UnknownContent) as caught:
        load_quiz("sum", quizzes)
    assert caught.value.hint == "Did you mean sums?"


def test_a_broken_quiz_is_told_with_its_lines(quizzes: Path) -> None:
    change(quizzes.parent, "quizzes/sums.yaml", "kind: order", "kind: oder")
    with pytest.raises(ContentError, match=r"sums.yaml:\d+: There is no kind 'oder'. Did you mean order\?"):
        load_quiz("sums", quizzes)


def test_all_questions_of_a_course_come_in_its_order(lessons: Path) -> None:
    course = load_course(lessons)
    assert [lesson for lesson, _ in all_questions(course)] == ["sums"] * 12 + ["lines"] * 12
    (course.quizzes / "sums.yaml").unlink()
    assert [lesson for lesson, _ in all_questions(course)] == ["lines"] * 12
