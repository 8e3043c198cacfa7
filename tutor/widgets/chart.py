"""A line chart of a run: series, their last values, a bar to reach; log or linear, any size, any numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.style import Style
from textual.strip import Strip

from tutor.widgets.dots import EMPTY, Dots
from tutor.widgets.ink import RGB, Ink, mix
from tutor.widgets.numbers import linear_ticks, log_ticks, nice_step, number
from tutor.widgets.painted import row, width_of

Parts = list[tuple[str, Style]]
BEHIND = 100
"""Owners of dots: n is series n, n + BEHIND its raw values where a smoothed line lies over them."""
TARGET = 99
"""Owner of the dots of the level to reach."""


@dataclass(frozen=True)
class Series:
    """One line: its name, its points by rising x, and whether to lay a smoothed line over the raw values."""

    name: str
    points: Sequence[tuple[float, float]] = ()
    smooth: bool = False
    colour: int = 0


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
class Plot:
    """What a chart shows. ``x_end`` fixes the right end of the x axis; None fits it to the points."""

    series: tuple[Series, ...] = ()
    log: bool = False
    target: Target | None = None
    x_end: float | None = None
    x_name: str = "step"


def smoothed(points: Sequence[tuple[float, float]], share: float = 0.05) -> list[tuple[float, float]]:
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


class Axes:
    """How numbers become dots: the ranges shown, and the ticks on each side."""

    def __init__(self, plot: Plot, columns: int, rows: int) -> None:
        self.log, self.columns, self.rows = plot.log, columns, rows
        xs, ys = _shown(plot)
        self.x_low = min(xs, default=0.0) if plot.x_end is None else min(0.0, *xs) if xs else 0.0
        self.x_high = max(plot.x_end or 0.0, max(xs, default=1.0))
        if self.x_high <= self.x_low:
            self.x_high = self.x_low + 1
        self.low, self.high = _rounded(ys, self.log, max(3, rows // 2))
        self.y_ticks = (log_ticks if self.log else linear_ticks)(self.low, self.high, max(2, rows // 4 + 1))
        self.x_ticks = linear_ticks(self.x_low, self.x_high, max(2, columns // 14))

    def dot(self, x: float, y: float) -> tuple[int, int] | None:
        """The dot of a point; None where it has no place on this scale."""
        if not (math.isfinite(x) and math.isfinite(y)) or (self.log and y <= 0):
            return None
        across = (x - self.x_low) / (self.x_high - self.x_low)
        return round(across * (self.columns * 2 - 1)), self.dot_row(y)

    def dot_row(self, y: float) -> int:
        """The row of dots of a value."""
        if self.log:
            up = math.log(y / self.low) / math.log(self.high / self.low)
        else:
            up = (y - self.low) / (self.high - self.low)
        return round((1 - up) * (self.rows * 4 - 1))

    def column(self, x: float) -> int:
        """The cell column of an x value."""
        return round((x - self.x_low) / (self.x_high - self.x_low) * (self.columns * 2 - 1)) >> 1


def _shown(plot: Plot) -> tuple[list[float], list[float]]:
    """Every finite x and y that has a place on the chart, the target included."""
    known = [
        (x, y)
        for series in plot.series
        for x, y in series.points
        if math.isfinite(x) and math.isfinite(y) and (y > 0 or not plot.log)
    ]
    ys = [y for _, y in known] or ([] if plot.log else [0.0] if plot.target else [0.0, 1.0])
    if plot.target is not None and math.isfinite(plot.target.value) and (plot.target.value > 0 or not plot.log):
        ys.append(plot.target.value)
    return [x for x, _ in known], ys


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


def paint_chart(plot: Plot, width: int, height: int, ink: Ink) -> list[Strip]:
    """Legend, plot, axis: what there is no room for is left out from the outside in."""
    rows = [_legend(plot, width, ink)]
    room = height - 1
    ruler = 2 if room >= 8 else 1 if room >= 3 else 0
    if room - ruler < 1:
        return rows
    left = _label_width(plot, width, room - ruler)
    axes = Axes(plot, max(1, width - left - 1), room - ruler)
    rows += _plot_rows(plot, axes, left, ink)
    if ruler == 2:
        rows.append(_ruler(axes, left, ink))
    if ruler:
        rows.append(_x_labels(axes, plot.x_name, left, width, ink))
    return rows


def _label_width(plot: Plot, width: int, rows: int) -> int:
    """Cells for the y labels; none where the chart is too narrow for them."""
    if width < 14:
        return 0
    axes = Axes(plot, width, rows)
    return min(9, max((len(number(tick)) for tick in axes.y_ticks), default=1)) + 1


def _legend(plot: Plot, width: int, ink: Ink) -> Strip:
    """Name and last value of each series, then the target and the kind of scale."""
    parts: Parts = []
    for series in plot.series:
        last = series.points[-1][1] if series.points else math.nan
        parts.append(("━━ ", ink.style(ink.line(series.colour), bold=True)))
        parts.append((f"{series.name} ", ink.style(ink.soft)))
        parts.append((f"{number(last)}  ", ink.style(bold=True)))
    room = width - width_of(parts)
    for level in plot.target.texts if plot.target is not None else ():
        if len(level) + 3 <= room:
            met = plot.target is not None and plot.target.met
            parts += [("┅┅ ", ink.style(ink.good)), (f"{level}  ", ink.style(ink.good, bold=met))]
            break
    if plot.log and room >= 9:
        parts.append(("log scale", ink.style(ink.soft)))
    return row(*parts)


def _draw(plot: Plot, axes: Axes) -> Dots:
    """All series as dots: the target first, then raw values, then smoothed lines over them."""
    dots = Dots(axes.columns, axes.rows)
    if plot.target is not None and (spot := axes.dot(axes.x_low, plot.target.value)):
        for x in range(0, axes.columns * 2, 3):
            dots.column(x, spot[1], spot[1], TARGET)
    for n, series in enumerate(plot.series):
        dots.path((axes.dot(x, y) for x, y in series.points), n + BEHIND * series.smooth)
    for n, series in enumerate(plot.series):
        if series.smooth:
            dots.path((axes.dot(x, y) for x, y in smoothed(series.points)), n)
    return dots


def _plot_rows(plot: Plot, axes: Axes, left: int, ink: Ink) -> Iterator[Strip]:
    """The rows between legend and axis."""
    dots = _draw(plot, axes)
    ticks = {axes.dot_row(tick) >> 2: number(tick) for tick in axes.y_ticks}
    styles = {TARGET: ink.style(ink.good), EMPTY: ink.style(ink.ghost)}
    styles |= {n: ink.style(ink.line(s.colour), bold=True) for n, s in enumerate(plot.series)}
    styles |= {n + BEHIND: ink.style(_behind(ink, s.colour)) for n, s in enumerate(plot.series)}
    for y in range(axes.rows):
        parts: Parts = []
        if left:
            parts.append((ticks.get(y, "")[: left - 1].rjust(left - 1) + " ", ink.style(ink.soft)))
        parts.append(("┤" if y in ticks else "│", ink.style(ink.faint)))
        parts += _runs(dots, y, "┈" if y in ticks else " ", styles)
        yield row(*parts)


def _behind(ink: Ink, colour: int) -> RGB:
    """The colour of raw values behind their smoothed line."""
    return mix(ink.paper, ink.line(colour), 0.55)


def _runs(dots: Dots, y: int, blank: str, styles: dict[int, Style]) -> Iterable[tuple[str, Style]]:
    """One row of dots as pieces of one style each."""
    text, owner = "", EMPTY
    for mask, drawn_by in zip(dots.masks[y], dots.owners[y], strict=True):
        if drawn_by != owner:
            yield text, styles[owner]
            text, owner = "", drawn_by
        text += chr(0x2800 + mask) if mask else blank
    yield text, styles[owner]


def _ruler(axes: Axes, left: int, ink: Ink) -> Strip:
    """The x axis with its ticks."""
    line = ["─"] * axes.columns
    for tick in axes.x_ticks:
        line[min(axes.columns - 1, axes.column(tick))] = "┴"
    return row((" " * left + "└" + "".join(line), ink.style(ink.faint)))


def _x_labels(axes: Axes, name: str, left: int, width: int, ink: Ink) -> Strip:
    """Numbers under the ticks, and what they count, where they do not collide."""
    cells = [" "] * width
    free = 0
    for n, tick in enumerate(axes.x_ticks):
        text = number(tick, 6)
        start = left + 1 + axes.column(tick) - len(text) // 2
        if n == 0 and left and len(name) + len(text) < width // 2:
            start, text = max(0, start - len(name) - 1), f"{name} {text}"
        start = min(start, width - len(text))
        if start >= free:
            cells[start : start + len(text)] = text
            free = start + len(text) + 1
    return row(("".join(cells[:width]), ink.style(ink.soft)))
