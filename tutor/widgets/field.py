"""A function of two inputs as a coloured plane with the data over it: where a net draws its decision boundary.

Or a surface, such as a loss over two weights: calm colours from low to high, contour lines, and paths over them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

from engine.views import Field, Point
from tutor.numbers import number
from tutor.widgets.field_legend import legend_below, legend_beside
from tutor.widgets.heights import pixels
from tutor.widgets.ink import RGB, Ink
from tutor.widgets.painted import row
from tutor.widgets.paths import Trails, trails

GLYPHS = {(0, True): "●", (0, False): "○", (1, True): "◆", (1, False): "◇"}
"""Class and rightness as shapes: round is class 0, square class 1; hollow is wrong."""
LEGEND_WIDTH = 17
Parts = list[tuple[str, Style]]


class Frame(NamedTuple):
    """Where the parts of the picture go, in cells."""

    left: int
    """Width of the y labels."""
    columns: int
    rows: int
    axis: bool
    """Whether x labels fit below."""
    beside: bool
    """Whether the legend stands at the right; else it lies below, if ``below``."""
    below: bool


class Plane(NamedTuple):
    """What is painted: a colour for each pixel, two pixels a cell, and what lies over them."""

    colours: list[list[RGB]]
    marks: dict[int, dict[int, tuple[Point, int]]]
    trails: Trails


def frame(view: Field, width: int, height: int) -> Frame:
    """Give the plane as much room as it can use without being stretched more than a little."""
    left = max(len(number(y)) for y in view.y_range) + 1 if width >= 20 else 0
    axis = height >= 6
    rows = max(1, height - axis)
    widest = max(1, width - left)
    if widest - rows * 2 >= LEGEND_WIDTH and rows >= 9:
        columns = min(widest - LEGEND_WIDTH, math.ceil(rows * 2.4))
        return Frame(left, columns, rows, axis, beside=True, below=False)
    below = height >= 8
    rows = max(1, min(rows - below, max(12, math.ceil(widest * 0.7))))
    return Frame(left, min(widest, max(math.ceil(rows * 3.2), 12)), rows, axis, beside=False, below=below)


def paint_field(view: Field, width: int, height: int, ink: Ink) -> list[Strip]:
    """The plane, its axes and its legend."""
    place = frame(view, width, height)
    lines = place.rows * 2
    shown = Plane(
        pixels(view, place.columns, lines, ink),
        marks_on(view, place.columns, lines),
        trails(view, place.columns, place.rows),
    )
    beside = legend_beside(view, width - place.left - place.columns - 3, ink) if place.beside else []
    rows = []
    for y in range(place.rows):
        parts: Parts = [(_y_label(view, y, place), ink.style(ink.soft))] if place.left else []
        parts += _plane_row(shown, y, place.columns, ink)
        if y - 1 in range(len(beside)):
            parts.append(("   ", ink.style()))
            parts += beside[y - 1]
        rows.append(row(*parts))
    if place.axis:
        rows.append(_x_labels(view, place, ink))
    if place.below:
        rows.append(row((" " * place.left, ink.style()), *legend_below(view, width - place.left, ink)))
    return rows


def marks_on(view: Field, columns: int, lines: int) -> dict[int, dict[int, tuple[Point, int]]]:
    """Points by row and column of cells, with the line of pixels each lies in. A wrong one hides a right one."""
    (x0, x1), (y0, y1) = view.x_range, view.y_range
    marks: dict[int, dict[int, tuple[Point, int]]] = {}
    for point in sorted(view.points, key=lambda p: not p.right):
        across, up = _share(point.x, x0, x1), _share(point.y, y0, y1)
        if across is None or up is None:
            continue
        line = min(lines - 1, int((1 - up) * lines))
        marks.setdefault(line // 2, {}).setdefault(min(columns - 1, int(across * columns)), (point, line))
    return marks


def _share(value: float, low: float, high: float) -> float | None:
    """Where a value lies in a range, 0 to 1; None outside it or where there is no range."""
    share = (value - low) / (high - low) if high > low else math.nan
    return share if 0 <= share <= 1 else None


def _plane_row(plane: Plane, y: int, columns: int, ink: Ink) -> Iterable[tuple[str, Style]]:
    """One row of cells: two lines of pixels as half blocks; points and paths as characters on the nearer pixel."""
    top, bottom = plane.colours[2 * y], plane.colours[2 * y + 1]
    over: dict[int, tuple[str, Style]] = {}
    for x, (path, character) in plane.trails.along(y):
        over[x] = character, ink.style(ink.line(path), bottom[x], bold=True)
    for x, (point, line) in plane.marks.get(y, {}).items():
        over[x] = _glyph(point), _glyph_style(point, (bottom if line & 1 else top)[x], ink)
    cells, start = list(zip(top, bottom, strict=True)), 0
    for x in (*sorted(over), columns):
        for (upper, lower), run in groupby(cells[start:x]):
            yield (" " if upper == lower else "▀") * len(list(run)), ink.style(upper, lower)
        if x in over:
            yield over[x]
        start = x + 1


def _glyph(point: Point) -> str:
    return GLYPHS[int(point.label > 0), point.right]


def _glyph_style(point: Point, on: RGB, ink: Ink) -> Style:
    """Right points in their class's colour, wrong ones in the text's, so that they stand out."""
    colour = (ink.high if point.label > 0 else ink.low) if point.right else ink.text
    return ink.style(colour, on, bold=True)


def _y_label(view: Field, y: int, place: Frame) -> str:
    """The label of a row: the range at the ends, the name in the middle."""
    low, high = view.y_range
    text = ""
    if y == 0:
        text = number(high)
    elif y == place.rows - 1:
        text = number(low)
    elif y == place.rows // 2:
        text = view.y_label
    return text[: place.left - 1].rjust(place.left - 1) + " "


def _x_labels(view: Field, place: Frame, ink: Ink) -> Strip:
    """The range of x at the ends of the plane, its name in the middle."""
    low, high = (number(x) for x in view.x_range)
    middle = view.x_label.center(place.columns - len(low) - len(high))
    return row((f"{' ' * place.left}{low}{middle}{high}", ink.style(ink.soft)))
