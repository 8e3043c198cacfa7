"""What a line chart shows, as plain data: series, a level to reach, points that stand out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tutor.numbers import number

Points = Sequence[tuple[float, float]]
LIGHT, STRONG = 0.02, 0.1
SMOOTHING = {"off": 0.0, "light": LIGHT, "strong": STRONG}
"""Over what share of its points a line is smoothed, by name."""


@dataclass(frozen=True)
class Series:
    """One line through its points, in their order; ``smooth`` lays a smoothed line over the raw values.

    It is the share of the points over which the smoothed line reaches back; 0 for none.
    """

    name: str
    points: Points = ()
    smooth: float = 0.0
    colour: int = 0
    dashed: bool = False


@dataclass(frozen=True)
class Target:
    """A level to reach, drawn across the chart: "≥ 0.97"."""

    value: float
    op: str = ">="
    met: bool = False

    @property
    def texts(self) -> tuple[str, str]:
        """What it is called in the legend, long and short."""
        sign = {">=": "≥", "<=": "≤"}.get(self.op, self.op)
        level = f"{sign} {number(self.value)}"
        tick = "✓ " if self.met else ""
        return f"{tick}pass {level}", f"{tick}{level}"


@dataclass(frozen=True)
class Tag:
    """A point that stands out, with a word or two beside it."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Plot:
    """What a chart shows. ``x_end`` fixes the right end of the x axis; None fits it to the points."""

    series: tuple[Series, ...] = ()
    log: bool = False
    target: Target | None = None
    x_end: float | None = None
    x_name: str = "step"
    y_name: str = ""
    title: str = ""
    log_x: bool = False
    tags: tuple[Tag, ...] = ()
    latest: bool = True
    """Whether the legend says each series' last value."""

    def sign(self, n: int) -> int:
        """Which marker the n-th series has: that of its colour, unless several series share one."""
        colours = [series.colour for series in self.series]
        return colours[n] if len(set(colours)) == len(colours) else n

    @cached_property
    def places(self) -> tuple[list[float], list[float]]:
        """Every x and y that has a place on the chart, those of tags included."""
        points = [*(point for one in self.series for point in one.points), *((tag.x, tag.y) for tag in self.tags)]
        known = [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y)]
        if self.log or self.log_x:
            known = [(x, y) for x, y in known if (x > 0 or not self.log_x) and (y > 0 or not self.log)]
        return [x for x, _ in known], [y for _, y in known]


def smoothed(points: Points, share: float = LIGHT) -> list[tuple[float, float]]:
    """An exponential mean, without points that are no numbers: each counts the less the longer ago it was.

    It reaches back over about ``share`` of the points. What the first ones lack in weight is made up for, so that the
    line begins where the values do (Adam's correction does the same).
    """
    known = [(x, y) for x, y in points if math.isfinite(y)]
    keep = 1 - 1 / window(len(known), share)
    mean, weight = 0.0, 0.0
    result = []
    for x, y in known:
        mean, weight = keep * mean + (1 - keep) * y, keep * weight + (1 - keep)
        result.append((x, mean / weight))
    return result


def window(count: int, share: float) -> float:
    """Over how many of ``count`` points a smoothed line reaches back, one at least."""
    return max(1.0, count * share)


def smoothing_texts(plot: Plot) -> tuple[str, ...]:
    """What is said of a plot's smoothing, long and short; nothing where no line is smoothed, or not yet."""
    reach = max((_reach(series.points, series.smooth) for series in plot.series), default=0.0)
    if reach <= 1:
        return ()
    lines = "lines smoothed" if len(plot.series) > 1 else "line smoothed"
    over = [f"{lines} over {number(reach, 2)} steps"] if plot.x_name == "step" else []
    return (*over, lines, "smoothed")


def _reach(points: Points, share: float) -> float:
    """How far back a smoothed line looks, in units of x."""
    if not share or window(len(points), share) <= 1:
        return 0.0
    return float(round(window(len(points), share) * (points[-1][0] - points[0][0]) / (len(points) - 1)))
