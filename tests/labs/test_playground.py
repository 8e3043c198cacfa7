"""The lab playground: every knob does what it says, and each weight in its list is the one it names."""

from __future__ import annotations

from tests.labs.trained import built, metrics, trained

# isort: split
from pathlib import Path

import numpy as np
import pytest

from engine.commands import KnobValue, SetWeight, Start
from engine.events import AnyEvent, Seen
from engine.lab import LabError, load_lab, settle
from engine.plan import Plan
from engine.plane import CLASSES, NUMBERS, features, points
from engine.session import Session
from engine.views import Field, Maps, Network
from engine.weights import weights_of
from tutor.content.course import load_course
from tutor.widgets.maps import values_of

FILE = load_course().lab_file("playground")
LAB = load_lab(FILE)
SMALL: dict[str, KnobValue] = {
    "data": "xor",
    "layer_1": 2,
    "layer_2": 3,
    "x1": "off",
    "x1_squared": "on",
    "learning_rate": 0.05,
}
"""A net of two features, two units, three units."""


def plan(**knobs: KnobValue) -> Plan:
    return Plan(LAB(settle(LAB, knobs)), 1)


@pytest.mark.parametrize("kind", [*CLASSES, *NUMBERS])
def test_every_set_lies_in_the_picture_and_is_half_and_half(kind: str) -> None:
    x, y = points(np.random.default_rng(1), kind, 400, 0.0)
    assert x.shape == (400, 2) and abs(x).max() < 3.3 and abs(x.mean(axis=0)).max() < 0.3
    assert set(np.unique(y)) == {0, 1} if kind in CLASSES else 0 <= y.min() < 0.2 and 0.8 < y.max() <= 1
    assert 0.4 < y.mean() < 0.6


def test_a_net_is_told_only_the_features_that_are_on() -> None:
    told = features(np.array([[2.0, -0.5]], np.float32), [True] * 7)
    assert told[0] == pytest.approx([2, -0.5, 4, 0.25, -1, np.sin(6), np.sin(-1.5)], abs=1e-6)
    built_plan = plan(**SMALL)
    assert [bool(column.any()) for column in built_plan.data["x"].T] == [False, True, True] + 4 * [False]
    first = LAB(settle(LAB, SMALL)).parameters(np.random.default_rng(1))["w1"]
    assert [bool(row.any()) for row in first] == [False, True, True] + 4 * [False]


def test_split_depth_and_layers_shape_the_run() -> None:
    told = plan(split=30, depth=3, width=5, layer_2=2)
    assert len(told.data["x"]) == 120 and len(told.data["x_test"]) == 280
    assert [told.flat.shapes[name] for name in ("w1", "w2", "w3", "w4")] == [(7, 5), (5, 2), (2, 5), (5, 1)]
    assert plan(depth=0).flat.shapes == {"w1": (7, 1), "b1": (1,)}


def test_the_right_feature_makes_layers_needless() -> None:
    knobs = next(preset.knobs for preset in LAB.presets if preset.name == "told")
    assert trained(built("playground", seed=1, **knobs), 300)["test_accuracy"] > 0.95


def test_a_number_is_learned_and_l1_cuts_what_is_of_no_use() -> None:
    """The slope depends on x₁ and x₂ only; with a price on weights nothing else is used."""
    knobs: dict[str, float | str] = {"data": "slope", "problem": "numbers", "depth": 0, "noise": 0}
    knobs |= {"penalty": "L1", "regularisation": 0.003}
    knobs |= dict.fromkeys(("x1_squared", "x2_squared", "x1_times_x2", "sin_x1", "sin_x2"), "on")
    program = built("playground", seed=1, **knobs)
    told = trained(program)
    weights = abs(program.parameters()["w1"][:, 0])
    assert told["test_accuracy"] > 0.95 and told["test_loss"] < 0.003
    assert weights[:2].min() > 0.08 and weights[2:].max() < 0.01


def test_a_weight_set_by_hand_is_the_one_that_was_named(tmp_path: Path) -> None:
    told: list[AnyEvent] = []
    session = Session(Start(1, str(FILE), SMALL, paused=True), "CPU:LLVM", told.append, tmp_path)
    before = session.program.parameters()

    def network() -> Network:
        seen = [event for event in told if isinstance(event, Seen)][-1]
        return next(view for view in seen.views if isinstance(view, Network))

    weights = weights_of([network()])
    assert [one.label for one in weights[:3]] == ["x₂ → h₁", "x₁² → h₁", "bias of h₁"] and len(weights) == 6 + 9 + 4
    for place, label, name, where in (
        (1, "x₁² → h₁", "w1", (2, 0)),
        (12, "h₁ → g₃", "w2", (0, 2)),
        (18, "bias of y", "b3", (0,)),
    ):
        assert weights[place].label == label and weights[place].value == pytest.approx(before[name][where])
        session.apply(SetWeight(1, weights[place].parameter, weights[place].index, 1.25))
        assert weights_of([network()])[place].value == 1.25
        before[name][where] = 1.25
        after = session.program.parameters()
        assert all((after[key] == before[key]).all() for key in before)
    with pytest.raises(LabError, match="no weight 99"):
        session.apply(SetWeight(1, "w1", 99, 0.0))
    views = [event for event in told if isinstance(event, Seen)][-1].views
    plane, maps, _ = views
    assert isinstance(plane, Field) and isinstance(maps, Maps)
    assert [(column.title, column.values.shape) for column in maps.columns] == [
        ("inputs", (7, 20, 20)), ("layer 1", (2, 20, 20)), ("layer 2", (3, 20, 20)), ("output", (1, 20, 20))
    ]  # fmt: skip
    assert [one.name for one in maps.inputs if one.on] == ["x₂", "x₁²"]
    assert {one.knob: values_of(maps.columns[0].values, n)[0] for n, one in enumerate(maps.inputs)} == pytest.approx(
        {"x1": -2.5, "x2": 2.5, "x1_squared": 6.25, "x2_squared": 6.25, "x1_times_x2": -6.25}
        | {"sin_x1": np.sin(-7.5), "sin_x2": np.sin(7.5)}
    )
    corner, answer = plane.values.flat(), maps.columns[-1].values.flat()
    assert answer[::399] == pytest.approx([corner[0], corner[-1]], abs=1e-5), "the output's map is the boundary's"
    first = [values_of(maps.columns[1].values, n)[0] for n in range(2)]
    summed = (
        features(np.array([[-2.5, 2.5]], np.float32), [one.on for one in maps.inputs]) @ before["w1"] + before["b1"]
    )
    assert first == pytest.approx(np.tanh(summed[0]), abs=1e-5)
    session.lab.knob |= {"discretise": "on", "points": "both"}
    session.apply(SetWeight(1, "b3", 0, 0.0))
    sharp = [event for event in told if isinstance(event, Seen)][-1].views[0]
    assert isinstance(sharp, Field) and set(sharp.values.flat()) <= {0.0, 1.0} and len(sharp.points) == 160
    assert metrics(session.program)["test_loss"] > 0
