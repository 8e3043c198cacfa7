"""Loading quizzes and finding questions by id."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quizzes.model import Order, Several
from tests.content.small_course import change
from tutor.content.course import load_course
from tutor.content.errors import ContentError, UnknownContent
from tutor.content.quiz import all_questions, find_question, load_quiz


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


def test_a_question_is_found_by_its_id_alone(quizzes: Path) -> None:
    assert find_question("lines-order", quizzes).id == "lines-order"


def test_a_lesson_whose_id_starts_with_anothers_keeps_its_questions(quizzes: Path) -> None:
    """``sums-single-9`` may be question single-9 of sums, or question 9 of a lesson called sums-single."""
    text = (
        (quizzes / "sums.yaml")
        .read_text()
        .replace("sums-", "sums-single-9-")
        .replace("lesson: sums", "lesson: sums-single")
    )
    (quizzes / "sums-single.yaml").write_text(text)
    assert find_question("sums-single-1", quizzes).id == "sums-single-1"
    assert find_question("sums-single-9-order", quizzes).id == "sums-single-9-order"


@pytest.mark.parametrize("question", ["sums-ordr", "nothing", ""])
def test_an_unknown_question_is_told(quizzes: Path, question: str) -> None:
    with pytest.raises(UnknownContent, match="There is no question called"):
        find_question(question, quizzes)


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
