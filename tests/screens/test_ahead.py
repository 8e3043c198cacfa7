"""Screens that are built before their key is pressed: shown as any other, and only if they are still the right ones."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Static

from tests.screens.apps import app_of, make_app, opened, until
from tests.snapshot import screen_text
from tutor import ahead
from tutor.app import TutorApp
from tutor.content.course import Course
from tutor.screens.base import TutorScreen
from tutor.screens.course_map import CourseMapScreen
from tutor.screens.glossary import GlossaryScreen
from tutor.screens.help import HelpScreen, groups_of
from tutor.screens.lab.nets import NameScreen
from tutor.screens.report import ReportScreen
from tutor.screens.search import SearchScreen
from tutor.screens.settings import SettingsScreen


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody rests in a test."""
    monkeypatch.setattr(ahead, "REST", 0.0)


async def built(pilot: Pilot[None], *wishes: ahead.Wish) -> list[Screen[Any]]:
    """Have screens built ahead, and wait for them."""
    waiting = app_of(pilot).ahead
    waiting.want(lambda: wishes)
    await until(pilot, lambda: all(wish.func in waiting._built for wish in wishes), "screens built ahead")
    return [waiting._built[wish.func].screen for wish in wishes]


def _shows(app: TutorApp, kind: type[object]) -> bool:
    return isinstance(app.screen, kind)


def _is_open(app: TutorApp, screen: Screen[Any]) -> bool:
    return app.screen is screen


async def back(pilot: Pilot[None]) -> None:
    """Out of whatever was opened."""
    await pilot.press("escape")
    await until(pilot, lambda: isinstance(pilot.app.screen, CourseMapScreen), "the map")


async def test_what_was_built_ahead_is_opened_and_looks_as_if_it_had_not_been(course: Course, tmp_path: Path) -> None:
    """Help, a page with lists, and one with a line to type in; the cursor stands where it stands otherwise."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(100, 40)) as pilot:
        await opened(pilot)
        app = app_of(pilot)
        kinds = {"question_mark": HelpScreen, "comma": SettingsScreen, "g": GlossaryScreen, "slash": SearchScreen}
        kinds["exclamation_mark"] = ReportScreen
        fresh = {}
        for key, kind in kinds.items():
            await pilot.press(key)
            await until(pilot, partial(_shows, app, kind), key)
            fresh[key] = screen_text(app), app.focused.id if app.focused else None
            await back(pilot)
        here = app.screen
        assert isinstance(here, TutorScreen)
        wishes = (
            partial(HelpScreen, groups_of(here)),
            partial(SettingsScreen),
            partial(GlossaryScreen, None),
            partial(SearchScreen),
            partial(ReportScreen, app),
        )
        ready = await built(pilot, *wishes)
        assert app.screen is here and app.screen_stack == [here]
        for (key, shown), screen in zip(fresh.items(), ready, strict=True):
            await pilot.press(key)
            await until(pilot, partial(_is_open, app, screen), key)
            assert (screen_text(app), app.focused.id if app.focused else None) == shown
            await back(pilot)
        await until(pilot, lambda: not any(screen.is_running for screen in ready), "the screens to be gone")


async def test_a_line_built_ahead_proposes_what_is_known_when_it_is_opened(course: Course, tmp_path: Path) -> None:
    """The name of a net tells how good it was when S was pressed."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(100, 40)) as pilot:
        await opened(pilot)
        app = app_of(pilot)
        await built(pilot, partial(NameScreen))
        asking = app.ahead.take(NameScreen)
        asking.propose("spirals 98")
        assert not asking.lost()
        await app.push_screen(asking)
        await pilot.press("end", "backspace")
        await until(pilot, lambda: asking.line.value == "spirals 9", "the last letter to be gone")
        assert asking.lost()


async def test_what_has_changed_meanwhile_is_built_anew(course: Course, tmp_path: Path) -> None:
    """Another theme, another size of the terminal, other keys than those that help was built for."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(100, 40)) as pilot:
        await opened(pilot)
        app = app_of(pilot)
        (first,) = await built(pilot, partial(SettingsScreen))
        app.theme = "textual-light"
        assert app.ahead.take(SettingsScreen) is not first
        (second,) = await built(pilot, partial(SettingsScreen))
        assert second is not first
        await until(pilot, lambda: not first.is_running, "the old one to be gone")
        await pilot.resize_terminal(90, 30)
        assert app.ahead.take(SettingsScreen) is not second
        (keys,) = await built(pilot, partial(HelpScreen, (("Keys", []),)))
        assert app.ahead.take(HelpScreen, (("Other keys", []),)) is not keys
        assert app.ahead.take(HelpScreen, (("Keys", []),)) is keys
        await app.push_screen(keys)
        await back(pilot)


async def test_nothing_waits_after_all_was_thrown_away(course: Course, tmp_path: Path) -> None:
    """What was built may know of a lab that is left, also what was just being built."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(100, 40)) as pilot:
        await opened(pilot)
        waiting = app_of(pilot).ahead
        (page,) = await built(pilot, partial(SettingsScreen))
        begun: list[Screen[Any]] = []

        def glossary() -> GlossaryScreen:
            begun.append(screen := GlossaryScreen())
            return screen

        waiting.want(lambda: [partial(glossary)])
        await until(pilot, lambda: begun, "the glossary begun")
        waiting.clear()
        await until(pilot, lambda: not page.is_running and not begun[0].is_running, "both to be gone")
        assert not waiting._built


class Broken(TutorScreen):
    """It cannot be shown."""

    def body(self) -> ComposeResult:
        yield Static("never seen")
        raise RuntimeError("a mistake in the screen")


async def test_what_cannot_be_built_ahead_harms_nobody_until_it_is_opened(course: Course, tmp_path: Path) -> None:
    """The learner has asked for nothing yet."""
    app = make_app(course, tmp_path / "record.db")
    with pytest.raises(RuntimeError, match="a mistake in the screen"):
        async with app.run_test(size=(100, 40)) as pilot:
            await opened(pilot)
            app.ahead.want(lambda: [partial(Broken), partial(SettingsScreen)])
            await until(pilot, lambda: SettingsScreen in app.ahead._built, "the screen after the broken one")
            assert isinstance(app.screen, CourseMapScreen)
            app.push_screen(app.ahead.take(Broken))
            await until(pilot, lambda: app._exception, "the mistake")
