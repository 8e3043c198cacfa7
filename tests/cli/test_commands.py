"""The command line as scripts see it: output shapes, exit codes, one sentence for every mistake."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.engine.test_worker import lab as write_lab
from tutor.content.course import load_course
from tutor.crash import write_report
from tutor.editor import EditorTrouble, edit

ROOT = Path(__file__).parents[2]


def lines(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def is_one_sentence(stderr: str) -> bool:
    return "Traceback" not in stderr and stderr.startswith("tutor: ") and len(stderr.strip().splitlines()) == 1


def test_without_a_terminal_the_course_is_plain_text_and_says_what_to_run_next(tutor: Run) -> None:
    ran = tutor()
    assert ran.returncode == 0
    assert "neuron: One artificial neuron" in ran.stdout
    assert "tutor read history" in ran.stdout
    assert "\x1b" not in ran.stdout


def test_lessons_as_json_have_the_fixed_shape(tutor: Run) -> None:
    found = json.loads(tutor("lessons", "--json").stdout)
    assert [lesson["id"] for lesson in found] == [lesson.id for lesson in load_course().lessons]
    for lesson in found:
        assert set(lesson) == {"id", "title", "part", "state", "quiz_best", "labs"}
        assert (lesson["state"], lesson["quiz_best"]) == ("not started", None)


def test_labs_as_json_have_the_fixed_shape(tutor: Run) -> None:
    found = {lab["id"]: lab for lab in json.loads(tutor("labs", "--json").stdout)}
    assert list(found) == list(load_course().lab_ids)
    assert found["digits"]["bar"] == {"metric": "test_accuracy", "op": ">=", "value": 0.97}
    assert found["digits"]["lesson"] == "cnn"
    for lab in found.values():
        assert all({"name", "kind", "default"} <= set(knob) for knob in lab["knobs"])


def test_a_lab_as_json_lines_keeps_the_contract_and_is_recorded(tutor: Run) -> None:
    ran = tutor("lab", "xor", "--json", "--seed", "3")
    assert ran.returncode == 0, ran.stderr
    events = lines(ran.stdout)
    kinds = [event["type"] for event in events]
    assert list(dict.fromkeys(kinds)) == ["preparing", "ready", "step", "finished"]
    shapes = {
        "preparing": {"type", "done", "total"},
        "ready": {"type", "device", "seconds"},
        "step": {"type", "step", "loss", "metrics"},
        "finished": {"type", "steps", "seconds", "steps_per_second", "metrics", "bar"},
    }
    assert all(set(event) == shapes[str(event["type"])] for event in events)
    assert events[-1]["bar"] == {"metric": "accuracy", "op": ">=", "value": 1.0, "met": True}
    assert json.loads(tutor("progress", "--json").stdout)["labs"][0]["lab"] == "xor"


def test_the_same_seed_trains_the_same_net(tutor: Run) -> None:
    def losses(seed: str) -> list[object]:
        out = tutor("lab", "xor", "--json", "--steps", "20", "--seed", seed).stdout
        return [event["loss"] for event in lines(out) if event["type"] == "step"]

    first = losses("5")
    assert first == losses("5")
    assert first != losses("6")


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["lab", "xorr"], "Did you mean xor?"),
        (["lab", "xor", "--set", "hiden=3"], "Did you mean hidden?"),
        (["lab", "xor", "--set", "activation=tanj"], "Did you mean tanh?"),
        (["lab", "xor", "--set", "hidden=99"], "from 1 to 8"),
        (["lab", "xor", "--set", "hidden=2.5"], "whole number"),
        (["lab", "xor", "--set", "hidden"], "NAME=VALUE"),
        (["lab", "xor", "--device", "CUBA"], "Did you mean CUDA?"),
        (["read", "neurone"], "Did you mean neuron?"),
        (["quiz", "cn"], "Did you mean cnn?"),
        (["reset", "neurone", "--yes"], "Did you mean neuron?"),
        (["prepare", "digit"], "Did you mean digits?"),
    ],
)
def test_a_wrong_name_or_value_exits_2_and_says_what_was_meant(tutor: Run, arguments: list[str], meant: str) -> None:
    ran = tutor(*arguments)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert is_one_sentence(ran.stderr), ran.stderr
    assert meant in ran.stderr


@pytest.mark.parametrize(
    "arguments",
    [["lesons"], ["lab"], ["lab", "xor", "--steps", "0"], ["lab", "xor", "--seed", "-1"], ["--bogus"], ["reset"]],
)
def test_wrong_usage_exits_2_without_a_traceback(tutor: Run, arguments: list[str]) -> None:
    ran = tutor(*arguments)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr and ran.stderr


def test_a_limit_on_what_the_lab_does_not_measure_fails_with_the_nearest(tutor: Run) -> None:
    ran = tutor("lab", "logic-gates", "--stop", "acuracy>=1", "--json")
    assert ran.returncode == 1
    last = lines(ran.stdout)[-1]
    assert last["type"] == "error" and last["hint"] == "Did you mean accuracy?"


def test_a_limit_that_is_never_reached_is_wrong_usage(tutor: Run) -> None:
    for limit, why in (("accuracy>1", "never above 1"), ("step=500", "ends at step 200")):
        ran = tutor("lab", "logic-gates", "--stop", limit)
        assert ran.returncode == 2
        assert "This is never reached" in ran.stderr and why in ran.stderr


def test_an_absent_gpu_asked_for_by_name_fails_with_the_reason(tutor: Run) -> None:
    ran = tutor("lab", "xor", "--device", "METAL" if sys.platform != "darwin" else "AMD", "--json")
    assert ran.returncode == 1
    last = lines(ran.stdout)[-1]
    assert last["type"] == "error"
    assert "cannot be used" in str(last["message"]) and "--device" in str(last["hint"])


def test_a_diverging_lab_ends_with_an_error_line_that_says_what_to_change(tutor: Run, tmp_path: Path) -> None:
    """A course of its own, whose lab must diverge: w ← w − η·g with a rate of a million."""
    course = tmp_path / "lessons"
    (course / "one").mkdir(parents=True)
    write_lab(course / "one")
    parts = "parts: [{id: a, title: A, lessons: [one]}]"
    (course / "course.yaml").write_text(f"format: 1\ntitle: T\n{parts}\n", encoding="utf-8")
    header = "id: one\ntitle: One\ngoal: G.\nminutes: 1\nneeds: []\nlabs: [small]"
    (course / "one" / "lesson.md").write_text(f"---\n{header}\n---\n\n## Summary {{#summary}}\n\nText.\n", "utf-8")
    env = {**os.environ, "TUTOR_COURSE": str(tmp_path)}  # the folder around it does as well, as for `tutor check`
    ran = tutor("lab", "small", "--set", "learning_rate=1e6", "--json", env=env)
    last = lines(ran.stdout)[-1]
    assert ran.returncode == 1, ran.stderr
    assert last["type"] == "error"
    assert "diverged" in str(last["message"]) and "learning rate" in str(last["hint"])


def test_a_killed_worker_ends_with_an_error_line_and_exit_1(home: Path) -> None:
    command = [sys.executable, "-m", "tutor", "lab", "xor", "--json", "--steps", "100000000"]
    app = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert app.stdout is not None
    for line in app.stdout:
        if json.loads(line)["type"] == "step":
            break
    children = Path(f"/proc/{app.pid}/task/{app.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    rest = lines(app.stdout.read())
    app.stdout.close()
    assert app.wait(timeout=60) == 1
    assert rest[-1]["type"] == "error" and "signal 9" in str(rest[-1]["message"])


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_stops_a_lab_with_exit_130(home: Path) -> None:
    command = [sys.executable, "-m", "tutor", "lab", "xor", "--json", "--steps", "100000000"]
    app = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert app.stdout is not None
    for line in app.stdout:
        if json.loads(line)["type"] == "step":
            break
    app.send_signal(signal.SIGINT)
    out, err = app.communicate(timeout=60)
    assert app.returncode == 130
    assert lines(out)[-1]["type"] == "error"
    assert "Traceback" not in err


def test_a_lab_for_people_is_plain_when_piped(tutor: Run) -> None:
    ran = tutor("lab", "logic-gates")
    assert ran.returncode == 0
    assert "Passed: all four rows right (accuracy ≥ 1)." in ran.stdout
    assert "\x1b" not in ran.stdout


def test_a_lesson_reads_as_plain_text_with_its_formula_and_figures(tutor: Run) -> None:
    ran = tutor("read", "neuron")
    assert ran.returncode == 0
    assert "1.42" in ran.stdout and "\x1b" not in ran.stdout
    assert "tutor lab logic-gates" in ran.stdout


def test_a_quiz_in_plain_text_records_answers(tutor: Run) -> None:
    ran = tutor("quiz", "neuron", input="1\nq\n")
    assert ran.returncode == 0
    assert "Question 1 of" in ran.stdout and "\x1b" not in ran.stdout


def test_review_without_mistakes_says_so(tutor: Run) -> None:
    ran = tutor("review")
    assert ran.returncode == 0
    assert "Nothing to review" in ran.stdout


def test_export_reset_import_brings_everything_back_and_repeats_safely(tutor: Run, tmp_path: Path) -> None:
    assert tutor("lab", "logic-gates").returncode == 0
    file, again = tmp_path / "me.json", tmp_path / "again.json"
    assert tutor("export", str(file)).returncode == 0
    assert tutor("reset", "--all", "--yes").returncode == 0
    assert json.loads(tutor("progress", "--json").stdout)["labs"] == []
    for _ in range(2):
        assert tutor("import", str(file)).returncode == 0
    assert tutor("export", str(again)).returncode == 0
    assert json.loads(again.read_text()) == json.loads(file.read_text())


def test_an_export_replaces_an_earlier_one_and_nothing_else(tutor: Run, tmp_path: Path) -> None:
    for file, other in ((tmp_path / "me.json", '{"mine": 1}'), (tmp_path / "me.csv", "a,b\n1,2\n")):
        file.write_text(other)
        refused = tutor("export", str(file))
        assert refused.returncode == 1 and is_one_sentence(refused.stderr) and "--force" in refused.stderr
        assert file.read_text() == other
        assert tutor("export", str(file), "--force").returncode == 0
        assert tutor("export", str(file)).returncode == 0 and file.read_text() != other


def test_reset_asks_first_and_removes_nothing_on_no(tutor: Run) -> None:
    assert tutor("lab", "logic-gates").returncode == 0
    assert tutor("reset", "--all", input="n\n").returncode == 1
    assert len(json.loads(tutor("progress", "--json").stdout)["labs"]) == 1


def test_importing_what_is_no_export_exits_1_with_one_sentence(tutor: Run, tmp_path: Path) -> None:
    file = tmp_path / "no.json"
    file.write_text('{"answers": 3}')
    ran = tutor("import", str(file))
    assert ran.returncode == 1
    assert is_one_sentence(ran.stderr), ran.stderr


def test_a_crash_is_told_whatever_its_message_holds(tmp_path: Path) -> None:
    """Words of the command line that are no text reach Python as halves of characters."""
    file = write_report(ValueError("lab \udcff"), tmp_path, datetime(2026, 3, 1, tzinfo=UTC))
    assert file is not None and "ValueError: lab \\udcff" in file.read_text(encoding="utf-8")


def test_without_a_place_for_files_the_editor_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    with pytest.raises(EditorTrouble, match="no place for a file to edit: No such file"):
        edit("x = 1", "x.py")


def test_a_damaged_record_is_said_so_kept_and_can_be_set_aside(tutor: Run, home: Path) -> None:
    from tutor.paths import record_file

    file = record_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"this is no database at all" * 100)
    ran = tutor("progress")
    assert ran.returncode == 1
    assert is_one_sentence(ran.stderr) and str(file) in ran.stderr
    assert file.read_bytes() == b"this is no database at all" * 100
    assert tutor("lessons", "--json").returncode == 0, "reading the course does not need the record"
    assert tutor("reset", "--all", "--yes").returncode == 0
    kept = [other for other in file.parent.iterdir() if other.is_file() and other.read_bytes()[:12] == b"this is no d"]
    assert len(kept) == 1
    assert tutor("progress").returncode == 0


def test_a_home_that_cannot_be_written_still_teaches(tutor: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    env = {**os.environ, "TUTOR_HOME": str(tmp_path / "file" / "home")}
    ran = tutor("lab", "logic-gates", env=env)
    assert ran.returncode == 0
    assert "Passed" in ran.stdout and "nothing will be kept" in ran.stderr
    assert tutor("read", "neuron", env=env).returncode == 0


def test_doctor_names_the_device_used_and_why_not_the_others(tutor: Run) -> None:
    found = json.loads(tutor("doctor", "--json").stdout)
    assert set(found) == {"devices", "versions", "paths", "cache", "record", "terminal", "problems"}
    seen = {device["name"]: device for device in found["devices"]["seen"]}
    assert seen["CPU:LLVM"]["works"]
    assert all(device["works"] or device["why_not"] for device in seen.values())
    assert "Device used: " in tutor("doctor").stdout


def test_check_passes_the_bundled_course_and_counts(tutor: Run) -> None:
    ran = tutor("check", "--json")
    assert ran.returncode == 0
    found = json.loads(ran.stdout)
    assert found["problems"] == []
    assert {"lessons", "labs", "questions", "by_kind", "by_lesson", "problems"} <= set(found)
    assert min(found["by_lesson"].values()) >= 12 and len(found["by_kind"]) >= 5


def test_a_reader_that_goes_away_is_no_error(home: Path) -> None:
    command = f"{sys.executable} -m tutor read history | head -1"
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in ran.stderr and "BrokenPipe" not in ran.stderr


def test_version_is_told_without_loading_anything_heavy() -> None:
    script = (
        "import sys, tutor.cli.main\n"
        "sys.exit(any(m in sys.modules for m in ('textual', 'rich', 'sqlite_utils', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False, timeout=60).returncode == 0


def test_the_command_line_never_loads_the_training_stack() -> None:
    """tinygrad holds the interpreter for seconds: it belongs to the worker alone."""
    script = (
        "import sys\nfrom tutor.cli.main import main\n"
        "try: main(['lab', 'logic-gates', '--json'])\nexcept SystemExit as end: assert not end.code\n"
        "bad = {'tinygrad', 'llvmlite', 'sklearn'} & set(sys.modules)\nassert not bad, bad"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr


def test_ci_runs_the_readme_s_test_command_word_for_word() -> None:
    readme, ci = (ROOT / "README.md").read_text(), (ROOT / ".ci" / "run").read_text()
    commands = re.findall(r"^python3 -m venv.*pytest.*$", readme, flags=re.MULTILINE)
    assert len(commands) == 1
    assert commands[0] in ci


def test_the_device_chosen_in_the_app_is_the_one_a_lab_uses(tutor: Run) -> None:
    from tutor.store import Record

    missing = "METAL" if sys.platform != "darwin" else "AMD"
    with Record.open() as kept:
        kept.set_setting("device", missing)
    ran = tutor("lab", "logic-gates")
    assert ran.returncode == 1 and f"{missing} cannot be used" in ran.stderr
    assert tutor("lab", "logic-gates", "--device", "CPU").returncode == 0
