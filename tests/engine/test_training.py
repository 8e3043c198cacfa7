"""Training itself, in this process: gradients, optimisers, reproducibility, bars."""

from __future__ import annotations

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.commands import NextPhase, SetKnob, SingleStep, Start
from engine.events import AnyEvent, Finished, Paused, Phase, Preparing, Ready, Seen, Step
from engine.jit_program import JitProgram
from engine.lab import Lab, LabError, load_lab, settle
from engine.optim import OPTIMIZERS
from engine.plan import Plan
from engine.program import Program
from engine.program import build as build_program
from engine.session import Session
from engine.slow import four_places, number
from engine.tensors import on_device, read
from engine.train import train
from engine.views import Field, Network, Table
from engine.weights import weights_of

LESSONS = Path(__file__).parents[2] / "lessons"
XOR, GATES, DIGITS = (LESSONS / p for p in ("backprop/xor.py", "neuron/logic_gates.py", "cnn/digits.py"))
PERCEPTRON = LESSONS / "perceptron" / "perceptron.py"


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepared programs are made once for this file."""
    CACHE.append(tmp_path_factory.mktemp("cache"))
    return CACHE[-1]


CACHE: list[Path] = []


def plan(file: Path, seed: int = 1, **knobs: float | str) -> Plan:
    kind = load_lab(file)
    return Plan(kind(settle(kind, knobs)), seed)


def quiet(done: int, total: int) -> None:
    """Nobody watches the preparing."""


def build(file: Path, seed: int = 1, **knobs: float | str) -> Program:
    return build_program(plan(file, seed, **knobs), "CPU:LLVM", quiet, file, CACHE[-1])


def losses(program: Program, steps: int, slice_: int = 1) -> list[float]:
    return [loss for trained in train(program, steps, lambda step: slice_) for loss in trained.losses]


def open_session(file: Path, **options: object) -> tuple[Session, list[AnyEvent]]:
    events: list[AnyEvent] = []
    return Session(Start(1, str(file), **options), "CPU:LLVM", events.append), events  # type: ignore[arg-type]


def test_gradients_agree_with_central_differences() -> None:
    program = build(XOR, seed=3)
    _, slopes = program.examine(0)
    parameters, step = program.parameters(), 1e-2
    for name, values in parameters.items():
        for index in range(values.size):
            nearby = []
            for sign in (1, -1):
                program.move(name, index, float(values.flat[index]) + sign * step)
                nearby.append(program.examine(0)[0])
            program.move(name, index, float(values.flat[index]))
            slope = (nearby[0] - nearby[1]) / (2 * step)
            assert slopes[name].flat[index] == pytest.approx(slope, abs=2e-4), f"{name}[{index}]"


def numpy_adam(weights: np.ndarray, gradients: list[np.ndarray], rate: float) -> np.ndarray:
    m, v = np.zeros_like(weights), np.zeros_like(weights)
    for t, g in enumerate(gradients, start=1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        weights = weights - rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return weights


def numpy_sgd(weights: np.ndarray, gradients: list[np.ndarray], rate: float) -> np.ndarray:
    return np.asarray(weights - rate * np.sum(gradients, axis=0))


@pytest.mark.parametrize(("name", "formula"), [("adam", numpy_adam), ("sgd", numpy_sgd)])
def test_optimisers_follow_their_formulas(
    name: str, formula: Callable[[np.ndarray, list[np.ndarray], float], np.ndarray]
) -> None:
    from tinygrad import Tensor

    rng = np.random.default_rng(0)
    start = rng.normal(size=9).astype(np.float32)
    gradients = [rng.normal(size=9) for _ in range(5)]
    optimizer = OPTIMIZERS[name]
    state = {key: on_device(values) for key, values in optimizer.state(start, 0.1).items()}
    for gradient in gradients:
        Tensor.realize(*optimizer.update(state, on_device(gradient.astype(np.float32))))
    expected = formula(start.astype(np.float64), gradients, 0.1)
    assert read(state["weights"]) == pytest.approx(expected, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize(
    ("file", "knobs"), [(XOR, {}), (GATES, {}), (DIGITS, {"filters": 2, "batch": 32})], ids=["xor", "gates", "digits"]
)
def test_machine_code_of_our_own_trains_bit_for_bit_like_the_jit(file: Path, knobs: dict[str, Any]) -> None:
    native, jit = build(file, **knobs), JitProgram(plan(file, **knobs), quiet)
    expected = losses(jit, 30)
    assert losses(native, 30, slice_=7) == expected
    assert (native.read("weights") == jit.read("weights")).all()
    seen, theirs = native.observe(), jit.observe()
    assert all((seen[name] == theirs[name]).all() for name in theirs)


def test_losses_do_not_depend_on_how_many_steps_one_call_makes() -> None:
    assert losses(build(DIGITS, filters=2), 60, 1) == losses(build(DIGITS, filters=2), 60, 13)


def test_the_same_seed_gives_the_same_losses_bit_for_bit_and_another_seed_others() -> None:
    first, again, other = (losses(build(XOR, seed), 30) for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_shuffled_batches_repeat_with_the_seed_too() -> None:
    first, again = (losses(build(DIGITS, seed=2, filters=2), 25) for _ in range(2))
    assert first == again


def test_capturing_does_not_train() -> None:
    """Building runs a step to capture it; the parameters must be the initial ones afterwards."""
    program = build(XOR, seed=4)
    assert (program.read("weights") == program.plan.state["weights"]).all()


def test_observing_does_not_train() -> None:
    plain, watched = build(XOR, seed=4), build(XOR, seed=4)
    expected = losses(plain, 10)
    got = []
    for trained in train(watched, 10):
        watched.observe()
        got += trained.losses
    assert got == expected


def test_a_batch_of_more_than_half_the_examples_takes_turns_with_them_too() -> None:
    """60 points in batches of 40: one batch an epoch, other points in each, and never a row beyond the last."""
    program = build(PERCEPTRON, batch=40)
    by_slices = losses(program, 60, 30)
    assert by_slices == losses(build(PERCEPTRON, batch=40), 60, 1)
    left_out = set(range(60))
    for row in range(40):
        left_out -= {n for n, x in enumerate(program.data["x"]) if (x == program.read("train.x")[row]).all()}
    assert len(left_out) == 20 and left_out != set(range(40, 60)), "the last shuffle still counts"


def test_losses_are_numbers_of_their_own() -> None:
    """A captured program reuses its output buffer; kept losses must not all read the same later."""
    assert len(set(losses(build(XOR), 5))) == 5


def test_two_half_batches_give_the_gradient_of_the_whole() -> None:
    program = build(DIGITS, seed=1, filters=2, batch=128)
    (loss, whole) = program.examine(0)
    halves = build(DIGITS, seed=1, filters=2, batch=64)
    parts = [halves.examine(offset) for offset in (0, 64)]
    assert loss == pytest.approx(np.mean([part[0] for part in parts]), rel=1e-5)
    for name, slope in whole.items():
        assert slope == pytest.approx(np.mean([part[1][name] for part in parts], axis=0), rel=1e-3, abs=1e-5)


def test_the_learning_rate_can_be_turned_while_training() -> None:
    """At rate 0.001 a step moves 100 times less than at 0.1: the buffer is read, not a frozen number."""
    program = build(XOR)
    loop = train(program, 4)
    moved = []
    for rate in (0.1, 0.001):
        program.set_learning_rate(rate)
        before = program.read("weights")
        next(loop)
        moved.append(float(np.abs(program.read("weights") - before).max()))
    assert moved[1] < moved[0] / 20


def test_a_session_says_preparing_ready_steps_and_finished_in_order() -> None:
    session, events = open_session(XOR, steps=50)
    while not session.over:
        session.advance()
    kinds = [type(event) for event in events]
    assert kinds.index(Preparing) < kinds.index(Ready) < kinds.index(Step) < kinds.index(Finished)
    steps = [event for event in events if isinstance(event, Step)]
    assert [s.step for s in steps] == sorted(s.step for s in steps)
    assert sum(len(s.losses) for s in steps) == 50, "every loss is told exactly once"
    last = events[-1]
    assert isinstance(last, Finished) and last.steps == 50 and last.bar is not None


def test_a_paused_start_shows_the_untrained_net_and_waits() -> None:
    session, events = open_session(XOR, paused=True)
    assert session.standing and session.step == 0
    seen = [event for event in events if isinstance(event, Seen)]
    assert [type(view) for view in seen[0].views] == [Field, Network]
    assert isinstance(events[-1], Paused)


def test_a_single_step_is_one_step() -> None:
    session, _ = open_session(XOR, paused=True)
    session.apply(SingleStep(1))
    assert (session.step, session.standing) == (1, True)


def test_a_lab_knows_how_many_updates_the_net_has_had_that_it_looks_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """So its pictures may keep what they saw; a new run has a new lab, which has seen nothing."""
    session, events = open_session(XOR, steps=30)
    looks: list[int] = []

    def measure(*_: object) -> dict[str, float]:
        looks.append(session.lab.step)
        return {}

    monkeypatch.setattr(session.lab, "metrics", measure)
    while not session.over:
        session.advance()
    assert looks == [event.step for event in events if isinstance(event, Step)]
    assert open_session(XOR)[0].lab.step == 0


def test_slow_motion_walks_forward_loss_backward_update_and_only_update_changes_the_net() -> None:
    session, events = open_session(XOR, paused=True)
    before = session.program.read("weights")
    for _ in range(3):
        session.apply(NextPhase(1))
        assert (session.program.read("weights") == before).all()
    session.apply(NextPhase(1))
    assert (session.program.read("weights") != before).any()
    assert session.step == 1
    phases = [event for event in events if isinstance(event, Phase)]
    assert [phase.name for phase in phases] == ["forward", "loss", "backward", "update"]
    network = next(view for view in phases[2].views if isinstance(view, Network))
    assert network.layers[0].weight_gradients is not None, "backward shows gradients"


def test_weights_set_by_hand_move_the_unit_and_can_pass_the_bar() -> None:
    """AND by hand: w = (1, 1), b = −1.5 fires for (1, 1) alone."""
    session, events = open_session(GATES, paused=True, knobs={"w1": -1.0, "w2": -1.0, "b": -1.0})
    assert session.metrics["accuracy"] == 0.75
    for name, value in (("w1", 1.0), ("w2", 1.0), ("b", -1.5)):
        session.apply(SetKnob(1, name, value))
    seen = [event for event in events if isinstance(event, Seen)][-1]
    assert seen.knobs == {"w1": 1.0, "w2": 1.0, "b": -1.5}
    table = next(view for view in seen.views if isinstance(view, Table))
    assert [row[3] for row in table.rows] == ["0", "0", "0", "1"]
    finished = [event for event in events if isinstance(event, Finished)]
    assert [f.bar.met for f in finished if f.bar] == [True], "passing by hand is told once"


def test_a_structural_knob_cannot_be_turned_while_running() -> None:
    session, _ = open_session(XOR, paused=True)
    with pytest.raises(LabError, match="cannot be changed while"):
        session.apply(SetKnob(1, "hidden", 2))


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("file", [XOR, GATES], ids=["xor", "logic-gates"])
def test_the_bar_is_met_with_default_knobs(file: Path, seed: int) -> None:
    assert_bar(file, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_digits_meets_its_bar_with_default_knobs(seed: int) -> None:
    assert_bar(DIGITS, seed)


def assert_bar(file: Path, seed: int) -> None:
    lab: type[Lab] = load_lab(file)
    program = build(file, seed)
    losses(program, lab.steps)
    metrics = program.lab.metrics(program.observe(), program.data)
    assert lab.bar.met(metrics), metrics


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_line_separates_xor(seed: int) -> None:
    """The lesson's point: one unit gets three rows at best; so does a hidden layer without a bend."""
    for program in (build(GATES, seed, gate="XOR"), build(XOR, seed, activation="linear"), build(XOR, seed, hidden=1)):
        losses(program, 200)
        assert program.lab.metrics(program.observe(), program.data)["accuracy"] <= 0.75


@pytest.mark.parametrize("gate", ["OR", "NAND", "NOT"])
def test_the_other_gates_are_reached(gate: str) -> None:
    program = build(GATES, 1, gate=gate)
    losses(program, 200)
    assert program.lab.metrics(program.observe(), program.data)["accuracy"] == 1.0


def test_writing_to_a_tensor_is_seen_by_captured_programs() -> None:
    program = build(XOR, seed=1)
    before = program.observe()["output"]
    program.write("weights", np.zeros_like(program.read("weights")))
    assert program.observe()["output"] == pytest.approx(np.full((4, 1), 0.5))
    assert before != pytest.approx(np.full((4, 1), 0.5))


def test_slow_motion_shows_old_and_new_weights_and_a_table_of_layers_in_every_quarter() -> None:
    session, events = open_session(XOR, paused=True)
    before = session.program.parameters()
    for _ in range(4):
        session.apply(NextPhase(1))
    phases = [event for event in events if isinstance(event, Phase)]
    tables = [next(view for view in phase.views if view.name == "slow motion") for phase in phases]
    nets = [next(view for view in phase.views if isinstance(view, Network)) for phase in phases]
    assert [net.phase for net in nets] == ["forward", "loss", "backward", "update"]
    last = nets[3].layers[0]
    assert last.weights_before is not None
    assert last.weight_gradients is not None
    assert last.weights_before.flat() == pytest.approx(before["w1"].ravel())
    assert last.weights.flat() == pytest.approx(session.program.parameters()["w1"].ravel())
    assert all(isinstance(table, Table) for table in tables)
    forward, loss, backward, update = (table.rows for table in tables if isinstance(table, Table))
    assert [row[0] for row in forward] == ["input", "× w1", "tanh", "× w2", "sigmoid"]
    assert loss[-1][-1] == f"{float(phases[1].text.split(': ')[1].split('. ')[0]):.3f}"
    assert [row[0] for row in backward] == ["b2", "w2", "b1", "w1"], "slopes come from the loss, last layer first"
    assert all(row[1] != row[4] for row in update), "every layer's weight has moved"
    names = [weight.label for weight in weights_of(phases[3].views)]
    assert [row[0] for row in update if row[0] not in names] == [], "named as where they can be set"


def test_numbers_of_slow_motion_have_no_minus_before_a_zero() -> None:
    assert [four_places(x) for x in (-0.00001, -1.0, 0.73346)] == ["0.0000", "−1.0000", "0.7335"]
    assert number(-0.0) == "0"


def test_in_plain_descent_the_weight_moves_by_exactly_eta_times_slope() -> None:
    session, events = open_session(GATES, paused=True, knobs={"gate": "OR"})
    for _ in range(4):
        before = session.program.parameters()
        session.apply(NextPhase(1))
    after, loss_before = session.program.parameters(), session.loss
    update = [event for event in events if isinstance(event, Phase)][-1]
    table = next(view for view in update.views if view.name == "slow motion")
    assert isinstance(table, Table)
    moved = {name: after[name] - before[name] for name in after}
    for name, was, slope, step, now in table.rows:
        key, place = name.rstrip("]").split(" [")
        at = tuple(int(i) - 1 for i in place.split(","))
        numbers = [float(text.replace("−", "-")) for text in (was, slope, step, now)]
        assert numbers[2] == pytest.approx(-0.2 * numbers[1], abs=1e-3)
        assert numbers[3] - numbers[0] == pytest.approx(numbers[2], abs=1e-3)
        assert moved[key][at] == pytest.approx(numbers[2], abs=1e-3)
    assert "old − η · slope" in update.text
    assert f"{loss_before:.4f}" in update.text
