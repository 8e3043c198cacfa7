"""What goes wrong in real training is noticed, named and told with a knob; what is well is left in peace."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from engine import health
from engine.client import WorkerClient
from engine.commands import KnobValue
from engine.events import AnyEvent, Failed, Finished, Notice, Noticed
from engine.lab import Number, load_lab, settle
from engine.notices import KINDS, noticed, remedy
from engine.passage import Units, chain_of, follow, hidden_units, nets_of
from engine.plan import Plan
from tests.engine.workers import LESSONS, until

XOR, ACTIVATIONS, DEEP, OVERFIT, HOUSING, LOSSES, GATES, METRICS, DESCENT = (
    LESSONS / f"{name}.py"
    for name in (
        "backprop/xor", "activations/activations", "activations/relu_vs_sigmoid", "training/overfit", "mlp/housing",
        "losses/losses", "neuron/logic_gates", "metrics/metrics", "optimizers/descent",
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Iterator[WorkerClient]:
    """One process for all runs."""
    client = WorkerClient(device="CPU")
    yield client
    client.close()


def run(client: WorkerClient, lab: Path, seed: int = 1, **knobs: float | str) -> list[AnyEvent]:
    """A whole run without pictures, however it ends."""
    client.start(lab, settle(load_lab(lab), knobs), seed, views=False)
    return until(client, Finished, Failed)


def told(events: list[AnyEvent]) -> dict[str, Notice]:
    """Every kind of trouble that was noticed, as it was first told."""
    found: dict[str, Notice] = {}
    for event in events:
        for notice in event.notices if isinstance(event, Noticed) else []:
            found.setdefault(notice.kind, notice)
    return found


PROVOKED: list[tuple[str, Path, dict[str, float | str], str, float | str]] = [
    ("blow-up", XOR, {"learning_rate": 30.0}, "learning_rate", 0.05),
    ("saturated", XOR, {"learning_rate": 30.0}, "learning_rate", 0.05),
    ("dead-units", ACTIVATIONS, {"bias": -2.5}, "bias", 0.0),
    ("vanishing-gradients", DEEP, {}, "depth", 3),
    ("overfitting", OVERFIT, {"l2": 0.0}, "l2", 0.005),
    ("exploding-gradients", HOUSING, {"target": "as it is"}, "target", "scaled"),
    ("plateau", XOR, {"hidden": 1}, "hidden", 4),
]


def test_each_kind_is_noticed_in_a_real_lab_with_the_knob_that_helps(client: WorkerClient) -> None:
    for kind, lab, knobs, knob, value in PROVOKED:
        found = told(run(client, lab, 1, **knobs))
        assert kind in found, (kind, list(found))
        assert (found[kind].knob, found[kind].value) == (knob, value), found[kind]
    assert {kind for kind, *_ in PROVOKED} == KINDS.keys() - {"divergence"}


def test_what_has_been_learned_is_not_called_a_standstill(client: WorkerClient) -> None:
    """Neither a net beside one whose gradients vanish, nor one that knows its training examples by heart."""
    told_of = [n.text for event in run(client, DEEP, 1) if isinstance(event, Noticed) for n in event.notices]
    assert any("sigmoid.w1" in text for text in told_of) and not any("relu" in text for text in told_of), told_of
    found = told(run(client, OVERFIT, 1, points=10, l2=0.005))
    assert "overfitting" in found and "plateau" not in found


def test_default_knobs_raise_no_false_alarm(client: WorkerClient) -> None:
    for lab in (XOR, OVERFIT, GATES, METRICS):
        for seed in (1, 2, 3):
            assert told(run(client, lab, seed)) == {}, (lab.name, seed)


def test_a_run_that_blows_up_is_noticed_before_it_diverges(client: WorkerClient) -> None:
    events = run(client, LOSSES, learning_rate=1.0)
    assert isinstance(events[-1], Failed)
    assert events[-1].kind == "diverged"
    assert events[-1].hint == "Turn learning rate down, from 1 to 0.1. Then start again."
    assert "blow-up" in told(events)


@pytest.mark.parametrize(
    ("lab", "knobs", "advised"),
    [
        (DEEP, {"start": "large"}, "Turn start from large to fitting."),
        (DEEP, {"start": "large", "learning_rate": 0.2}, "Turn start from large to fitting."),
        (DEEP, {"start": "large", "learning_rate": 10.0}, "Turn learning rate down, from 10 to 0.1."),
        (HOUSING, {"target": "as it is"}, "Turn target from as it is to scaled."),
        (LOSSES, {"learning_rate": 1.0}, "Turn learning rate down, from 1 to 0.1."),
        (DESCENT, {"surface": "rosenbrock"}, "Turn learning rate down, from 0.07 to 0.02."),
    ],
)
def test_a_divergence_is_told_with_the_knob_that_likely_led_there(
    lab: Path, knobs: Mapping[str, KnobValue], advised: str
) -> None:
    kind = load_lab(lab)
    assert noticed("divergence", "", kind.knobs, settle(kind, knobs)).advice == f"{advised} Then start again."


def test_who_follows_the_advice_after_a_divergence_soon_gets_a_run_that_ends(client: WorkerClient) -> None:
    kind = load_lab(DESCENT)
    knobs: dict[str, float | str] = {"surface": "rosenbrock", "learning_rate": 3.0}
    for left in range(4, -1, -1):
        ended = run(client, DESCENT, 1, **knobs)[-1]
        if isinstance(ended, Finished):
            break
        notice = noticed("divergence", "", kind.knobs, settle(kind, knobs))
        assert isinstance(ended, Failed) and ended.hint == notice.advice and left
        assert not isinstance(notice.value, bool)
        knobs[notice.knob] = notice.value


def test_the_same_run_is_told_the_same_again(client: WorkerClient) -> None:
    def notices() -> list[Noticed]:
        return [e for e in run(client, ACTIVATIONS, bias=-2.5) if isinstance(e, Noticed)]

    first, second = notices(), notices()
    assert [(e.step, e.notices) for e in first] == [(e.step, e.notices) for e in second]
    assert first


def test_the_numbers_told_are_those_of_the_net() -> None:
    values = np.ones((5, 4, 1), np.float32)
    values[:, :3] = 0
    assert health.dead_units([Units("", 2, "relu", values)]) == (
        "3 of 4 units of hidden layer 2 answer 0 to every one of the 5 examples looked at."
    )
    values[4, 0] = 0.1
    assert "2 of 4" in health.dead_units([Units("", 1, "relu", values)])
    assert health.dead_units([Units("", 1, "tanh", values)]) == ""


def test_units_are_flat_only_where_their_slope_is_almost_gone() -> None:
    flat, steep = np.full((10, 2, 1), -0.999), np.full((10, 2, 1), 0.9)
    assert "2 of 2 units" in health.saturated_units([Units("", 1, "tanh", flat)])
    assert health.saturated_units([Units("", 1, "tanh", steep)]) == ""
    assert health.saturated_units([Units("", 1, "sigmoid", np.full((10, 2, 1), 0.995))])


def test_a_trouble_once_told_is_held_until_it_is_clearly_over() -> None:
    blocks = [1.0, 1.5, 1.5, 1.5]
    assert health.blown_up(1.0, blocks) == ""
    assert health.blown_up(0.3, [0.2, *blocks[1:]]) != ""
    assert health.blown_up(1.0, [0.2, *blocks[1:]], held=True) != ""


def test_a_held_out_loss_that_turns_round_is_overfitting_one_that_falls_is_not() -> None:
    pair = health.Pair("training_loss", "validation_loss", lower_is_better=True)
    falls = [1 / (n + 1) for n in range(30)]
    turns = [*falls[:15], *[falls[14] + 0.01 * n for n in range(15)]]
    assert "has risen from 0.0667 to 0.207" in health.overfitting(pair, falls, turns)
    assert health.overfitting(pair, falls, falls) == ""
    assert health.overfitting(pair, turns, turns) == "", "both get worse: that is no overfitting"
    assert health.pairs(["r2", "test_rmse", "train_r2"]) == [(behind := health.Pair("train_r2", "r2", False))]
    assert "Train R² is 0.9, on held-out examples only 0.5" in health.overfitting(behind, [0.9] * 12, [0.5] * 12)


def test_layers_followed_by_hand_say_what_the_lab_says() -> None:
    from tests.labs.trained import built

    program = built("xor")
    (net,) = nets_of(program.lab, program.plan.flat.shapes)
    (units,) = hidden_units(net, program.parameters(), program.data["x"])
    np.testing.assert_allclose(units.values[..., 0], program.observe()["hidden"], atol=1e-6)
    program = built("digits")
    (net,) = nets_of(program.lab, program.plan.flat.shapes)
    images = program.data["x"][:3].reshape(3, 1, 8, 8)
    scores = follow(net, program.parameters(), images)[-1].outputs
    for image, score in zip(program.data["x"][:3], scores, strict=True):
        said = program.ask(image.reshape(8, 8))["probabilities"].ravel()
        np.testing.assert_allclose(score, said, atol=1e-4)


def test_the_nets_that_labs_tell_of_can_be_followed_from_their_examples() -> None:
    followed = []
    for file in sorted(LESSONS.glob("*/[a-z]*.py")):
        lab = load_lab(file)(settle(load_lab(file), {}))
        plan = Plan(lab, 1)
        params = dict(lab.parameters(np.random.default_rng(1)))
        for net in nets_of(lab, plan.flat.shapes):
            x = plan.data[lab.train_arrays[0]][:4]
            chain = chain_of(lab)
            passed = follow(net, params, x if chain is None else x.reshape(-1, *chain.shape))
            assert [one.weight for one in passed] == net.weights, file
            followed.append(lab.id)
    known = {"xor", "digits", "playground", "activations", "relu-vs-sigmoid", "perceptron", "three-nets"}
    assert known <= set(followed)


@pytest.mark.parametrize(
    ("wish", "now", "expected"),
    [
        ("rate-", 1.0, 0.1),
        ("rate-", 0.1, 0.03),
        ("rate+", 0.1, 0.3),
        ("rate<", 0.1, ""),
        ("rate+", 10.0, ""),
        ("other+", 1, ""),
    ],
)
def test_a_knob_goes_back_to_its_default_first_and_never_beyond_its_end(
    wish: str, now: float, expected: float | str
) -> None:
    knob = Number("rate", 0.1, 0.001, 10, "")
    turn = remedy([wish], [knob], {"rate": now})
    assert (turn.value if turn.knob else "") == expected


def test_a_notice_without_a_knob_still_says_what_to_do() -> None:
    notice = noticed("plateau", "The loss stands.", [], {})
    assert notice.knob == ""
    assert notice.advice
    assert json.dumps(notice.text)
