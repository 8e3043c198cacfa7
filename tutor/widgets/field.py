"""A function of two inputs as a coloured plane with the data over it: where a net draws its decision boundary."""

from __future__ import annotations

import math
from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

from engine.views import Field, Point
from tutor.widgets.ink import SHADES, Ink, shade
from tutor.widgets.numbers import number
from tutor.widgets.painted import row

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
    rows = max(1, rows - below)
    return Frame(left, min(widest, max(math.ceil(rows * 3.2), 12)), rows, axis, beside=False, below=below)


def paint_field(view: Field, width: int, height: int, ink: Ink) -> list[Strip]:
    """The plane, its axes and its legend."""
    place = frame(view, width, height)
    shades = _shades(view, place.columns, place.rows * 2)
    marks = _marks(view, place.columns, place.rows * 2)
    beside = _legend_beside(view, ink) if place.beside else []
    rows = []
    for y in range(place.rows):
        parts: Parts = [(_y_label(view, y, place), ink.style(ink.soft))] if place.left else []
        parts += _plane_row(shades, marks.get(y, {}), y, place.columns, ink)
        if y - 1 in range(len(beside)):
            parts.append(("   ", ink.style()))
            parts += beside[y - 1]
        rows.append(row(*parts))
    if place.axis:
        rows.append(_x_labels(view, place, ink))
    if place.below:
        rows.append(row((" " * place.left, ink.style()), *_legend_below(view, width - place.left, ink)))
    return rows


def _shades(view: Field, columns: int, lines: int) -> list[list[int]]:
    """The values as indices into a ramp, sampled to ``lines`` × ``columns`` pixels; -1 where unknown."""
    values = view.values.rows() if len(view.values.shape) == 2 else []
    if not values or not values[0]:
        return [[-1] * columns] * lines
    tall, wide = len(values), len(values[0])
    across = [min(wide - 1, int((i + 0.5) * wide / columns)) for i in range(columns)]
    down = [min(tall - 1, int((i + 0.5) * tall / lines)) for i in range(lines)]
    known: dict[int, list[int]] = {}
    for y in down:
        if y not in known:
            line = values[y]
            known[y] = [shade(line[x]) for x in across]
    return [known[y] for y in down]


def _marks(view: Field, columns: int, lines: int) -> dict[int, dict[int, tuple[Point, int]]]:
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


def _plane_row(shades: list[list[int]], marks: dict[int, tuple[Point, int]], y: int, columns: int, ink: Ink) -> Parts:
    """One row of cells: two lines of pixels as half blocks, points as glyphs."""
    top, bottom = shades[2 * y], shades[2 * y + 1]
    colours = (*ink.diverging, ink.unknown)
    parts: Parts = []
    x = 0
    while x < columns:
        if x in marks:
            point, line = marks[x]
            below = colours[(bottom if line & 1 else top)[x]]
            parts.append((_glyph(point), _glyph_style(point, below, ink)))
            x += 1
            continue
        pair, start = (top[x], bottom[x]), x
        while x < columns and (top[x], bottom[x]) == pair and x not in marks:
            x += 1
        same = pair[0] == pair[1]
        parts.append(((" " if same else "▀") * (x - start), ink.style(colours[pair[0]], colours[pair[1]])))
    return parts


def _glyph(point: Point) -> str:
    return GLYPHS[int(point.label > 0), point.right]


def _glyph_style(point: Point, on: tuple[int, int, int], ink: Ink) -> Style:
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


def _legend_beside(view: Field, ink: Ink) -> list[Parts]:
    """What shapes and colours mean, one thing a row."""
    soft = ink.style(ink.soft)
    lines: list[Parts] = []
    if view.points:
        wrong = sum(not point.right for point in view.points)
        lines = [
            [("●", ink.style(ink.low, bold=True)), (" class 0", soft)],
            [("◆", ink.style(ink.high, bold=True)), (" class 1", soft)],
            [("○ ◇", ink.style(bold=True)), (f" wrong: {wrong}", ink.style() if wrong else soft)],
            [],
        ]
    return [*lines, [("net says", soft)], [("0 ", soft), *_ramp(8, ink), (" 1", soft)]]


def _legend_below(view: Field, width: int, ink: Ink) -> Parts:
    """The same in one row, as much of it as fits."""
    wrong = sum(not point.right for point in view.points)
    soft = ink.style(ink.soft)
    points: Parts = [
        ("●", ink.style(ink.low, bold=True)), (" 0 ", soft),
        ("◆", ink.style(ink.high, bold=True)), (" 1 ", soft),
        ("○◇", ink.style(bold=True)), (f" wrong: {wrong}", soft),
    ]  # fmt: skip
    scale: Parts = [("  net says 0 ", soft), *_ramp(8, ink), (" 1", soft)]
    if not view.points:
        return scale if width >= 23 else []
    return points + scale if width >= 40 else points


def _ramp(width: int, ink: Ink) -> Parts:
    """The colours from class 0 to class 1."""
    return [(" ", ink.style(on=ink.diverging[i * (SHADES - 1) // (width - 1)])) for i in range(width)]
