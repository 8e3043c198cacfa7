"""The app killed with SIGKILL in the middle of a quiz, in a real terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

from quizzes.model import Question
from tests.quizzes.demo_course import write_course
from tests.quizzes.questions import FILL, NUMBER, PERCENT
from tutor.store import Record

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS: list[Question] = [NUMBER, FILL, PERCENT]


def start(folder: Path) -> pexpect.spawn[str]:
    """The app with the course map on screen and the record open."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "tests.screens.quiz_program", str(folder)],
        cwd=str(ROOT),
        env=dict(os.environ),
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=60,
    )
    child.expect("How it began")  # the sentence of what is next comes from the record
    return child


@pytest.mark.slow
def test_every_answer_given_is_there_and_the_next_start_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    write_course(folder, QUESTIONS)
    child = start(folder)
    child.send("u")
    for number, typed in ((1, "1.42"), (2, "weight")):
        child.expect(f"question {number} of 3")
        child.expect("Type the answer")
        child.send(typed)
        child.expect(typed[-1])
        child.send("\r")
        child.expect(["Next question"])
        if number == 1:
            child.send("\r")
    child.kill(9)
    child.expect(pexpect.EOF)
    child.close()
    with Record.open(folder / "record.db") as record:
        given = [(answer.question, answer.answer, answer.right) for answer in record.answers()]
    assert given == [(NUMBER.id, "1.42", True), (FILL.id, "weight", False)]

    again = start(folder)
    again.send("u")
    again.expect("You stopped at question 3 of 3")
    again.send("g")
    again.expect("question 3 of 3")
    again.expect("Type the answer")
    again.send("75")
    again.expect("5")
    again.send("\r")
    again.expect("See the result")
    again.send("\r")
    again.expect("2 of 3 right")
    again.kill(9)
    again.close()
