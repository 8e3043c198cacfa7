"""What a line chart shows, as plain data: series, a level to reach, points that stand out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.widgets.numbers import number

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Series:
    """One line through its points, in their order; ``smooth`` lays a smoothed line over the raw values."""

    name: str
    points: Points = ()
    smooth: bool = False
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


def smoothed(points: Points, share: float = 0.05) -> list[tuple[float, float]]:
    """A running mean over ``share`` of the points, centred, without those that are no numbers."""
    known = [(x, y) for x, y in points if math.isfinite(y)]
    reach = int(len(known) * share / 2)
    if reach < 1:
        return known
    sums = [0.0]
    for _, y in known:
        sums.append(sums[-1] + y)
    result = []
    for i, (x, _) in enumerate(known):
        near = min(reach, i, len(known) - 1 - i)
        result.append((x, (sums[i + near + 1] - sums[i - near]) / (2 * near + 1)))
    return result
