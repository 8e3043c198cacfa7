"""The app: it opens screens and owns the course, the record and the worker; screens do the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import App

from tutor.actions import Action, bindings

if TYPE_CHECKING:
    from engine.client import WorkerClient
    from tutor.content.course import Course
    from tutor.store import Record

T = TypeVar("T")


class TutorApp(App[None]):
    """One learner, one course. ``record`` is None until it is loaded, after the first paint."""

    TITLE = "tutor"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("question_mark", "help", "Help", "Show every key that does something here."),
        Action("q", "quit", "Quit", "Leave the app. Everything you did is kept."),
    )
    BINDINGS = bindings(ACTIONS)

    def __init__(
        self, course: Course, record_path: Path | None = None, device: str = "auto", debug: bool = False
    ) -> None:
        super().__init__()
        self.course, self.record_path, self.device, self.show_tracebacks = course, record_path, device, debug
        self.record: Record | None = None

    @cached_property
    def worker(self) -> WorkerClient:
        """The training process, made on first use."""
        from engine.client import WorkerClient

        return WorkerClient(self.device)

    def with_record(self, work: Callable[[Record], T], then: Callable[[T], object] | None = None) -> None:
        """Run ``work`` on the record's own thread, in order; ``then`` gets the result back in the UI.

        Calls made before the record is loaded wait for it. An error becomes a notification.
        """

    def open_lesson(self, lesson_id: str, section: str | None = None) -> None:
        """Read a lesson, at ``section`` or where the reader stopped."""

    def open_lab(self, lab_id: str) -> None:
        """Go to a lab."""
        from tutor.screens.lab import LabScreen

        self.push_screen(LabScreen(lab_id))

    def open_quiz(self, lesson_id: str, questions: list[str] | None = None) -> None:
        """Take a lesson's quiz, or only ``questions`` of it."""
        from tutor.screens.quiz import QuizScreen

        self.push_screen(QuizScreen(lesson_id, questions))

    def open_timeline(self, entry: str | None = None) -> None:
        """Walk through the history, from ``entry`` or the first milestone."""

    def open_progress(self) -> None:
        """Show scores, labs passed and what is weak."""
        from tutor.screens.progress import ProgressScreen

        self.push_screen(ProgressScreen())

    def go(self, link: str) -> None:
        """Follow a link of the course, such as "lesson:cnn#pooling", "lab:xor" or "timeline:1958-perceptron"."""
