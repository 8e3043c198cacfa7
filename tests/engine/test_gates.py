"""Recurrent cells followed by hand: what the formulas put in leads to the states that the cell really has."""

from __future__ import annotations

import numpy as np
import pytest

from engine.pictures.gates import State, gate_lines, state_matrix
from engine.views import Matrix
from tests.widgets.pointing import every

STEPS, FEATURES, UNITS = 5, 2, 3
RNG = np.random.default_rng(3)
X = RNG.normal(size=(STEPS, FEATURES))


def weights(sums: int) -> dict[str, np.ndarray]:
    """Parameters of a cell with so many sums for each unit."""
    shapes = {"wx": (FEATURES, sums * UNITS), "wh": (UNITS, sums * UNITS), "b": (sums * UNITS,)}
    return {f"net.{name}": RNG.normal(size=shape) for name, shape in shapes.items()}


def sigmoid(z: np.ndarray) -> np.ndarray:
    answer: np.ndarray = 1 / (1 + np.exp(-z))
    return answer


def follow(kind: str, p: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """States h and c after each step, as textbooks write the cells."""
    h, c, n = np.zeros(UNITS), np.zeros(UNITS), UNITS
    states, cells = [], []
    for x in X:
        read, held = x @ p["net.wx"] + p["net.b"], h @ p["net.wh"]
        if kind == "RNN":
            h = np.tanh(read + held)
        elif kind == "GRU":
            r, z = sigmoid((read + held)[:n]), sigmoid((read + held)[n : 2 * n])
            h = z * h + (1 - z) * np.tanh(read[2 * n :] + r * held[2 * n :])
        else:
            i, f, g, o = np.split(read + held, 4)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        states.append(h)
        cells.append(c)
    return np.array(states), np.array(cells)


def worked_out(view: Matrix) -> list[float]:
    """What the told formulas come to, number by number, without their right-hand side."""
    found = []
    for told in every(view, (120, 40)):
        text = told.more.rsplit(" = ", 1)[0].rsplit(" = ", 1)[-1]
        for sign, name in (("−", "-"), ("·", "*"), ("tanh", "np.tanh")):
            text = text.replace(sign, name)
        found.append(float(eval(text)))
    return found


@pytest.mark.parametrize(("kind", "sums"), [("RNN", 1), ("GRU", 3), ("LSTM", 4), ("LSTM cell", 4)])
def test_a_state_s_formula_leads_to_the_state(kind: State, sums: int) -> None:
    p = weights(sums)
    h, c = follow(kind.split()[0], p)
    view = state_matrix("states", kind, X, h, p, list("abcde"), "net.")
    wanted = c.T if kind == "LSTM cell" else h.T
    assert np.allclose(view.values.flat(), wanted.ravel(), atol=1e-6)
    assert worked_out(view) == pytest.approx(wanted.ravel().tolist(), abs=0.02), "numbers are told in three digits"


def test_the_gates_of_a_unit_are_between_shut_and_open_and_tell_their_sum() -> None:
    p = weights(4)
    h, _ = follow("LSTM", p)
    lines = gate_lines(X, h, p, "net.", 1)
    assert [line.name for line in lines] == ["input", "forget", "output"]
    for line in lines:
        assert line.formula is not None
        assert line.ys == pytest.approx(sigmoid(np.array(line.formula.parts["z"].flat())).tolist())
