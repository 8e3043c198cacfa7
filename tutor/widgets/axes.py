"""From numbers to the dots of a chart: the ranges it shows, and the ticks on each side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from math import isfinite

from tutor.widgets.plot import Plot, Points
from tutor.widgets.ticks import linear_ticks, log_ticks, nice_step

MIDDLE = 2
"""Dots from the edge of a cell to its middle, where a line across the chart runs."""
MANY = 4
"""Rows from which on there are such lines, the ends of the scale on them: what is above 0 is never below its line."""


class Axes:
    """The scales of a plot on ``columns`` × ``rows`` cells."""

    def __init__(self, plot: Plot, columns: int, rows: int) -> None:
        self.log, self.log_x, self.columns, self.rows = plot.log, plot.log_x, columns, rows
        self.lined = rows >= MANY
        """Whether there is room for lines across the chart; without them each dot counts."""
        self._top = MIDDLE if self.lined else 0
        self._tall = rows * 4 - 1 - 2 * self._top
        xs, ys = _shown(plot)
        self.x_low, self.x_high = _across(plot, xs)
        self.low, self.high = _rounded(ys, self.log, max(3, rows // 2))
        self.y_ticks = (log_ticks if self.log else linear_ticks)(self.low, self.high, max(2, rows // 4 + 1))
        count = max(2, columns // 14)
        if self.log_x:
            self.x_ticks = log_ticks(self.x_low, self.x_high, count)
        else:
            self.x_ticks = linear_ticks(self.x_low, self.x_high, count, whole=plot.x_name == "step")

    def dot(self, x: float, y: float) -> tuple[int, int] | None:
        """The dot of a point; None where it has no place on this scale."""
        if not _has_place(x, self.log_x) or not _has_place(y, self.log):
            return None
        return round(self._across(x) * (self.columns * 2 - 1)), self.dot_row(y)

    def dots(self, points: Points) -> list[tuple[int, int] | None]:
        """The dot of each point."""
        if self.log or self.log_x:
            return [self.dot(x, y) for x, y in points]
        right, top, down = self.columns * 2 - 1, self._top, self._tall
        x_low, wide, low, tall = self.x_low, self.x_high - self.x_low, self.low, self.high - self.low
        return [
            (round((x - x_low) / wide * right), top + round((1 - (y - low) / tall) * down))
            if isfinite(x) and isfinite(y)
            else None
            for x, y in points
        ]

    def dot_row(self, y: float) -> int:
        """The row of dots of a value."""
        if self.log:
            up = math.log(y / self.low) / math.log(self.high / self.low)
        else:
            up = (y - self.low) / (self.high - self.low)
        return self._top + round((1 - up) * self._tall)

    def column(self, x: float) -> int:
        """The cell column of an x value."""
        return round(self._across(x) * (self.columns * 2 - 1)) >> 1

    def x_at(self, column: int) -> float:
        """The x value in the middle of a column of cells."""
        across = (2 * column + 0.5) / max(1, self.columns * 2 - 1)
        if self.log_x:
            return float(self.x_low * (self.x_high / self.x_low) ** across)
        return self.x_low + across * (self.x_high - self.x_low)

    def _across(self, x: float) -> float:
        """How far across the chart an x value lies, 0 to 1."""
        if self.log_x:
            return math.log(x / self.x_low) / math.log(self.x_high / self.x_low)
        return (x - self.x_low) / (self.x_high - self.x_low)


def _has_place(value: float, log: bool) -> bool:
    return math.isfinite(value) and (value > 0 or not log)


def _shown(plot: Plot) -> tuple[list[float], list[float]]:
    """Every x and y that has a place on the chart, those of tags and of the target included."""
    xs, ys = plot.places
    ys = ys or ([] if plot.log else [0.0] if plot.target else [0.0, 1.0])
    if plot.target is not None and _has_place(plot.target.value, plot.log):
        ys = [*ys, plot.target.value]
    return xs, ys


def _across(plot: Plot, xs: Sequence[float]) -> tuple[float, float]:
    """The range of x: as the points have it, or from 0 to where a run will end."""
    if plot.log_x:
        low, high = min(xs, default=0.1), max(xs, default=1.0)
        return (low, high) if high > low * 1.01 else (low / 2, high * 2)
    low = min(xs, default=0.0) if plot.x_end is None else min(0.0, *xs) if xs else 0.0
    high = max(plot.x_end or low, max(xs, default=1.0))
    return low, high if high > low else low + 1


def _rounded(ys: Sequence[float], log: bool, count: int) -> tuple[float, float]:
    """The range to show, widened to round numbers so that it seldom changes while a run goes on."""
    low, high = min(ys, default=0.1 if log else 0.0), max(ys, default=1.0)
    if log:
        if high <= low * 1.01:
            low, high = low / 2, high * 2
        steps = math.log10(high / low) > 1.5
        return _down(low, steps), 1 / _down(1 / high, steps)
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        low, high = min(0.0, low), max(0.0, high) or 1.0
    step = nice_step(high - low, count)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def _down(value: float, decades: bool) -> float:
    """The next power of ten at or below, or with ``decades`` False the next of 1, 2, 5 × 10ⁿ."""
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    return power if decades else next(m * power for m in (5, 2, 1, 0.5) if m * power <= value * (1 + 1e-9))
