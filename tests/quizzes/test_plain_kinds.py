"""Pairs, lines and predictions as plain lines, and how they are kept: resumed, retried, exported, imported."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.graders import grade, problem_with, reference
from quizzes.matching import chosen_rights
from quizzes.model import Answer, Predict, Question
from quizzes.predicting import showed
from tests.quizzes.questions import MATCH, MORE, NUMBER, PREDICT, SPOT
from tests.quizzes.test_plain_quiz import program, read_until
from tutor.content.course import load_course
from tutor.plain.answers import answer_of, asked, listed, right_answer
from tutor.plain.quiz import run_plain_quiz
from tutor.quiz.prediction import Bench, Run
from tutor.quiz.session import QuizSession, resumed, shuffled, unfinished
from tutor.store import Record

SEED = 3
OPTIONS = shuffled(MATCH, SEED)
LETTERS = "".join("abcd"[OPTIONS.index(pair.right)] for pair in MATCH.pairs)
"""What to type for the right pairs."""


def now() -> datetime:
    return datetime(2026, 3, 1, tzinfo=UTC)


class Shows:
    """A bench on which every run shows the same."""

    def __init__(self, value: float) -> None:
        self.value = value

    def decide(self, question: Predict, tell: Callable[[Run], object], seed: int = 1) -> str:
        return showed(question, self.value)


def take(questions: list[Question], typed: str, record: Record | None = None, value: float | None = 0.75) -> str:
    output = io.StringIO()
    session = QuizSession("demo", questions, SEED, record=record, now=now, clock=lambda: 0.0)
    bench = None if value is None else Shows(value)
    assert run_plain_quiz(session, io.StringIO(typed), output, bench) == 0  # type: ignore[arg-type]
    return output.getvalue()


def line_for(question: Question) -> str:
    """What to type for the right answer."""
    if question == MATCH:
        return LETTERS
    if question == SPOT:
        return "2"
    return str(shuffled(question, SEED).index("three at most") + 1)


def test_a_whole_quiz_of_the_new_kinds() -> None:
    shown = take(MORE, "".join(f"{line_for(question)}\n" for question in MORE))
    assert shown.count("\nRight.\n") == 3 and "3 of 3 right, 100 %" in shown
    assert "\x1b" not in shown and max(map(len, shown.splitlines())) <= 80


def test_pairs_are_numbered_at_the_left_and_lettered_at_the_right() -> None:
    first, second, third = (pair.left for pair in MATCH.pairs)
    assert list(listed(MATCH, OPTIONS)) == [
        f"  1. {first}",
        f"  2. {second}",
        f"  3. {third}",
        "Each belongs to one of these:",
        *(f"  {letter}. {option}" for letter, option in zip("abcd", OPTIONS, strict=True)),
    ]
    assert asked(MATCH) == "The letters for 1 to 3, such as c b a"


@pytest.mark.parametrize(
    "form", ["{}{}{}", "{} {} {}", "{}, {}, {}", "1{} 2{} 3{}", "1: {}; 2: {}; 3: {}", "1-{} 2-{} 3={}"]
)
def test_partners_may_be_typed_in_many_forms(form: str) -> None:
    for typed in (form.format(*LETTERS), form.format(*LETTERS).upper()):
        assert answer_of(MATCH, OPTIONS, typed) == reference(MATCH)


def test_numbered_partners_may_come_in_any_order() -> None:
    assert answer_of(MATCH, OPTIONS, f"3{LETTERS[2]} 1{LETTERS[0]} 2{LETTERS[1]}") == reference(MATCH)


@pytest.mark.parametrize(
    "typed", ["", "a", "ab", "abcd", "abz", "1a 2b", "1a 1b 3c", "1a 2b 4c", "a1 b2 c3 x", "123", "ä b c"]
)
def test_what_are_no_partners_is_asked_for_again(typed: str) -> None:
    with pytest.raises(ValueError, match="Type 3 letters from a to d, one for each number"):
        answer_of(MATCH, OPTIONS, typed)


def test_the_same_partner_twice_is_asked_for_again() -> None:
    shown = take([MATCH], f"aab\n{LETTERS}\n")
    assert "is chosen twice; each belongs to one at most." in shown and "\nRight.\n" in shown


@given(st.text(max_size=20))
def test_any_line_is_partners_or_a_sentence(typed: str) -> None:
    try:
        answer = answer_of(MATCH, OPTIONS, typed)
    except ValueError as error:
        assert str(error)
    else:
        assert isinstance(answer, list) and len(chosen_rights(MATCH, answer)) == 3


def test_lines_keep_their_shape_and_their_number() -> None:
    shown = list(listed(SPOT, shuffled(SPOT, SEED)))
    assert shown[:2] == ["  1. def neuron(x, w, b):", "  2.     z = sum(x) * sum(w) + b"]
    assert shown[-1] == "The wrong one is among lines 2 to 4."


def test_a_line_that_is_given_cannot_be_chosen() -> None:
    shown = take([SPOT], "1\n9\n2 3\n4\n")
    assert "Line 1 is given and right. Choose among lines 2 to 4." in shown
    assert "Type numbers from 1 to 4" in shown and "Only one line is wrong: type one number." in shown
    assert "Not right.\nRight: the output.\nLine 2 is the wrong one. Sums are multiplied;" in shown


def test_a_prediction_is_decided_by_the_run_and_says_so() -> None:
    wrong = shuffled(PREDICT, SEED).index("all four") + 1
    shown = take([PREDICT], f"{wrong}\n")
    assert "What do you expect? Its number; then the lab runs: " in shown
    assert "After 50 steps accuracy was 0.75. That takes two lines.\nSo the right answer was: three at most." in shown


def test_a_run_that_shows_what_nobody_expected_still_decides() -> None:
    right = shuffled(PREDICT, SEED).index("all four") + 1
    shown = take([PREDICT], f"{right}\n", value=1.0)
    assert "\nRight.\nAfter 50 steps accuracy was 1. That is “all four”." in shown
    assert "Usually it is “three at most”. One line" in " ".join(shown.split())


def test_without_a_lab_there_is_no_run_and_what_is_expected_counts() -> None:
    shown = take([PREDICT], f"{line_for(PREDICT)}\n", value=None)
    assert "\nRight.\nThe run did not come about (there is no lab here)" in shown


def test_the_time_a_lab_runs_is_not_the_learner_s(tmp_path: Path) -> None:
    moments = iter(range(1000))

    class Slow(Shows):
        def decide(self, question: Predict, tell: Callable[[Run], object], seed: int = 1) -> str:
            for _ in range(500):
                next(moments)
            return showed(question, 0.75)

    with Record.open(tmp_path / "r.db") as record:
        session = QuizSession("demo", [PREDICT], SEED, record=record, now=now, clock=lambda: float(next(moments)))
        run_plain_quiz(session, io.StringIO(f"{line_for(PREDICT)}\n"), io.StringIO(), Slow(0.75))  # type: ignore[arg-type]
        assert record.answers()[0].seconds < 50


def test_a_real_run_is_told_in_a_line_at_its_start_and_one_at_its_end() -> None:
    question = msgspec.structs.replace(PREDICT, knobs={"hidden": 1.0}, steps=400)
    bench = Bench(load_course())
    output = io.StringIO()
    try:
        session = QuizSession("demo", [question], SEED, now=now, clock=lambda: 0.0)
        assert run_plain_quiz(session, io.StringIO(f"{line_for(PREDICT)}\n"), output, bench) == 0
    finally:
        bench.close()
    lines = output.getvalue().splitlines()
    assert "The lab xor runs, 400 steps. Ctrl-C stops it." in lines
    assert "Step 400 of 400: accuracy 0.5." in lines and "Right." in lines


@pytest.mark.parametrize("question", MORE, ids=lambda question: question.id)
def test_what_was_right_is_told_in_words(question: Question) -> None:
    told = right_answer(question, reference(question))
    assert told == ("So the right answer was: three at most." if question == PREDICT else "")


# -- kept --------------------------------------------------------------------------------------------------

RIGHT = {question.id: reference(question) for question in MORE}
WRONG: dict[str, Answer] = {
    MATCH.id: ["sigmoid → −1 to 1", "tanh → 0 to 1", "ReLU → 0 and up"],
    SPOT.id: "    return y",
    PREDICT.id: ["all four", "accuracy = 0.75"],
}


def sitting(record: Record) -> QuizSession:
    return QuizSession("demo", MORE, SEED, record=record, now=now, clock=lambda: 0.0)


def test_wrong_answers_can_be_graded_and_are_wrong() -> None:
    for question in MORE:
        assert problem_with(question, WRONG[question.id]) is None
        assert not grade(question, WRONG[question.id]).right


def test_answers_of_every_shape_come_back_from_the_record_as_they_were(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r.db") as record:
        session = sitting(record)
        for question in MORE[:2]:
            session.answer(WRONG[question.id])
            session.keep()
    with Record.open(tmp_path / "r.db") as record:
        attempt = unfinished(record, "demo", MORE)
        assert attempt is not None
        again = resumed(attempt, MORE, record=record, now=now, clock=lambda: 0.0)
        assert again.current == PREDICT
        assert [given.answer for given in again.missed] == [WRONG[MATCH.id], WRONG[SPOT.id]]
        assert again.missed[0].verdict.why.startswith("1 of 3 pairs is right.")
        again.answer(WRONG[PREDICT.id])
        again.keep()
        assert again.done and record.attempts("demo")[0].finished is not None

        retry = again.retry()
        assert {question.id for question in retry.questions} == {question.id for question in MORE}
        while retry.current is not None:
            retry.answer(RIGHT[retry.current.id])
            retry.keep()
        assert retry.score.share == 1.0
        assert {given.question for given in record.answers() if given.right} == {question.id for question in MORE}


def test_a_killed_quiz_has_every_answer_of_any_shape_and_goes_on(tmp_path: Path) -> None:
    """SIGKILL after two answers; the next program asks the third only."""
    file = tmp_path / "record.db"
    first = program(file, "more")
    assert first.stdin is not None
    for question in MORE[:2]:
        read_until(first.stdout, lambda text: text.endswith(": ") and "Question" in text)
        first.stdin.write(f"{line_for(question)}\n")
        first.stdin.flush()
        read_until(first.stdout, lambda text: text.endswith("Right."))
    first.kill()
    first.communicate()
    with Record.open(file) as record:
        assert [given.answer for given in record.answers()] == [RIGHT[MATCH.id], RIGHT[SPOT.id]]
    shown, _ = program(file, "more").communicate(f"y\n{line_for(PREDICT)}\n")
    assert "Going on at question 3." in shown and "3 of 3 right, 100 %." in shown


def test_answers_of_every_shape_travel_to_another_machine(tmp_path: Path) -> None:
    with Record.open(tmp_path / "here.db") as here, Record.open(tmp_path / "there.db") as there:
        session = sitting(here)
        for question in MORE:
            session.answer(RIGHT[question.id])
        session.keep()
        data = msgspec.json.decode(msgspec.json.encode(here.export()))
        for _ in range(2):  # safe to repeat
            there.import_(data)
        assert [(given.question, given.answer) for given in there.answers()] == list(RIGHT.items())


def test_a_question_that_changed_since_is_still_told_without_a_crash(tmp_path: Path) -> None:
    with Record.open(tmp_path / "r.db") as record:
        session = sitting(record)
        session.answer(RIGHT[MATCH.id])
        session.keep()
        attempt = unfinished(record, "demo", MORE)
        assert attempt is not None
        pairs = [msgspec.structs.replace(pair, right=f"{pair.right}, now") for pair in MATCH.pairs]
        changed = [msgspec.structs.replace(MATCH, pairs=pairs), *MORE[1:]]
        again = resumed(attempt, changed, record=record, now=now, clock=lambda: 0.0)
        assert again.score.right == 1 and again.current == SPOT


def test_a_negative_answer_is_told_with_a_minus_sign_as_the_prompts_write_it() -> None:
    below = msgspec.structs.replace(NUMBER, answer=-0.6, unit="m")
    assert right_answer(below, "1") == "The right answer: −0.6 m."
