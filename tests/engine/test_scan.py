"""Recurrent nets: slopes through time, native code against the Python loop, training, long sequences."""

from __future__ import annotations

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tinygrad import Tensor
from tinygrad.helpers import Context

from engine.initial import glorot, uniform, zeros
from engine.jit_program import JitProgram
from engine.lab import Bar, Choice, LabError, Number, RecurrentLab, settle
from engine.plan import Plan
from engine.prepared import traced_now
from engine.program import Program, build
from engine.scan import keep

if TYPE_CHECKING:
    from engine.views import View

Arrays = Mapping[str, np.ndarray]
Tensors = Mapping[str, Tensor]
CELLS = ("plain", "kept", "lstm", "gru", "leaky", "delayed", "overlapping")


class Waves(RecurrentLab):
    """Says how a sine wave goes on: from its last state alone, or at every time step."""

    id = "waves"
    title = "Waves"
    knobs = (
        Choice("cell", "kept", CELLS, "Which cell."),
        Choice("judge", "last", ("last", "every"), "Which time steps the loss looks at."),
        Choice("inputs", "raw", ("raw", "embedded"), "Whether the inputs go through weights of their own."),
        Number("time", 12, 1, 400, "Time steps.", whole=True),
        Number("units", 6, 1, 64, "Units of the state.", whole=True),
        Number("batch", 16, 1, 64, "Waves a step.", whole=True),
        Number("learning_rate", 0.01, 0.0001, 1, "How far each update moves.", live=True),
    )
    bar = Bar("error", "<=", 0.01)
    steps = 100

    def data(self, rng: np.random.Generator) -> Arrays:
        train, test = (self.waves(rng, n) for n in (64, 32))
        return {"x": train[:, :-1], "y": train[:, 1:], "x_test": test[:, :-1], "y_test": test[:, 1:]}

    def waves(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """(n, time + 1, 1) samples of sines of several speeds and starts."""
        speed, start = rng.uniform(0.3, 0.9, (n, 1)), rng.uniform(0, 6.28, (n, 1))
        return np.sin(speed * np.arange(self.knob["time"] + 1) + start).astype(np.float32)[..., None]

    def parameters(self, rng: np.random.Generator) -> Arrays:
        n, gates = self.knob["units"], {"lstm": 4, "gru": 3}.get(self.knob["cell"], 1)
        features = 4 if self.knob["inputs"] == "embedded" else 1
        return {
            "embed": uniform(rng, 1, 1, 4), "wx": uniform(rng, 0.7, features, gates * n),
            "wh": glorot(rng, n, gates * n), "b": zeros(gates * n), "bh": uniform(rng, 0.1, gates * n),
            "leak": uniform(rng, 1, n), "out": glorot(rng, n, 1), "b_out": zeros(1),
        }  # fmt: skip

    def state(self) -> Mapping[str, int]:
        names = {"lstm": ("h", "c"), "delayed": ("h", "old", "twin")}.get(self.knob["cell"], ("h",))
        return dict.fromkeys(names, self.knob["units"])

    def inputs(self, params: Tensors, batch: Tensors) -> Tensor:
        x = batch["x"].transpose(0, 1)
        return x @ params["embed"] if self.knob["inputs"] == "embedded" else x

    def cell(self, p: Tensors, x: Tensor, state: Tensors) -> Tensors:
        h, n = state["h"], self.knob["units"]
        match self.knob["cell"]:
            case "lstm":
                i, f, o, g = (x @ p["wx"] + h @ p["wh"] + p["b"]).split(n, dim=1)
                i, f, o, g = i.sigmoid(), f.sigmoid(), o.sigmoid(), g.tanh()
                c = f * state["c"] + i * g
                return {"h": o * c.tanh(), "c": c}
            case "gru":
                a = (x @ p["wx"] + p["b"]).reshape(-1, 3, n)
                b = (h @ p["wh"] + p["bh"]).reshape(-1, 3, n)
                r, z = (a[:, 0] + b[:, 0]).sigmoid(), (a[:, 1] + b[:, 1]).sigmoid()
                return {"h": (1 - z) * (a[:, 2] + r * b[:, 2]).tanh() + z * h}
            case "leaky":  # one thing kept depends on another, and a parameter reaches the state past both
                inner = keep(h @ p["wh"]).tanh()
                return {"h": keep(x @ p["wx"] + inner @ p["wh"]).tanh() + h * p["leak"]}
            case "delayed":  # a state that is another one, a time step late, and one that is another one
                new = (x @ p["wx"] + h @ p["wh"] + state["old"] * p["leak"] + state["twin"]).tanh()
                return {"h": new, "old": h, "twin": new}
            case "overlapping":  # gates that share some of the sums they are cut out of
                z = x @ p["wx"] + h @ p["wh"]
                return {"h": z[:, : n - 2].cat(z[:, :2], dim=1).tanh() * z[:, 2:].cat(z[:, :2], dim=1).sigmoid()}
            case "plain":
                return {"h": (x @ p["wx"] + h @ p["wh"] + p["b"]).tanh()}
        return {"h": keep(x @ p["wx"] + h @ p["wh"] + p["b"]).tanh()}

    def said(self, p: Tensors, h: Tensor) -> Tensor:
        """What comes next, from states (…, units): (…, 1)."""
        return h @ p["out"] + p["b_out"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        if self.knob["judge"] == "last":
            return (self.said(params, batch["h"][-1]) - batch["y"][:, -1]).square().mean()
        return (self.said(params, batch["h"]) - batch["y"].transpose(0, 1)).square().mean()

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {"next": self.said(params, data["h"][-1]), "states": data["h"]}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        return {"error": float(((seen["next"] - data["y_test"][:, -1]) ** 2).mean())}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> list[View]:
        return []


def plan(kind: type[RecurrentLab] = Waves, seed: int = 1, **knobs: Any) -> Plan:
    return Plan(kind(settle(kind, knobs)), seed)


def quiet(done: int, total: int) -> None:
    """Nobody watches the preparing."""


def program(**knobs: Any) -> Program:
    return build(plan(**knobs), "CPU:LLVM", quiet)


def unrolled(waves: Plan) -> tuple[float, dict[str, np.ndarray]]:
    """Loss and slopes of the first batch, every time step written out: plain tinygrad."""
    lab = waves.lab
    assert isinstance(lab, RecurrentLab)
    params = {name: Tensor(values) for name, values in waves.flat.unpack(waves.arrays["weights"]).items()}
    batch = {name: Tensor(waves.arrays[f"train.{name}"][: waves.batch]) for name in lab.train_arrays}
    state = {name: Tensor.zeros(waves.batch, units) for name, units in lab.state().items()}
    after: dict[str, list[Tensor]] = {name: [] for name in state}
    for x in lab.inputs(params, batch):
        state = {name: values.contiguous() for name, values in lab.cell(params, x, state).items()}
        for name, values in state.items():
            after[name].append(values)
    loss = lab.loss(params, batch | {name: Tensor.stack(*values) for name, values in after.items()})
    slopes = loss.gradient(*params.values())
    with Context(NOOPT=1):  # nothing here runs twice: the fewer ways are tried to make it fast, the sooner it is done
        loss.realize(*slopes)
    return loss.item(), {name: slope.numpy() for name, slope in zip(params, slopes, strict=True)}


@pytest.mark.parametrize("judge", ["last", "every"])
@pytest.mark.parametrize("cell", CELLS)
def test_slopes_are_those_of_the_unrolled_net(cell: str, judge: str) -> None:
    knobs: dict[str, Any] = {"cell": cell, "judge": judge, "time": 3, "batch": 5, "inputs": "embedded"}
    loss, slopes = program(**knobs).examine(0)
    expected_loss, expected = unrolled(plan(**knobs))
    assert loss == pytest.approx(expected_loss, rel=1e-5)
    for name, values in expected.items():
        assert slopes[name] == pytest.approx(values, rel=1e-4, abs=1e-6), name


@pytest.mark.parametrize("cell", ["kept", "lstm", "gru"])
def test_slopes_agree_with_central_differences(cell: str) -> None:
    lab = program(cell=cell, time=7, units=3, batch=8, inputs="embedded", judge="every")
    slopes, step = lab.examine(0)[1], 4e-3
    for name, values in lab.parameters().items():
        for index in range(values.size):
            nearby = []
            for sign in (1, -1):
                lab.move(name, index, float(values.flat[index]) + sign * step)
                nearby.append(lab.examine(0)[0])
            lab.move(name, index, float(values.flat[index]))
            slope = (nearby[0] - nearby[1]) / (2 * step)
            assert slopes[name].flat[index] == pytest.approx(slope, abs=3e-4), f"{name}[{index}]"


def by_complex_steps(waves: Plan, params: Arrays) -> dict[str, np.ndarray]:
    """Slopes of the first batch's loss without any way back: 64-bit NumPy, each weight moved by i·10⁻³⁰."""
    n, kind = waves.lab.knob["units"], waves.lab.knob["cell"]
    x, y = (waves.arrays[f"train.{name}"][: waves.batch] for name in ("x", "y"))

    def sigmoid(z: np.ndarray) -> np.ndarray:
        return (1 + np.tanh(z / 2)) / 2

    def loss(p: Arrays) -> complex:
        h, c = np.zeros((2, waves.batch, n), complex)
        for time in range(x.shape[1]):
            read, held = x[:, time] @ p["wx"] + p["b"], h @ p["wh"]
            if kind == "lstm":
                i, f, o, g = np.split(read + held, 4, axis=1)
                c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
                h = sigmoid(o) * np.tanh(c)
            elif kind == "gru":
                (r1, z1, n1), (r2, z2, n2) = np.split(read, 3, axis=1), np.split(held + p["bh"], 3, axis=1)
                z = sigmoid(z1 + z2)
                h = (1 - z) * np.tanh(n1 + sigmoid(r1 + r2) * n2) + z * h
            else:
                h = np.tanh(read + held)
        return complex(np.mean((h @ p["out"] + p["b_out"] - y[:, -1]) ** 2))

    exact = {name: values.astype(complex) for name, values in params.items()}
    slopes = {name: np.zeros(values.shape) for name, values in params.items()}
    for name, values in exact.items():
        for index in np.ndindex(values.shape):
            values[index] += 1e-30j
            slopes[name][index] = loss(exact).imag / 1e-30
            values[index] -= 1e-30j
    return slopes


@pytest.mark.parametrize("cell", ["plain", "lstm", "gru"])
def test_slopes_stay_true_where_gates_are_far_beyond_their_ends(cell: str) -> None:
    """Sums of many hundreds: e to their power is no number any more, but the slope of the gate is simply 0."""
    lab = program(cell=cell, units=3, time=6, batch=8)
    small = lab.parameters()
    for times in (1, 30, 3000, 1e30):
        params = {**small, "wx": small["wx"] * np.float32(times)}
        lab.take(params)
        loss, slopes = lab.examine(0)
        assert np.isfinite(loss)
        for name, values in by_complex_steps(lab.plan, params).items():
            assert slopes[name] == pytest.approx(values, rel=2e-3, abs=2e-6), f"{name} at {times}"


@pytest.mark.parametrize("cell", ["kept", "lstm", "gru"])
def test_the_native_loop_trains_bit_for_bit_like_the_python_loop(cell: str) -> None:
    native, jit = program(cell=cell), JitProgram(plan(cell=cell), quiet)
    offsets = (0, 32, 16, 48)
    assert [native.run(offset) for offset in offsets] == [jit.run(offset) for offset in offsets]
    assert (native.read("weights") == jit.read("weights")).all()
    seen, theirs = native.observe(), jit.observe()
    assert all((seen[name] == theirs[name]).all() for name in theirs)
    params = native.parameters()
    for net in (native, jit):
        net.take({**params, "wx": params["wx"] * 3000})
    assert native.run(0) == jit.run(0)
    assert (native.read("weights") == jit.read("weights")).all() and np.isfinite(native.read("weights")).all()


def test_many_steps_in_one_call_are_the_same_steps() -> None:
    whole, single = program(), program()
    assert whole.run(0, 4) == [single.run(offset)[0] for offset in (0, 16, 32, 48)]


@pytest.mark.parametrize("cell", ["kept", "lstm", "gru"])
def test_a_trained_net_beats_saying_that_nothing_changes(cell: str) -> None:
    lab = program(cell=cell, units=16)
    for _ in range(60):
        lab.run(0, 4)
    error = lab.lab.metrics(lab.observe(), lab.data)["error"]
    same_as_before = float(((lab.data["x_test"][:, -1] - lab.data["y_test"][:, -1]) ** 2).mean())
    assert error < same_as_before / 10


def test_states_are_seen_after_every_time_step() -> None:
    lab = program(time=5)
    params, states = lab.parameters(), lab.observe()["states"]
    h = np.zeros((32, 6), np.float32)
    for time in range(5):
        h = np.tanh(lab.data["x_test"][:, time] @ params["wx"] + h @ params["wh"] + params["b"])
        assert states[time] == pytest.approx(h, abs=1e-5)


def test_long_sequences_need_no_more_kernels_than_short_ones() -> None:
    short, long = (traced_now(plan(cell="lstm", time=time), quiet) for time in (5, 200))
    assert len(long.kernels) <= len(short.kernels)
    assert [[len(part.calls) for part in parts] for parts in long.programs.values()] == [
        [len(part.calls) for part in parts] for parts in short.programs.values()
    ]


def test_two_hundred_time_steps_train() -> None:
    lab = program(cell="gru", time=200)
    first, *_, last = [loss for _ in range(8) for loss in lab.run(0, 4)]
    assert last < first / 2


def test_a_single_time_step_trains() -> None:
    assert program(time=1).run(0) == JitProgram(plan(time=1), quiet).run(0)


def test_a_state_must_not_be_called_like_an_array_of_the_data() -> None:
    class Clash(Waves):
        def state(self) -> Mapping[str, int]:
            return {"x": 6}

    with pytest.raises(LabError, match="both called x"):
        plan(Clash).programs()
