"""The lab on losses: each loss and slope is the textbook's, and the lesson's claims hold in the runs."""

from __future__ import annotations

import numpy as np
import pytest

from tests.labs.trained import built, metrics, trained

DELTA = 1.5


def sigmoid(z: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-z)))


REGRESSION = {
    "mse": (lambda e: e**2, lambda e: 2 * e),
    "mae": (abs, np.sign),
    "huber": (
        lambda e: np.where(abs(e) < DELTA, e**2 / 2, DELTA * (abs(e) - DELTA / 2)),
        lambda e: e.clip(-DELTA, DELTA),
    ),
}
CLASSES = {
    "mse": (lambda z: (sigmoid(z) - 1) ** 2, lambda z: 2 * (sigmoid(z) - 1) * sigmoid(z) * (1 - sigmoid(z))),
    "cross_entropy": (lambda z: -np.log(sigmoid(z)), lambda z: sigmoid(z) - 1),
}


@pytest.mark.parametrize(("task", "formulas"), [("regression", REGRESSION), ("classification", CLASSES)])
def test_the_drawn_losses_and_slopes_are_the_textbooks(task: str, formulas: dict[str, tuple]) -> None:  # type: ignore[type-arg]
    program = built("losses", task=task, delta=DELTA)
    seen, axis = program.observe(), program.data["axis"].astype("float64")
    smooth = abs(axis) > 0.01 if task == "regression" else axis == axis
    assert {name.removesuffix(" loss") for name in seen if name.endswith(" loss")} == set(formulas)
    for net, (loss, slope) in formulas.items():
        assert seen[f"{net} loss"] == pytest.approx(loss(axis), abs=1e-4)
        assert seen[f"{net} slope"][smooth] == pytest.approx(slope(axis)[smooth], abs=1e-4)


def test_one_outlier_bends_the_line_of_squares_and_hardly_the_others() -> None:
    program = built("losses")
    assert trained(program)["times_worse"] >= 3
    slopes = {net: program.parameters()[f"{net}.w"].item() for net in ("mse", "mae", "huber")}
    assert slopes["mse"] < 0.15
    assert 0.85 < slopes["huber"] < 1.05 and 0.85 < slopes["mae"] < 1.05


def test_huber_with_a_delta_beyond_all_errors_is_half_of_mse() -> None:
    after = trained(built("losses", delta=30))
    assert after["huber_off"] == pytest.approx(after["mse_off"], abs=1e-3)


def test_from_sure_and_wrong_cross_entropy_comes_back_and_squares_do_not() -> None:
    program = built("losses", task="classification")
    before, after = metrics(program), trained(program)
    assert before["cross_entropy_off"] == pytest.approx(1, abs=0.01)
    assert after["cross_entropy_off"] < 0.05
    assert after["mse_off"] == pytest.approx(before["mse_off"], abs=0.01)
    weights = program.parameters()
    assert weights["cross_entropy.w"].item() > 3 and weights["mse.w"].item() < -7.9


def test_undecided_at_the_start_both_learn() -> None:
    after = trained(built("losses", task="classification", wrong=0))
    assert after["mse_off"] < 0.1 and after["cross_entropy_off"] < 0.1
