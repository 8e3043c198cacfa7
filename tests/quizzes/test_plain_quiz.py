"""The quiz as plain lines: what is asked and said, stopping, bad input, and a program killed half-way."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from quizzes.graders import reference
from quizzes.model import Order, Question, Several, Single
from tests.quizzes.plans import demo_plan
from tests.quizzes.questions import FILL, NUMBER, ORDER, PERCENT, QUESTIONS, SEVERAL, SINGLE
from tutor.plain.answers import answer_of
from tutor.plain.manner import Manner, aloud
from tutor.plain.quiz import open_session, run_plain_quiz
from tutor.quiz.session import QuizSession, shuffled
from tutor.quiz.text import headline, one_line, paragraphs, pieces, wrapped
from tutor.store import Record, RecordError

ROOT = Path(__file__).resolve().parents[2]
SEED = 3


def now() -> datetime:
    return datetime(2026, 3, 1, tzinfo=UTC)


def sitting(questions: list[Question], record: Record | None = None) -> QuizSession:
    return QuizSession("demo", questions, SEED, record=record, now=now, clock=lambda: 0.0)


def take(questions: list[Question], typed: str, record: Record | None = None) -> tuple[str, int]:
    """Everything that was shown, and the exit code."""
    output = io.StringIO()
    code = run_plain_quiz(sitting(questions, record), io.StringIO(typed), output)
    return output.getvalue(), code


def right_line(question: Question, seed: int = SEED) -> str:
    """What to type for the right answer."""
    right, shown = reference(question), shuffled(question, seed)
    if not shown:
        return str(right)
    texts = [right] if isinstance(right, str) else right
    return " ".join(str(shown.index(text) + 1) for text in texts)


def test_a_whole_quiz_by_numbers_and_words() -> None:
    shown, code = take(QUESTIONS, "".join(right_line(q) + "\n" for q in QUESTIONS))
    assert code == 0 and shown.count("\nRight.\n") == 5
    assert shown.startswith("5 questions. You can stop at any time and go on later.\nType ? for a hint, later to put")
    assert "Question 1 of 5" in shown and "5 of 5 right, 100 %" in shown


def test_nothing_but_plain_characters_is_written() -> None:
    """No escape sequence, no marks, no drawing: it reads well aloud."""
    shown, _ = take(QUESTIONS, "1\n?\n1\n?\n1\n1 2 3 4\nx\n")
    assert "\x1b" not in shown and "**" not in shown and "✓" not in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_wrong_answer_hears_its_own_reason_the_right_answer_and_the_explanation() -> None:
    shown, _ = take([NUMBER, FILL], "1.32\nweight\n")
    assert "Not right.\nThat is the sum without the bias.\nThe right answer: 1.42." in shown
    assert NUMBER.explain in shown
    assert "A weight is multiplied, not added.\nThe right answer: bias." in shown
    assert "0 of 2 right, 0 %." in shown and "Read again: demo, section sum." in shown


def test_hints_on_a_question_mark() -> None:
    shown, _ = take([SINGLE], f"?\n?\n?\n{right_line(SINGLE)}\n")
    assert "Hint: Draw the four points. Type ? for another hint." in shown
    assert shown.index(SINGLE.hints[1][:20]) < shown.index("There is no other hint.")


def test_a_question_that_is_put_off_is_asked_again_at_the_end() -> None:
    first, second = right_line(NUMBER), right_line(FILL)
    shown, _ = take([NUMBER, FILL], f"later\n{second}\nLater\n{first}\n")
    assert "Put off: it is asked again at the end.\n\nQuestion 1 of 2\n" + FILL.prompt[:20] in shown
    assert shown.count(NUMBER.prompt[:20]) == 2
    assert "This is the last question that is left." in shown and "2 of 2 right" in shown


@pytest.mark.parametrize("ending", ["q\n", "Q\n", "quit\n", ""], ids=["q", "Q", "quit", "end of input"])
def test_stopping_keeps_what_was_answered_and_says_so(ending: str, tmp_path: Path) -> None:
    with Record.open(tmp_path / "r.db") as record:
        shown, code = take(QUESTIONS, right_line(SINGLE) + "\n" + ending, record)
        assert code == 0 and len(record.answers()) == 1
    assert "Stopped after 1 of 5 questions.\nEvery answer is kept.\ntutor quiz demo goes on from here." in shown


def test_a_record_in_memory_is_not_called_kept() -> None:
    with Record.in_memory() as record:
        shown, code = take(QUESTIONS, right_line(SINGLE) + "\nq\n", record)
    assert code == 0 and "Stopped after 1 of 5" in shown and "kept" not in shown and "goes on" not in shown


def test_stopping_before_the_first_answer_promises_nothing() -> None:
    shown, code = take(QUESTIONS, "")
    assert code == 0 and "Stopped after 0 of 5" in shown and "kept" not in shown


@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        (SINGLE, "5", "from 1 to 4"),
        (SINGLE, "0", "from 1 to 4"),
        (SINGLE, "xor", "from 1 to 4"),
        (SINGLE, "", "from 1 to 4"),
        (SINGLE, "1 2", "one number"),
        (SEVERAL, "-1", "from 1 to 4"),
        (ORDER, "1 2 3", "all 4 items"),
        (ORDER, "1 1 2 3", "all 4 items"),
        (NUMBER, "abc", "not one number"),
        (FILL, "  ", "Write a word"),
    ],
)
def test_what_cannot_be_graded_is_asked_for_again(question: Question, typed: str, said: str) -> None:
    shown, _ = take([question], f"{typed}\n{right_line(question)}\n")
    assert said in shown and "1 of 1 right" in shown


@pytest.mark.parametrize("typed", ["1 3", "3,1", "1;3", "3 1 1", " 1.  3. "])
def test_ways_to_type_several_numbers(typed: str) -> None:
    answer = answer_of(SEVERAL, ["a", "b", "c", "d"], typed)
    assert isinstance(answer, list) and sorted(answer) == ["a", "c"]


@given(st.text(max_size=30))
def test_nothing_typed_breaks_the_quiz(typed: str) -> None:
    line = typed.replace("\n", " ").replace("\r", " ")
    for question in QUESTIONS:
        _, code = take([question], f"{line}\n")
        assert code == 0


def test_the_unit_is_said() -> None:
    assert "a number (%):" in take([PERCENT], "75\n")[0]


def test_an_output_that_knows_no_greek_gets_question_marks_not_a_crash() -> None:
    raw = io.BytesIO()
    output = io.TextIOWrapper(raw, encoding="ascii")
    assert run_plain_quiz(sitting([NUMBER]), io.StringIO("1.42\n"), output) == 0
    output.flush()
    assert b"1 of 1 right" in raw.getvalue()


def test_a_record_that_cannot_be_written_is_told_once_and_the_quiz_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RecordError("The disk is full.", "Free some space.")

    monkeypatch.setattr(Record, "answer", fail)
    with Record.open(tmp_path / "r.db") as record:
        shown, code = take(QUESTIONS, "".join(right_line(q) + "\n" for q in QUESTIONS), record)
    assert code == 1 and shown.count("Not kept: The disk is full. Free some space.") == 1
    assert "5 of 5 right" in shown


@pytest.mark.parametrize(("reply", "number"), [("\n", 3), ("y\n", 3), ("", 3), ("n\n", 1), ("No\n", 1)])
def test_a_quiz_left_half_way_is_offered_again(reply: str, number: int, tmp_path: Path) -> None:
    with Record.open(tmp_path / "r.db") as record:
        take(QUESTIONS, f"{right_line(SINGLE)}\n{right_line(SEVERAL)}\n", record)
        output = io.StringIO()
        session = open_session(
            demo_plan(record), record, io.StringIO(reply), output, seed=9, now=now, clock=lambda: 0.0
        )
        assert "You stopped at question 3 of 5. Go on? [Y/n]" in output.getvalue()
        assert session.number == number


# -- killed ------------------------------------------------------------------------------------------------


def program(file: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.quizzes.plain_program", str(file), *more]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")


def _asks(number: int, text: str) -> bool:
    return f"Question {number} of 5" in text and text.endswith(": ")


def read_until(stream: IO[str] | None, seen: Callable[[str], bool]) -> str:
    """Output up to the character at which ``seen`` becomes true."""
    assert stream is not None
    text = ""
    while not seen(text):
        character = stream.read(1)
        assert character, f"the program ended after: {text}"
        text += character
    return text


@pytest.mark.parametrize("answered", [1, 3])
def test_a_killed_quiz_has_every_answer_and_goes_on(answered: int, tmp_path: Path) -> None:
    """SIGKILL gives no chance to save anything: each answer must be on disk when its verdict appears."""
    file = tmp_path / "record.db"
    first = program(file)
    for number, question in enumerate(QUESTIONS[:answered], 1):
        read_until(first.stdout, partial(_asks, number))
        assert first.stdin is not None
        first.stdin.write(right_line(question) + "\n")
        first.stdin.flush()
        read_until(first.stdout, lambda text: text.endswith("Right."))
    first.kill()
    first.communicate()
    with Record.open(file) as record:
        assert [given.question for given in record.answers()] == [q.id for q in QUESTIONS[:answered]]

    second = program(file)
    rest = "".join(right_line(question) + "\n" for question in QUESTIONS[answered:])
    shown, _ = second.communicate("y\n" + rest)
    assert second.returncode == 0
    assert f"Going on at question {answered + 1}." in shown and "5 of 5 right, 100 %." in shown
    with Record.open(file) as record:
        assert record.quiz_best("demo") == 1.0 and len(record.attempts()) == 1


# -- text --------------------------------------------------------------------------------------------------


def test_marks_are_styles_on_a_screen_and_nothing_in_plain_text() -> None:
    assert list(pieces("the *bias* and `w` are **not** 2 * 3 * 4")) == [
        ("the ", ""),
        ("bias", "emphasis"),
        (" and ", ""),
        ("w", "code"),
        (" are ", ""),
        ("not", "strong"),
        (" 2 * 3 * 4", ""),
    ]
    assert one_line("a `b`\n c ___ and ___") == "a b c ___ and ___"


def test_lines_of_a_paragraph_flow_together_and_formulas_stay() -> None:
    text = "One line\nand another.\n\n  y = x\n  z = y\n\nThe end\nof it.\n"
    assert paragraphs(text) == "One line and another.\n\n  y = x\n  z = y\n\nThe end of it."


def test_a_figure_keeps_its_shape_and_prose_is_wrapped() -> None:
    shown = wrapped("Look:\n```figure\n  a   b\n   \\ /\n```\n" + "word " * 30, width=40)
    assert "  a   b\n   \\ /\n" in shown and max(map(len, shown.splitlines())) <= 40


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_every_option_is_numbered(question: Question) -> None:
    shown, _ = take([question], "")
    if isinstance(question, Single | Several | Order):
        for number, option in enumerate(shuffled(question, SEED), 1):
            assert f"  {number}. {option}\n" in shown


# -- for who listens, and reports --------------------------------------------------------------------------


def test_matrices_signs_and_gaps_are_put_in_words_for_who_listens() -> None:
    prompt = (
        "Take ŷ with w₁. It is ___.\n\n  x  │ y\n  ───┼──\n  1  │ 2\n  W = [ 1    2 ]    V = [3]\n  far        apart\n"
    )
    assert aloud(prompt).split("\n") == [
        "Take y hat with w1. It is blank.",
        "",
        "  x; y",
        "",
        "  1; 2",
        "  W = [1, 2]; V = [3]",
        "  far; apart",
        "",
    ]


def test_a_question_can_be_reported_with_what_was_answered_before() -> None:
    kept: list[tuple[str, str, list[tuple[str, str]]]] = []

    def report(question: str, note: str, facts: list[tuple[str, str]]) -> str:
        kept.append((question, note, facts))
        return "The report is in a drawer."

    output = io.StringIO()
    typed = f"!\n\n{right_line(NUMBER)}\n!\nq is unclear\nq\n"
    run_plain_quiz(sitting([NUMBER, PERCENT]), io.StringIO(typed), output, manner=Manner(report=report))
    answered = f"{NUMBER.id}, answered {right_line(NUMBER)}"
    assert kept == [(PERCENT.id, "q is unclear", [("answered", "not yet"), ("question before", answered)])]
    assert "The report is in a drawer." in output.getvalue()
    assert "! if something is wrong or unclear" in " ".join(output.getvalue().split())


def test_in_a_list_a_question_goes_without_what_is_set_by_hand() -> None:
    question = replace(NUMBER, prompt="Multiply\n  1  2\n  3  4\nby two.\n")
    assert headline(question) == "Multiply by two."
