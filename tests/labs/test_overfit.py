"""The lab overfit: by heart without a remedy, calmer with each of them, and the best epoch marked."""

from __future__ import annotations

import numpy as np
import pytest

from engine.views import Curves
from tests.labs.trained import built, metrics, trained

SEEDS = (1, 2, 3, 4, 5)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_remedy_it_learns_by_heart_and_each_remedy_brings_the_validation_loss_down(seed: int) -> None:
    by_heart = trained(built("overfit", seed, l2=0))
    assert by_heart["training_accuracy"] == 1 and by_heart["training_loss"] < 0.01
    assert by_heart["validation_loss"] > 0.9
    for remedy in ({"l2": 0.005}, {"l2": 0, "dropout": 0.6}, {"l2": 0, "jitter": 0.7}, {"l2": 0, "points": 1000}):
        calmer = trained(built("overfit", seed, **remedy))
        assert calmer["validation_loss"] < 0.6, remedy
        assert calmer["training_loss"] > 0.1, "the price of the remedy"


def test_too_much_of_it_is_underfitting() -> None:
    weak = trained(built("overfit", l2=0.3))
    assert weak["training_loss"] == pytest.approx(np.log(2), abs=1e-3)
    moved = trained(built("overfit", l2=0, jitter=2))
    assert moved["training_loss"] > 0.45


def centre(data: dict[str, np.ndarray], x: str, y: str, label: int) -> np.ndarray:
    """The middle of a class."""
    return np.asarray(data[x][data[y][:, 0] == label].mean(axis=0))


def test_the_validation_points_are_others_but_from_the_same_moons() -> None:
    data = built("overfit", points=1000).data
    assert not {tuple(x) for x in data["x"].tolist()} & {tuple(x) for x in data["x_validation"].tolist()}
    for label in (0, 1):
        known, new = centre(data, "x", "y", label), centre(data, "x_validation", "y_validation", label)
        assert known == pytest.approx(new, abs=0.15)


def test_dropout_switches_units_off_and_makes_the_others_louder_in_training_alone() -> None:
    """The loss is NumPy's for the same masks and jitter; what is observed knows neither."""
    program = built("overfit", l2=0.01, dropout=0.4, jitter=0.5)
    p, data = program.parameters(), program.data
    x, drop1, drop2 = (program.read(f"noise.{name}") for name in ("shake", "drop1", "drop2"))
    x = data["x"] + 0.5 * (2 * x - 1)
    for n, chances in ((1, drop1), (2, drop2)):
        x = np.tanh(x @ p[f"w{n}"] + p[f"b{n}"]) * (chances >= 0.4) / 0.6
    z, y = x @ p["w3"] + p["b3"], data["y"]
    squares = sum((p[w] ** 2).sum() for w in ("w1", "w2", "w3"))
    loss, _ = program.examine(0)
    assert loss == pytest.approx((np.logaddexp(0, z) - y * z).mean() + 0.01 * squares, rel=1e-4)

    whole = np.tanh(np.tanh(data["x"] @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"]) @ p["w3"] + p["b3"]
    assert program.observe()["x"] == pytest.approx(whole, abs=1e-5)


def test_the_best_epoch_is_marked_where_the_validation_loss_was_lowest() -> None:
    program = built("overfit", l2=0)
    told = [metrics(program)["validation_loss"]]
    for step in range(20, 201, 20):
        program.lab.step = step
        told.append(trained(program, 20)["validation_loss"])
    views = program.lab.views(program.observe(), program.data, program.parameters(), {})
    curves = next(view for view in views if isinstance(view, Curves))
    best = int(np.argmin(told))
    assert 0 < best < 10, "it turns round on the way"
    assert curves.series[1].ys == pytest.approx(told)
    assert (curves.marks[0].x, curves.marks[0].y) == pytest.approx((20 * best, told[best]))
