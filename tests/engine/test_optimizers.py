"""Optimisers against their formulas in NumPy, several side by side, and noise: on both ways a lab can run."""

from __future__ import annotations

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from tinygrad import Tensor

from engine.commands import NextPhase, Start
from engine.events import AnyEvent, Phase
from engine.jit_program import JitProgram
from engine.lab import Lab, LabError, Number, settle
from engine.native_program import NativeProgram
from engine.optim import OPTIMIZERS, clipped
from engine.plan import Plan
from engine.prepared import prepare
from engine.program import Program
from engine.session import Session
from engine.tensors import on_device, read
from engine.train import train
from tests.engine.small_labs import ROWS, Dropout, Regression, Side, Valley

Rule = Callable[[np.ndarray, Callable[[np.ndarray], np.ndarray], int, float], np.ndarray]


def quiet(done: int, total: int) -> None:
    """Nobody watches the preparing."""


def native(kind: type[Lab], seed: int = 1, **knobs: float | str) -> Program:
    plan = Plan(kind(settle(kind, knobs)), seed)
    return NativeProgram(plan, *prepare(plan, quiet, None, None))


def jit(kind: type[Lab], seed: int = 1, **knobs: float | str) -> Program:
    return JitProgram(Plan(kind(settle(kind, knobs)), seed), quiet)


def losses(program: Program, steps: int, slice_: int = 1) -> list[float]:
    return [loss for trained in train(program, steps, lambda step: slice_) for loss in trained.losses]


# -- formulas ---------------------------------------------------------------------------------------------------------
def sgd(w: np.ndarray, slope: Callable[[np.ndarray], np.ndarray], steps: int, rate: float) -> np.ndarray:
    for _ in range(steps):
        w = w - rate * slope(w)
    return w


def momentum(w: np.ndarray, slope: Callable[[np.ndarray], np.ndarray], steps: int, rate: float) -> np.ndarray:
    velocity = np.zeros_like(w)
    for _ in range(steps):
        velocity = 0.9 * velocity + slope(w)
        w = w - rate * velocity
    return w


def rmsprop(w: np.ndarray, slope: Callable[[np.ndarray], np.ndarray], steps: int, rate: float) -> np.ndarray:
    square = np.zeros_like(w)
    for _ in range(steps):
        g = slope(w)
        square = 0.9 * square + 0.1 * g * g
        w = w - rate * g / (np.sqrt(square) + 1e-8)
    return w


def adam(w: np.ndarray, slope: Callable[[np.ndarray], np.ndarray], steps: int, rate: float) -> np.ndarray:
    m, v = np.zeros_like(w), np.zeros_like(w)
    for t in range(1, steps + 1):
        g = slope(w)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w = w - rate * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return w


RULES: Mapping[str, Rule] = {"sgd": sgd, "momentum": momentum, "rmsprop": rmsprop, "adam": adam}


@pytest.mark.parametrize("name", RULES)
def test_every_optimiser_follows_its_formula_for_50_steps(name: str) -> None:
    rng = np.random.default_rng(0)
    start, slopes = rng.uniform(-2, 2, 9).astype(np.float32), rng.normal(size=(50, 9)).astype(np.float32)
    optimizer = OPTIMIZERS[name]
    state = {key: on_device(values) for key, values in optimizer.state(start, 0.05).items()}
    for slope in slopes:
        Tensor.realize(*optimizer.update(state, on_device(slope)))
    coming = iter(slopes.astype(np.float64))
    expected = RULES[name](start.astype(np.float64), lambda w: next(coming), 50, 0.05)
    assert read(state["weights"]) == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_every_optimiser_is_tested() -> None:
    assert set(OPTIMIZERS) == set(RULES)


def test_momentum_goes_down_a_valley_faster_than_plain_descent() -> None:
    """Slope 100 times steeper across than along: where the one still creeps, the other has arrived."""
    curvature = np.array([1.0, 100.0])
    left = {name: float(np.abs(RULES[name](np.ones(2), lambda w: curvature * w, 150, 0.01)).max()) for name in RULES}
    assert left["momentum"] < 0.01 < 0.2 < left["sgd"]


# -- side by side -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("build", [native, jit])
def test_nets_side_by_side_train_exactly_as_each_alone(build: Callable[..., Program]) -> None:
    together = build(Side)
    losses(together, 40)
    found = together.parameters()
    for net in Side.nets:
        rule = net.rstrip(".")
        alone_kind = type("Alone", (Regression,), {"optimizer": rule, "__module__": __name__})
        alone = build(alone_kind, learning_rate=0.05 * float(Side.rates.get(net, 1.0)))
        losses(alone, 40)
        for name, values in alone.parameters().items():
            assert found[net + name] == pytest.approx(values, rel=1e-5, abs=1e-6), net + name


def test_the_rate_of_all_groups_can_be_turned_while_training() -> None:
    program = native(Side)
    losses(program, 3)
    program.set_learning_rate(0.0)
    before = program.read("weights")
    program.run(0, 1)
    assert (program.read("weights") == before).all()


def test_a_knob_says_how_many_times_the_rate_a_group_goes() -> None:
    by_number = native(type("Fixed", (Side,), {"rates": {"sgd.": 3.0}, "__module__": __name__}))
    knobs = (*Side.knobs, Number("sgd_times", 3, 1, 10, ""))
    by_knob = native(type("Told", (Side,), {"knobs": knobs, "rates": {"sgd.": "sgd_times"}, "__module__": __name__}))
    assert losses(by_knob, 5) == losses(by_number, 5) != losses(native(Side), 5)


@pytest.mark.parametrize("kind", [Side, Dropout])
@pytest.mark.parametrize("batch", [8, 5, ROWS])
def test_machine_code_and_the_jit_agree_bit_for_bit(kind: type[Lab], batch: int) -> None:
    ours, theirs = native(kind, batch=batch), jit(kind, batch=batch)
    expected = losses(theirs, 30)
    assert losses(ours, 30, slice_=7) == expected
    assert (ours.read("weights") == theirs.read("weights")).all()
    seen = theirs.observe()
    assert all((ours.observe()[name] == values).all() for name, values in seen.items())


def test_a_surface_needs_no_data_to_go_down() -> None:
    ours, theirs = native(Valley), jit(Valley)
    expected = losses(theirs, 120)
    assert losses(ours, 120, slice_=7) == expected
    assert ours.parameters()["at"] == pytest.approx([1, -2], abs=0.05)
    assert ours.examine(0)[0] == pytest.approx(float(ours.observe()["height"]))


def test_a_surface_can_be_gone_down_in_slow_motion(tmp_path: Path) -> None:
    events = opened(tmp_path, Valley)[1]
    assert [event.name for event in events if isinstance(event, Phase)] == ["forward", "loss", "backward", "update"]


def test_a_knob_called_optimizer_chooses() -> None:
    from engine.lab import Choice

    knobs = (*Regression.knobs, Choice("optimizer", "sgd", tuple(RULES), ""))
    kind = type("Chosen", (Regression,), {"knobs": knobs, "__module__": __name__})
    for name in RULES:
        plan = Plan(kind(settle(kind, {"optimizer": name})), 1)
        assert plan.optimizer is OPTIMIZERS[name]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"optimizers": {"sdg.": "sgd"}}, "begins with 'sdg.'"),
        ({"rates": {"w9": 0.1}}, "begins with 'w9'"),
        ({"rates": {"sgd.": "sgd_tims"}}, "a knob called 'sgd_tims'"),
        ({"optimizer": "adma"}, "'adma'"),
        ({"optimizers": {"sgd.": "rmspop"}}, "'rmspop'"),
    ],
)
def test_a_slip_of_a_name_is_said(given: dict[str, object], says: str) -> None:
    kind = type("Slip", (Side,), {**given, "__module__": __name__})
    with pytest.raises(LabError, match=says):
        Plan(kind(settle(kind, {})), 1)


# -- clipping ---------------------------------------------------------------------------------------------------------
class Clipped(Regression):
    """Cuts its gradients, to a length that can be turned while it trains."""

    knobs = (*Regression.knobs, Number("clip", 0, 0, 10, "", live=True))


def cut(slope: np.ndarray, limit: float) -> np.ndarray:
    """As PyTorch's documentation of clip_grad_norm_ has it."""
    return slope * min(1.0, limit / (float(np.linalg.norm(slope)) + 1e-6)) if limit else slope


@pytest.mark.parametrize("build", [native, jit])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_gradients_are_cut_to_the_length_allowed(build: Callable[..., Program], optimizer: str) -> None:
    """Longer ones, not shorter ones, and none at 0: turned while it trains, against the formulas in NumPy."""
    program = build(type("Chosen", (Clipped,), {"optimizer": optimizer, "__module__": __name__}))
    weights, lengths, limits = program.read("weights").astype(np.float64), [], (0.0, 0.01, 10.0, 0.0, 1.0, 1e-4)
    slopes = []
    for limit in limits:
        program.set_clip(limit)
        raw = program.plan.flat.pack(program.examine(0)[1]).astype(np.float64)
        lengths.append(float(np.linalg.norm(raw)))
        slopes.append(cut(raw, limit))
        program.run(0)
    coming = iter(slopes)
    rate = float(program.lab.knob["learning_rate"])
    expected = RULES[optimizer](weights, lambda w: next(coming), len(limits), rate)
    assert program.read("weights") == pytest.approx(expected, rel=1e-5, abs=1e-5)
    assert any(length > limit > 0 for length, limit in zip(lengths, limits, strict=True))
    assert any(length < limit for length, limit in zip(lengths, limits, strict=True))


def test_a_lab_can_fix_the_length_and_nets_side_by_side_share_it() -> None:
    fixed = type("Fixed", (Side,), {"clip": 1e-3, "optimizers": {}, "optimizer": "sgd", "rates": {}})
    program = native(type("Known", (fixed,), {"__module__": __name__}))
    rate, before = float(program.lab.knob["learning_rate"]), program.read("weights")
    program.run(0)
    moved = np.linalg.norm(program.read("weights").astype(np.float64) - before)
    assert moved == pytest.approx(rate * 1e-3, rel=1e-3)
    grouped = native(type("Mixed", (Side,), {"clip": 0.0, "__module__": __name__}))
    assert losses(grouped, 5) == losses(native(Side), 5), "0 leaves gradients as they are"


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_clipping_does_not_hide_that_a_run_has_blown_up(wrong: float) -> None:
    slope, limit = Tensor(np.array([wrong, 1], np.float32)), Tensor(np.ones(1, np.float32))
    assert np.isnan(clipped(slope, limit).numpy()[0])


# -- noise ------------------------------------------------------------------------------------------------------------
def epochs(program: Program, count: int) -> list[np.ndarray]:
    """The noise of each of the first epochs."""
    steps = program.rows // program.batch
    ends = (trained for trained in train(program, count * steps) if trained.step % steps == 0)
    return [program.read("noise.drop") for _ in ends]


@pytest.mark.parametrize("batch", [8, ROWS])
def test_noise_is_fresh_in_every_epoch_and_uniform(batch: int) -> None:
    seen = epochs(native(Dropout, batch=batch), 120)
    assert len({noise.tobytes() for noise in seen}) == 120
    values = np.concatenate([noise.ravel() for noise in seen])  # 8,640 numbers
    assert values.min() >= 0 and values.max() < 1
    shares = np.histogram(values, 10, (0, 1))[0] / values.size
    assert shares == pytest.approx(np.full(10, 0.1), abs=0.015), "4.6 standard deviations"
    assert (values > 0.4).mean() == pytest.approx(0.6, abs=0.025)


def test_noise_stays_the_same_within_an_epoch() -> None:
    program = native(Dropout, batch=8)
    loop = train(program, 6)
    read = [(next(loop).step, program.read("noise.drop"))[1] for _ in range(6)]
    assert (read[0] == read[2]).all() and (read[3] == read[5]).all()
    assert (read[2] != read[3]).any()


def test_noise_repeats_with_the_seed_and_does_not_disturb_the_shuffles() -> None:
    first, again, other = (epochs(native(Dropout, seed), 3) for seed in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert (first[0] != other[0]).any()
    plain, noisy = native(Regression), native(Dropout)
    for program in (plain, noisy):
        losses(program, 4)
    assert (plain.read("train.x") == noisy.read("train.x")).all()


def test_the_mask_reaches_the_loss() -> None:
    """Everything dropped: the net sees zeros. Nothing dropped: the loss of the same net without noise."""
    program, plain = native(Dropout, batch=ROWS), native(Regression, batch=ROWS)
    program.write("noise.drop", np.ones_like(program.read("noise.drop")))
    assert program.examine(0)[0] == pytest.approx(plain.examine(0)[0])
    program.write("noise.drop", np.zeros_like(program.read("noise.drop")))
    assert program.examine(0)[0] == pytest.approx(float(np.square(program.data["y"]).mean()), rel=1e-5)


def test_observing_has_no_noise() -> None:
    program, plain = native(Dropout), native(Regression)
    assert program.observe()["only"] == pytest.approx(plain.observe()["only"])


def opened(folder: Path, kind: type[Lab]) -> tuple[Session, list[AnyEvent]]:
    """A session on a lab made for tests, after one step in slow motion."""
    file = folder / "slow.py"
    name = kind.__name__
    file.write_text(f"from tests.engine.small_labs import {name}\n\n\nclass Slow({name}):\n    steps = 9\n")
    events: list[AnyEvent] = []
    session = Session(Start(1, str(file), paused=True), "CPU:LLVM", events.append)
    for _ in range(4):
        session.apply(NextPhase(1))
    return session, events


def test_slow_motion_looks_at_the_batch_and_the_noise_it_will_learn_from(tmp_path: Path) -> None:
    """The loss told in the second quarter of a step is the one its update starts from, also where an epoch begins."""
    session, events = opened(tmp_path, Dropout)
    for _ in range(6):
        told = [event.text for event in events if isinstance(event, Phase)][-4:]
        assert f"{session.loss:.4f}" in told[1], told
        for _ in range(4):
            session.apply(NextPhase(1))
