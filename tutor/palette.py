"""The command palette: what the present screen can do, and every lesson, lab, quiz and screen by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider

from tutor.screens.base import Above

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

    from tutor.actions import Action
    from tutor.app import TutorApp
    from tutor.store import Kind

OWN_TABLE = "table"
"""The lab that learns from a file of one's own."""
Command = tuple[str, str, Callable[[], object]]


def here(screen: Screen[Any]) -> Iterator[Command]:
    """(name, help, what it does) of every action that ``screen`` and what has its cursor can do now."""
    from tutor.screens.bars import keys_of
    from tutor.screens.base import TutorScreen
    from tutor.screens.help import at_cursor

    if not isinstance(screen, TutorScreen):
        return
    owned: list[tuple[DOMNode, Action]] = [(screen, action) for action in (*screen.ACTIONS, *screen.COMMON)]
    owned += [(screen.focused or screen, action) for action in at_cursor(screen)]
    for owner, action in owned:
        if action.bound and action.state(owner):
            yield f"{action.label}  {keys_of(action)}", action.help, partial(screen.app.run_action, action.name, owner)


def commands(app: TutorApp) -> Iterator[Command]:
    """(name, help, what it does) of everything one can go to."""
    for lesson in app.course.lessons:
        yield f"Read: {lesson.title}", lesson.goal, partial(app.open_lesson, lesson.id)
    for lab, title in app.course.lab_titles.items():
        yield f"Lab: {title} ({lab})", f"From {app.course.lesson_of_lab(lab).title}", partial(app.open_lab, lab)
    for lesson in app.course.lessons:
        yield f"Quiz: {lesson.title}", "Answer its questions", partial(app.open_quiz, lesson.id)
    for part in app.course.parts:
        yield (
            f"Quiz of the part: {part.title}",
            "Every question of its lessons, mixed",
            _part_quiz(app, part.id, "part"),
        )
        yield f"Placement test: {part.title}", "Skip what you know", _part_quiz(app, part.id, "placement")
    yield "Review", "Answer again what is due, over all lessons", app.open_review
    yield "Timeline", "Walk through the milestones of deep learning", app.open_timeline
    yield "Search", "Find words in lessons, glossary, labs, questions and the timeline", app.action_search
    yield "Glossary", "Look a word up", app.open_glossary
    yield "Progress", "Scores over time, labs passed, what is weak", app.open_progress
    yield "Data sets", "Fetch MNIST and other full-size data", app.open_data
    if OWN_TABLE in app.course.lab_ids:
        yield "Your own table", "Choose a CSV file, and learn from it", app.open_table
    yield "Open a code", "Repeat a run that somebody shared with you", partial(_open_code, app)
    yield "Tour", "In under a minute: the map, a lesson, a lab, a question, help", partial(_tour, app)
    yield "Report", "Report a mistake or what is unclear, in a file", app.action_report
    yield "Doctor", "Look at this machine: what works, what is wrong, what to do", app.action_doctor
    yield "Settings", "Theme, device, motion", app.action_settings
    yield "Course map", "Back to the start", partial(go_to_map, app)
    yield "Help", "Every key of this screen", app.action_help
    yield "Quit", "Leave; everything you did is kept", partial(app.run_action, "quit")


def _part_quiz(app: TutorApp, part: str, kind: Kind) -> Callable[[], object]:
    return partial(app.open_quiz, part, kind=kind)


def _open_code(app: TutorApp) -> None:
    from tutor.screens.share import open_code

    open_code(app)


def _tour(app: TutorApp) -> None:
    from tutor.screens.tour import TourScreen

    app.push_screen(TourScreen())


def go_to_map(app: TutorApp) -> None:
    """Leave every screen but the course map."""
    while len(app.screen_stack) > 1:
        app.pop_screen()


class Palette(CommandPalette, Above[None]):
    """Without an id, so that the next one may open while the last is still being put away."""

    def _action_command_list(self, action: str) -> None:
        with suppress(KeyError):  # a page up or down while the list is being filled: its lines are not known yet
            super()._action_command_list(action)


class CourseCommands(Provider):
    """Finds the commands that match what was typed."""

    async def discover(self) -> Hits:
        for name, help_text, run in self._all():
            yield DiscoveryHit(name, run, help=help_text)

    def _all(self) -> Iterator[Command]:
        """First what can be done here."""
        yield from here(self.screen)
        yield from commands(cast("TutorApp", self.app))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, help_text, run in self._all():
            if (score := matcher.match(name)) > 0:
                yield Hit(score, matcher.highlight(name), run, help=help_text)
