"""Every screen and dialog, at three sizes and in two themes, looks as it did when somebody last looked at it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from itertools import pairwise
from math import cos, sin
from pathlib import Path

import pytest
from textual.screen import ModalScreen

import tutor.screens
from tests.quizzes.replay import Replay
from tests.screens import test_review
from tests.screens.apps import half_way, make_app, opened, shows, until
from tests.screens.code_quiz import steady
from tests.screens.lab_runs import LabApp, RunsApp, lab_file, recorded
from tests.screens.looks import course_screens, lab_screens, quiz_screens
from tests.screens.looks.walk import LOOKS, walking
from tests.screens.quizzes import quiz
from tests.screens.test_pad import TRAINED, on_the_pad, questions, said
from tests.screens.test_runs import RUNS, utc
from tests.screens.test_sweep import SweepClient
from tutor.content.course import Course
from tutor.screens.base import Above, TutorScreen
from tutor.screens.dialog import ChoiceDialog, Dialog
from tutor.screens.line import LineDialog

__all__ = ["utc"]
KINDS = (TutorScreen, ModalScreen)


async def test_the_course(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    half_way(tmp_path / "record.db")
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        async with walking(pilot, "course") as walk:
            await course_screens.look_at_all(walk, tmp_path, monkeypatch)


async def test_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steady(monkeypatch)
    worker = Replay()
    asked = quiz_screens.ALL
    async with (
        quiz(tmp_path, prepare=quiz_screens.some_weeks, questions=asked, lab=lab_file("xor"), worker=worker) as q,
        walking(q.pilot, "quiz") as walk,
    ):
        await quiz_screens.look_at_all(walk, q, worker)


async def test_the_tour(tmp_path: Path) -> None:
    worker = Replay()
    async with quiz(tmp_path, lab=lab_file("xor"), worker=worker) as q, walking(q.pilot, "tour") as walk:
        await quiz_screens.look_at_tour(walk, q, worker)


async def test_the_review(tmp_path: Path) -> None:
    async with test_review.running(tmp_path, test_review.long_ago) as pilot, walking(pilot, "review") as walk:
        await walk.look("map")
        await pilot.press("v")
        await shows(pilot, "5 questions are due.")
        await walk.look("due")


@pytest.mark.usefixtures("utc")
async def test_comparing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    client = SweepClient()
    monkeypatch.setattr("tutor.lab.training.new_worker", lambda device: client)
    app = RunsApp(*RUNS)
    async with app.run_test(size=(80, 24)) as pilot, walking(pilot, "runs") as walk:
        await lab_screens.look_at_comparing(walk, app, client)


async def test_a_run() -> None:
    app = RunsApp()
    async with app.run_test(size=(80, 24)) as pilot, walking(pilot, "lab") as walk:
        await lab_screens.look_at_states(walk, app)


@pytest.mark.usefixtures("utc")
async def test_what_opens_over_a_lab(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = RunsApp()
    async with app.run_test(size=(80, 24)) as pilot, walking(pilot, "over-lab") as walk:
        await lab_screens.look_at_dialogs(walk, app, home, monkeypatch)


async def test_a_lab_of_the_first_lessons() -> None:
    app = LabApp("logic-gates")
    async with app.run_test(size=(80, 24)) as pilot, walking(pilot, "gates") as walk:
        await app.hear(pilot, *recorded("logic-gates"))
        await walk.look("finished")


async def test_a_lab_with_pictures() -> None:
    app = LabApp("digits")
    async with app.run_test(size=(80, 24)) as pilot, walking(pilot, "digits") as walk:
        await app.hear(pilot, *recorded("digits"))
        await walk.look("finished")
        pad = (await on_the_pad(app, pilot, *TRAINED)).pad
        for start, end in pairwise((16 + 7 * cos(t / 4), 16 - 10 * sin(t / 4)) for t in range(26)):
            pad.subject.canvas.stroke(start, end)
        await pilot.press("right")
        await until(pilot, lambda: questions(app), "a question to the net")
        app.worker.say(said(0, 0.87))
        await shows(pilot, "87 % sure")
        await walk.look("pad")


def screens() -> set[str]:
    """The screens of the app that can be opened: not those that only others are made from."""
    found = set()
    for module in pkgutil.walk_packages(tutor.screens.__path__, "tutor.screens."):
        for kind in vars(importlib.import_module(module.name)).values():
            if inspect.isclass(kind) and issubclass(kind, KINDS) and kind.__module__ == module.name:
                found.add(kind)
    mixed_in = {base for kind in found for base in kind.__bases__ if issubclass(base, TutorScreen)}
    return {kind.__name__ for kind in found - mixed_in - {Above, Dialog, ChoiceDialog, LineDialog}}


def test_no_screen_is_in_no_picture() -> None:
    """Whoever writes a screen adds it to a walk in tests/screens/looks."""
    shown = {file.read_text(encoding="utf-8").split("\n", 1)[0] for file in LOOKS.glob("*.txt")}
    assert not screens() - shown
