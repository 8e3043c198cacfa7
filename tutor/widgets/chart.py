"""A line chart: series, their last values, a level to reach, tagged points; log or linear, any size, any numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise, product
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from tutor.numbers import number
from tutor.widgets.axes import Axes
from tutor.widgets.dots import EMPTY, Dots
from tutor.widgets.ink import RGB, Ink, mix
from tutor.widgets.legend import chart_legend, marker
from tutor.widgets.painted import row
from tutor.widgets.plot import Plot, smoothed

Parts = list[tuple[str, Style]]
Over = dict[tuple[int, int], tuple[str, Style]]
"""Characters that lie over the dots, by row and column."""
BEHIND = 100
"""Owners of dots: n is series n, n + BEHIND its raw values where a smoothed line lies over them."""
TARGET = 99
"""Owner of the dots of the level to reach."""
CROWD = 98
"""Owner of the dots that are points, where there are too many for a cell each."""
ROOM = 2
"""Cells there must be for every point, so that most have one of their own."""
SPOT, POINT = "◉", "○"


class ChartPlace(NamedTuple):
    """Where the parts of a chart go: the legend's rows, the cells of the y labels, the plot, the rows of the x axis."""

    legend: list[Strip]
    left: int
    axes: Axes | None
    """None where there is no room for a plot."""
    ruler: int
    below: bool


def chart_place(plot: Plot, width: int, height: int, ink: Ink) -> ChartPlace:
    """What there is no room for is left out from the outside in."""
    rows = chart_legend(plot, width, max(1, height // 5), ink, max(1, height // 2))
    room = height - len(rows)
    ruler = 2 if room >= 8 else 1 if room >= 3 else 0
    below = _x_name_below(plot) and room >= 9
    if room - ruler < 1:
        return ChartPlace(rows, 0, None, 0, below=False)
    left = _label_width(plot, width, room - ruler)
    return ChartPlace(rows, left, Axes(plot, max(1, width - left - 1), room - ruler - below), ruler, below)


def paint_chart(plot: Plot, width: int, height: int, ink: Ink) -> list[Strip]:
    """Legend, plot, axis."""
    rows, left, axes, ruler, below = chart_place(plot, width, height, ink)
    if axes is None:
        return rows
    rows += _plot_rows(plot, axes, left, ink)
    if ruler == 2:
        rows.append(_ruler(axes, left, ink))
    if ruler:
        rows.append(_x_labels(axes, "" if _x_name_below(plot) else plot.x_name, left, width, ink))
    if below:
        rows.append(row((" " * (left + 1) + plot.x_name.center(axes.columns)[: axes.columns], ink.style(ink.soft))))
    return rows


def _x_name_below(plot: Plot) -> bool:
    """Whether the name of the x axis is too long to stand before its first number."""
    return len(plot.x_name) > 6


def _label_width(plot: Plot, width: int, rows: int) -> int:
    """Cells for the y labels; none where the chart is too narrow for them."""
    if width < 14:
        return 0
    axes = Axes(plot, width, rows)
    return min(9, max((len(number(tick)) for tick in axes.y_ticks), default=1)) + 1


def _draw(plot: Plot, axes: Axes) -> Dots:
    """All series as dots: the target first, then raw values, then smoothed lines over them."""
    dots = Dots(axes.columns, axes.rows)
    if plot.target is not None and (spot := axes.dot(axes.x_low, plot.target.value)):
        for x in range(0, axes.columns * 2, 3):
            dots.column(x, spot[1], spot[1], TARGET)
    for tag in plot.tags if _crowded(plot, axes) else ():
        if spot := axes.dot(tag.x, tag.y):
            dots.column(spot[0], spot[1], spot[1], CROWD)
    for n, series in enumerate(plot.series):
        places = axes.dots(series.points)
        if series.dashed or any(a[0] > b[0] for a, b in pairwise(series.points)):
            dots.trace(places, n, dashed=series.dashed)
        else:
            dots.path(places, n + BEHIND * bool(series.smooth))
    for n, series in enumerate(plot.series):
        if series.smooth:
            dots.path(axes.dots(smoothed(series.points, series.smooth)), n)
    return dots


def _crowded(plot: Plot, axes: Axes) -> bool:
    """Whether points would cover each other as signs: then each without a word is one dot."""
    return ROOM * len(plot.tags) > axes.columns * axes.rows


def _markers(plot: Plot, axes: Axes, ink: Ink) -> Over:
    """Each series' sign, here and there on its line; at different places, so that lines can cross."""
    over: Over = {}
    count = len(plot.series)
    if count < 2:
        return over
    every = max(8 * count, min(40, axes.columns))
    for n, series in enumerate(plot.series):
        points = smoothed(series.points, series.smooth) if series.smooth else series.points
        places = [place for place in axes.dots(points) if place]
        stations = range(every * (2 * n + 1) // (2 * count), axes.columns * 2, every)
        found = [spot for x in stations if (spot := _at(places, x))] or places[-1:]
        style = ink.style(ink.line(series.colour), bold=True)
        for x, y in found:
            over.setdefault((y >> 2, x >> 1), (marker(plot.sign(n)), style))
    return over


def _at(places: list[tuple[int, int]], x: int) -> tuple[int, int] | None:
    """Where a line first crosses the column of dots ``x``."""
    for (xa, ya), (xb, yb) in pairwise(places):
        if min(xa, xb) <= x <= max(xa, xb):
            return x, round(ya + (yb - ya) * (x - xa) / (xb - xa)) if xa != xb else ya
    return None


def _tags(plot: Plot, axes: Axes, ink: Ink) -> Over:
    """Tagged points, each with its text at its right, else at its left, or a row off where another's is."""
    style = ink.style(ink.accent, bold=True)
    tags = [tag for tag in plot.tags if tag.text] if _crowded(plot, axes) else plot.tags
    spots = [(tag.text, spot[1] >> 2, spot[0] >> 1) for tag in tags if (spot := axes.dot(tag.x, tag.y))]
    over: Over = {(y, x): (SPOT if words else POINT, style) for words, y, x in spots}
    for words, y, x in [spot for spot in spots if spot[0]]:
        text = f" {words} "
        wide = cell_len(text)
        for line, first in product((y, y - 1, y + 1), (x + 1, x - wide)):
            place = {(line, first + i): (character, style) for i, character in enumerate(text)}
            inside = first >= 0 and first + wide <= axes.columns and 0 <= line < axes.rows
            if inside and over.keys().isdisjoint(place):
                over |= place
                break
    return over


def _plot_rows(plot: Plot, axes: Axes, left: int, ink: Ink) -> Iterator[Strip]:
    """The rows between legend and axis."""
    dots = _draw(plot, axes)
    over = _markers(plot, axes, ink) | _tags(plot, axes, ink)
    ticks = {axes.dot_row(tick) >> 2: number(tick) for tick in axes.y_ticks}
    styles = {TARGET: ink.style(ink.good), CROWD: ink.style(ink.accent, bold=True), EMPTY: ink.style(ink.ghost)}
    styles |= {n: ink.style(ink.line(s.colour), bold=True) for n, s in enumerate(plot.series)}
    styles |= {n + BEHIND: ink.style(_behind(ink, s.colour)) for n, s in enumerate(plot.series)}
    for y in range(axes.rows):
        parts: Parts = []
        if left:
            parts.append((ticks.get(y, "")[: left - 1].rjust(left - 1) + " ", ink.style(ink.soft)))
        parts.append(("┤" if y in ticks else "│", ink.style(ink.faint)))
        parts += _runs(dots, y, "┈" if y in ticks and axes.lined else " ", styles, over)
        yield row(*parts)


def _behind(ink: Ink, colour: int) -> RGB:
    """The colour of raw values behind their smoothed line."""
    return mix(ink.paper, ink.line(colour), 0.55)


def _runs(dots: Dots, y: int, blank: str, styles: dict[int, Style], over: Over) -> Iterable[tuple[str, Style]]:
    """One row of dots, and what lies over them, cell by cell."""
    cells = [
        (chr(0x2800 + mask) if mask else blank, styles[owner])
        for mask, owner in zip(dots.masks[y], dots.owners[y], strict=True)
    ]
    for (line, x), cell in over.items():
        if line == y and x < len(cells):
            cells[x] = cell
    return cells


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
        if n == 0 and name and left and len(name) + len(text) < width // 2:
            start, text = max(0, start - len(name) - 1), f"{name} {text}"
        start = min(start, width - len(text))
        if start >= free:
            cells[start : start + len(text)] = text
            free = start + len(text) + 1
    return row(("".join(cells[:width]), ink.style(ink.soft)))
