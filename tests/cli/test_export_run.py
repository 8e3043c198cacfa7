"""Runs written into files: the curve, the picture, and a script that repeats the run."""

from __future__ import annotations

import csv
import io
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from textual.strip import Strip

from engine.events import Finished, Seen, Step
from engine.lab import LabError, load_lab, settle
from tests.cli.conftest import Run
from tests.cli.test_commands import is_one_sentence
from tutor.commands.exports import Exports
from tutor.commands.nets import Files
from tutor.commands.shared import UsageMistake
from tutor.content.course import load_course
from tutor.lab.cells import as_png, as_svg
from tutor.lab.export import Curves, curve_csv, script, write_new
from tutor.lab.export import Run as Repeat
from tutor.paths import free
from tutor.widgets.ink import ink
from tutor.widgets.painted import row

INK = ink((16, 20, 27), (215, 221, 232), True)
PNG = b"\x89PNG\r\n\x1a\n"


def test_the_curve_has_a_row_a_step_with_exact_numbers() -> None:
    curves = Curves()
    curves.tell(Seen(1, 0, [], {}, {"accuracy": 0.25}))
    curves.tell(Step(1, 2, 0.1 + 0.2, {"accuracy": 0.5}, [0.7, 0.1 + 0.2], 1, 9.0))
    curves.tell(Finished(1, 2, 0.1, 20.0, {"accuracy": 0.5}, None))
    rows = list(csv.reader(io.StringIO(curves.as_csv())))
    assert rows == [
        ["step", "loss", "accuracy"],
        ["0", "", "0.25"],
        ["1", "0.7", ""],
        ["2", "0.30000000000000004", "0.5"],
    ]


def test_a_number_that_is_none_is_left_empty_and_infinity_is_told() -> None:
    assert curve_csv([(1, float("nan")), (2, float("inf"))], {}) == "step,loss\n1,\n2,inf\n"


def test_no_file_is_ever_replaced(tmp_path: Path) -> None:
    for name in ("xor.csv", "xor-2.csv", "xor-3.csv"):
        file = free(tmp_path, "xor", ".csv")
        assert file.name == name
        write_new(file, name)
    with pytest.raises(LabError, match="cannot be written"):
        write_new(tmp_path / "xor.csv", "other")
    assert (tmp_path / "xor.csv").read_text() == "xor.csv"
    with pytest.raises(UsageMistake, match="no such folder"):  # before anything is trained
        Exports(Files(csv=tmp_path / "none" / "xor.csv"))


def shapes(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(as_svg([row((text, INK.style()))], INK))


def test_only_letters_need_a_font() -> None:
    """Blocks, braille and lines are shapes; what stands between them keeps its place."""
    drawn = shapes("a <&⣿▀─╮▒ xy")
    words = {text.text: float(text.get("x", "")) for text in drawn.findall("{*}text")}
    start = words["a <&"]
    assert words == {"a <&": start, "xy": start + 100}
    (path,) = drawn.findall("{*}path")
    assert path.get("d", "").count("M") == 8 + 1 + 3  # dots, a half block, a line into a corner and down
    assert not any(ord(sign) > 0x2000 for text in words for sign in str(text))


def test_a_png_holds_the_letters_without_any_font_installed() -> None:
    def image(text: str) -> bytes:
        return as_png(as_svg([row((text, INK.style(bold=True)))], INK))

    blank = image("    ")
    assert blank.startswith(PNG) and image("αβ≥₁").startswith(PNG)
    assert len({blank, image("abcd"), image("αβ≥₁"), image("████")}) == 4
    assert as_png(as_svg([], INK)).startswith(PNG)
    assert as_svg([Strip.blank(3)], INK).count("<text") == 0


def test_the_curve_is_kept_only_where_it_is_wanted() -> None:
    """A run may have a thousand million steps."""
    assert Exports(Files()).beside(print) is print
    exports = Exports(Files(csv=Path("run.csv")))
    exports.beside(lambda event: None)(Step(1, 1, 0.5, {}, [0.5]))
    assert exports.curves.losses == {1: 0.5}


def test_a_script_names_every_knob_but_those_that_training_moves() -> None:
    course = load_course()
    gates = load_lab(file := course.lab_file("logic-gates"))
    told = script(gates, file, Repeat({"gate": "OR"}, 3), "CPU", "or.py")
    assert '"gate": "OR",  # ' in told and "w1" not in told.split("KNOBS")[1] and "SEED = 3" in told


def test_the_script_of_any_lab_starts_the_run_that_was_set() -> None:
    """With the defaults and with every preset."""
    course = load_course()
    for name in course.lab_ids:
        lab = load_lab(file := course.lab_file(name))
        for knobs in ({}, *(preset.knobs for preset in lab.presets)):
            space: dict[str, Any] = {}
            exec(script(lab, file, Repeat(knobs, 5, 70), "CPU", f"{name}.py").partition("def main")[0], space)
            assert (space["LAB"], space["SEED"], space["STEPS"]) == (file, 5, 70)
            assert settle(lab, space["KNOBS"]) == settle(lab, knobs), name


def test_a_script_finds_what_was_downloaded() -> None:
    """A run on MNIST is repeated where MNIST is."""
    told = script(load_lab(file := load_course().lab_file("xor")), file, Repeat({}), "CPU", "xor.py")
    assert "new_worker('CPU')" in told.replace('"', "'")


def test_a_script_promises_the_same_numbers_only_where_it_gives_them() -> None:
    def told(run: Repeat) -> str:
        return script(load_lab(file := load_course().lab_file("xor")), file, run, "CPU", "xor.py")

    assert "the same numbers" in told(Repeat({}, 7)) and "    tutor lab xor-" in told(Repeat({}, 7))
    assert "tutor lab xor" not in told(Repeat({}, 7, weights=Path("net.safetensors"))), "a code knows of no saved net"
    assert "STEPS = 400\n" in told(Repeat({}, 7))
    assert "STEPS = 400  # all of them; when this was written, the run had come to 120\n" in told(
        Repeat({}, halfway=120)
    )
    midway = told(Repeat({}, 7, midway=True))
    assert "the numbers differ" in midway and "the same numbers" not in midway and "tutor lab xor" not in midway


def test_a_file_that_did_not_fit_on_the_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """A limit on the size of files is as good as a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(LabError, match="cannot be written"):
            write_new(tmp_path / "run.csv", "x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heard)
    assert list(tmp_path.iterdir()) == []


def test_a_run_is_written_and_the_script_repeats_it(tutor: Run, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("run.csv", "run.PNG", "run.py")]
    options = [text for option, file in zip(("csv", "picture", "script"), files, strict=True)
               for text in (f"--{option}", str(file))]  # fmt: skip

    def repeated() -> list[tuple[str, str]]:
        again = subprocess.run([sys.executable, files[2]], capture_output=True, text=True, check=True, timeout=60)
        return [(step, loss) for step, loss, _ in (line.split(" ", 2) for line in again.stdout.splitlines())]

    ran = tutor("lab", "xor", "--set", "learning_rate=0.3", "--seed", "4", "--steps", "60", *options)
    assert ran.returncode == 0 and all(f"Written: {file}" in ran.stdout for file in files)
    rows = list(csv.DictReader(io.StringIO(files[0].read_text())))
    assert [row["step"] for row in rows] == [str(step) for step in range(61)]
    assert files[1].read_bytes().startswith(PNG)
    lines = repeated()
    assert lines[-1][0] == "60" and len(lines) >= 60
    assert all(rows[int(step)]["loss"] == loss for step, loss in lines)
    net = str(tmp_path / "net.safetensors")
    assert tutor("lab", "xor", "--seed", "4", "--steps", "3", "--save", net).returncode == 0
    stopped = tutor("lab", "xor", "--load", net, "--stop", "step>=3", *options, "--force")
    assert stopped.returncode == 0
    rows = list(csv.DictReader(io.StringIO(files[0].read_text())))
    assert [row["step"] for row in rows] == ["0", "1", "2", "3"] and rows[0]["accuracy"], "measured before training"
    assert repeated() == [(row["step"], row["loss"]) for row in rows[1:]], "from the same net to the same step"
    refused = tutor("lab", "xor", "--csv", str(files[0]))
    assert refused.returncode == 2 and is_one_sentence(refused.stderr) and "--force" in refused.stderr


def test_a_picture_of_no_known_kind_is_refused_before_training(tutor: Run) -> None:
    refused = tutor("lab", "xor", "--picture", "xor.gif")
    assert refused.returncode == 2 and refused.stdout == "" and ".svg or .png" in refused.stderr
