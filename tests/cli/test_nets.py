"""Saved nets on the command line: round trips, what is refused, the list, the export."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_commands import is_one_sentence


def measured(output: str) -> float:
    """The test accuracy in the last of some JSON lines."""
    return float(json.loads(output.splitlines()[-1])["metrics"]["test_accuracy"])


def test_a_saved_net_goes_on_where_it_was(tutor: Run, home: Path) -> None:
    """One step at the least learning rate moves next to nothing."""
    told = tutor("lab", "digits", "--steps", "60", "--seed", "3", "--set", "filters=4", "--save", "mine")
    assert told.returncode == 0 and str(home / "nets" / "mine.safetensors") in told.stdout
    (kept,) = json.loads(tutor("nets", "--json").stdout)
    assert (kept["name"], kept["lab"], kept["seed"], kept["steps"]) == ("mine", "digits", 3, 60)
    assert kept["knobs"]["filters"] == 4 and kept["trouble"] is None
    still = ("lab", "digits", "--load", "mine", "--set", "learning_rate=0.0001", "--steps", "1", "--json")
    finished = measured(tutor(*still).stdout)
    assert finished == pytest.approx(kept["metrics"]["test_accuracy"], abs=0.01)
    untrained = measured(tutor("lab", "digits", "--set", "filters=4", "--steps", "1", "--json").stdout)
    assert untrained < kept["metrics"]["test_accuracy"] - 0.2


def test_saving_replaces_nothing_unasked_and_says_so_before_training(tutor: Run, tmp_path: Path) -> None:
    file = tmp_path / "net.safetensors"
    file.write_text("something else")
    refused = tutor("lab", "xor", "--save", str(file))
    assert refused.returncode == 2 and is_one_sentence(refused.stderr) and "--force" in refused.stderr
    assert refused.stdout == "" and file.read_text() == "something else"
    assert tutor("lab", "xor", "--save", str(file), "--force").returncode == 0
    assert tutor("lab", "xor", "--load", str(file), "--steps", "1").returncode == 0


def test_files_that_are_no_nets_of_this_lab_are_one_sentence(tutor: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"\x00" * 40)
    net = tmp_path / "xor.safetensors"
    assert tutor("lab", "xor", "--steps", "1", "--save", str(net)).returncode == 0
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(net.read_bytes()[:-8])
    for lab, file, words in (
        ("xor", broken, "is no saved net"),
        ("xor", cut, "is no saved net"),
        ("xor", tmp_path / "none.safetensors", "no saved net at"),
        ("xor", tmp_path, "is no saved net"),
        ("digits", net, "of the lab xor, not of digits"),
    ):
        refused = tutor("lab", lab, "--load", str(file))
        assert refused.returncode == 1 and is_one_sentence(refused.stderr) and words in refused.stderr


def test_a_folder_that_is_not_there_is_told_before_training(tutor: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in ("file", "none"):
        refused = tutor("lab", "xor", "--save", str(tmp_path / folder / "net.safetensors"))
        assert refused.returncode == 2 and refused.stdout == "" and "no such folder" in refused.stderr
    refused = tutor("lab", "xor", "--save", str(tmp_path), "--force")
    assert refused.returncode == 2 and refused.stdout == "" and "is a folder" in refused.stderr


def test_a_place_that_cannot_be_written_costs_the_file_not_the_run(tutor: Run, tmp_path: Path) -> None:
    ran = tutor("lab", "xor", "--steps", "5", "--save", str(tmp_path / ("n" * 254)))  # too long for its half
    assert ran.returncode == 1 and "cannot be saved" in ran.stderr


def test_the_list_names_damaged_files_and_is_friendly_when_empty(tutor: Run, home: Path) -> None:
    assert "No nets are saved yet" in tutor("nets").stdout
    (home / "nets").mkdir(parents=True)
    (home / "nets" / "odd.safetensors").write_bytes(b"odd")
    listed = tutor("nets")
    assert listed.returncode == 0 and listed.stdout.startswith("odd: cannot be read.")


def test_an_exported_net_runs_by_itself(tutor: Run, tmp_path: Path) -> None:
    assert tutor("lab", "xor", "--save", "xor net").returncode == 0
    told = tutor("export-net", "xor net", str(tmp_path / "out"))
    assert told.returncode == 0 and "load_tinygrad.py" in told.stdout
    script = tmp_path / "out" / "load_tinygrad.py"
    said = [
        json.loads(subprocess.run([sys.executable, script, *row], capture_output=True, text=True, check=True).stdout)
        for row in (["0", "0"], ["0", "1"], ["1", "0"], ["1", "1"])
    ]
    assert [round(answer[0][0]) for answer in said] == [0, 1, 1, 0]
    again = tutor("export-net", "xor net", str(tmp_path / "out"))
    assert again.returncode == 1 and is_one_sentence(again.stderr)
    missing = tutor("export-net", "nothing", str(tmp_path / "other"))
    assert missing.returncode == 1 and is_one_sentence(missing.stderr)


def test_a_link_to_nowhere_and_a_home_of_nobody_are_told_and_nothing_breaks(tutor: Run, home: Path) -> None:
    (home / "nets").mkdir(parents=True)
    (home / "nets" / "gone.safetensors").symlink_to(home / "nowhere")
    listed = tutor("nets")
    assert listed.returncode == 0 and "gone: cannot be read." in listed.stdout
    refused = tutor("lab", "xor", "--load", "~nobody-at-all/net.safetensors")
    assert refused.returncode == 1 and is_one_sentence(refused.stderr) and "no saved net" in refused.stderr
