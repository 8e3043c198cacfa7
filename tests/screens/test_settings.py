"""Theme, device and motion: they hold at once and at the next start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from textual.color import Color
from textual.widgets import Input

from tests.screens.apps import NoWorker, Stub, make_app, opened, shows, until
from tests.screens.vision import contrast
from tutor import preferences, themes
from tutor.app import TutorApp
from tutor.content.course import Course
from tutor.screens.menu import Menu
from tutor.screens.settings import SettingsScreen
from tutor.screens.theme_sample import TERMINALS, sample


async def test_a_theme_is_kept(course: Course, tmp_path: Path) -> None:
    """Chosen by key, worn at once, and from the first paint of the next start."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert app.theme == "tutor-dark"
        await pilot.press("comma")
        await shows(pilot, "● tutor-dark")
        await pilot.press("down", "enter")
        await shows(pilot, "● tutor-light", "○ tutor-dark")
        assert app.theme == "tutor-light"
    assert make_app(course, tmp_path / "record.db").theme == "tutor-light"


async def test_the_record_is_the_truth_about_the_theme(course: Course, tmp_path: Path, home: Path) -> None:
    """Without the copy among the caches, and with nonsense in it, the record's theme is worn."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        preferences.choose(app, "theme", "nord")
    (home / "cache" / "theme").write_bytes(b"\xff no theme")
    app = make_app(course, tmp_path / "record.db")
    assert app.theme == themes.DEFAULT
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.theme == "nord", "the theme of the record")


@pytest.mark.usefixtures("stubs")
async def test_a_device_holds_from_the_next_lab_on(course: Course, tmp_path: Path) -> None:
    """The worker of the old device is ended when a lab is opened, not before."""
    app = make_app(course, tmp_path / "record.db")
    old = cast("NoWorker", app._worker)
    async with app.run_test(size=(80, 30)) as pilot:
        await opened(pilot)
        await pilot.press("comma")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen), "the settings")
        await pilot.press("tab", "down", "enter")
        await shows(pilot, "● CPU")
        assert app.device == "CPU" and not old.closed
        app.open_lab("gates")
        await until(pilot, lambda: isinstance(app.screen, Stub), "the lab")
        assert old.closed
        assert app.worker.device == "CPU"


async def test_a_device_asked_for_at_start_wins(course: Course, tmp_path: Path) -> None:
    """--device beats the stored setting, until another is chosen in the app."""
    first = make_app(course, tmp_path / "record.db")
    async with first.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        preferences.choose(first, "device", "CUDA")
    app = make_app(course, tmp_path / "record.db", device="CPU")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        settled: list[dict[str, str]] = []
        app.with_record(preferences.stored, settled.append)
        await until(pilot, lambda: settled == [{"device": "CUDA"}], "the stored setting")
        assert app.device == "CPU"
        preferences.choose(app, "device", "auto")
        assert app.device == "auto"


async def test_motion_can_be_off(course: Course, tmp_path: Path) -> None:
    """Reduced motion is kept like the others."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 40)) as pilot:
        await opened(pilot)
        app.animation_level = "full"
        await pilot.press("comma")
        await until(pilot, lambda: isinstance(app.screen, SettingsScreen), "the settings")
        app.screen.query_one("#motion", Menu).focus()
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.animation_level == "none", "motion to be off")
    assert await stored_motion(make_app(course, tmp_path / "record.db")) == "none"


async def stored_motion(app: TutorApp) -> str:
    """What the record keeps about motion."""
    found: list[dict[str, str]] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.with_record(preferences.stored, found.append)
        await until(pilot, lambda: found, "the settings")
    return found[0]["motion"]


@pytest.mark.parametrize("name", ["tutor-dark", "tutor-light", "textual-dark", "textual-light", "nord"])
def test_muted_text_is_a_colour_of_its_own(course: Course, tmp_path: Path, name: str) -> None:
    """In every theme muted text is readable and still quieter than the rest."""
    app = make_app(course, tmp_path / "record.db")
    app.theme = name
    found = app.get_css_variables()
    muted, ink = (
        contrast(Color.parse(found[key]), Color.parse(found["background"])) for key in ("text-muted", "foreground")
    )
    assert 3.5 < muted < ink


async def test_the_terminals_own_colours(course: Course, tmp_path: Path) -> None:
    """A theme of the terminal's sixteen colours has no shades to mix, and is drawn all the same."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        preferences.choose(app, "theme", "ansi-dark")
        await pilot.press("comma")
        await shows(pilot, "● ansi-dark")


async def test_without_motion_pictures_change_twice_a_second_and_nothing_ever_blinks(
    course: Course, tmp_path: Path
) -> None:
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        looks: list[int] = []
        timer = preferences.often(app, app, 12, lambda: looks.append(len(looks)))
        timer.stop()
        tick = cast("Callable[[], None]", timer._callback)
        for motion, seen in (("full", 12), ("none", 2), ("full", 12)):
            preferences.choose(app, "motion", motion)
            looks.clear()
            for _ in range(12):
                tick()
            assert len(looks) == seen, f"a lab that is open follows the choice of {motion} motion"
        entry = Input()
        await app.screen.mount(entry)
        entry.focus()
        await until(pilot, lambda: app.focused is entry and not entry.cursor_blink, "a cursor that stands still")


@pytest.mark.parametrize("name", ["tutor-light", "nord", "ansi-dark"])
def test_a_theme_is_shown_before_it_is_taken(course: Course, tmp_path: Path, name: str) -> None:
    """In its own colours, whichever theme is worn."""
    app = make_app(course, tmp_path / "record.db")
    theme = app.get_theme(name)
    assert theme is not None
    shown = sample(theme)
    if name == "ansi-dark":
        assert shown.plain == TERMINALS
    else:
        assert "✓ right" in shown.plain and "✗ not right" in shown.plain
        assert all(str(Color.parse(theme.background or "").hex) in str(span.style) for span in shown.spans[:3])
