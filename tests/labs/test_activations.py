"""The two labs on activations: the curves are true, and the lessons' claims hold in the runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.lab import load_lab, settle
from engine.views import Bars, Curves
from tests.labs.trained import built, metrics, trained
from tutor.content.course import load_course

BENT = ("sigmoid", "tanh", "relu", "leaky", "randomised")


@pytest.mark.parametrize("activation", BENT)
def test_every_bend_fences_the_dot_in(activation: str) -> None:
    assert trained(built("activations", activation=activation))["test_accuracy"] >= 0.95


@pytest.mark.parametrize("knobs", [{"activation": "linear", "depth": 6}, {"activation": "leaky", "alpha": 1}], ids=str)
def test_without_a_bend_it_is_a_line_and_a_line_cannot(knobs: dict[str, Any]) -> None:
    assert trained(built("activations", **knobs))["test_accuracy"] <= 0.7


def test_relus_that_are_all_on_do_exactly_what_no_bend_does() -> None:
    on, straight = (built("activations", activation=name, bias=3) for name in ("relu", "linear"))
    assert trained(on) == trained(straight)
    assert on.observe()["x_test"] == pytest.approx(straight.observe()["x_test"], abs=1e-6)


def test_dead_relus_stay_dead_and_leaky_ones_wake() -> None:
    dead, leaky = (built("activations", activation=name, bias=-2.5) for name in ("relu", "leaky"))
    assert metrics(dead)["asleep"] == trained(dead)["asleep"] == 8
    assert metrics(dead)["test_accuracy"] == 0.5
    assert trained(leaky)["test_accuracy"] >= 0.95


@pytest.mark.parametrize("activation", BENT)
def test_the_drawn_slope_is_the_slope_of_the_drawn_curve(activation: str) -> None:
    """Against differences of the curve itself, but at the corner, where there is no slope."""
    program = built("activations", activation=activation)
    seen, z = program.observe(), program.data["axis"][:, 0]
    corner = abs(z) < 0.03
    assert seen["f′"][:, 0][~corner] == pytest.approx(np.gradient(seen["f"][:, 0], z)[~corner], abs=2e-3)


def test_the_marks_walk_along_both_curves_with_the_knob() -> None:
    program = built("activations", activation="tanh")
    seen = program.observe()
    for z in (-6.0, -0.5, 2.0):
        program.lab.knob["z"] = z
        [curves] = [v for v in program.lab.views(seen, program.data, {}, {}) if isinstance(v, Curves)]
        wanted = [np.tanh(z), 1 - np.tanh(z) ** 2]
        assert [mark.x for mark in curves.marks] == [z, z]
        assert [mark.y for mark in curves.marks] == pytest.approx(wanted, abs=1e-3)


def test_deep_sigmoids_hear_nothing_in_front_and_relus_do() -> None:
    program = built("relu-vs-sigmoid")
    seen = program.observe()
    views = program.lab.views(seen, program.data, program.parameters(), program.gradients(seen))
    [bars] = [view for view in views if isinstance(view, Bars)]
    front_to_back = {series.name: series.values[0] / series.values[-1] for series in bars.series}
    assert front_to_back["sigmoid"] < 0.01 < 0.1 < front_to_back["ReLU"]
    after = trained(program)
    assert after["relu_accuracy"] >= 0.9 and after["lead"] >= 0.3


@pytest.mark.parametrize("knobs", [{"depth": 1}, {"start": "as tanh"}], ids=str)
def test_few_layers_or_a_fitting_start_and_sigmoids_learn_too(knobs: dict[str, Any]) -> None:
    assert trained(built("relu-vs-sigmoid", **knobs))["sigmoid_accuracy"] >= 0.9


@pytest.mark.parametrize("depth", [1, 6])
def test_started_as_tanh_the_sigmoid_net_says_what_a_tanh_net_says(depth: int) -> None:
    kind = load_lab(load_course().lab_file("relu-vs-sigmoid"))
    starts = ({"start": start, "depth": depth} for start in ("as tanh", "fitting"))
    disguised, plain = (kind(settle(kind, start)).parameters(np.random.default_rng(1)) for start in starts)
    s = t = np.random.default_rng(2).normal(size=(5, 13))
    for n in range(1, depth + 2):
        z, wanted = (x @ net[f"sigmoid.w{n}"] + net[f"sigmoid.b{n}"] for x, net in ((s, disguised), (t, plain)))
        s, t = 1 / (1 + np.exp(-z)), np.tanh(wanted)
    assert z == pytest.approx(wanted, abs=1e-5)
