"""How well a net tells numbers: its scores, its rivals that need no net, and every answer as a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.pictures.formulas import parts
from engine.views import Curves, Formula, Line, Mark, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

DOTS = 150
"""Rows drawn, at most."""
STEPS = 41
RMSE = "The root of the mean squared error: {mean} is the mean over {n} rows."
R2 = "The spread of the truth, {spread}, is the error of saying always its mean: R² = 0. Exact answers give 1."


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
    spread, head = float(truth.std()), f"RMSE, {unit}"
    rows = [[name, f"{error:.1f}", f"{1 - (error / spread) ** 2:z.2f}"] for name, error in errors.items()]
    known = parts(rmse=[*errors.values()], mean=[error**2 for error in errors.values()], n=len(truth), spread=spread)
    return Table("error on rows it never saw", ["", head, "R²"], rows, formulas={
        head: [Formula("√(Σ(said − truth)²/{n}) = √{mean} = {value}", known, [RMSE], ["rmse"])],
        "R²": [Formula("1 − (RMSE/spread)² = 1 − ({rmse}/{spread})² = {value}", known, [R2], ["r-squared"])],
    })  # fmt: skip


def against_truth(truth: np.ndarray, said: np.ndarray, unit: str) -> Curves:
    """A dot for each row: on the line where said is true."""
    across = _across(truth)
    right = Line("exactly right", across, across, dashed=True, formula=Formula("on this line said = truth"))
    off = Formula("said − truth = {y} − {x} = {off}", parts(off=(said - truth)[:DOTS]), terms=["rmse"])
    return Curves("said against truth", [right], f"truth, {unit}", "said", marks=_dots(truth, said), dots=off)


def residuals(truth: np.ndarray, said: np.ndarray, unit: str) -> Curves:
    """A dot for each row: how far off, over what was said."""
    across, exact = _across(truth), Formula("on this line said − truth = 0")
    none = Line("no error", across, [0.0] * len(across), dashed=True, formula=exact)
    off = Formula("said − truth = {x} − {truth} = {y}", parts(truth=truth[:DOTS]), terms=["rmse"])
    return Curves("residuals", [none], f"said, {unit}", "said − truth", marks=_dots(said, said - truth), dots=off)


def _across(values: np.ndarray) -> list[float]:
    """From the least to the largest, in steps: a line through them can be pointed at anywhere."""
    import numpy as np

    across: list[float] = np.linspace(values.min(), values.max(), STEPS).tolist()
    return across


def _dots(x: np.ndarray, y: np.ndarray) -> list[Mark]:
    return [Mark(float(a), float(b), "") for a, b in zip(x[:DOTS], y[:DOTS], strict=True)]
