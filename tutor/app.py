"""The app: it opens screens and owns the course, the record and the worker; screens do the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.await_complete import AwaitComplete
from textual.command import Provider
from textual.driver import Driver
from textual.geometry import Size
from textual.notifications import Notify
from textual.screen import Screen

from tutor import preferences, themes
from tutor.actions import Action, bindings
from tutor.ahead import Ahead
from tutor.hearing import ROUNDS, Hearer
from tutor.keeper import Keeper
from tutor.late import Punctual
from tutor.leftovers import Leftovers
from tutor.palette import CourseCommands, Palette
from tutor.screens.course_map import CourseMapScreen
from tutor.strips import cache_when_asked

if TYPE_CHECKING:
    from engine.client import WorkerClient
    from engine.commands import KnobValue
    from tutor.content.course import Course
    from tutor.screens.base import TutorScreen
    from tutor.search.index import Index
    from tutor.store import Kind, Record

T = TypeVar("T")


class TutorApp(Hearer, Punctual):
    """One learner, one course. ``record`` is None until it is loaded, after the first paint.

    ``device`` other than "auto" wins over the stored setting. ``debug`` shows tracebacks instead of one sentence.
    """

    TITLE = "tutor"
    CSS = "CommandPalette SearchIcon { display: none; }"  # many terminals have no such sign
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {CourseCommands}
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("question_mark,f1", "help", "Help", "Show every key that does something here."),
        Action("slash", "search", "Search", "Search lessons, glossary, labs, questions and the timeline.", spare=True),
        Action("f", "jump", "Jump", "Letters appear on all that can be clicked; type them to go there.", spare=True),
        Action(
            "ctrl+p",
            "command_palette",
            "Go to",
            "Do anything this screen can, or go to any lesson, lab, quiz or screen, by name.",
            show=False,
            bound=False,
        ),
        Action("g", "glossary", "Glossary", "Look a word up.", show=False),
        Action(
            "exclamation_mark", "report", "Report", "Report a mistake or what is unclear here, in a file.", show=False
        ),
        Action("D", "doctor", "Doctor", "Look at this machine: what works, what is wrong, what to do.", show=False),
        Action("comma", "settings", "Settings", "Choose the theme, the device and motion.", show=False),
        Action("super+c", "copy_text", "Copy", "Copy what is marked with the mouse.", show=False, bound=False),
        Action("ctrl+z", "suspend_process", "Shell", "Go back to the shell for a while; fg comes back.", show=False),
        Action("q,ctrl+c,ctrl+q", "quit", "Quit", "Leave. Everything you did is kept."),
    )
    BINDINGS = bindings(ACTIONS)

    def __init__(
        self, course: Course, record_path: Path | None = None, device: str = "auto", debug: bool = False
    ) -> None:
        cache_when_asked()
        super().__init__()
        self.course, self.device, self.show_tracebacks = course, device, debug
        self.device_is_fixed, self._painted, self.calm = device != "auto", False, False
        self.searched = ""  # what was searched last, and where it is looked up once it was read
        self.search_index: Index | None = None
        self._worker: WorkerClient | None = None
        self.error_console.soft_wrap = True  # a path in the last words is not cut
        self.now: Callable[[], datetime] = partial(datetime.now, UTC)
        self.keeper = Keeper(self, record_path, partial(preferences.take_hold, self))
        self.ahead, self.leftovers = Ahead(self), Leftovers(self)
        preferences.start(self)

    def get_driver_class(self) -> type[Driver]:
        """Textual's choice, with a quicker Esc where that can be."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            return chosen
        from tutor.driver import PromptDriver

        return PromptDriver

    @property
    def record(self) -> Record | None:
        """The learner's record; None until it is open."""
        return self.keeper.record

    def today(self) -> date:
        """The learner's day."""
        return self.now().astimezone().date()

    def with_record(
        self,
        work: Callable[[Record], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[], object] | None = None,
    ) -> None:
        """Run ``work`` on the record's own thread, in order; ``then`` gets its result in the app's thread.

        What is asked before the record is open waits. If it fails the learner is told, and ``failed`` is called.
        """
        self.keeper.ask(work, then, failed)

    @property
    def worker(self) -> WorkerClient:
        """The training process, made on first use."""
        if self._worker is None:
            from tutor.lab.training import new_worker

            self._worker = new_worker(self.device)
        return self._worker

    def fresh_worker(self) -> WorkerClient:
        """The training process for a new run: another one if the learner has chosen another device since."""
        if self._worker is not None and self._worker.device != self.device:
            self._worker.close()
            self._worker = None
        return self.worker

    def open_lesson(self, lesson_id: str, section: str | None = None) -> None:
        """Read a lesson, at ``section`` or where the reader stopped. Raises UnknownContent."""
        lesson = self.course.lesson(lesson_id)
        for lab in lesson.labs:
            self.call_after_refresh(self.worker.prepare, self.course.lab_file(lab))  # while the learner reads
        if section is None:
            show = partial(self._show_lesson, lesson_id)
            self.with_record(lambda record: record.position(lesson_id), show, partial(show, None))
        else:
            self._show_lesson(lesson_id, lesson.section(section).id)

    def _show_lesson(self, lesson_id: str, section: str | None) -> None:
        from tutor.screens.lesson import LessonScreen

        self._show(LessonScreen(self.course.lesson(lesson_id), section))

    def open_lab(
        self,
        lab_id: str,
        knobs: Mapping[str, KnobValue] | None = None,
        seed: int = 1,
        steps: int | None = None,
        hidden: tuple[str, ...] = (),
        runs: bool = False,
    ) -> None:
        """Go to a lab, with ``knobs`` other than its defaults if given, some ``hidden``, or to its ``runs``.

        Raises UnknownContent.
        """
        from tutor.screens.lab.screen import LabScreen

        self.course.lab_file(lab_id)
        self.call_after_refresh(self.fresh_worker().warm_up)  # done only near labs, to save batteries
        self._show_with_record(lambda: LabScreen(lab_id, knobs=knobs, seed=seed, steps=steps, hidden=hidden, runs=runs))

    def open_quiz(self, about: str, questions: list[str] | None = None, kind: Kind = "quiz") -> None:
        """Take the quiz of a lesson, or only ``questions`` of it; by ``kind`` of a part, or what is due.

        Raises UnknownContent.
        """
        from tutor.quiz.plan import title
        from tutor.screens.quiz.screen import QuizScreen

        title(self.course, kind, about)  # is there such a thing?
        self._show_with_record(lambda: QuizScreen(about, questions, kind=kind))

    def open_timeline(self, entry: str | None = None) -> None:
        """Walk through the history, from ``entry`` or the first milestone. Raises UnknownContent."""
        from tutor.screens.timeline import TimelineScreen, check_entry

        check_entry(self.course, entry)
        self._show(TimelineScreen(entry))

    def open_review(self) -> None:
        """Show what is due for review, and when more will be."""
        from tutor.screens.review import ReviewScreen

        self._show_with_record(ReviewScreen)

    def open_data(self) -> None:
        """Fetch and remove full-size data sets."""
        from tutor.screens.data import DataScreen

        self._show(DataScreen())

    def open_table(self, path: str = "", lab: TutorScreen | None = None) -> None:
        """Choose a table of one's own, to be learned from; ``path`` stands there at first.

        What trained in the ``lab`` that asks for it is kept, until a table is chosen.
        """
        from tutor.screens.own_table import OwnTableScreen

        self._show(OwnTableScreen(path, lab))

    def open_progress(self) -> None:
        """Show scores, labs passed and what is weak."""
        from tutor.screens.progress import ProgressScreen

        self._show_with_record(ProgressScreen)

    def open_glossary(self, term: str | None = None) -> None:
        """Look words up, ``term`` first. Raises UnknownContent."""
        from tutor.screens.glossary import GlossaryScreen

        self._show(self.ahead.take(GlossaryScreen, self.course.glossary().term(term).id if term else None))

    def show_term(self, term: str) -> None:
        """Explain a term on a card, and go on from there. Raises UnknownContent."""
        from tutor.screens.term import TermCard

        self.push_screen(TermCard(self.course.glossary().term(term), self.course), self._leave_card)

    def _leave_card(self, link: str | None) -> None:
        if link is not None and link.startswith("glossary:"):
            self.open_glossary(link.removeprefix("glossary:"))
        elif link is not None:
            self.go(link)

    def go(self, link: str) -> None:
        """Follow a link of the course, such as "lesson:cnn#pooling", "lab:xor" or "timeline:1958-perceptron"."""
        from tutor.links import follow

        follow(self, link)

    def _show(self, screen: Screen[None]) -> None:
        """Push a screen, or replace the present one if it is of the same kind, so that the way back stays short.

        From a lab to another one there is a way back.
        """
        before, after = (getattr(one, "lab_id", "") for one in (self.screen, screen))
        if type(self.screen) is type(screen) and before == after:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def _show_with_record(self, make: Callable[[], Screen[None]]) -> None:
        """Show a screen that reads the record, once it is open."""
        self.with_record(lambda _: None, lambda _: self._show(make()))

    def hear(self, rounds: int = ROUNDS) -> None:
        """Something goes round: what can wait does."""
        self.leftovers.put_off()
        self.ahead.put_off()
        super().hear(rounds)

    def pop_screen(self) -> AwaitComplete:
        """Leave a screen, and all it held."""
        self.leftovers.clear_soon()
        return super().pop_screen()

    def switch_screen(self, screen: Screen[object] | str) -> AwaitComplete:
        """Put a screen in the place of another, which is let go of."""
        self.leftovers.clear_soon()
        return super().switch_screen(screen)

    def get_default_screen(self) -> Screen[None]:
        return CourseMapScreen()

    def get_css_variables(self) -> dict[str, str]:
        return themes.concrete(super().get_css_variables())

    def post_display_hook(self) -> None:
        # Textual calls this after every paint. Opening the record imports much, so it waits for the first one.
        if not self._painted and self.is_running and isinstance(self.screen, CourseMapScreen):
            self._painted = True
            self.call_later(self._guard, self.size)
            self.leftovers.begin()
            self.keeper.open()

    def on_mount(self) -> None:
        """Back from the shell, where Textual would only draw what changes from now on."""
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))

    def on_resize(self, event: events.Resize) -> None:
        """Say so while the terminal is too small; not before there is a screen to cover."""
        if self._painted:
            self._guard(event.size)

    def _guard(self, size: Size) -> None:
        from tutor.screens.small import guard

        guard(self, size)

    @property
    def _typing(self) -> bool:
        """Whether letters go into a line or a text."""
        return self.screen.focused is not None and self.screen.focused.check_consume_key("f", "f")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters that are typed into a line are no keys; there is nothing more to search where one searches."""
        if action in ("search", "jump", "glossary", "settings"):
            return not self._typing and (action != "search" or self.screen.TITLE != "Search")
        return True

    def on_notify(self, event: Notify) -> None:
        """A new word takes the place of a hint and of what says the same: they would pile up and cover the screen."""
        new = event.notification
        for old in list(self._notifications):
            if old.message == new.message or (old.severity == "information" and not old.title):
                del self._notifications[old]

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Nothing blinks."""
        preferences.hold_still(event.widget)

    def on_key(self, event: events.Key) -> None:
        """In a dialog, which lets none of the app's keys through: its keys, and jump keys."""
        if self.screen.is_modal and not self._typing:
            if event.key == "f":
                self.action_jump()
            elif event.key in ("question_mark", "f1"):
                dialog = self.screen
                self.action_help()
                if self.screen is not dialog:
                    event.prevent_default()  # else the help page takes the key for its own, and closes

    def action_command_palette(self) -> None:
        """Do anything, by name."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_help(self) -> None:
        """Show every key of the present screen."""
        from tutor.screens.help import show_help

        show_help(self)

    def action_glossary(self) -> None:
        """Look a word up."""
        from tutor.screens.glossary import GlossaryScreen

        if not isinstance(self.screen, GlossaryScreen):
            self.open_glossary()

    def action_search(self) -> None:
        """Search the whole course."""
        from tutor.screens.search import SearchScreen

        self._show(self.ahead.take(SearchScreen))

    def action_jump(self) -> None:
        """Letters on everything that can be clicked."""
        from tutor.screens.jump import jump

        jump(self)

    def action_settings(self) -> None:
        """Choose theme, device and motion."""
        from tutor.screens.settings import SettingsScreen

        self._show(self.ahead.take(SettingsScreen))

    def action_report(self) -> None:
        """Report what is wrong or unclear where the learner stands."""
        from tutor.screens.report import report_here

        report_here(self)

    def action_doctor(self) -> None:
        """Have this machine looked at."""
        from tutor.screens.doctor import DoctorScreen

        self._show(DoctorScreen())

    async def action_quit(self) -> None:
        from tutor.screens.leaving import leave

        leave(self)

    def on_unmount(self) -> None:
        """Finish writing, end the worker."""
        if self._worker is not None:
            self._worker.close()
        self.keeper.close()

    def _fatal_error(self) -> None:
        # Called by Textual while it handles an exception that nobody caught.
        from tutor import crash

        if self.show_tracebacks or self._exception is None:
            super()._fatal_error()
        else:
            self.panic(crash.apology(self._exception))
