"""Pictures of a forecast: beside the truth, what it is off by, and how far back the past is felt in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.pictures.formulas import parts
from engine.views import Curves, Formula, Line

if TYPE_CHECKING:
    import numpy as np

LEAST = 1e-6
"""A slope below this is drawn here: logarithms know no 0."""


def forecasts(years: list[float], truth: np.ndarray, errors: dict[str, np.ndarray], unit: str) -> list[Curves]:
    """Truth and the first forecast over the years, then what every forecast is off by."""
    first = next(iter(errors.values()))
    miss = Formula("forecast − truth = {forecast one year ahead} − {truth} = {off}", parts(off=first))
    told = Line("forecast one year ahead", years, (truth + first).tolist(), True, miss)
    off = [
        Line(name, years, error.tolist(), error is not first, Formula(
            name + ": {said} − {truth} = {value}", parts(said=truth + error, truth=truth)
        ))
        for name, error in errors.items()
    ]  # fmt: skip
    return [
        Curves("truth and forecast", [Line("truth", years, truth.tolist()), told], "year", unit),
        Curves("residuals: forecast − truth", off, "year", "error"),
    ]


def nudged(window: np.ndarray, by: float) -> np.ndarray:
    """A sequence (steps, 1) again and again, (2 · steps, steps, 1): each of its values moved up, then each down."""
    import numpy as np

    one = by * np.eye(len(window), dtype=np.float32)[..., None]
    return np.concatenate([window + one, window - one])


def felt(said: np.ndarray, by: float) -> Curves:
    """The forecast's slope in each value before it, from what was ``said`` of the :func:`nudged` sequences."""
    up, down = said.reshape(2, -1)[:, ::-1]  # the nearest year first
    change = abs(up - down)
    slopes = (change / (2 * by)).clip(LEAST)
    back = Line("", [float(years) for years in range(1, len(slopes) + 1)], slopes.tolist(), formula=Formula(
        "Δ/(2·δ) = {change}/(2·{by}) = {slope}",
        parts(change=change, by=by, slope=change / (2 * by)),
        ["The value of {x} years back is moved up and down by δ = {by}: the forecast changes by Δ = {change}."],
        ["gradient"],
    ))  # fmt: skip
    return Curves("how far back a nudge is felt", [back], "years back", "slope of the forecast", log_y=True)
