"""A sitting of a quiz: what is asked, what is kept in a real record file, and going on after an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quizzes.graders import reference
from quizzes.model import Answer, Question
from tests.quizzes.questions import FILL, NUMBER, ORDER, QUESTIONS, SEVERAL, SINGLE
from tutor.quiz.session import QuizSession, resumed, shuffled, unfinished
from tutor.store import Record, RecordError

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that goes on only when told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(tmp_path / "record.db") as opened:
        yield opened


def sitting(record: Record | None, clock: Clock, seed: int = 7) -> QuizSession:
    return QuizSession("demo", QUESTIONS, seed, record=record, now=clock.now, clock=clock)


def wrong(question: Question) -> Answer:
    answers: dict[str, Answer] = {
        SINGLE.id: "AND",
        SEVERAL.id: ["the inputs"],
        NUMBER.id: "7",
        ORDER.id: [*reversed(ORDER.items)],
        FILL.id: "weight",
    }
    return answers[question.id]


def answer(session: QuizSession, *rights: bool) -> None:
    for right in rights:
        assert session.current is not None
        session.answer(reference(session.current) if right else wrong(session.current))
        session.keep()


def test_every_answer_is_in_the_file_before_the_next_question(record: Record, clock: Clock) -> None:
    session = sitting(record, clock)
    for count in range(1, 4):
        answer(session, True)
        assert record.path is not None
        with Record.open(record.path) as other:
            assert len(other.answers("demo")) == count


def test_a_whole_quiz_is_scored_and_finished(record: Record, clock: Clock) -> None:
    session = sitting(record, clock)
    answer(session, True, False, True, True, False)
    assert session.done and session.all_kept
    assert (session.score.right, session.score.total) == (3, 5)
    assert [given.question for given in session.missed] == [SEVERAL, FILL]
    assert record.quiz_best("demo") == pytest.approx(0.6)
    (attempt,) = record.attempts("demo")
    assert attempt.kind == "quiz" and attempt.finished is not None and attempt.started == START + timedelta(seconds=100)


def test_nothing_is_kept_of_a_quiz_without_an_answer(record: Record, clock: Clock) -> None:
    """Opening a quiz and leaving it offers nothing to go on with."""
    sitting(record, clock).keep()
    assert record.attempts() == []


def test_seconds_are_measured_from_the_question_s_appearance(record: Record, clock: Clock) -> None:
    session = sitting(record, clock)
    clock.seconds += 50
    session.show()
    clock.seconds += 3.5
    answer(session, True)
    clock.seconds += 2
    answer(session, True)
    assert [given.seconds for given in record.answers()] == [3.5, 2]


def test_a_clock_that_goes_back_gives_no_negative_seconds(record: Record, clock: Clock) -> None:
    session = sitting(record, clock)
    clock.seconds -= 10
    answer(session, True)
    assert record.answers()[0].seconds == 0


def test_an_answer_that_cannot_be_graded_is_not_taken(record: Record, clock: Clock) -> None:
    session = QuizSession("demo", [NUMBER], 1, record=record, now=clock.now, clock=clock)
    assert session.problem("abc")
    with pytest.raises(ValueError, match="not one number"):
        session.answer("abc")
    session.keep()
    assert session.current == NUMBER and record.answers() == []


def test_hints_come_one_after_another_and_start_anew_with_each_question(clock: Clock) -> None:
    session = sitting(None, clock)
    assert session.hints_left == 2
    assert [session.hint(), session.hint(), session.hint()] == [*SINGLE.hints, None]
    answer(session, True)
    assert session.hints_left == 1 and session.hint() == SEVERAL.hints[0]


def test_a_skipped_question_comes_last(clock: Clock) -> None:
    session = sitting(None, clock)
    assert session.skip() and session.current == SEVERAL and session.number == 1
    answer(session, True, True, True, True)
    assert session.number == 5 and not session.skip()
    answer(session, False)
    assert session.done and [given.question for given in session.missed] == [SINGLE]


def test_going_on_keeps_answers_seed_and_shuffle(record: Record, clock: Clock) -> None:
    first = sitting(record, clock, seed=42)
    answer(first, True, False)
    shown = shuffled(ORDER, 42)
    attempt = unfinished(record, "demo", QUESTIONS)
    assert attempt is not None
    second = resumed(attempt, QUESTIONS, record=record, now=clock.now, clock=clock)
    assert second.current == NUMBER and second.number == 3
    answer(second, True)
    assert second.options == shown
    answer(second, True, True)
    assert record.quiz_best("demo") == pytest.approx(0.8)
    assert len(record.attempts("demo")) == 1
    assert [given.question for given in second.missed] == [SEVERAL]


def test_going_on_survives_a_course_that_changed(record: Record, clock: Clock) -> None:
    """A question that is gone is not asked, one that is new waits for the next quiz, old verdicts stand."""
    answer(sitting(record, clock), False, True)
    changed = [question for question in QUESTIONS if question not in (SEVERAL, FILL)]
    attempt = unfinished(record, "demo", changed)
    assert attempt is not None
    session = resumed(attempt, changed, record=record, now=clock.now, clock=clock)
    assert session.current == NUMBER and session.score.total == 3
    assert [given.question for given in session.missed] == [SINGLE]
    assert unfinished(record, "demo", [FILL]) is None


def test_an_older_half_quiz_is_forgotten_once_a_later_one_was_finished(record: Record, clock: Clock) -> None:
    answer(sitting(record, clock), True)
    clock.seconds += 60
    answer(sitting(record, clock), *[True] * 5)
    assert unfinished(record, "demo", QUESTIONS) is None


def test_a_program_that_ended_before_the_last_note_finishes_the_quiz_when_it_goes_on(
    record: Record, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Record, "finish_attempt", lambda *_: None)
        answer(sitting(record, clock), *[True] * 5)
    attempt = unfinished(record, "demo", QUESTIONS)
    assert attempt is not None
    session = resumed(attempt, QUESTIONS, record=record, now=clock.now, clock=clock)
    assert session.done
    session.keep()
    assert record.quiz_best("demo") == 1.0 and unfinished(record, "demo", QUESTIONS) is None


def test_retry_asks_the_missed_ones_and_does_not_touch_the_best_score(record: Record, clock: Clock) -> None:
    session = sitting(record, clock)
    answer(session, False, True, True, True, False)
    again = session.retry()
    assert {q.id for q in again.questions} == {SINGLE.id, FILL.id}
    answer(again, True, True)
    assert [attempt.kind for attempt in record.attempts()] == ["quiz", "retry"]
    assert record.quiz_best("demo") == pytest.approx(0.6)


def test_what_could_not_be_kept_is_kept_with_the_next_answer(record: Record, clock: Clock) -> None:
    """A record that is locked for a moment, or loads late, loses nothing and stops nothing."""
    session = sitting(None, clock)
    answer(session, True, False)
    assert record.answers() == [] and not session.all_kept
    session.record = record
    answer(session, True)
    assert [given.question for given in record.answers()] == [SINGLE.id, SEVERAL.id, NUMBER.id]


def test_a_record_that_fails_leaves_the_session_going(
    record: Record, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sitting(record, clock)
    with monkeypatch.context() as patch:
        patch.setattr(Record, "answer", _fail)
        session.answer("XOR")
        with pytest.raises(RecordError, match="full"):
            session.keep()
        assert session.current == SEVERAL and not session.all_kept
    answer(session, True)
    assert len(record.answers()) == 2 and session.all_kept


def _fail(*_: object) -> None:
    raise RecordError("The disk is full.", "Free some space.")


def test_no_questions_and_no_question_left_are_mistakes_of_the_caller(clock: Clock) -> None:
    with pytest.raises(ValueError, match="at least one"):
        QuizSession("demo", [], 1, now=clock.now, clock=clock)
    session = QuizSession("demo", [FILL], 1, now=clock.now, clock=clock)
    answer(session, True)
    assert session.current is None and session.options == [] and session.hint() is None
    with pytest.raises(ValueError, match="every question"):
        session.answer("bias")
