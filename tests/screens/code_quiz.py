"""A quiz with a code exercise on screen, driven as a learner would, for the tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Button

from quizzes.evidence import Evidence
from quizzes.model import Question
from quizzes.trial import Trial
from tests.quizzes.code_questions import NEURON
from tests.quizzes.demo_course import write_course
from tests.screens.apps import until
from tests.snapshot import screen_text
from tutor.app import TutorApp
from tutor.screens.quiz.code import CodePage
from tutor.screens.quiz.screen import QuizScreen
from tutor.store import Record
from tutor.widgets.code_editor import CodeEditor


class CodeQuiz:
    """What a test asks of it."""

    def __init__(self, app: TutorApp, pilot: Pilot[None], file: Path) -> None:
        self.app, self.pilot, self.file = app, pilot, file

    @property
    def page(self) -> CodePage:
        return self.app.screen.query_one(CodePage)

    @property
    def editor(self) -> CodeEditor:
        return self.page.editor

    @property
    def shown(self) -> str:
        """All words on screen: frames left out, blanks made even."""
        return " ".join(screen_text(self.app).replace("▌", " ").replace("│", " ").replace("║", " ").split())

    @property
    def notices(self) -> list[str]:
        """What the app has told in passing."""
        return [note.message for note in self.app._notifications]

    async def until(self, holds: Callable[[], object], what: str) -> None:
        await until(self.pilot, holds, what)

    async def shows(self, text: str) -> None:
        await self.until(lambda: text in self.shown, repr(text))

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def open(self) -> None:
        """Open the quiz at its first question that is a code exercise."""
        self.app.with_record(lambda _: None, lambda _: self.app.push_screen(QuizScreen("demo", seed=4)))
        await self.writing()

    async def writing(self) -> None:
        """Wait until the cursor is in the code."""
        await self.until(
            lambda: self.app.screen.query(CodePage) and self.editor.has_focus and not self.page.settled, "the editor"
        )

    async def write(self, code: str) -> None:
        """Replace the code, as a paste would."""
        self.editor.change(code)
        await self.pilot.pause()

    async def run_to(self, text: str) -> None:
        """Run the code and wait for ``text``."""
        await self.press("f5")
        await self.until(lambda: not self.page.running and text in self.shown, repr(text))

    async def verdict(self) -> None:
        await self.until(lambda: self.page.settled and isinstance(self.app.focused, Button), "the verdict")

    async def kept(self) -> None:
        """Wait until the record has all it was given."""
        done: list[bool] = []
        self.app.with_record(lambda _: True, done.append)
        await self.until(lambda: done, "the record")

    def answers(self) -> list[tuple[str, bool]]:
        with Record.open(self.file) as record:
            return [(given.question, given.right) for given in record.answers()]

    def draft(self) -> str | None:
        with Record.open(self.file) as record:
            return record.draft(NEURON.id)


@asynccontextmanager
async def code_quiz(
    folder: Path, size: tuple[int, int] = (80, 24), questions: Sequence[Question] = (NEURON,)
) -> AsyncIterator[CodeQuiz]:
    """The app over a course of one lesson with these questions."""
    course = folder / "course"
    app = TutorApp(write_course(course, questions), folder / "record.db")
    async with app.run_test(size=size) as pilot:
        quiz = CodeQuiz(app, pilot, folder / "record.db")
        await quiz.until(lambda: app.record is not None, "the record")
        yield quiz


def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real runs that always take as long."""
    run = Trial.run

    def timed(self: Trial) -> list[Evidence]:
        return [msgspec.structs.replace(evidence, seconds=0.0004) for evidence in run(self)]

    monkeypatch.setattr(Trial, "run", timed)
