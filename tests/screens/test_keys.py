"""One table of actions feeds bindings, the key line, help, the palette and README: nothing is left out of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.actions import parse
from textual.app import App
from textual.binding import Binding
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from bench.keys import README, screens, updated
from tests.screens.apps import app_of, make_app, opened, reading, shows, until
from tutor.actions import Action, twice
from tutor.app import TutorApp
from tutor.content.course import Course
from tutor.content.lesson_markdown import Drawing
from tutor.palette import here as palette_here
from tutor.screens.base import TutorScreen
from tutor.screens.course_list import CourseList
from tutor.screens.course_map import CourseMapScreen
from tutor.screens.dialog import Dialog
from tutor.screens.glossary import GlossaryScreen, Search
from tutor.screens.help import everywhere, groups_of, here
from tutor.screens.lesson import LessonScreen, Page
from tutor.screens.own_table import OwnTableScreen
from tutor.screens.quiz.choices import Choices
from tutor.screens.quiz.pairing import Pairing
from tutor.screens.quiz.screen import QuizScreen
from tutor.screens.quiz.sortable import Sortable
from tutor.screens.search import SearchBox
from tutor.screens.timeline import Card, TimelineScreen
from tutor.widgets.code_editor import CodeEditor
from tutor.widgets.path_input import PathInput

TELLS: dict[type[Widget], type[TutorScreen]] = {
    CourseList: CourseMapScreen,
    Page: LessonScreen,
    Card: TimelineScreen,
    Search: GlossaryScreen,
    PathInput: OwnTableScreen,
    Choices: QuizScreen,
    Pairing: QuizScreen,
    Sortable: QuizScreen,
}
"""Lists and boxes without a table of their own, and the screen that tells their keys."""
AS_EXPECTED: set[type[Widget]] = {CodeEditor, Drawing}
"""Their keys only do in place what such a key does everywhere: indent, delete, scroll sideways."""


def keys_of(kind: type[Widget] | type[App[None]]) -> set[str]:
    """The keys that a class itself binds."""
    bound = vars(kind).get("BINDINGS", ())
    names = [binding.key if isinstance(binding, Binding) else binding[0] for binding in bound]
    return {key.strip() for name in names for key in name.split(",")}


def told(*tables: tuple[Action, ...]) -> set[str]:
    return {key for table in tables for action in table for key in action.keys}


def test_the_readme_tells_every_key() -> None:
    readme = README.read_text(encoding="utf-8")
    assert readme == updated(readme), "README's keys are out of date: run python -m bench.keys"


def test_a_click_on_a_key_that_is_shown_does_something() -> None:
    """The key line and the frames of dialogs run what an action names, also where a list answers the key itself."""
    kinds: set[type[Widget]] = {*screens().values(), *subclasses(Dialog)}
    for kind in kinds:
        for action in getattr(kind, "ACTIONS", ()):
            owner, name, _ = parse(action.name)
            assert not action.show or (not owner and hasattr(kind, f"action_{name}")), f"{kind.__name__}: {action.name}"


@pytest.mark.parametrize("kind", [TutorApp, *screens().values()])
def test_every_action_says_what_it_does_and_every_key_is_in_a_table(kind: type[TutorScreen] | type[TutorApp]) -> None:
    for action in kind.ACTIONS:
        assert action.help.endswith(".") and len(action.help) > 8, f"{action.name} has no help sentence"
        name = f"action_{parse(action.name)[1]}"
        assert action.label and (hasattr(kind, name) or not action.bound), f"{name} is missing"
    common = kind.COMMON if issubclass(kind, TutorScreen) else ()
    assert keys_of(kind) <= told(kind.ACTIONS, common), "a key does something and no table tells it"


def subclasses(kind: type[Widget]) -> set[type[Widget]]:
    return {kind, *(deep for child in kind.__subclasses__() for deep in subclasses(child))}


def test_the_keys_of_lists_and_boxes_are_told_too() -> None:
    with_keys = {
        kind
        for kind in subclasses(Widget)
        if kind.__module__.startswith("tutor.") and "BINDINGS" in vars(kind) and not issubclass(kind, Screen)
    }
    tables = told(*(kind.ACTIONS for kind in screens().values()))
    for kind in with_keys - AS_EXPECTED:
        if all(isinstance(b, Binding) and b.action.startswith("screen.") for b in vars(kind)["BINDINGS"]):
            assert keys_of(kind) <= tables, f"{kind.__name__} hands on a key that no screen tells"
            continue
        table = TELLS[kind].ACTIONS if kind in TELLS else getattr(kind, "ACTIONS", ())
        assert keys_of(kind) <= told(table), f"a key of {kind.__name__} is in no table: give it ACTIONS"
    assert {CourseList, Choices, SearchBox} <= with_keys


OPEN: tuple[tuple[str, Callable[[TutorApp], object]], ...] = (
    ("What it made possible", lambda app: app.open_timeline()),
    ("3 terms", lambda app: app.open_glossary()),
    ("How everything looks", lambda app: app.action_settings()),
    ("Say ___", lambda app: app.open_quiz("history")),
    ("A CSV file", lambda app: app.open_table()),
    ("are searched while you type", lambda app: app.action_search()),
    ("MNIST", lambda app: app.open_data()),
)


async def test_no_key_does_two_things_on_a_screen(course: Course, tmp_path: Path) -> None:
    """Help shows what is live now: there no key stands twice, on no screen."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(100, 40)) as pilot:
        await opened(pilot)
        seen: set[type[TutorScreen]] = set()

        def check() -> None:
            screen = app.screen
            assert isinstance(screen, TutorScreen)
            assert list(twice([*here(screen), *everywhere(screen)])) == [], type(screen).__name__
            keys = told(*(tuple(actions) for _, actions in groups_of(screen)))
            assert "ctrl+c" in keys and ("q" in keys) != isinstance(screen.focused, Input), "there q is a letter"
            seen.add(type(screen))

        check()
        app.open_lesson("unit", "sum")
        await reading(pilot, "unit", "sum")
        check()
        for text, open_it in OPEN:
            open_it(app)
            await shows(pilot, text)
            check()
        assert len(seen) == len(OPEN) + 2


async def test_the_palette_does_what_the_screen_can_do(course: Course, tmp_path: Path) -> None:
    """Every live action that is bound is offered by its name with its key, and choosing it runs it."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        names = [command.name for command in palette_here(app.screen)]
        assert "Progress  p" in names and "Timeline  t w" in names and "Choose" not in " ".join(names)
        app.open_lesson("unit", "sum")
        screen = await reading(pilot, "unit", "sum")
        names = [command.name for command in palette_here(screen)]
        assert "Lab  r" in names and "Timeline  w" not in names, "what is hidden is not offered"
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette), "the palette")
        await pilot.press(*"contents")
        await shows(pilot, "Contents  t", "Go to the table of contents")
        await pilot.press("enter")
        await until(pilot, lambda: screen.has_class("-open"), "the contents")
        assert app_of(pilot).screen is screen
