"""The screens of the course: the map, lessons, the timeline, words, and the dialogs that open everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.screens.apps import app_of, kept, reading, shows, until
from tests.screens.looks.walk import Walk
from tutor import doctor
from tutor.screens.ask import Answer, AskScreen
from tutor.screens.leaving import ANSWERS, LeaveScreen
from tutor.screens.trouble import TroubleScreen
from tutor.store import RecordError
from tutor.store.errors import damaged

FOUND = {
    "devices": {
        "used": "CPU:LLVM",
        "seen": [
            {"name": "CUDA", "works": False, "why_not": "no NVIDIA driver is installed"},
            {"name": "CPU:LLVM", "works": True, "why_not": ""},
        ],
    },
    "versions": {"python": "3.11.9", "platform": "Linux", "sqlite": "3.45.1", "textual": "6.2.1"},
    "paths": {"home": "/home/ada/.tutor", "cache": "/home/ada/.cache/tutor", "record": "/home/ada/.tutor/record.db"},
    "cache": {"folder": "/home/ada/.cache/tutor", "programs": 12, "size": 3_000_000, "limit": 200_000_000, "log": ""},
    "record": {"state": "ok", "answers": 120, "runs": 14},
    "terminal": {
        "TERM": "xterm-256color",
        "size": [80, 24],
        "colours": "truecolor",
        "NO_COLOR": False,
        "encoding": "utf-8",
    },
    "problems": [{"problem": "The terminal is small (70×20).", "do": "80×24 or more shows everything."}],
}


async def look_at_all(walk: Walk, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """From the map, half way through the small course."""
    for editor in ("EDITOR", "VISUAL"):
        patch.delenv(editor, raising=False)
    await _map(walk)
    await _lesson(walk)
    await _words(walk)
    await _everywhere(walk, patch)
    await _tables(walk, folder, patch)


async def _back(walk: Walk) -> None:
    """To the map."""
    while len(walk.app.screen_stack) > 1:
        walk.app.pop_screen()
    await walk.pilot.pause()
    await kept(walk.pilot)


async def _dialog(walk: Walk, name: str, *keys: str, says: str) -> None:
    """A dialog over the present screen, opened by ``keys`` and closed by Escape."""
    below = walk.app.screen
    await walk.pilot.press(*keys)
    await shows(walk.pilot, says)
    await walk.look(name)
    await walk.pilot.press("escape")
    await until(walk.pilot, lambda: walk.app.screen is below, "the screen below")


async def _map(walk: Walk) -> None:
    await walk.look("map")
    await _dialog(walk, "help", "question_mark", says="On this screen")
    await _dialog(walk, "jump", "f", says="Esc")
    await _dialog(walk, "palette", "ctrl+p", *"layer", says="Layers upon layers")
    await _dialog(walk, "which-part", "U", says="Quiz")
    walk.app.push_screen(AskScreen("Which lab?", [Answer("a", "1", "gates-two"), Answer("b", "2", "gates-three")]))
    await shows(walk.pilot, "Which lab?")
    await walk.look("which-lab")
    await _back(walk)


async def _lesson(walk: Walk) -> None:
    app = app_of(walk.pilot)
    app.open_lesson("unit", "sum")
    await reading(walk.pilot, "unit", "sum")
    await kept(walk.pilot)
    await walk.look("lesson")
    await _dialog(walk, "report", "exclamation_mark", says="What is wrong or unclear")
    await walk.pilot.press("t")
    await shows(walk.pilot, "A long section")
    await walk.look("contents")
    await _back(walk)
    app.open_lesson("layers", "one")
    await reading(walk.pilot, "layers", "one")
    app.show_term("bias")
    await shows(walk.pilot, "What is added")
    await walk.look("term")
    await _back(walk)


async def _words(walk: Walk) -> None:
    app = app_of(walk.pilot)
    app.open_timeline("1943-unit")
    await shows(walk.pilot, "Run the lab gates")
    await walk.look("timeline")
    await _back(walk)
    app.open_glossary("weight")
    await shows(walk.pilot, "multiplied with")
    await walk.look("glossary")
    await _back(walk)
    await walk.pilot.press("slash")
    await shows(walk.pilot, "the timeline are searched")
    await walk.look("search-empty")
    await walk.pilot.press(*"coefficeint")
    await shows(walk.pilot, "Glossary", "What an input is multiplied with.")
    await walk.look("search")
    await _back(walk)


async def _everywhere(walk: Walk, patch: pytest.MonkeyPatch) -> None:
    app = app_of(walk.pilot)
    app.action_settings()
    await shows(walk.pilot, "Theme")
    await walk.look("settings")
    await _back(walk)
    patch.setattr(doctor, "examine", lambda: FOUND)
    app.action_doctor()
    await shows(walk.pilot, "120 answers")
    await walk.look("doctor")
    await _back(walk)
    for name, error in (
        ("trouble", damaged(Path("/home/ada/record.db"), "file is not a database")),
        ("busy", RecordError("Another program is holding the record.", "Close it and try again.")),
    ):
        app.push_screen(TroubleScreen(error))
        await shows(walk.pilot, "Go on without it")
        await walk.look(name)
        await _back(walk)
    app.push_screen(LeaveScreen("A lab is training. Stop it and quit?", ANSWERS))
    await shows(walk.pilot, "Stop it and quit?")
    await walk.look("leaving")
    await _back(walk)
    await walk.pilot.resize_terminal(50, 16)
    await shows(walk.pilot, "a little larger")
    await walk.look("too-small", [(50, 16)])
    await until(walk.pilot, lambda: len(app.screen_stack) == 1, "the map again")


async def _tables(walk: Walk, folder: Path, patch: pytest.MonkeyPatch) -> None:
    app = app_of(walk.pilot)
    app.open_data()
    await shows(walk.pilot, "Tiny Shakespeare")
    await walk.look("data")
    await _back(walk)
    app.open_table()
    await shows(walk.pilot, "A CSV file: a header with the names")
    await walk.look("own-table-empty")
    write_table(folder / "flats.csv")
    patch.chdir(folder)
    app.screen.query_one(Input).value = "flats.csv"
    await walk.pilot.press("enter")
    await shows(walk.pilot, "The first rows", "distance is one of 10 classes")
    await walk.look("own-table")
    await _back(walk)


def write_table(file: Path) -> None:
    """Flats, with more columns than there is room for."""
    rows = [
        f"{n},{n * 37 % 50},{'yes' if n * 37 % 50 > 25 else 'no'},{3 * (n * 37 % 50) + n % 4},"
        f"{n % 3},{n * n % 19},2026-01-{1 + n % 28:02},{'' if n % 4 else 'a garden'}"
        for n in range(1, 41)
    ]
    file.write_text("\n".join(["id,size,large,price,bathrooms,distance,listed,extras", *rows]), encoding="utf-8")
