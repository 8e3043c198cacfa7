"""How well a net tells numbers: its scores, its rivals that need no net, and every answer as a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.views import Curves, Line, Mark, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

DOTS = 150
"""Rows drawn, at most."""


def goodness(truth: np.ndarray, said: np.ndarray) -> dict[str, float]:
    """R² and RMSE of what was ``said``."""
    from engine.metrics import RootSquaredError, RSquared

    r2, rmse = RSquared(), RootSquaredError()
    for metric in (r2, rmse):
        metric.add(truth, said)
    return {"r2": r2.value, "rmse": rmse.value}


def straight(x: np.ndarray, y: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """What a weighted sum of the columns says of the rows ``asked``: least squares on ``x`` and ``y``."""
    import numpy as np

    known, new = (np.c_[rows, np.ones(len(rows))].astype(float) for rows in (x, asked))
    line: np.ndarray = new @ np.linalg.lstsq(known, y)[0]
    return line


def compared(truth: np.ndarray, errors: Mapping[str, float], unit: str) -> Table:
    """Each rival's RMSE and R², by its name."""
    spread = float(truth.std())
    rows = [[name, f"{error:.1f}", f"{1 - (error / spread) ** 2:z.2f}"] for name, error in errors.items()]
    return Table("error on rows it never saw", ["", f"RMSE, {unit}", "R²"], rows)


def against_truth(truth: np.ndarray, said: np.ndarray, unit: str) -> Curves:
    """A dot for each row: on the line where said is true."""
    ends = [float(truth.min()), float(truth.max())]
    right = Line("exactly right", ends, ends, dashed=True)
    return Curves("said against truth", [right], f"truth, {unit}", "said", marks=_dots(truth, said))


def residuals(truth: np.ndarray, said: np.ndarray, unit: str) -> Curves:
    """A dot for each row: how far off, over what was said."""
    none = Line("no error", [float(truth.min()), float(truth.max())], [0.0, 0.0], dashed=True)
    return Curves("residuals", [none], f"said, {unit}", "said − truth", marks=_dots(said, said - truth))


def _dots(x: np.ndarray, y: np.ndarray) -> list[Mark]:
    return [Mark(float(a), float(b), "") for a, b in zip(x[:DOTS], y[:DOTS], strict=True)]
