"""The app: it opens screens and owns the course, the record and the worker; screens do the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.screen import Screen

from tutor import themes
from tutor.actions import Action, bindings
from tutor.keeper import Keeper
from tutor.screens.base import TutorScreen
from tutor.screens.course_map import CourseMapScreen

if TYPE_CHECKING:
    from textual.command import Provider

    from engine.client import WorkerClient
    from tutor.content.course import Course
    from tutor.store import Record

T = TypeVar("T")


def _course_commands() -> type[Provider]:
    from tutor.palette import CourseCommands

    return CourseCommands


class TutorApp(App[None]):
    """One learner, one course. ``record`` is None until it is loaded, after the first paint.

    ``device`` other than "auto" wins over the stored setting. ``debug`` shows tracebacks instead of one sentence.
    """

    TITLE = "tutor"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_course_commands}
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("question_mark,f1", "help", "Help", "Show every key that does something here."),
        Action("ctrl+p", "command_palette", "Go to", "Go to any lesson, lab, quiz or screen by name.", show=False),
        Action("comma", "settings", "Settings", "Choose the theme, the device and motion.", show=False),
        Action("q,ctrl+c", "quit", "Quit", "Leave. Everything you did is kept."),
    )
    BINDINGS = bindings(action for action in ACTIONS if action.name != "command_palette")

    def __init__(
        self, course: Course, record_path: Path | None = None, device: str = "auto", debug: bool = False
    ) -> None:
        super().__init__()
        self.course, self.device, self.show_tracebacks = course, device, debug
        self.painted = False
        self.device_is_fixed = device != "auto"
        self.keeper = Keeper(self, record_path, self._record_opened)
        for theme in themes.OWN:
            self.register_theme(theme)
        self.theme = themes.DEFAULT

    @property
    def record(self) -> Record | None:
        """The learner's record; None until it is open."""
        return self.keeper.record

    def with_record(
        self,
        work: Callable[[Record], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[], object] | None = None,
    ) -> None:
        """Run ``work`` on the record's own thread, in order; ``then`` gets its result in the app's thread.

        Calls made before the record is open wait for it. A record that cannot do it becomes a notification,
        and ``failed`` is called instead of ``then``.
        """
        self.keeper.ask(work, then, failed)

    @cached_property
    def worker(self) -> WorkerClient:
        """The training process, made on first use."""
        from engine.client import WorkerClient

        return WorkerClient(self.device)

    # Ways to other screens

    def open_map(self) -> None:
        """Back to the course map."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def open_lesson(self, lesson_id: str, section: str | None = None) -> None:
        """Read a lesson, at ``section`` or where the reader stopped. Raises UnknownContent."""
        lesson = self.course.lesson(lesson_id)
        if lesson.labs:
            self._warm_up()
        if section is None:
            show = partial(self._show_lesson, lesson_id)
            self.with_record(lambda record: record.position(lesson_id), show, partial(show, None))
        else:
            self._show_lesson(lesson_id, lesson.section(section).id)

    def _show_lesson(self, lesson_id: str, section: str | None) -> None:
        from tutor.screens.lesson import LessonScreen

        self._show(LessonScreen(self.course.lesson(lesson_id), section))

    def open_lab(self, lab_id: str) -> None:
        """Go to a lab. Raises UnknownContent."""
        from tutor.screens.lab import LabScreen

        self.course.lab_file(lab_id)
        self._warm_up()
        self._show_with_record(lambda: LabScreen(lab_id))

    def open_quiz(self, lesson_id: str, questions: list[str] | None = None) -> None:
        """Take a lesson's quiz, or only ``questions`` of it. Raises UnknownContent."""
        from tutor.screens.quiz import QuizScreen

        self.course.lesson(lesson_id)
        self._show_with_record(lambda: QuizScreen(lesson_id, questions))

    def open_timeline(self, entry: str | None = None) -> None:
        """Walk through the history, from ``entry`` or the first milestone. Raises UnknownContent."""
        from tutor.screens.timeline import TimelineScreen, check_entry

        check_entry(self.course, entry)
        self._show(TimelineScreen(entry))

    def open_progress(self) -> None:
        """Show scores, labs passed and what is weak."""
        from tutor.screens.progress import ProgressScreen

        self._show_with_record(ProgressScreen)

    def open_settings(self) -> None:
        """Choose theme, device and motion."""
        from tutor.screens.settings import SettingsScreen

        self._show(SettingsScreen())

    def go(self, link: str) -> None:
        """Follow a link of the course, such as "lesson:cnn#pooling", "lab:xor" or "timeline:1958-perceptron"."""
        from tutor.links import follow

        follow(self, link)

    def _show(self, screen: Screen[None]) -> None:
        """Push a screen, or replace the present one if it is of the same kind, so that the way back stays short."""
        if type(self.screen) is type(screen):
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def _show_with_record(self, make: Callable[[], Screen[None]]) -> None:
        """Show a screen that reads the record, once it is open."""
        self.with_record(lambda _: None, lambda _: self._show(make()))

    def _warm_up(self) -> None:
        """Start the worker while the learner reads; done only near labs, to save batteries."""
        self.call_after_refresh(self.worker.warm_up)

    # Life of the app

    def get_default_screen(self) -> Screen[None]:
        return CourseMapScreen()

    def get_css_variables(self) -> dict[str, str]:
        return themes.concrete(super().get_css_variables())

    def post_display_hook(self) -> None:
        # Textual calls this after every paint. Opening the record imports much, so it waits for the first one.
        if not self.painted and self.is_running and isinstance(self.screen, CourseMapScreen):
            self.painted = True
            self.keeper.open()

    def _record_opened(self, record: Record) -> None:
        from tutor import preferences

        self.with_record(preferences.stored, partial(preferences.apply, self))

    def on_resize(self, event: events.Resize) -> None:
        """Say so while the terminal is too small to show anything."""
        from tutor.screens.small import SmallScreen, too_small

        if too_small(event.size) and not isinstance(self.screen, SmallScreen):
            self.push_screen(SmallScreen())

    def open_lab_of(self, lesson_id: str) -> None:
        """Go to the lab of a lesson; the learner chooses where there are several."""
        from tutor.screens.ask import choose_lab

        choose_lab(self, self.course.lesson(lesson_id).labs)

    def action_help(self) -> None:
        """Show every key of the present screen."""
        from tutor.screens.help import HelpScreen

        if isinstance(self.screen, TutorScreen):
            here = (*self.screen.ACTIONS, *self.screen.COMMON)
            title = self.screen.title or ""
            self.push_screen(HelpScreen(title, ((title, here), ("Everywhere", self.ACTIONS))))

    def action_settings(self) -> None:
        """Show the settings."""
        self.open_settings()

    async def action_quit(self) -> None:
        from tutor.screens.leaving import leave

        leave(self)

    def on_unmount(self) -> None:
        """Finish writing, end the worker."""
        if "worker" in self.__dict__:
            self.worker.close()
        self.keeper.close()

    def _fatal_error(self) -> None:
        # Called by Textual while it handles an exception that nobody caught.
        from tutor import crash

        if self.show_tracebacks or self._exception is None:
            super()._fatal_error()
        else:
            self.panic(crash.apology(self._exception))
