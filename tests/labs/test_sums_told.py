"""Sums that the default knobs of a lab do not show: other surfaces, other losses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.lab import Lab, load_lab, settle
from engine.pictures.errors import Errors
from engine.views import Curves, Field, Table, View
from tests.screens.arithmetic import equations
from tutor.pointing import aim

DESCENT = Path("lessons/optimizers/descent.py")


def sums(view: View) -> list[str]:
    """All lines with a sum that are told about a view, after a look whether each sum holds."""
    at = aim(view, 90, 30)
    found = {one.more for y in range(30) for x in range(90) if (one := at(x, y))}
    checked = {line: list(equations(line)) for line in found}
    for line, sides in checked.items():
        assert all(holds for _, _, holds in sides), line
    return sorted(line for line, sides in checked.items() if sides)


def descent(surface: str) -> Lab:
    kind = load_lab(DESCENT)
    return kind(settle(kind, {"surface": surface}))


@pytest.mark.parametrize("surface", ["bowl", "ravine", "rosenbrock", "saddle"])
def test_the_formula_of_each_surface_is_what_it_is_made_by(surface: str) -> None:
    lab = descent(surface)
    seen = {"at": np.array([[-2, 1], [0.5, -1.5], [1, 1], [0, 0]], np.float32)}
    lab.metrics(seen, {})
    drawn = lab.views(seen, lab.data(np.random.default_rng(1)), {}, {})
    [field] = [view for view in drawn if isinstance(view, Field)]
    [table] = [view for view in drawn if isinstance(view, Table)]
    assert len(sums(field)) > 500 and len([line for line in sums(table) if line.startswith("height")]) == 4


def test_for_classes_the_losses_slope_is_told_with_the_sigmoids() -> None:
    z = np.linspace(-3, 3, 13, dtype=np.float32)[:, None]
    p = 1 / (1 + np.exp(-z))
    seen = {"mse slope": 2 * (p - 1) * p * (1 - p), "cross_entropy slope": p - 1}
    seen |= {"mse loss": (1 - p) ** 2, "cross_entropy loss": -np.log(p)}
    errors = Errors(("mse", "cross_entropy"), classes=True, delta=1.0)
    assert len(sums(Curves("slope", errors.lines(z, "slope", seen, {})))) == 13
    assert "MSE (1 − p)² = (1 − 0.5)² = 0.25; cross entropy −ln p = −ln 0.5 = 0.693" in sums(
        Curves("loss", errors.lines(p, "loss", seen, {}))
    )
