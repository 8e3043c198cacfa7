"""What is loaded when the app starts, seen from a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.screens.courses import small_course

PROBE = """
import json, sys
from pathlib import Path
from tutor.app import TutorApp
from tutor.content.course import load_course
from tutor.screens.course_map import CourseMapScreen

HEAVY = ("numpy", "sqlite_utils", "fsrs", "tinygrad", "llvmlite", "sklearn")
seen = []

def loaded():
    return [name for name in HEAVY if name in sys.modules]

class Watched(TutorApp):
    def post_display_hook(self):
        text = "".join(strip.text for strip in self.screen._compositor.render_strips())
        if not seen and "First things" in text:
            seen.append(loaded())
        super().post_display_hook()

async def look(pilot):
    while pilot.app.record is None or not pilot.app.screen.sub_title:
        await pilot.pause(0.01)
    pilot.app.exit()

app = Watched(load_course(Path(sys.argv[1])))
app.run(headless=True, size=(80, 24), auto_pilot=look)
print(json.dumps({"before": seen[0], "after": loaded(), "code": app.return_code}))
"""


def test_nothing_heavy_is_loaded(tmp_path: Path, home: Path) -> None:
    """Before the first paint neither NumPy nor the store; and never, in this process, what trains."""
    course = small_course(tmp_path / "course")
    command = [sys.executable, "-c", PROBE, str(course.root)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
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
from tutor.screens.quiz import QuizScreen
from tutor.screens.quiz_predict import PredictPage

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
