"""Placement tests: what they ask, what they say, and what overrules them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.model import Question
from tests.quizzes.part_course import part_course, questions_of, right_answer, took
from tutor.content.course import Course
from tutor.learner.progress import PASS
from tutor.quiz.placement import PER_LESSON, Placed, known_lessons, placed, results, sample
from tutor.quiz.plan import placement_plan
from tutor.store import Record

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALL_ONE = {f"one-q{n}": True for n in range(3)}
ALL_TWO = {f"two-q{n}": True for n in range(3)}


@pytest.fixture
def record() -> Iterator[Record]:
    with Record.in_memory() as opened:
        yield opened


def lesson_of(question: str) -> str | None:
    lesson = question.partition("-")[0]
    return lesson if lesson in ("one", "two") else None


def known(record: Record) -> frozenset[str]:
    return known_lessons(record.attempts(), lesson_of, PASS)


@given(st.integers(0, 2**31), st.integers(1, 12), st.integers(1, 12))
def test_a_test_asks_each_lesson_and_spreads_over_its_sections(seed: int, ones: int, twos: int) -> None:
    questions = [*questions_of("one", ones), *questions_of("two", twos)]
    lessons = {question.id: question.id.partition("-")[0] for question in questions}
    asked = sample(questions, lessons, seed)
    assert len({question.id for question in asked}) == len(asked)
    assert Counter(lessons[q.id] for q in asked) == {"one": min(PER_LESSON, ones), "two": min(PER_LESSON, twos)}
    for lesson, count in (("one", ones), ("two", twos)):
        sections = [question.section for question in asked if lessons[question.id] == lesson]
        assert len(set(sections)) == min(PER_LESSON, count, 4), "a section twice though another was left"
    assert [lessons[question.id] for question in asked] == sorted(lessons[question.id] for question in asked)


def test_the_seed_decides_what_is_asked() -> None:
    questions = questions_of("one", 12)
    lessons = dict.fromkeys((question.id for question in questions), "one")
    tests = {seed: [question.id for question in sample(questions, lessons, seed)] for seed in range(20)}
    assert tests == {seed: [question.id for question in sample(questions, lessons, seed)] for seed in range(20)}
    assert len(set(map(tuple, tests.values()))) > 10


def test_what_takes_minutes_is_left_out(tmp_path: Path, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    course = part_course(tmp_path)
    monkeypatch.setattr("tutor.quiz.placement.LEFT_OUT", frozenset({"single"}))
    assert placement_plan(course, "basics", record).order(1) == []


def test_a_lesson_is_known_when_all_its_questions_are_right_and_only_then(record: Record) -> None:
    took(record, DAY, "placement", "basics", ALL_ONE | ALL_TWO | {"two-q1": False})
    assert known(record) == {"one"}


def test_a_test_that_was_not_finished_says_nothing(record: Record) -> None:
    took(record, DAY, "placement", "basics", ALL_ONE, finished=False)
    assert known(record) == frozenset()


def test_only_the_first_answer_counts(record: Record) -> None:
    attempt = took(record, DAY, "placement", "basics", ALL_ONE | {"one-q2": False})
    record.answer(attempt, "one-q2", "yes", True, 1.0, DAY + timedelta(minutes=1))
    assert known(record) == frozenset()


def test_the_latest_test_decides(record: Record) -> None:
    took(record, DAY, "placement", "basics", ALL_ONE | ALL_TWO)
    took(record, DAY + timedelta(days=1), "placement", "basics", {"one-q4": False})
    assert known(record) == {"two"}


def test_a_quiz_below_its_goal_overrules_the_test_and_a_new_test_the_quiz(record: Record) -> None:
    took(record, DAY, "placement", "basics", ALL_ONE)
    took(record, DAY + timedelta(days=1), "quiz", "one", {"one-q1": True, "one-q2": False})
    assert known(record) == frozenset()
    took(record, DAY + timedelta(days=2), "placement", "basics", ALL_ONE)
    assert known(record) == {"one"}
    took(record, DAY + timedelta(days=3), "quiz", "one", ALL_ONE)
    assert known(record) == {"one"}


@pytest.mark.parametrize("kind", ["part", "review", "retry"])
def test_other_quizzes_place_nobody(kind: str, record: Record) -> None:
    took(record, DAY, kind, "basics", ALL_ONE)  # type: ignore[arg-type]
    assert known(record) == frozenset()


def test_questions_that_were_not_answered_count_as_missed_and_foreign_ones_not_at_all() -> None:
    assert results(["one-q1", "one-q2", "gone-q1"], {"one-q1": True}, lesson_of) == [Placed("one", 1, 2)]
    assert not Placed("one", 0, 0).known


def test_a_test_left_half_way_goes_on_with_the_very_questions_it_began_with(tmp_path: Path, record: Record) -> None:
    """They were drawn by its seed: a new draw would be another test."""
    course: Course = part_course(tmp_path)
    first = placement_plan(course, "basics", record).begin(5, record=record, now=lambda: DAY, clock=lambda: 0.0)
    asked: list[Question] = list(first.questions)
    first.answer("yes")
    first.keep()
    plan = placement_plan(course, "basics", record)
    again = plan.resume(record=record, now=lambda: DAY, clock=lambda: 0.0)
    assert list(again.questions) == asked and again.current == asked[1] and again.kind == "placement"
    assert plan.order(again.seed) == asked


def test_what_one_said_not_to_know_is_not_asked_again(tmp_path: Path, record: Record) -> None:
    course: Course = part_course(tmp_path)
    first = placement_plan(course, "basics", record).begin(5, record=record, now=lambda: DAY, clock=lambda: 0.0)
    first.say_unknown()
    first.keep()
    again = placement_plan(course, "basics", record).resume(record=record, now=lambda: DAY, clock=lambda: 0.0)
    assert again.current == first.questions[1] and again.number == 2 and again.unknown == {first.questions[0].id}
    while again.current is not None:
        again.answer(right_answer(again.current))
        again.keep()
    assert again.done and [one.known for one in placed(again)] == [False, True]
    assert not record._rows("SELECT name FROM settings"), "nothing is left of it once the test is over"
