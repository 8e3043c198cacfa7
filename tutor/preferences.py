"""Settings kept in the record: theme, device, motion; how each takes hold."""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import constants

from tutor import themes
from tutor.hearing import hears
from tutor.paths import cache_dir

if TYPE_CHECKING:
    from textual.message_pump import MessagePump
    from textual.timer import Timer, TimerCallback
    from textual.widget import Widget

    from tutor.app import TutorApp
    from tutor.store import Record

NAMES = ("theme", "device", "motion")
CALM_FRAMES = 2
"""How often a second pictures change at most where the learner wants no motion."""


def start(app: TutorApp) -> None:
    """Let the app have its themes, and wear the last one.

    The record, where the choice is kept, opens after the first paint; a copy of the theme's name lies among the
    caches, so that nobody with a light theme is met by a flash of the dark one.
    """
    for theme in themes.OWN:
        app.register_theme(theme)
    wanted = themes.first(app.console.color_system)
    with contextlib.suppress(OSError, UnicodeDecodeError):
        kept = _theme_file().read_text(encoding="utf-8")
        wanted = kept if kept in app.available_themes else wanted
    themes.dress(app, wanted)


def take_hold(app: TutorApp, record: Record) -> None:
    """Apply what the record keeps; called when it is open."""
    app.with_record(stored, partial(apply, app))


def stored(record: Record) -> dict[str, str]:
    """The settings that were ever chosen, by name."""
    found = {name: record.setting(name, "") for name in NAMES}
    return {name: value for name, value in found.items() if value}


def choose(app: TutorApp, name: str, value: str) -> None:
    """Let one setting hold from now on, and keep it."""
    app.device_is_fixed = app.device_is_fixed and name != "device"
    apply(app, {name: value})
    app.with_record(lambda record: _keep(record, name, value))


def apply(app: TutorApp, settings: dict[str, str]) -> None:
    """Let settings hold at once; passed over are a theme that is not there, and a device where --device was given."""
    if settings.get("theme") in app.available_themes:
        app.theme = settings["theme"]
    if not app.device_is_fixed:
        app.device = settings.get("device", app.device)
    if "motion" in settings:
        app.calm = settings["motion"] == "none"
        app.animation_level = "none" if app.calm else constants.TEXTUAL_ANIMATIONS


def often(app: TutorApp, node: MessagePump, frames: int, look: TimerCallback) -> Timer:
    """Have ``look`` look at what changes by itself ``frames`` times a second, rarely where the learner wants no motion.

    The choice is asked for each time, because it may be made while a lab is open.
    """
    passed_over = 0

    def tick() -> object:
        nonlocal passed_over
        if hears(app):
            return None  # what a key does comes first; this comes again
        passed_over += 1
        if app.calm and passed_over < frames / CALM_FRAMES:
            return None
        passed_over = 0
        return look()  # which may have to be awaited

    return node.set_interval(1 / frames, tick)


def hold_still(widget: Widget) -> None:
    """Keep the cursor of an entry from blinking: it would wake the processor twice a second while nobody types."""
    if getattr(widget, "cursor_blink", False):
        widget.cursor_blink = False  # type: ignore[attr-defined]


def _keep(record: Record, name: str, value: str) -> None:
    record.set_setting(name, value)
    if name == "theme" and record.kept:
        with contextlib.suppress(OSError):
            _theme_file().parent.mkdir(parents=True, exist_ok=True)
            _theme_file().write_text(value, encoding="utf-8")


def _theme_file() -> Path:
    return cache_dir() / "theme"
