"""Settings kept in the record: theme, device, motion; how each takes hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import constants

if TYPE_CHECKING:
    from tutor.app import TutorApp
    from tutor.store import Record

NAMES = ("theme", "device", "motion")


def stored(record: Record) -> dict[str, str]:
    """The settings that were ever chosen, by name."""
    found = {name: record.setting(name, "") for name in NAMES}
    return {name: value for name, value in found.items() if value}


def choose(app: TutorApp, name: str, value: str) -> None:
    """Let one setting hold from now on, and keep it."""
    app.device_is_fixed = app.device_is_fixed and name != "device"
    apply(app, {name: value})
    app.with_record(lambda record: record.set_setting(name, value))


def apply(app: TutorApp, settings: dict[str, str]) -> None:
    """Let settings hold at once. A theme that is not there is passed over, a device where one was asked for at start."""
    if settings.get("theme") in app.available_themes:
        app.theme = settings["theme"]
    if not app.device_is_fixed:
        app.device = settings.get("device", app.device)
    if "motion" in settings:
        app.animation_level = "none" if settings["motion"] == "none" else constants.TEXTUAL_ANIMATIONS
