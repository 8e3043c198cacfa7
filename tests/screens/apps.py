"""Running the app in tests: a course and a record of one's own, no worker process, and waiting for conditions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from textual.pilot import Pilot

from tests.snapshot import screen_text
from tutor.actions import Action
from tutor.app import TutorApp
from tutor.content.course import Course
from tutor.screens.base import TutorScreen
from tutor.screens.lesson import LessonScreen
from tutor.store import Record, RunRecord

if TYPE_CHECKING:
    from engine.client import WorkerClient

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PATIENCE = 60.0
"""Seconds after which a condition will not come true any more."""


class NoWorker:
    """Stands in for the training process; notes what it was asked to do."""

    device = "auto"

    def __init__(self) -> None:
        self.warm_ups = 0
        self.prepared: list[Path] = []
        self.closed = False

    def warm_up(self) -> None:
        self.warm_ups += 1

    def prepare(self, lab_file: Path) -> None:
        self.prepared.append(lab_file)

    def close(self) -> None:
        self.closed = True


def make_app(course: Course, record: Path | None = None, device: str = "auto", debug: bool = False) -> TutorApp:
    """The app, with nothing that could start a process."""
    app = TutorApp(course, record, device, debug)
    app._worker = cast("WorkerClient", NoWorker())
    app.now = lambda: NOW
    return app


def app_of(pilot: Pilot[None]) -> TutorApp:
    """The app that ``pilot`` drives."""
    return cast("TutorApp", pilot.app)


async def until(pilot: Pilot[None], condition: Callable[[], object], what: str) -> None:
    """Wait for ``condition``; ``what`` it is, for the message when it does not come true."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            pytest.fail(f"waited {PATIENCE:g} s for {what}; the screen shows\n{screen_text(pilot.app)}")
        await pilot.pause(0.01)
    await pilot.pause()


async def shows(pilot: Pilot[None], *texts: str) -> None:
    """Wait until the screen shows each of ``texts``."""
    for text in texts:
        await until(pilot, partial(_shown, pilot, text), f"{text!r} on the screen")


def _shown(pilot: Pilot[None], text: str) -> bool:
    return text in screen_text(pilot.app)


async def opened(pilot: Pilot[None]) -> Record:
    """Wait for the record and for the map that shows it."""
    app = app_of(pilot)
    await until(pilot, lambda: app.record is not None, "the record")
    await shows(pilot, "lessons done")
    record = app.record
    assert record is not None
    return record


async def kept(pilot: Pilot[None]) -> None:
    """Wait until everything asked of the record so far is done."""
    done: list[bool] = []
    app_of(pilot).with_record(lambda _: True, done.append)
    await until(pilot, lambda: done, "the record's thread")


async def reading(pilot: Pilot[None], lesson: str, section: str) -> LessonScreen:
    """Wait for a section of a lesson to be on the screen, whole."""

    def there() -> bool:
        screen = pilot.app.screen
        return (
            isinstance(screen, LessonScreen)
            and (screen.lesson.id, screen.section.id) == (lesson, section)
            and not screen._turning
        )

    await until(pilot, there, f"section {section} of {lesson}")
    return cast("LessonScreen", pilot.app.screen)


def run_record(lab: str) -> RunRecord:
    """A run of ``lab`` that met its bar."""
    return RunRecord("a" * 32, lab, {}, 1, "CPU", 10, 1.0, {"accuracy": 1.0}, True, [(1, 0.5)], NOW)


def half_way(path: Path) -> None:
    """Write a record: history read and its quiz missed; half of ``unit`` read and its lab passed."""
    with Record.open(path) as record:
        for section in ("beginning", "summary"):
            record.mark_read("history", section, NOW)
        attempt = record.start_attempt("history", "quiz", 1, ["history-one", "history-two"], NOW)
        record.answer(attempt, "history-one", "yes please", True, 1.0, NOW)
        record.finish_attempt(attempt, NOW)
        for section in ("question", "sum"):
            record.mark_read("unit", section, NOW)
        record.set_position("unit", "sum", NOW)
        record.save_run(run_record("gates"))


class Stub(TutorScreen):
    """A screen that others write, as far as the way to it goes: it remembers what it was opened with."""

    ACTIONS = (Action("z", "nothing", "Nothing", "Nothing happens."),)
    question = ""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__()
        self.given, self.named = given, named
        self.lab_id = given[0] if given else ""

    def unfinished(self) -> str:
        return self.question

    def action_nothing(self) -> None:
        """Nothing."""
