"""Nets written for elsewhere: the tinygrad script gives the worker's own answers, the others agree in every shape."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
import numpy as np
import pytest

from engine import dialects, models
from engine.chain import Bend, Chain, Conv, Dense, Flatten, MaxPool
from engine.commands import KnobValue
from engine.export import export, texts
from engine.lab import LabError, load_lab, settle
from engine.plan import Plan
from engine.program import build

LESSONS = Path(__file__).parents[2] / "lessons"
LABS: dict[str, tuple[Path, dict[str, KnobValue], str, str]] = {
    "xor": (LESSONS / "backprop/xor.py", {"hidden": 3}, "x", "output"),
    "digits": (LESSONS / "cnn/digits.py", {"filters": 3}, "x_test", "probabilities"),
    "playground": (
        LESSONS / "layers/playground.py",
        {"depth": 3, "width": 5, "activation": "relu"},
        "x_test",
        "x_test",
    ),
}


def saved(lab: str, file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Save a net of ``lab`` to ``file``; two inputs, and what the worker's program says of them."""
    source, knobs, asked, answered = LABS[lab]
    kind = load_lab(source)
    built = kind(settle(kind, knobs))
    program = build(Plan(built, 4), "CPU:LLVM", lambda done, total: None)
    rng = np.random.default_rng(7)
    program.take({name: values + rng.normal(0, 0.3, values.shape) for name, values in program.parameters().items()})
    models.write(file, models.Model(models.About(lab, built.knob, 4, 0, {}), program.parameters()))
    return program.data[asked][:2], program.observe()[answered][:2]


@pytest.mark.parametrize("lab", LABS)
def test_the_tinygrad_script_answers_as_the_worker_does(lab: str, tmp_path: Path) -> None:
    inputs, answers = saved(lab, tmp_path / "net.safetensors")
    written = export(tmp_path / "net.safetensors", load_lab(LABS[lab][0]), tmp_path / "out")
    assert written == ["model.safetensors", "load_tinygrad.py", "model_pytorch.py", "model_keras.py"]
    script = tmp_path / "out" / "load_tinygrad.py"
    assert len(script.read_text().splitlines()) <= 30
    for row, answer in zip(inputs, answers, strict=True):
        given = [repr(float(value)) for value in row.ravel()]
        ran = subprocess.run([sys.executable, script, *given], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        assert np.array(json.loads(ran.stdout))[0] == pytest.approx(answer, abs=1e-5)


def test_other_libraries_get_every_layer_and_every_saved_parameter(tmp_path: Path) -> None:
    saved("digits", tmp_path / "net.safetensors")
    export(tmp_path / "net.safetensors", load_lab(LABS["digits"][0]), tmp_path / "out")
    for library in ("pytorch", "keras"):
        text = (tmp_path / "out" / f"model_{library}.py").read_text()
        ast.parse(text)
        assert all(
            f'saved["{name}"]' in text for name in models.read(tmp_path / "net.safetensors", "digits").parameters
        )
    torch = (tmp_path / "out" / "model_pytorch.py").read_text()
    assert "nn.Conv2d(1, 3, (3, 3), padding=1)" in torch and "nn.Linear(24, 10)" in torch


def test_shapes_are_followed_through_the_chain() -> None:
    links = (Conv("k", padding=0), MaxPool(2), Flatten(), Bend("relu"), Dense("w", "b"))
    steps = dialects.walk(Chain((2, 7, 9), links), {"k": (5, 2, 3, 3), "w": (30, 4), "b": (4,)})
    assert [step.after for step in steps] == [(5, 5, 7), (5, 2, 3), (30,), (30,), (4,)]
    assert "bias=False" in dialects.pytorch("x", Chain((2, 7, 9), links), steps)


def test_a_file_without_the_chain_s_parameters_is_refused() -> None:
    with pytest.raises(LabError, match="no parameters called w"):
        dialects.walk(Chain((2,), (Dense("w"),)), {"v": (2, 1)})


def test_a_lab_without_a_chain_gives_its_weights_and_a_script_that_lists_them(tmp_path: Path) -> None:
    about = models.About("free", {}, 1, 0, {})
    models.write(tmp_path / "model.safetensors", models.Model(about, {"w": np.full((2, 3), 0.25, np.float32)}))
    (script,) = texts(about, None, {"w": (2, 3)}).items()
    (tmp_path / script[0]).write_text(script[1])
    ran = subprocess.run([sys.executable, tmp_path / script[0]], capture_output=True, text=True, check=True)
    assert ran.stdout == "w (2, 3) 0.25\n"


def test_an_export_replaces_nothing(tmp_path: Path) -> None:
    saved("xor", tmp_path / "net.safetensors")
    lab = load_lab(LABS["xor"][0])
    export(tmp_path / "net.safetensors", lab, tmp_path / "out")
    with pytest.raises(LabError, match="exported net in"):
        export(tmp_path / "net.safetensors", lab, tmp_path / "out")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LabError, match="cannot be written"):
        export(tmp_path / "net.safetensors", lab, tmp_path / "file" / "out")
