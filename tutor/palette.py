"""The command palette: what the present screen can do, and every lesson, lab, quiz and screen by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

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
ABOUT = 2.0
"""What a letter counts that was found in what a command is about: more than letters here and there in its name, less
than the same letters in a row there."""


CALLED = 2.0
"""Times as much counts a lab whose own short name was typed: "lab digits"."""


class Command(NamedTuple):
    """Something one can do: its name, one line about it, what it does, and more words that it can be found by."""

    name: str
    help: str
    run: Callable[[], object]
    about: str = ""


def here(screen: Screen[Any]) -> Iterator[Command]:
    """Every action that ``screen`` and what has its cursor can do now."""
    from tutor.screens.bars import keys_of
    from tutor.screens.base import TutorScreen
    from tutor.screens.help import at_cursor

    if not isinstance(screen, TutorScreen):
        return
    owned: list[tuple[DOMNode, Action]] = [(screen, action) for action in (*screen.ACTIONS, *screen.COMMON)]
    owned += [(screen.focused or screen, action) for action in at_cursor(screen)]
    for owner, action in owned:
        if action.bound and action.state(owner):
            run = partial(screen.app.run_action, action.name, owner)
            yield Command(f"{action.label}  {keys_of(action)}", action.help, run)


def commands(app: TutorApp) -> Iterator[Command]:
    """Everything one can go to."""
    for lesson in app.course.lessons:
        yield Command(f"Read: {lesson.title}", lesson.goal, partial(app.open_lesson, lesson.id))
    for lab, title in app.course.lab_titles.items():
        about = app.course.lab_abouts[lab]
        yield Command(f"Lab: {title} ({lab})", about.partition("\n")[0], partial(app.open_lab, lab), about)
    for lesson in app.course.lessons:
        yield Command(f"Quiz: {lesson.title}", "Answer its questions", partial(app.open_quiz, lesson.id))
    for part in app.course.parts:
        mixed = "Every question of its lessons, mixed"
        yield Command(f"Quiz of the part: {part.title}", mixed, _part_quiz(app, part.id, "part"))
        yield Command(f"Placement test: {part.title}", "Skip what you know", _part_quiz(app, part.id, "placement"))
    yield Command("Review", "Answer again what is due, over all lessons", app.open_review)
    yield Command("Timeline", "Walk through the milestones of deep learning", app.open_timeline)
    yield Command("Search", "Find words in lessons, glossary, labs, questions and the timeline", app.action_search)
    yield Command("Glossary", "Look a word up", app.open_glossary)
    yield Command("Progress", "Scores over time, labs passed, what is weak", app.open_progress)
    yield Command("Data sets", "Fetch MNIST and other full-size data", app.open_data)
    if OWN_TABLE in app.course.lab_ids:
        yield Command("Your own table", "Choose a CSV file, and learn from it", app.open_table)
    yield Command("Open a code", "Repeat a run that somebody shared with you", partial(_open_code, app))
    yield Command("Tour", "In under a minute: the map, a lesson, a lab, a question, help", partial(_tour, app))
    yield Command("Report", "Report a mistake or what is unclear, in a file", app.action_report)
    yield Command("Doctor", "Look at this machine: what works, what is wrong, what to do", app.action_doctor)
    yield Command("Settings", "Theme, device, motion", app.action_settings)
    yield Command("Course map", "Back to the start", partial(go_to_map, app))
    yield Command("Help", "Every key of this screen", app.action_help)
    yield Command("Quit", "Leave; everything you did is kept", partial(app.run_action, "quit"))


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
        for command in self._all():
            yield DiscoveryHit(command.name, command.run, help=command.help)

    def _all(self) -> Iterator[Command]:
        """First what can be done here."""
        yield from here(self.screen)
        yield from commands(cast("TutorApp", self.app))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._all():
            score = scored(command, query, matcher.match(command.name))
            if score > 0:
                yield Hit(score, matcher.highlight(command.name), command.run, help=command.help)


def scored(command: Command, query: str, matched: float) -> float:
    """How well a command fits ``query``, whose letters its name has so well by itself."""
    score = max(matched, ABOUT * len(query)) if _is_about(command, query) else matched
    return score * CALLED if command.name.endswith(f"({query.lower().rpartition(' ')[2]})") else score


def _is_about(command: Command, query: str) -> bool:
    """Whether every word of ``query`` begins one of the words that tell what the command is about."""
    from tutor.search.index import words_of

    wanted, told = words_of(query), words_of(f"{command.help} {command.about}")
    return bool(wanted) and all(any(word.startswith(one) for word in told) for one in wanted)
