"""Asking a net about one input by hand, saving it, and starting from what was saved."""

from __future__ import annotations

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine import models
from engine.client import WorkerClient
from engine.commands import Fetch, Save, SetKnob, Try
from engine.events import AnyEvent, Failed, Fetched, Finished, Paused, Refused, Saved, Seen, Step, Tried
from engine.lab import LabError
from engine.views import Array
from tests.engine.test_worker import XOR, until

LAB = """
from engine.initial import array, zeros
from engine.lab import Bar, Lab, Number

class Line(Lab):
    id = "line"
    title = "A line"
    knobs = (Number("units", 1, 1, 3, "", whole=True), Number("learning_rate", 0.1, 0.0, 1.0, "", live=True))
    bar = Bar("error", "<=", 1.0)
    steps = 50
    optimizer = "sgd"
    tries = (2,)

    def data(self, rng):
        return {"x": array([[1, 0], [0, 1], [1, 1]]), "y": array([[1], [2], [3]])}

    def parameters(self, rng):
        return {"w": zeros(2, self.knob["units"])}

    def loss(self, params, batch):
        return ((batch["x"] @ params["w"] - batch["y"]) ** 2).mean()

    def observe(self, params, data):
        return {"out": data["x"] @ params["w"]}

    def answer(self, params, x):
        return {"said": x @ params["w"], "twice": 2 * (x @ params["w"])}

    def example(self, data, place):
        return data["x"][place % 3], f"row {place % 3}"

    def metrics(self, seen, data):
        return {"error": float(abs(seen["out"] - data["y"]).mean())}

    def views(self, seen, data, params, gradients):
        return []
"""


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("lab") / "line.py"
    file.write_text(LAB)
    return file


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerClient]:
    made = WorkerClient("CPU", cache=tmp_path_factory.mktemp("cache"))
    yield made
    made.close()


def ask(client: WorkerClient, values: list[float]) -> dict[str, list[float]]:
    client.send(Try(values=Array.of(np.array(values, np.float32))))
    told = until(client, Tried, Failed)[-1]
    assert isinstance(told, Tried), told
    return {name: array.flat() for name, array in told.outputs.items()}


def start(client: WorkerClient, file: Path, weights: Path | str = "", **knobs: float) -> list[AnyEvent]:
    client.start(file, knobs, seed=1, weights=str(weights))
    return until(client, Finished, Failed)


def test_a_trained_net_answers_for_inputs_it_never_saw(client: WorkerClient, line: Path) -> None:
    start(client, line)
    w = np.array([ask(client, [1, 0])["said"][0], ask(client, [0, 1])["said"][0]])
    assert ask(client, [3.0, -2.0])["said"] == pytest.approx([3 * w[0] - 2 * w[1]], rel=1e-5)
    assert ask(client, [3.0, -2.0])["twice"] == pytest.approx([6 * w[0] - 4 * w[1]], rel=1e-5)
    assert w == pytest.approx([1, 2], abs=0.2)


def test_tinygrad_s_own_jit_answers_the_same(line: Path) -> None:
    from engine.jit_program import JitProgram
    from engine.lab import load_lab, settle
    from engine.plan import Plan
    from engine.program import build

    kind = load_lab(line)
    plans = [Plan(kind(settle(kind, {"units": 3})), 1) for _ in range(2)]
    native = build(plans[0], "CPU:LLVM", lambda done, total: None)
    jit = JitProgram(plans[1], lambda done, total: None)
    weights = {"w": np.arange(6, dtype=np.float32).reshape(2, 3)}
    for program in (native, jit):
        program.take(weights)
        said = program.ask(np.array([1.0, 10.0], np.float32))
        assert said["said"].tolist() == [[30.0, 41.0, 52.0]]
        assert said["twice"].tolist() == [[60.0, 82.0, 104.0]]


def test_asking_changes_nothing_and_works_before_the_first_step(client: WorkerClient, line: Path) -> None:
    client.start(line, {}, seed=1, paused=True)
    until(client, Paused)
    assert ask(client, [1, 1])["said"] == [0.0]
    assert ask(client, [1, 1])["said"] == [0.0]


def test_an_input_of_another_shape_is_a_mistake_and_the_run_lives_on(client: WorkerClient, line: Path) -> None:
    start(client, line)
    client.send(Try(values=Array.of(np.zeros(3, np.float32))))
    told = until(client, Failed, Refused, Tried)[-1]
    assert isinstance(told, Refused) and "shape" in told.message
    assert ask(client, [1, 0])["said"]


def test_a_lab_that_cannot_be_asked_says_so(client: WorkerClient) -> None:
    start(client, XOR)
    client.send(Try(values=Array.of(np.zeros(2, np.float32))))
    assert isinstance(until(client, Failed, Refused, Tried)[-1], Refused)


def test_examples_of_the_data_can_be_had_at_any_place(client: WorkerClient, line: Path) -> None:
    start(client, line)
    client.send(Fetch(place=5))
    told = until(client, Fetched, Failed)[-1]
    assert isinstance(told, Fetched) and (told.values.flat(), told.text) == ([1.0, 1.0], "row 2")


def test_a_lab_without_examples_says_so_and_the_run_lives_on(client: WorkerClient) -> None:
    start(client, XOR)
    client.send(Fetch())
    assert isinstance(told := until(client, Fetched, Failed, Refused)[-1], Refused) and "no examples" in told.message


def test_a_saved_net_answers_the_same_after_it_is_opened_again(
    client: WorkerClient, line: Path, tmp_path: Path
) -> None:
    start(client, line)
    before, file = ask(client, [0.3, 0.7]), tmp_path / "nets" / "line.safetensors"
    client.send(Save(file=str(file)))
    assert isinstance(until(client, Saved, Failed)[-1], Saved)
    client.start(line, {}, seed=9, paused=True, weights=str(file))
    until(client, Paused)
    assert ask(client, [0.3, 0.7]) == before
    told = models.about(file)
    assert (told.lab, told.steps, told.seed, told.knobs["units"]) == ("line", 50, 1, 1)
    assert set(told.metrics) == {"error"}


@pytest.mark.parametrize("content", [b"", b"not a net", b'\x08\x00\x00\x00\x00\x00\x00\x00{"a": 1}'])
def test_a_file_that_is_no_net_is_one_sentence(
    client: WorkerClient, line: Path, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "bad.safetensors"
    file.write_bytes(content)
    failed = start(client, line, weights=file)[-1]
    assert isinstance(failed, Failed) and failed.kind == "bad-knob" and "no saved net" in failed.message


def test_nets_of_other_labs_other_shapes_and_missing_ones_are_refused(
    client: WorkerClient, line: Path, tmp_path: Path
) -> None:
    file = tmp_path / "xor.safetensors"
    start(client, XOR)
    client.send(Save(file=str(file)))
    until(client, Saved)
    other = start(client, line, weights=file)[-1]
    assert isinstance(other, Failed) and "of the lab xor, not of line" in other.message
    more = start(client, XOR, weights=file, hidden=3)[-1]
    assert isinstance(more, Failed) and "another shape" in more.message
    missing = start(client, line, weights=tmp_path / "none")[-1]
    assert isinstance(missing, Failed) and "There is no saved net" in missing.message


def test_a_net_that_cannot_be_written_is_said_and_nothing_is_left_behind(tmp_path: Path) -> None:
    about = models.About("line", {}, 1, 1, {})
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LabError, match="cannot be saved"):
        models.write(tmp_path / "file" / "net", models.Model(about, {"w": np.zeros(2, np.float32)}))
    assert (tmp_path / "file").read_text() == "in the way"
    (tmp_path / "folder").mkdir()
    with pytest.raises(LabError, match="cannot be saved"):
        models.write(tmp_path / "folder", models.Model(about, {"w": np.zeros(2, np.float32)}))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_net_whose_metrics_are_not_all_numbers_can_be_opened_again(tmp_path: Path) -> None:
    """An untrained net may call nothing positive: then its precision is no number."""
    about = models.About("line", {}, 1, 0, {"recall": 0.0, "precision": math.nan})
    models.write(tmp_path / "net", models.Model(about, {"w": np.zeros(2, np.float32)}))
    assert models.read(tmp_path / "net", "line").about.metrics == {"recall": 0.0}


def test_a_paused_run_whose_knob_was_turned_is_not_taken_for_hanging(tmp_path: Path) -> None:
    """The worker has answered and owes nothing: silence is no fault, however long."""
    client = WorkerClient("CPU", cache=tmp_path)
    try:
        client.start(XOR, {}, seed=1, steps=5)
        until(client, Finished)
        client.patience = 0.3
        client.send(SetKnob(name="learning_rate", value=0.1))
        until(client, Seen, Step)
        assert [event for _ in range(3) if isinstance(event := client.wait(0.4), Failed)] == []
    finally:
        client.close()
