"""Keys at once: what a key opens is painted once, what lies below is shaded, Esc is not waited for."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from rich.console import Console
from textual import events
from textual._compositor import Compositor
from textual.color import Color
from textual.geometry import Region
from textual.message import Message
from textual.renderables.background_screen import BackgroundScreen
from textual.visual import RichVisual
from textual.widget import Widget
from textual.widgets import Input

from tests.screens.apps import app_of, make_app, opened, until
from tests.snapshot import screen_text
from tutor import hearing
from tutor.content.course import Course
from tutor.screens.help import HelpScreen
from tutor.screens.settings import SettingsScreen
from tutor.widgets.below import Shaded, shaded


async def test_what_a_key_opens_is_painted_once(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Textual lays a new page out up to four times; each layout painted would be a wait before the next one."""
    painted = _painted(monkeypatch)
    async with make_app(course, tmp_path / "record.db").run_test(size=(100, 40)) as pilot:
        await opened(pilot)
        painted.clear()
        await pilot.press("comma")
        await until(pilot, lambda: painted, "the first paint")
        page, whole = pilot.app.screen, Region(0, 0, 100, 40)
        assert isinstance(page, SettingsScreen)
        await pilot.press("escape")
        await until(pilot, lambda: painted[-1][0] is pilot.app.screen is not page, "the screen below")
        assert painted[:2] == [(page, whole), (pilot.app.screen, whole)]


async def test_a_dialog_is_painted_before_what_lies_below_is_shaded(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shading a whole screen takes longer than painting a dialog, and nobody waits for it."""
    painted = _painted(monkeypatch)
    async with make_app(course, tmp_path / "record.db").run_test(size=(100, 40)) as pilot:
        await opened(pilot)
        painted.clear()
        await pilot.press("question_mark")
        await until(pilot, lambda: len(painted) > 1, "the dialog, and the shade")
        dialog = pilot.app.screen
        assert isinstance(dialog, HelpScreen)
        whole = Region(0, 0, 100, 40)
        assert painted == [(dialog, dialog.frame.region), (dialog, whole)]
        await pilot.press("escape")
        await until(pilot, lambda: painted[-1][0] is pilot.app.screen is not dialog, "the screen below")
        assert painted[2] == (pilot.app.screen, whole)


def _painted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Widget, Region]]:
    """What is painted from now on: which screen, and how much of it."""
    monkeypatch.setattr(hearing, "LONGEST", 60.0)  # a machine with much to do is no reason to paint twice
    painted: list[tuple[Widget, Region]] = []
    paint = Compositor.render_update

    def noted(compositor: Compositor, full: bool = False, **options: Any) -> Any:
        if compositor._dirty_regions:
            painted.append((cast("Widget", compositor.root), Region.from_union(list(compositor._dirty_regions))))
        return paint(compositor, full, **options)

    monkeypatch.setattr(Compositor, "render_update", noted)
    return painted


async def test_keys_without_end_do_not_keep_the_screen_from_being_painted(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that is held down comes again before the last one has gone round."""
    monkeypatch.setattr(hearing, "LONGEST", 0.0)
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 30)) as pilot:
        await opened(pilot)
        app = app_of(pilot)
        app.hear(20_000)
        assert not app.is_hearing
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and "On this screen" in screen_text(app), "help")


@pytest.mark.parametrize("longest", [60.0, 0.02])
async def test_keys_typed_faster_than_they_are_answered_are_answered_one_after_another(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, longest: float
) -> None:
    """What opens a box, and what is typed into it; a letter, and the key that deletes it. Slow or not, none is lost."""
    monkeypatch.setattr(hearing, "LONGEST", longest)
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 30)) as pilot:
        await opened(pilot)
        app = app_of(pilot)
        for name in ("slash", *"abc", "backspace", *"de", "left", "backspace", "home", "x"):
            app.post_message(events.Key(name, name if len(name) == 1 else {"slash": "/"}.get(name)))
        if longest == 60:
            await until(pilot, lambda: app.screen.query("Input") and app.screen.query_one(Input).value == "xabe", "all")
        else:
            await until(pilot, lambda: not app._typed_ahead and not app._going_round, "all to be handed on")


async def test_the_screen_below_is_shaded_as_textual_would(course: Course, tmp_path: Path) -> None:
    """Stretch by stretch the same text in the same colours; only quicker."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 30)) as pilot:
        await opened(pilot)
        below = pilot.app.screen
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen), "help")
        over: Any = pilot.app.screen
        await until(pilot, lambda: not over._is_new, "the first paint")
        assert isinstance(over._render(), Shaded)
        for shade in (Color(10, 20, 30, 0.6), Color(250, 250, 240, 0.3), Color(0, 0, 0, 0)):
            options: Any = SimpleNamespace(rules=over.styles)
            theirs = RichVisual(over, BackgroundScreen(below, shade)).render_strips(80, 30, over.visual_style, options)
            ours = Shaded(below, shade).render_strips(80, 30, over.visual_style, options)
            for mine, other in zip(ours, theirs, strict=True):
                assert mine.text == other.text
                assert _cells(mine) == _cells(other)


def _cells(strip: Any) -> list[Any]:
    return [(letter, style) for text, style, _ in strip for letter in text]


@pytest.mark.skipif(sys.platform == "win32", reason="it reads a terminal of Unix")
def test_esc_alone_is_told_from_the_beginning_of_another_key() -> None:
    """And a letter that comes in two parts stays one letter."""
    from tutor.driver import PromptDriver

    end, typed = os.pipe()
    heard: list[Message] = []
    came = threading.Semaphore(0)
    driver: Any = PromptDriver.__new__(PromptDriver)
    driver.fileno, driver.exit_event, driver._debug = end, threading.Event(), False

    def take(message: Message) -> None:
        heard.append(message)
        came.release()

    driver.process_message = take
    thread = threading.Thread(target=driver.run_input_thread)
    thread.start()
    try:
        for keys in (b"\x1b", b"\x1b[A", b"\xc3", b"\xa9", b"q"):
            os.write(typed, keys)
            if keys != b"\xc3":
                assert came.acquire(timeout=60)
    finally:
        driver.exit_event.set()
        thread.join()
        os.close(typed)
        os.close(end)
    assert [event.key for event in heard if isinstance(event, events.Key)] == ["escape", "up", "é", "q"]


def test_a_style_is_shaded_without_what_can_be_clicked() -> None:
    """Links below a dialog do nothing."""
    from rich.style import Style

    clickable = Style(color="red", meta={"@click": "app.quit"}, link="https://example.org")
    style = shaded(clickable, Color(0, 0, 0, 0.5), Style())
    assert not style.meta and style.link is None and Console().get_style("red").color != style.color
