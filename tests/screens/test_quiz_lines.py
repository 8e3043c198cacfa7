"""The wrong line to spot on screen, by keys and by mouse."""

from __future__ import annotations

from pathlib import Path

import msgspec

from quizzes.graders import reference
from quizzes.model import Line
from tests.quizzes.questions import SPOT
from tests.screens.quizzes import Quiz, quiz
from tests.snapshot import screen_text
from tutor.screens.quiz.lines import Lines
from tutor.store import Record


def lines(q: Quiz) -> Lines:
    return q.page.query_one(Lines)


async def test_arrows_pass_over_context_and_a_number_chooses(tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[SPOT]) as q:
        await q.open()
        await q.at(SPOT)
        places = []
        for key in ("down", "up", "end", "down", "home", "3", "1", "9"):
            await q.press(key)
            places.append(lines(q).at)
        assert places == [1, 1, 3, 3, 1, 2, 2, 2]
        await q.press("2", "enter")
        assert "Sums are multiplied; products should be summed." in await q.verdict(right=True)
        assert q.shows("2 ✓ z = sum(x) * sum(w) + b ← wrong, you found it")
        with Record.open(q.file) as record:
            assert [given.answer for given in record.answers()] == [reference(SPOT)]


async def test_the_wrong_line_and_the_chosen_one_are_marked(tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[SPOT]) as q:
        await q.open()
        await q.at(SPOT)
        await q.press("enter")
        assert q.shows("! Choose one of the lines.")
        await q.press("4", "enter")
        verdict = await q.verdict(right=False)
        assert "Right: the output.\nLine 2 is the wrong one. Sums are multiplied" in verdict
        assert q.shows("2 ✓ z = sum(x) * sum(w) + b ← this one is wrong") and q.shows("4 ✗ return y ← your answer")


async def test_lines_by_mouse(tmp_path: Path) -> None:
    async with quiz(tmp_path, questions=[SPOT]) as q:
        await q.open()
        await q.at(SPOT)
        await q.pilot.click(Lines, offset=(12, 0))
        await q.pilot.hover(Lines, offset=(12, 0))
        assert (lines(q).at, lines(q).hovered) == (-1, -1)
        await q.pilot.hover(Lines, offset=(12, 1))
        await q.pilot.click(Lines, offset=(12, 1))
        assert (lines(q).at, lines(q).hovered) == (1, 1)
        await q.pilot.click("#go")
        await q.verdict(right=True)


async def test_code_is_shown_as_it_stands(tmp_path: Path) -> None:
    """Stars, backticks and brackets are no marks here, and what is too long goes on further in."""
    long = "    y = " + " + ".join(f"w[{n}]*x[{n}]" for n in range(12))
    code = [*SPOT.lines[:2], Line(text="    a *b* **c** `d` [e]", why="Right."), Line(text=long, why="Right.")]
    question = msgspec.structs.replace(SPOT, lines=code)
    async with quiz(tmp_path, questions=[question]) as q:
        await q.open()
        await q.at(question)
        shown = screen_text(q.plain_app).splitlines()
        assert any(line.endswith("    a *b* **c** `d` [e]") for line in shown)
        start = next(n for n, line in enumerate(shown) if "y = w[0]*x[0]" in line)
        assert shown[start + 1].index("+ w[") == shown[start].index("y =") + 4
        await q.press("4")
        assert lines(q).answer == long
