"""How the quiz looks, and what it says when something is in the way."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.quizzes.questions import FILL, NUMBER, QUESTIONS, SEVERAL, SINGLE
from tests.screens.quizzes import quiz, wrong_keys
from tutor.screens.quiz.screen import QuizScreen
from tutor.store import Record, RecordError

# -- trouble -----------------------------------------------------------------------------------------------


async def test_a_record_that_cannot_be_written_is_told_once_and_the_quiz_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RecordError("The disk is full.", "Free some space.")

    keep = Record.answer
    monkeypatch.setattr(Record, "answer", fail)
    async with quiz(tmp_path, size=(120, 40)) as q:
        await q.open()
        await q.give(SINGLE)
        await q.give(SEVERAL)
        told = [note.message for note in q.app._notifications]
        assert told == ["The disk is full. Free some space."]
        monkeypatch.setattr(Record, "answer", keep)
        await q.give(NUMBER)
        await q.until(lambda: len(q.answers()) == 3)


async def test_a_lesson_without_a_quiz_says_so(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        (tmp_path / "course" / "quizzes" / "demo.yaml").unlink()
        await q.open()
        await q.until(lambda: q.shows("tutor check"))
        await q.press("enter", "h", "s", "r", "t", "escape")
        assert not isinstance(q.app.screen, QuizScreen)


async def test_questions_that_are_gone_say_so(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        await q.open(["demo-gone"])
        await q.until(lambda: q.shows("no longer in the course"))


# -- looks -------------------------------------------------------------------------------------------------


async def test_every_verdict_fits_or_is_in_sight_on_a_small_terminal(tmp_path: Path) -> None:
    """At 80×24 the verdict's first line and the button are both there."""
    async with quiz(tmp_path) as q:
        await q.open()
        for question in QUESTIONS:
            await q.at(question)
            await q.press(*wrong_keys(question), "enter")
            await q.verdict(right=False)
            await q.until(lambda: q.shows("✗ Not right") and (q.shows("Next question") or q.shows("See the result")))
            await q.press("enter")


async def test_a_long_text_never_hides_the_cursor(tmp_path: Path) -> None:
    """In a terminal of 12 lines the line the cursor is on is scrolled into sight."""
    async with quiz(tmp_path, size=(64, 21)) as q:
        await q.open()
        await q.at(SINGLE)
        for _ in range(4):
            await q.press("down")
            assert q.shows(str(q.choices.answer))


async def test_square_brackets_are_text_not_styles(tmp_path: Path) -> None:
    question = msgspec.structs.replace(FILL, prompt="Is [0, 1] an [bold]interval[/bold]? ___", explain="[red]No.")
    async with quiz(tmp_path, questions=[question]) as q:
        await q.open()
        await q.at(question)
        assert q.shows("Is [0, 1] an [bold]interval[/bold]? ___")
        await q.press(*"[x]", "enter")
        assert "“[x]” is not what is meant." in await q.verdict(right=False) and q.shows("[red]No.")
