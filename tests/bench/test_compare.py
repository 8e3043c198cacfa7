"""The bench against PyTorch, without PyTorch: what it refuses, and what it writes."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from bench import compare
from bench.compare import BenchError, Comparison
from bench.engine_side import default_plan, save_equal
from bench.models import TITLES, copied, lab_file
from bench.table import HEADER, Row, markdown
from engine.lab import load_lab

ROW = Row("net", 0.5, 2.0, 1.0, 3.21, 0.0412, 1.8, 220.4, 95.2, 318.0)


@pytest.mark.parametrize("model", TITLES)
def test_every_model_of_the_table_is_a_lab_whose_batch_and_weights_reach_pytorch(model: str, tmp_path: Path) -> None:
    plan = default_plan(lab_file(model))
    save_equal(plan, tmp_path / "equal.npz")
    with np.load(tmp_path / "equal.npz") as arrays:
        weights = np.concatenate([arrays[name].ravel() for name in arrays if name.startswith("weights.")])
        assert np.array_equal(weights, plan.state["weights"])
        assert int(arrays["batch"]) == plan.batch
        assert {name for name in arrays if name.startswith("train.")} == {
            f"train.{name}" for name in plan.lab.train_arrays
        }


def test_a_copied_lab_finds_its_own_files_but_no_program_that_ships(tmp_path: Path) -> None:
    copy = copied(lab_file("sentiment"), tmp_path)
    assert load_lab(copy).id == "sentiment", "it reads its sentences when it is loaded"
    assert not list(tmp_path.rglob("*.program"))


def test_models_with_different_first_losses_are_not_timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"start": {}, "engine_side": {"losses": [0.7, 0.6]}, "torch_side": {"losses": [0.7, 0.602]}}
    monkeypatch.setattr(compare, "run", lambda python, module, *arguments: said[module])
    comparison = Comparison("moons", tmp_path, "python", 1.0)
    with pytest.raises(BenchError, match="moons is not the same model"):
        comparison.check()
    said["torch_side"] = {"losses": [0.7, 0.6001]}
    comparison.check()


def test_a_python_without_pytorch_is_named_in_one_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "python"
    empty.write_text(f"#!/bin/sh\nexec {sys.executable} -I -c 'raise ModuleNotFoundError(\"torch\")'\n")
    empty.chmod(0o755)
    with pytest.raises(BenchError, match=r"has no PyTorch: name one that has with --torch-python"):
        compare.torch_version(str(empty))
    with pytest.raises(BenchError, match="cannot be run"):
        compare.torch_version(str(tmp_path / "nothing"))


def test_an_unknown_model_is_answered_with_those_there_are() -> None:
    assert compare.wanted("cnn, mlp") == ["cnn", "mlp"]
    assert compare.wanted("") == list(TITLES)
    with pytest.raises(BenchError, match=r"no model called bert; there is xor, moons"):
        compare.wanted("bert")


def test_a_failing_side_is_reported_with_its_own_words() -> None:
    with pytest.raises(BenchError, match=r"No module named bench\.nothing"):
        compare.run(sys.executable, "nothing")


def test_the_ratio_is_taken_against_the_quicker_pytorch() -> None:
    assert ROW.ratio == 2.0
    table, told = markdown([ROW]).split("\n\n")
    assert [cell.strip() for cell in table.splitlines()[-1].strip("|").split("|")] == [
        "net", "0.5", "2", "1", "2×", "3.2", "41", "1.8", "220", "95", "318",
    ]  # fmt: skip
    assert len(HEADER) == len(ROW.cells())
    assert "geometric mean 2.0×, 1 of 1 at least 1×" in told


def test_our_side_trains_the_lab_and_says_its_first_losses(tmp_path: Path) -> None:
    said = compare.run(sys.executable, "engine_side", lab_file("xor"), "--cache", tmp_path, "--seconds", 0.01)
    assert said["milliseconds"] > 0
    assert said["losses"] == pytest.approx([0.7] * 5, abs=0.1)


def test_a_model_that_fails_is_left_out_and_the_others_still_come(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def compared(model: str, *rest: object) -> Row:
        if model == "gan":
            raise BenchError("gan is not the same model on both sides")
        return ROW

    monkeypatch.setattr(compare, "compare", compared)
    monkeypatch.setattr(compare, "torch_version", lambda python: "2.0")
    with pytest.raises(SystemExit) as end:
        compare.main(["--only", "gan,mlp", "--rounds", "1"])
    said = capsys.readouterr()
    assert end.value.code == 1
    assert "| net | 0.5 |" in said.out
    assert "PyTorch 2.0; medians of 1" in said.out
    assert "gan is left out: gan is not the same model" in said.err
