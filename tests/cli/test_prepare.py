"""``tutor prepare``: shared among two workers, stopped and taken up again, told plainly, cleared."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from engine import shelf
from tests.cli.conftest import Run
from tutor.content.course import load_course
from tutor.paths import cache_dir

LAB = Path(__file__).parents[2] / "lessons" / "neuron" / "logic_gates.py"
LABS = set(load_course().lab_ids)


def endings(stdout: str) -> dict[str, str]:
    """What was said of each lab, by lab."""
    return dict(line.split(": ", 1) for line in stdout.splitlines())


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_all_labs_are_prepared_and_the_second_time_there_is_nothing_to_do(tutor: Run) -> None:
    first = tutor("prepare", "--all")
    assert first.returncode == 0, first.stderr
    said = endings(first.stdout)
    assert set(said) == LABS and all(ending.startswith("ready after") for ending in said.values())
    assert "\x1b" not in first.stdout and first.stderr == ""
    assert shelf.report(cache_dir()).programs == len(LABS)
    second = tutor("prepare", "--all")
    assert endings(second.stdout) == dict.fromkeys(LABS, "already prepared")


def test_the_labs_named_are_prepared_once_each(tutor: Run) -> None:
    ran = tutor("prepare", "xor", "xor", env={**os.environ, "TERM": "dumb"})
    assert ran.returncode == 0
    assert list(endings(ran.stdout)) == ["xor"]
    assert shelf.report(cache_dir()).programs == 1


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of four labs: the second and third hang while they prepare, until a file says otherwise."""
    root, lesson = tmp_path / "course" / "lessons", tmp_path / "course" / "lessons" / "one"
    lesson.mkdir(parents=True)
    (tmp_path / "course" / "quizzes").mkdir()
    source = LAB.read_text(encoding="utf-8")
    for name in ("first", "second", "third", "fourth"):
        text = source.replace('"logic-gates"', f'"{name}"')
        if name in ("second", "third"):
            text += (
                f"\nimport pathlib, time\nwhile not pathlib.Path({str(tmp_path / 'go')!r}).exists(): time.sleep(0.01)\n"
            )
        (lesson / f"{name}.py").write_text(text, encoding="utf-8")
    labs = "[first, second, third, fourth]"
    head = f"id: one\ntitle: One\ngoal: Test.\nminutes: 1\nneeds: []\nlabs: {labs}"
    (lesson / "lesson.md").write_text(f"---\n{head}\n---\n\n## S {{#summary}}\n\nText.\n", encoding="utf-8")
    parts = "parts:\n  - {id: a, title: A, lessons: [one]}\n"
    (root / "course.yaml").write_text(f"format: 1\ntitle: Test\n{parts}", encoding="utf-8")
    monkeypatch.setenv("TUTOR_COURSE", str(root))
    return tmp_path


def test_a_terminal_shows_bars_for_all_labs_and_each(course: Path) -> None:
    (course / "go").touch()
    shown = pexpect.spawn(sys.executable, ["-m", "tutor", "prepare", "--all"], encoding="utf-8", timeout=100)
    shown.expect("Labs .*0/4")
    shown.expect("already prepared|ready after")
    shown.expect("4/4")
    shown.expect(pexpect.EOF)
    shown.close()
    assert shown.exitstatus == 0


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_stops_both_workers_with_130_and_the_next_time_goes_on_from_there(course: Path, tutor: Run) -> None:
    command = [sys.executable, "-m", "tutor", "prepare", "--all"]
    app = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert app.stdout is not None
    assert app.stdout.readline().startswith("first: ready after")
    workers = children(app.pid)
    os.killpg(app.pid, signal.SIGINT)  # as a terminal does: to everyone in the foreground
    _, err = app.communicate(timeout=60)
    assert app.returncode == 130
    assert err.strip() == "Stopped. What is prepared is kept: the same command goes on from there."
    assert len(workers) == 2
    while any(map(alive, workers)):
        time.sleep(0.01)  # the test's own time limit ends this if they never go
    (course / "go").touch()
    said = endings(tutor("prepare", "--all").stdout)
    assert said["first"] == "already prepared"
    assert {said[name].split()[0] for name in ("second", "third")} == {"ready"}


def test_a_lab_that_cannot_be_prepared_does_not_stop_the_others(course: Path, tutor: Run) -> None:
    (course / "go").touch()
    broken = course / "course" / "lessons" / "one" / "second.py"
    broken.write_text(broken.read_text(encoding="utf-8").replace("def parameters", "def parametres"), encoding="utf-8")
    ran = tutor("prepare", "--all")
    assert ran.returncode == 1
    assert set(endings(ran.stdout)) == {"first", "third", "fourth"}
    assert "second: not prepared. " in ran.stderr and "1 of 4 labs could not be prepared" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_clear_says_how_much_it_removed_and_asks_nothing(tutor: Run) -> None:
    assert "nothing to remove" in tutor("prepare", "--clear").stderr
    tutor("prepare", "logic-gates", "xor")
    assert tutor("prepare", "--clear").stderr.startswith("Removed 2 prepared programs, ")
    assert shelf.report(cache_dir()) == (0, 0)


def test_clear_and_labs_in_one_command_prepare_afresh(tutor: Run) -> None:
    tutor("prepare", "xor")
    assert "ready after" in tutor("prepare", "--clear", "xor").stdout


def test_doctor_says_what_is_kept_where_and_how_much_may_be(tutor: Run) -> None:
    tutor("prepare", "logic-gates")
    cache = json.loads(tutor("doctor", "--json").stdout)["cache"]
    assert cache["programs"] == 1 and 0 < cache["size"] < cache["limit"] == shelf.LIMIT
    assert Path(cache["folder"]) == cache_dir() / "programs"
    assert f"1 kept, {shelf.spoken(cache['size'])} of at most" in tutor("doctor").stdout


def test_doctor_names_the_log_that_says_what_could_not_be_used(tutor: Run) -> None:
    tutor("prepare", "logic-gates")
    (file,) = (cache_dir() / "programs").glob("*.program")
    file.write_bytes(file.read_bytes()[:100])
    tutor("prepare", "logic-gates")
    log = Path(json.loads(tutor("doctor", "--json").stdout)["cache"]["log"])
    assert f"{file} is not used: it is damaged" in log.read_text(encoding="utf-8")
    assert str(log) in tutor("doctor").stdout
