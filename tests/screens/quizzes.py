"""Driving the quiz screen in tests as a learner would."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Button

from quizzes.graders import reference
from quizzes.model import Question
from tests.quizzes.demo_course import write_course
from tests.quizzes.questions import FILL, NUMBER, ORDER, QUESTIONS, SEVERAL, SINGLE
from tests.screens.apps import until
from tests.snapshot import screen_text
from tutor.app import TutorApp
from tutor.quiz.session import shuffled
from tutor.screens.ask import AskScreen
from tutor.screens.quiz.choices import Choices
from tutor.screens.quiz.feedback import Feedback
from tutor.screens.quiz.pages import QuestionPage
from tutor.screens.quiz.screen import QuizScreen
from tutor.store import Record

if TYPE_CHECKING:
    from engine.client import WorkerClient

SEED = 4
Driver = Pilot[None]


class Quiz:
    """A quiz on screen, driven as a learner would."""

    def __init__(self, app: TutorApp, pilot: Driver, file: Path) -> None:
        self.app, self.pilot, self.file = app, pilot, file

    @property
    def plain_app(self) -> App[object]:
        """The app as the snapshot's functions want it."""
        return cast("App[object]", self.app)

    async def until(self, true: Callable[[], object]) -> None:
        """Let the app work until ``true``; its messages and the record's thread need a few rounds."""
        await until(self.pilot, true, "a condition to come true")

    def shows(self, text: str) -> bool:
        return text in " ".join(screen_text(self.plain_app).split())

    @property
    def page(self) -> QuestionPage:
        return self.app.screen.query_one(QuestionPage)

    @property
    def choices(self) -> Choices:
        return self.page.query_one(Choices)

    async def open(self, questions: list[str] | None = None) -> None:
        self.app.with_record(lambda _: None, lambda _: self.app.push_screen(QuizScreen("demo", questions, seed=SEED)))
        await self.until(lambda: isinstance(self.app.screen, QuizScreen | AskScreen))
        await self.pilot.pause()

    async def at(self, question: Question) -> None:
        """Wait until ``question`` takes an answer."""
        await self.until(
            lambda: (
                self.app.screen.query(QuestionPage) and self.page.question.id == question.id and not self.page.settled
            )
        )
        await self.until(lambda: self.app.screen.focused is not None)

    async def verdict(self, right: bool) -> str:
        await self.until(lambda: self.app.screen.query(Feedback) and self.page.settled)
        await self.until(lambda: isinstance(self.app.focused, Button))
        feedback = self.app.screen.query_one(Feedback)
        assert feedback.has_class("-wrong") is not right, str(feedback.visual)
        return str(feedback.visual)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def give(self, question: Question, right: bool = True) -> None:
        """Answer by keys and read the verdict."""
        await self.at(question)
        await self.press(*(right_keys(question) if right else wrong_keys(question)), "enter")
        await self.verdict(right)
        await self.press("enter")

    def answers(self) -> list[tuple[str, bool]]:
        with Record.open(self.file) as record:
            return [(given.question, given.right) for given in record.answers()]


def right_keys(question: Question) -> list[str]:
    """Keys for the right answer: numbers, letters, or for an order each item sent to its place."""
    right, shown = reference(question), shuffled(question, SEED)
    if isinstance(right, str):
        return [str(shown.index(right) + 1)] if shown else [_key(character) for character in right]
    if question is SEVERAL:
        return [str(shown.index(text) + 1) for text in right]
    keys: list[str] = []
    for place, text in enumerate(right):
        keys += ["home", *["down"] * shown.index(text), str(place + 1)]
        shown.insert(place, shown.pop(shown.index(text)))
    return keys


def wrong_keys(question: Question) -> list[str]:
    if question is SINGLE:
        return [str(shuffled(SINGLE, SEED).index("AND") + 1)]
    if question is SEVERAL:
        return [str(shuffled(SEVERAL, SEED).index("the inputs") + 1)]
    return {NUMBER.id: ["7"], ORDER.id: ["home", "1"], FILL.id: list("weight")}[question.id]


def _key(character: str) -> str:
    return {".": "full_stop", " ": "space"}.get(character, character)


@asynccontextmanager
async def quiz(
    folder: Path,
    size: tuple[int, int] = (80, 24),
    prepare: Callable[[Record], object] | None = None,
    questions: Iterable[Question] = QUESTIONS,
    lab: Path | None = None,
    worker: object = None,
) -> AsyncIterator[Quiz]:
    """The app before its quiz is opened; ``worker`` stands in for the training process."""
    file = folder / "record.db"
    if prepare is not None:
        with Record.open(file) as record:
            prepare(record)
    app = TutorApp(write_course(folder / "course", questions, lab), file)
    if worker is not None:
        app._worker = cast("WorkerClient", worker)
    async with app.run_test(size=size) as pilot:
        opened = Quiz(app, pilot, file)
        await opened.until(lambda: app.record is not None)
        app.animation_level = "none"  # runs of labs are not stretched to be watched
        yield opened
