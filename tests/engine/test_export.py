"""Nets written for elsewhere: the tinygrad script gives the worker's own answers, the others agree in every shape."""

from __future__ import annotations

import ast
import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
import numpy as np
import pytest
from tinygrad import Tensor

from engine import dialects, models
from engine.chain import Bend, Chain, Conv, Dense, Flatten, MaxPool, Scale
from engine.commands import KnobValue
from engine.datasets import load
from engine.export import export, texts
from engine.in_keras import keras
from engine.in_pytorch import pytorch
from engine.in_tinygrad import tinygrad
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
    "housing": (LESSONS / "mlp/housing.py", {"data": "diabetes", "hidden": 5}, "x_test", "x_test"),
    "breast-cancer": (LESSONS / "mlp/breast_cancer.py", {"columns": 4, "scaling": "0 to 1"}, "x_test", "x_test"),
    "table": (LESSONS / "mlp/table.py", {}, "x_test", "said"),
    "forecast": (LESSONS / "rnn/forecast.py", {}, "x_test", "said"),
}


def saved(lab: str, file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Save a net of ``lab`` to ``file``; two inputs, and what the worker's program says of them."""
    source, knobs, asked, answered = LABS[lab]
    kind = load_lab(source)
    built = kind(settle(kind, knobs))
    program = build(Plan(built, 4), "CPU:LLVM", lambda done, total: None)
    rng = np.random.default_rng(7)
    program.take({name: values + rng.normal(0, 0.3, values.shape) for name, values in program.parameters().items()})
    models.write(file, models.Model(models.About(built.id, built.knob, 4, 0, {}), program.parameters()))
    chain = built.chain()
    assert isinstance(chain, Chain)
    inputs, answers = program.data[asked][:2].astype(np.float64), program.observe()[answered][:2].astype(np.float64)
    first, last = chain.links[0], chain.links[-1]
    if isinstance(first, Scale):  # the script is asked in the units of the data
        inputs = inputs * first.spread + first.mean
    return inputs, answers * last.spread + last.mean if isinstance(last, Scale) else answers


@pytest.mark.parametrize("lab", LABS)
def test_the_tinygrad_script_answers_as_the_worker_does(lab: str, tmp_path: Path) -> None:
    inputs, answers = saved(lab, tmp_path / "net.safetensors")
    written = export(tmp_path / "net.safetensors", load_lab(LABS[lab][0]), tmp_path / "out")
    assert written == ["model.safetensors", "load_tinygrad.py", "model_pytorch.py", "model_keras.py"]
    script = tmp_path / "out" / "load_tinygrad.py"
    assert len(script.read_text().splitlines()) <= 40
    for row, answer in zip(inputs[: 2 if lab == "xor" else 1], answers, strict=False):
        given = [repr(float(value)) for value in row.ravel()]
        ran = subprocess.run([sys.executable, script, *given], capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        assert np.array(json.loads(ran.stdout))[0] == pytest.approx(answer, rel=1e-5, abs=1e-5)


def test_the_units_are_those_of_the_data(tmp_path: Path) -> None:
    inputs, _ = saved("housing", tmp_path / "net.safetensors")
    patients = load("diabetes")["x"]
    assert all(np.isclose(patients, row, rtol=1e-5).all(axis=1).any() for row in inputs)
    export(tmp_path / "net.safetensors", load_lab(LABS["housing"][0]), tmp_path / "out")
    text = (tmp_path / "out" / "model_pytorch.py").read_text()
    assert "# In: 'age', 'sex', " in text and "# Out: 'progress in a year'." in text


def test_a_net_of_words_is_asked_about_a_sentence(tmp_path: Path) -> None:
    kind = load_lab(LESSONS / "mlp/sentiment.py")
    program = build(Plan(kind(settle(kind, {})), 4), "CPU:LLVM", lambda done, total: None)
    rng = np.random.default_rng(7)
    program.take({name: values + rng.normal(0, 0.3, values.shape) for name, values in program.parameters().items()})
    about = models.About("sentiment", program.lab.knob, 4, 0, {})
    models.write(tmp_path / "net.safetensors", models.Model(about, program.parameters()))
    export(tmp_path / "net.safetensors", kind, tmp_path / "out")
    texts = sys.modules[kind.__module__].TEXTS
    sentence = texts[int(program.data["test"][0])][0]
    script = tmp_path / "out" / "load_tinygrad.py"
    ran = subprocess.run([sys.executable, script, *sentence.split()], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)[0] == pytest.approx(program.observe()["x_test"][0], abs=1e-5)


@pytest.mark.parametrize(("lab", "knobs"), [("lstm-gru/memory.py", {"gap": 5}), ("compare/three_nets.py", {})])
def test_each_of_several_nets_has_a_script_that_answers_as_the_lab_does(
    lab: str, knobs: dict[str, KnobValue], tmp_path: Path
) -> None:
    """RNN, LSTM and GRU step by step; MLP, CNN and RNN on digits. The scripts also run where tinygrad runs already."""
    kind: Any = load_lab(LESSONS / lab)
    built, rng = kind(settle(kind, knobs)), np.random.default_rng(7)
    weights = {name: values + 0.3 * rng.normal(size=values.shape) for name, values in built.parameters(rng).items()}
    weights = {name: values.astype(np.float32) for name, values in weights.items()}
    about = models.About(kind.id, built.knob, 4, 0, {})
    models.write(tmp_path / "net.safetensors", models.Model(about, weights))
    export(tmp_path / "net.safetensors", kind, tmp_path / "out")
    asked, held = built.data(rng)["x_test"][-2:], {name: Tensor(values) for name, values in weights.items()}
    if "cell" in vars(kind):
        states = {name: Tensor.zeros(2, units) for name, units in built.state().items()}
        for now in asked.transpose(1, 0, 2):
            states = {name: state.realize() for name, state in built.cell(held, Tensor(now), states).items()}
        said = built.said(held, {name: state.unsqueeze(0) for name, state in states.items()})
    else:
        said = built.said(held, Tensor(asked))
    assert len(said) == 3
    for net, sums in said.items():
        space = runpy.run_path(str(tmp_path / "out" / f"load_tinygrad_{net}.py"))
        answered = space["model"](Tensor(asked.reshape(2, *built.chain()[net].shape))).numpy()
        assert answered == pytest.approx(sums.softmax().numpy(), rel=1e-5, abs=1e-5)


def test_nets_side_by_side_are_written_one_by_one_with_their_gates_in_each_library_s_order(tmp_path: Path) -> None:
    kind = load_lab(LESSONS / "lstm-gru/memory.py")
    lab = kind(settle(kind, {"gap": 5}))
    plan = Plan(lab, 1)
    about = models.About("memory", lab.knob, 1, 0, {})
    written = texts(about, lab.chain(), plan.flat.shapes)
    assert len(written) == 9
    for text in written.values():
        ast.parse(text)
    assert "i, f, g, o = " in written["load_tinygrad_lstm.py"] and "nn.LSTM(5, 12" in written["model_pytorch_lstm.py"]
    gru = written["model_keras_gru.py"]
    assert "reset_after=True" in gru and 'turned(saved["gru.wh"])' in gru
    space: dict[str, Any] = {"np": np}
    exec(gru[gru.index("def turned") : gru.index("model.layers[0]")], space)
    assert space["turned"](np.array([1, 2, 3, 4, 5, 6])).tolist() == [3, 4, 1, 2, 5, 6], "update, reset, candidate"


def test_names_from_a_table_cannot_become_code() -> None:
    chain = Chain((1,), (Dense("w"),), inputs=('"""\nimport os',), outputs=("a\nb",))
    for write in (tinygrad, pytorch, keras):
        tree = ast.parse(write("x", chain, dialects.walk(chain, {"w": (1, 1)})))
        assert not any(
            alias.name == "os" for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        )


def test_a_table_that_has_changed_since_is_noticed() -> None:
    with pytest.raises(LabError, match="takes 3 numbers, not 2"):
        dialects.walk(Chain((2,), (Dense("w"),)), {"w": (3, 1)})


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
    assert "bias=False" in pytorch("x", Chain((2, 7, 9), links), steps)


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


def test_a_process_of_its_own_exports_and_says_what_went_wrong(tmp_path: Path) -> None:
    """What the app calls: it must never import what trains."""
    from engine.exporting import export as export_apart

    saved("xor", tmp_path / "net.safetensors")
    talkative = tmp_path / "xor.py"
    talkative.write_text(LABS["xor"][0].read_text(encoding="utf-8") + "\nprint('hello')\n", encoding="utf-8")
    written = export_apart(tmp_path / "net.safetensors", talkative, tmp_path / "out")
    assert "model_pytorch.py" in written and all((tmp_path / "out" / name).exists() for name in written)
    with pytest.raises(LabError, match="There is an exported net"):
        export_apart(tmp_path / "net.safetensors", LABS["xor"][0], tmp_path / "out")
    (tmp_path / "broken.py").write_text("raise ValueError('not today')")
    with pytest.raises(LabError, match="ValueError: not today"):
        export_apart(tmp_path / "net.safetensors", tmp_path / "broken.py", tmp_path / "elsewhere")


def test_a_net_on_downloaded_data_is_exported_where_they_are(tmp_path: Path) -> None:
    from engine.exporting import export as export_apart

    lab, data = tmp_path / "lab.py", tmp_path / "tiny-shakespeare"
    lab.write_text("from engine import downloaded\nraise ValueError(downloaded.load('tiny-shakespeare')['text'].size)")
    data.mkdir()
    (data / "input.txt").write_text("To be")
    with pytest.raises(LabError, match="ValueError: 5"):
        export_apart(tmp_path / "net", lab, tmp_path / "out", datasets=tmp_path)
