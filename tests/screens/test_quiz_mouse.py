"""Every kind of question by mouse alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.widgets import Button, Input

from quizzes.graders import reference
from quizzes.model import Question
from tests.quizzes.questions import FILL, NUMBER, ORDER, SEVERAL, SINGLE
from tests.screens.quizzes import Quiz, quiz
from tutor.app import TutorApp
from tutor.screens.quiz.choices import Choices
from tutor.screens.quiz.feedback import Feedback
from tutor.screens.quiz.result import ResultPage
from tutor.screens.quiz.sortable import Sortable


async def _click_text(q: Quiz, text: str) -> None:
    place = q.choices.texts.index(text)
    await q.pilot.click(Choices, offset=(9, q.choices._spans()[place][0]))
    await q.pilot.pause()


async def _by_mouse_single(q: Quiz) -> None:
    await _click_text(q, "XOR")


async def _by_mouse_several(q: Quiz) -> None:
    await _click_text(q, "the inputs")
    await _click_text(q, "the inputs")
    await _click_text(q, "the weights")
    await _click_text(q, "the bias")


async def _by_mouse_order(q: Quiz) -> None:
    for place, text in enumerate(ORDER.items):
        start = q.choices.texts.index(text)
        await q.pilot.mouse_down(Sortable, offset=(9, start))
        for y in range(start, place - 1, -1):
            await q.pilot.hover(Sortable, offset=(9, y))
        await q.pilot.mouse_up(Sortable, offset=(9, place))
        await q.pilot.pause()


async def _by_mouse_typed(q: Quiz) -> None:
    await q.pilot.click(Input)
    q.page.query_one(Input).value = str(reference(q.page.question))
    await q.pilot.pause()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (SINGLE, _by_mouse_single),
        (SEVERAL, _by_mouse_several),
        (ORDER, _by_mouse_order),
        (NUMBER, _by_mouse_typed),
        (FILL, _by_mouse_typed),
    ],
    ids=["single", "several", "order", "number", "fill"],
)
async def test_each_kind_by_mouse(
    question: Question, answer: Callable[[Quiz], Awaitable[None]], tmp_path: Path
) -> None:
    """Pick or drag, then the button; the same button goes on."""
    async with quiz(tmp_path) as q:
        await q.open([question.id])
        await q.at(question)
        await answer(q)
        await q.pilot.click("#go")
        await q.verdict(right=True)
        await q.until(lambda: not q.page.query_one(Button).has_class("-active"))
        await q.pilot.click("#go")
        await q.until(lambda: q.app.screen.query(ResultPage))


async def test_a_click_on_the_link_reads_the_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, str | None]] = []
    monkeypatch.setattr(TutorApp, "open_lesson", lambda self, lesson, section=None: opened.append((lesson, section)))
    async with quiz(tmp_path) as q:
        await q.open([NUMBER.id])
        await q.at(NUMBER)
        await q.press("7", "enter")
        await q.verdict(right=False)
        feedback = q.app.screen.query_one(Feedback)
        await q.pilot.click(Feedback, offset=(10, feedback.size.height - 1))
        await q.press("r")
        assert opened == [("demo", "sum")] * 2
