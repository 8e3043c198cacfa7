"""What a quiz asks and in which order: lessons, parts, reviews, portions, and that the seed brings it all back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.quizzes.part_course import part_course, right_answer, took
from tutor.content.course import Course, UnknownContent
from tutor.learner.results import scores_of
from tutor.quiz.plan import Plan, lesson_plan, make_plan, part_plan, review_plan, title
from tutor.quiz.session import LONG, PORTION, QuizSession, rests
from tutor.store import Record

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return part_course(tmp_path / "course")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(tmp_path / "record.db") as opened:
        yield opened


def begin(plan: Plan, record: Record, seed: int = 3) -> QuizSession:
    return plan.begin(seed, record=record, now=lambda: DAY, clock=lambda: 0.0)


def answer(session: QuizSession, *rights: bool) -> None:
    for right in rights:
        assert session.current is not None
        session.answer(right_answer(session.current) if right else "no")
        session.keep()


def ids(session: QuizSession) -> list[str]:
    return [question.id for question in session.questions]


def test_the_first_quiz_of_a_lesson_follows_the_lesson_and_later_ones_are_shuffled(
    course: Course, record: Record
) -> None:
    first = begin(lesson_plan(course, "one", record), record)
    assert ids(first) == [f"one-q{n}" for n in range(8)]
    answer(first, *[True] * 8)
    second = begin(lesson_plan(course, "one", record), record)
    assert sorted(ids(second)) == sorted(ids(first)) and ids(second) != ids(first)


def test_a_part_s_quiz_asks_all_its_lessons_mixed_and_none_of_another_part(course: Course, record: Record) -> None:
    session = begin(part_plan(course, "basics", record), record)
    assert sorted(ids(session)) == sorted([f"{lesson}-q{n}" for lesson in ("one", "two") for n in range(8)])
    lessons = [session.lesson_of(question) for question in session.questions]
    assert lessons != sorted(lessons), "all of one lesson came first"


@pytest.mark.parametrize(("kind", "about"), [("quiz", "one"), ("part", "basics"), ("placement", "basics")])
def test_the_order_follows_from_the_seed_in_the_record(kind: str, about: str, course: Course, record: Record) -> None:
    took(record, DAY, "quiz", "one", {"one-q1": True})  # so that a lesson's quiz is shuffled, too
    session = begin(make_plan(course, record, kind, about, DAY.date()), record, seed=77)  # type: ignore[arg-type]
    answer(session, True)
    attempt = record.attempts()[-1]
    plan = make_plan(course, record, kind, about, DAY.date())  # type: ignore[arg-type]
    assert [question.id for question in plan.order(attempt.seed)] == attempt.questions == ids(session)


def test_a_part_s_quiz_goes_on_where_it_was_left_in_its_own_order(course: Course, record: Record) -> None:
    first = begin(part_plan(course, "basics", record), record)
    answer(first, True, False, True)
    again = part_plan(course, "basics", record).resume(record=record, now=lambda: DAY, clock=lambda: 0.0)
    assert ids(again) == ids(first) and again.number == 4 and again.kind == "part"
    answer(again, *[True] * 13)
    (attempt,) = record.attempts()
    assert attempt.finished is not None and attempt.score == 15 / 16
    assert part_plan(course, "basics", record).attempt is None


def test_a_lesson_s_quiz_left_half_way_is_not_taken_for_a_part_s(course: Course, record: Record) -> None:
    answer(begin(lesson_plan(course, "one", record), record), True)
    assert part_plan(course, "basics", record).attempt is None
    assert lesson_plan(course, "one", record).attempt is not None


def test_what_was_missed_in_a_part_s_quiz_can_be_retried(course: Course, record: Record) -> None:
    session = begin(part_plan(course, "basics", record), record)
    answer(session, *[n not in (2, 9) for n in range(16)])
    missed = {session.questions[2].id, session.questions[9].id}
    retry = session.retry()
    assert set(ids(retry)) == missed
    assert {retry.lesson_of(q) for q in retry.questions} == {name.partition("-")[0] for name in missed}
    answer(retry, True, True)
    assert [attempt.kind for attempt in record.attempts()] == ["part", "retry"]


def test_part_quizzes_and_placement_tests_are_no_score_of_a_lesson(course: Course, record: Record) -> None:
    for kind, about in (("part", "basics"), ("placement", "basics"), ("review", ""), ("retry", "one")):
        took(record, DAY, kind, about, {"one-q1": False})  # type: ignore[arg-type]
    assert scores_of(record.attempts()) == [] and record.quiz_best("one") is None
    assert lesson_plan(course, "one", record).attempt is None


def test_a_review_asks_what_is_due_and_going_on_asks_the_rest(course: Course, record: Record) -> None:
    """Each answer moves its question on at once: who quits and comes back meets none of them again."""
    took(record, DAY - timedelta(days=40), "quiz", "one", {"one-q1": True, "one-q2": True})
    took(record, DAY - timedelta(days=10), "quiz", "three", {"three-q1": True, "three-gone": True})
    took(record, DAY, "quiz", "two", {"two-q1": True})
    plan = review_plan(course, record, DAY.date())
    session = begin(plan, record)
    assert session.kind == "review" and set(ids(session)[:2]) == {"one-q1", "one-q2"}
    assert ids(session)[2:] == ["three-q1"], "not what is fresh, nor what the course no longer has"
    assert [session.lesson_of(q) for q in session.questions] == ["one", "one", "three"]
    answer(session, True)
    rest = begin(review_plan(course, record, DAY.date()), record)
    assert ids(rest) == ids(session)[1:]
    answer(rest, False, True)
    assert review_plan(course, record, DAY.date()).pool == ()
    tomorrow = review_plan(course, record, DAY.date() + timedelta(days=1))
    assert [question.id for question in tomorrow.pool] == [ids(session)[1]], "what was missed comes back"


def test_what_is_not_there_is_named(course: Course, record: Record) -> None:
    for kind, about in (("quiz", "on"), ("part", "basic"), ("placement", "basic")):
        with pytest.raises(UnknownContent, match="There is no"):
            make_plan(course, record, kind, about, date(2026, 3, 1))  # type: ignore[arg-type]
        with pytest.raises(UnknownContent):
            title(course, kind, about)  # type: ignore[arg-type]


def test_titles_say_what_it_is(course: Course) -> None:
    assert title(course, "part", "basics") == "Quiz of the part · First things"
    assert title(course, "placement", "more") == "Placement test · Further on"
    assert title(course, "quiz", "one") == "Quiz · The first lesson"


@given(st.integers(0, 400))
def test_portions_of_a_long_quiz_are_even_and_short(count: int) -> None:
    stops = [0, *rests(count), count]
    sizes = [after - before for before, after in pairwise(stops)]
    if count <= LONG:
        assert rests(count) == ()
    else:
        assert max(sizes) <= PORTION and max(sizes) - min(sizes) <= 1 and sum(sizes) == count


def test_a_long_quiz_rests_after_each_portion_but_not_at_its_end(tmp_path: Path, record: Record) -> None:
    course = part_course(tmp_path / "long", count=39)
    session = begin(lesson_plan(course, "one", record), record)
    assert session.opening == "39 questions in 3 portions. You can stop at any time and go on later."
    rested = []
    for number in range(1, 40):
        answer(session, True)
        if session.at_rest:
            rested.append(number)
    assert rested == [13, 26]
