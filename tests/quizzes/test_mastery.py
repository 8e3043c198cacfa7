"""Mastery: the formula by hand, its bounds for any answers, and what is not known yet."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quizzes.demo_course import run_lab, take_quiz, write_course
from tests.quizzes.part_course import SECTIONS, TITLES, part_course, took
from tests.store.test_migrations import FIRST_VERSION
from tutor.content.course import Course
from tutor.learner.mastery import Mastery, masteries, share_right, strengths, weakest
from tutor.learner.review import questions_of
from tutor.learner.schedule import recall, replay
from tutor.learner.standing import read_learner
from tutor.store import GivenAnswer, Record

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = DAY.date()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Three lessons of eight questions over four sections each, no labs."""
    return part_course(tmp_path_factory.mktemp("mastery"))


@pytest.fixture
def record() -> Iterator[Record]:
    with Record.in_memory() as opened:
        yield opened


def mastery(course: Course, record: Record, lesson: str, today: date = TODAY) -> Mastery:
    return read_learner(course, record, today, UTC).mastery[lesson]


@pytest.mark.parametrize(
    ("history", "share"),
    [("R", 1), ("W", 0), ("WR", 4 / 6), ("RW", 2 / 6), ("WWR", 4 / 7), ("WRR", 6 / 7), ("WRRR", 1), ("RRRW", 3 / 7)],
)
def test_late_answers_count_more_and_only_three_of_them(history: str, share: float) -> None:
    assert share_right([letter == "R" for letter in history]) == pytest.approx(share)


def test_before_any_answer_there_is_nothing_to_say(course: Course, record: Record) -> None:
    """None is not 0: nobody has failed yet."""
    found = mastery(course, record, "one")
    assert found.value is None
    assert [(c.section, c.value, c.asked, c.questions) for c in found.concepts] == [
        (section, None, 0, 2) for section in SECTIONS
    ]


def test_a_concept_is_the_mean_of_what_was_asked_and_a_lesson_counts_the_unasked_as_nothing(
    course: Course, record: Record
) -> None:
    took(record, DAY, "quiz", "one", {"one-q0": True, "one-q4": False, "one-q1": True}, finished=False)
    found = mastery(course, record, "one")
    assert [concept.value for concept in found.concepts] == [0.5, 1.0, None, None]
    assert found.value == pytest.approx((0.5 + 1.0) / 4)
    assert mastery(course, record, "two").value is None


def test_every_question_right_today_is_all_there_is(course: Course, record: Record) -> None:
    took(record, DAY, "quiz", "one", {f"one-q{n}": True for n in range(8)})
    assert mastery(course, record, "one").value == 1.0


def test_it_sinks_with_the_chance_of_recall_while_nothing_is_asked(course: Course, record: Record) -> None:
    took(record, DAY, "quiz", "one", {f"one-q{n}": True for n in range(8)})
    later = TODAY + timedelta(days=30)
    card = replay(record.answers(), UTC)["one-q0"]
    assert mastery(course, record, "one", later).value == pytest.approx(recall(card, later))
    assert recall(card, later) < 0.8


def test_a_lab_counts_as_much_as_a_section(tmp_path: Path, record: Record) -> None:
    course = write_course(tmp_path)
    run_lab(record, DAY, 0.5)
    assert mastery(course, record, "demo").value is None, "a lab that was not passed says nothing yet"
    run_lab(record, DAY + timedelta(minutes=1), 1.0)
    assert mastery(course, record, "demo").value == pytest.approx(1 / 5)
    take_quiz(record, DAY)
    assert mastery(course, record, "demo").value == 1.0


def test_answers_to_questions_that_are_gone_do_not_count(course: Course, record: Record) -> None:
    took(record, DAY, "quiz", "one", {"one-gone": True})
    assert mastery(course, record, "one").value is None


def test_the_weakest_come_first_and_what_is_good_enough_or_unasked_not_at_all(course: Course, record: Record) -> None:
    took(record, DAY, "part", "basics", {"one-q0": False, "two-q1": True, "two-q2": True, "two-q6": False})
    found = weakest(read_learner(course, record, TODAY, UTC).mastery, 0.8, 5)
    assert [(concept.lesson, concept.section) for concept in found] == [("one", "start"), ("two", "end")]
    assert weakest(read_learner(course, record, TODAY, UTC).mastery, 0.8, 1) == found[:1]


def test_a_record_of_the_first_version_is_scheduled_like_any_other(tmp_path: Path) -> None:
    """It knew neither reviews over lessons nor quizzes of parts; its answers are all that is needed."""
    file = tmp_path / "record.db"
    with closing(sqlite3.connect(file)) as old:
        old.executescript(FIRST_VERSION.read_text(encoding="utf-8"))
    with Record.open(file) as record:
        cards = replay(record.answers(), UTC)
    assert {name: (card.answers, card.missed) for name, card in cards.items()} == {
        "neuron-sum": (1, 0),
        "neuron-bias": (1, 1),
    }


names = st.sampled_from([f"{lesson}-q{n}" for lesson in TITLES for n in range(8)])
moments = st.integers(0, 90 * 24).map(lambda hours: DAY - timedelta(hours=hours))
answers = st.lists(
    st.builds(
        lambda question, at, right: GivenAnswer("a", question, "", right, 1.0, at), names, moments, st.booleans()
    ),
    max_size=40,
)


@given(answers, st.integers(-3, 900), st.sets(st.sampled_from(["gates", "xor"])))
def test_mastery_is_between_0_and_1_and_none_exactly_where_nothing_was_asked(
    course: Course, given_answers: list[GivenAnswer], later: int, labs: set[str]
) -> None:
    today, questions = TODAY + timedelta(days=later), questions_of(course)
    strength = strengths(given_answers, replay(given_answers, UTC), today)
    found = masteries(course, questions, strength, labs)
    asked = {questions[answer.question][0] for answer in given_answers}
    assert {lesson for lesson, one in found.items() if one.value is not None} == asked
    values = [one.value for one in found.values()] + [c.value for one in found.values() for c in one.concepts]
    assert all(0 <= value <= 1 for value in values if value is not None)


@given(answers)
def test_one_more_right_answer_today_never_lowers_it(course: Course, given_answers: list[GivenAnswer]) -> None:
    more = [*given_answers, GivenAnswer("b", "one-q0", "", True, 1.0, DAY + timedelta(minutes=1))]
    values = []
    for listed in (given_answers, more):
        strength = strengths(listed, replay(listed, UTC), TODAY)
        values.append(strength.get("one-q0", 0.0))
    assert values[1] >= values[0] - 1e-12
