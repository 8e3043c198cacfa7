"""What follows from the record: states of lessons, the next step, weak questions, scores."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.lab import Bar
from tests.quizzes.demo_course import run_lab, take_quiz, write_course
from tests.quizzes.part_course import part_course, took
from tests.quizzes.questions import QUESTIONS
from tutor.content.course import Course, UnknownContent
from tutor.learner.progress import lesson_state, next_step
from tutor.learner.results import passed_among, scores_of, weak_questions
from tutor.learner.summary import summary
from tutor.screens.standing import quiz as quiz_words
from tutor.store import Record

DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECTIONS = ("story", "parts", "sum", "line")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return write_course(tmp_path / "course")


@pytest.fixture
def record() -> Iterator[Record]:
    with Record.in_memory() as opened:
        yield opened


def read(record: Record, *sections: str) -> None:
    for section in sections:
        record.mark_read("demo", section, DAY)
        record.set_position("demo", section, DAY)


def test_a_lesson_goes_from_not_started_to_done(course: Course, record: Record) -> None:
    """Done means: all sections read, every lab passed, a quiz of at least 80 %."""
    states = [lesson_state(course, record, "demo")]
    acts: list[Callable[[], None]] = [
        lambda: read(record, "story"),
        lambda: read(record, *SECTIONS),
        lambda: run_lab(record, DAY, 0.75),
        lambda: take_quiz(record, DAY, ["demo-xor", "demo-sum"]),
        lambda: run_lab(record, DAY + timedelta(days=1), 1.0),
        lambda: take_quiz(record, DAY, ["demo-xor"]),
    ]
    for act in acts:
        act()
        states.append(lesson_state(course, record, "demo"))
    assert [state.state for state in states] == ["not started", "reading", "read", "read", "read", "read", "done"]
    assert [state.read for state in states] == [0, 1, 4, 4, 4, 4, 4]
    shares = [state.share for state in states]
    assert shares == sorted(shares) and (shares[0], shares[-1]) == (0.0, 1.0)
    assert "4 of 4 sections read, 1 of 1 lab passed, best quiz 80 %" in str(states[-1])


def test_a_quiz_left_half_way_is_told_until_it_is_finished(course: Course, record: Record) -> None:
    assert quiz_words(lesson_state(course, record, "demo"))[0] == "○ quiz"
    attempt = record.start_attempt("demo", "quiz", 1, ["demo-xor"], DAY)
    assert not lesson_state(course, record, "demo").quiz_begun, "a quiz that was only opened"
    record.answer(attempt, "demo-xor", "yes", True, 3.0, DAY)
    half = lesson_state(course, record, "demo")
    assert quiz_words(half)[0] == "◐ quiz begun" and str(half).endswith("quiz begun")
    record.finish_attempt(attempt, DAY)
    assert quiz_words(lesson_state(course, record, "demo"))[0] == "● quiz best 100 %"


def test_a_section_that_the_course_no_longer_has_does_not_count(course: Course, record: Record) -> None:
    read(record, "gone")
    assert lesson_state(course, record, "demo").read == 0


def test_a_lesson_that_does_not_exist_is_an_error(course: Course, record: Record) -> None:
    with pytest.raises(UnknownContent):
        lesson_state(course, record, "dmeo")


def test_the_next_step_leads_through_a_lesson(course: Course, record: Record) -> None:
    """Read the first unread section, then the lab, then the quiz until it is passed, then nothing."""
    links = [next_step(course, record).link]
    acts: list[Callable[[], None]] = [
        lambda: read(record, "story", "sum"),
        lambda: read(record, *SECTIONS),
        lambda: run_lab(record, DAY, 1.0),
        lambda: take_quiz(record, DAY, ["demo-xor", "demo-sum"]),
        lambda: take_quiz(record, DAY),
    ]
    for act in acts:
        act()
        links.append(next_step(course, record).link)
    assert links == [
        "lesson:demo#story", "lesson:demo#parts", "lab:logic-gates", "quiz:demo", "quiz:demo", "",
    ]  # fmt: skip
    assert next_step(course, record).kind == "done"


def test_a_quiz_left_behind_comes_before_a_lesson_that_was_only_just_opened(tmp_path: Path, record: Record) -> None:
    course = part_course(tmp_path)

    def visit(lesson: str, *sections: str) -> str:
        for section in sections:
            record.mark_read(lesson, section, DAY)
            record.set_position(lesson, section, DAY + timedelta(minutes=len(record.sections_read("two"))))
        return next_step(course, record).sentence

    visit("one", "start", "middle", "end", "summary")
    assert visit("two", "start") == "Take the quiz of “The first lesson”."
    took(record, DAY, "quiz", "one", {"one-q0": True, "one-q1": False})
    assert visit("two").startswith("Take the quiz of “The first lesson” again: 50 % so far")
    assert visit("two", "middle").startswith("Go on reading “The second lesson”"), "well begun, it is read on"
    assert visit("two", "end", "summary") == "Take the quiz of “The second lesson”."
    took(record, DAY, "quiz", "two", {"two-q0": True})
    assert visit("three").startswith("Take the quiz of “The first lesson” again")


def test_the_sentence_of_the_next_step_says_what_to_do(course: Course, record: Record) -> None:
    assert next_step(course, record).sentence == "Start “One artificial neuron”: How it began."
    read(record, *SECTIONS)
    run_lab(record, DAY, 1.0)
    take_quiz(record, DAY, [question.id for question in QUESTIONS])
    assert "0 % so far, 80 % is the goal" in next_step(course, record).sentence


def test_scores_are_those_of_finished_quizzes_oldest_first(record: Record) -> None:
    take_quiz(record, DAY + timedelta(days=2))
    take_quiz(record, DAY, ["demo-xor"])
    record.start_attempt("demo", "quiz", 1, ["demo-xor"], DAY)
    retry = record.start_attempt("demo", "retry", 1, ["demo-xor"], DAY)
    record.finish_attempt(retry, DAY)
    assert [point.score for point in scores_of(record.attempts())] == [0.8, 1.0]
    assert scores_of(record.attempts("other")) == []


@pytest.mark.parametrize(
    ("history", "weak"),
    [("R", False), ("W", True), ("WR", True), ("WRR", False), ("RW", True), ("WRRW", True), ("WWWRR", False)],
)
def test_a_question_is_weak_until_it_was_right_twice_in_a_row(history: str, weak: bool, record: Record) -> None:
    attempt = record.start_attempt("demo", "quiz", 1, ["demo-xor"], DAY)
    for n, letter in enumerate(history):
        record.answer(attempt, "demo-xor", "XOR", letter == "R", 1.0, DAY + timedelta(minutes=n))
    found = weak_questions(record)
    assert bool(found) is weak
    if weak:
        assert (found[0].missed, found[0].asked) == (history.count("W"), len(history))


def test_the_most_missed_question_comes_first(record: Record) -> None:
    take_quiz(record, DAY, ["demo-xor", "demo-sum"])
    take_quiz(record, DAY + timedelta(days=1), ["demo-sum"])
    assert [item.question for item in weak_questions(record)] == ["demo-sum", "demo-xor"]


def test_a_passed_lab_shows_its_best_run_and_the_day_it_was_passed(record: Record) -> None:
    run_lab(record, DAY, 0.75)
    run_lab(record, DAY + timedelta(days=1), 1.0)
    run_lab(record, DAY + timedelta(days=2), 1.0)
    run_lab(record, DAY, 0.5, lab="xor")
    (item,) = passed_among(record.runs(), {"logic-gates": Bar("accuracy", ">=", 1.0)}.get)
    assert (item.lab, item.metric, item.best, item.runs) == ("logic-gates", "accuracy", 1.0, 3)
    assert item.first == DAY + timedelta(days=1)


def test_the_best_run_is_the_lowest_where_the_bar_asks_for_little(record: Record) -> None:
    for day, accuracy in enumerate((1.0, 1.5)):
        run_lab(record, DAY + timedelta(days=day), accuracy)
    (item,) = passed_among(record.runs(), {"logic-gates": Bar("accuracy", "<=", 2.0)}.get)
    assert item.best == 1.0


def test_a_passed_lab_that_is_no_more_in_the_course_stays_passed(course: Course, record: Record) -> None:
    run_lab(record, DAY, 1.0, lab="gone")
    (item,) = passed_among(record.runs(), course.bar_of)
    assert (item.lab, item.best) == ("gone", 1.0)


def test_the_summary_is_plain_json_with_everything(course: Course, record: Record) -> None:
    read(record, *SECTIONS)
    run_lab(record, DAY, 1.0)
    take_quiz(record, DAY, ["demo-xor"])
    data = json.loads(json.dumps(summary(course, record, DAY.date(), UTC)))
    assert data["lessons"] == [
        {
            "id": "demo",
            "state": "done",
            "sections_read": 4,
            "sections": 4,
            "labs_passed": ["logic-gates"],
            "labs": ["logic-gates"],
            "quiz_best": 0.8,
            "quiz_begun": False,
            "mastery": 0.8,
            "share": 1.0,
            "due": 0,
            "concepts": data["lessons"][0]["concepts"],
        }
    ]
    assert [(c["section"], c["mastery"], c["asked"], c["questions"]) for c in data["lessons"][0]["concepts"]] == [
        ("story", 1.0, 1, 1), ("parts", 1.0, 2, 2), ("sum", 1.0, 1, 1), ("line", 0.0, 1, 1),
    ]  # fmt: skip
    assert [concept["section"] for concept in data["weakest_concepts"]] == ["line"]
    assert (data["reviews"]["due"], data["reviews"]["scheduled"]) == (0, 5)
    assert data["reviews"]["next"] == {"day": "2026-03-02", "questions": 1}
    assert data["days"] == {"2026-03-01": 10}
    assert data["streak"] == {"days": 1, "longest": 1, "today": True}
    assert [item["question"] for item in data["weak"]] == ["demo-xor"]
    assert data["scores"][0]["score"] == 0.8 and data["labs"][0]["lab"] == "logic-gates"
    assert data["next"]["kind"] == "done"
