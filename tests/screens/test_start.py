"""What is loaded when the app starts, seen from a process of its own."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.screens.courses import small_course
from tutor import start
from tutor.content.kept import load_kept

PROBE = """
import json, sys
from tutor import app, start

HEAVY = ("numpy", "sqlite_utils", "fsrs", "tinygrad", "llvmlite", "sklearn", "click", "yaml", "msgspec")
seen = []

def loaded():
    return [name for name in HEAVY if name in sys.modules]

class Watched(app.TutorApp):
    def run(self):
        super().run(headless=True, size=(80, 24), auto_pilot=look)

    def post_display_hook(self):
        text = "".join(strip.text for strip in self.screen._compositor.render_strips())
        if not seen and "First things" in text:
            seen.append(loaded())
        super().post_display_hook()

async def look(pilot):
    while pilot.app.record is None or not pilot.app.screen.sub_title:
        await pilot.pause(0.01)
    pilot.app.exit()

sys.argv, app.TutorApp, start.can_draw = ["tutor"], Watched, lambda: True
try:
    start.main()
except SystemExit as end:
    print(json.dumps({"before": seen[0], "after": loaded(), "code": end.code}))
"""


def test_nothing_heavy_is_loaded(tmp_path: Path, home: Path) -> None:
    """Before the first paint nothing but what paints: no store, no command line, no reading of YAML once it was read.

    And never, in this process, what trains.
    """
    course = small_course(tmp_path / "course")
    load_kept(course.root)
    ran = subprocess.run(
        [sys.executable, "-c", PROBE],
        env={**os.environ, "TUTOR_COURSE": str(course.root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["before"] == []
    assert "sqlite_utils" in found["after"]
    assert not {"tinygrad", "llvmlite", "sklearn"} & set(found["after"])
    assert found["code"] == 0


PREDICTION = """
import json, sys
from tutor.app import TutorApp
from tutor.content.course import load_course
from tutor.screens.quiz.screen import QuizScreen
from tutor.screens.quiz.predict import PredictPage

async def decide(pilot):
    app = pilot.app
    while app.record is None:
        await pilot.pause(0.01)
    app.push_screen(QuizScreen("backprop", ["backprop-predict-one-unit"]))
    while not app.screen.query(PredictPage):
        await pilot.pause(0.01)
    page = app.screen.query_one(PredictPage)
    while not app.focused:
        await pilot.pause(0.01)
    await pilot.press("1", "enter")
    while not page.settled:
        await pilot.pause(0.01)
    app.exit()

app = TutorApp(load_course())
app.run(headless=True, size=(80, 24), auto_pilot=decide)
loaded = [name for name in ("tinygrad", "llvmlite", "sklearn") if name in sys.modules]
print(json.dumps({"loaded": loaded, "code": app.return_code}))
"""


def test_a_prediction_decided_by_a_run_loads_nothing_of_what_trains(home: Path) -> None:
    """The lab runs in the worker, whatever the quiz shows of it."""
    ran = subprocess.run([sys.executable, "-c", PREDICTION], capture_output=True, text=True, timeout=90, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1]) == {"loaded": [], "code": 0}


def test_the_app_opens_by_itself_only_without_a_word_and_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def noted(device: str) -> int:
        done.append(f"app on {device}")
        return 0

    monkeypatch.setattr("tutor.start.open_app", noted)
    monkeypatch.setattr("tutor.cli.main.main", lambda: done.append("command line"))
    for arguments, drawable in (([], True), (["--debug"], True), ([], False)):
        monkeypatch.setattr("sys.argv", ["tutor", *arguments])
        monkeypatch.setattr("tutor.start.can_draw", lambda answer=drawable: answer)
        with contextlib.suppress(SystemExit):
            start.main()
    monkeypatch.setattr("sys.argv", ["tutor"])
    monkeypatch.setattr("tutor.start.can_draw", lambda: True)
    monkeypatch.setenv("TUTOR_DEVICE", "CPU")
    with pytest.raises(SystemExit) as end:
        start.main()
    assert (done, end.value.code) == (["app on auto", "command line", "command line", "app on CPU"], 0)


def test_a_course_with_mistakes_is_told_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tutor"])
    monkeypatch.setattr("tutor.start.can_draw", lambda: True)
    monkeypatch.setenv("TUTOR_COURSE", str(tmp_path))
    with pytest.raises(SystemExit) as end:
        start.main()
    gc.enable()  # switched off for a fast start, and no app came to switch it on again
    assert end.value.code == 1
    told = capsys.readouterr().err
    assert "the course has mistakes" in told and "course.yaml" in told and "Traceback" not in told
