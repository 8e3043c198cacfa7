"""A matrix as a heat map: a number in every cell where there is room, else colours, two rows a line if need be."""

from __future__ import annotations

import math
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual.strip import Strip

from engine.views import Matrix
from tutor.numbers import fitting, number
from tutor.widgets.ink import RGB, Ink, shade
from tutor.widgets.painted import row

Parts = list[tuple[str, Style]]
NARROW, ROOMY = 5, 7
"""Cells of a column that shows its number: at least, and where there is room."""
LABEL, TALLEST = 24, 3
FAINT = 0.001
"""Where all signed numbers are smaller, their colours stay pale: they are as good as 0."""


def paint_matrix(view: Matrix, width: int, height: int, ink: Ink) -> list[Strip]:
    """Column heads, a line a row, and last what the colours mean."""
    if len(view.values.shape) != 2 or 0 in view.values.shape:
        return [row(("no numbers yet", ink.style(ink.soft)))]
    values = view.values.rows()
    place = matrix_place(view, width, height)
    if place.numbers:
        return _with_numbers(view, values, place, height, ink)
    return _colours_only(view, values, place, width, height, ink)


class MatrixPlace(NamedTuple):
    """How a matrix is laid out: cells of the row labels and of one number, rows above, whether numbers are written.

    ``deep`` rows of the matrix share one row of cells: two without numbers, where not all have room.
    """

    margin: int
    wide: int
    above: int
    numbers: bool
    deep: int
    shown: tuple[int, int]
    """Rows and columns of the matrix that have room."""
    tall: int = 1
    """Lines that each row takes where there is room to spare."""


def matrix_place(view: Matrix, width: int, height: int) -> MatrixPlace:
    """Numbers where there is room, else colours."""
    count, across = view.values.shape
    margin = min(LABEL, width * 2 // 5, max(map(cell_len, view.row_labels), default=0) + bool(view.row_labels))
    wide = min(ROOMY, (width - margin) // across)
    above = int(bool(view.column_labels))
    if wide >= NARROW and height >= count + above:
        tall = _tall(count, height - above - 1)
        return MatrixPlace(margin, wide, above, numbers=True, deep=1, shown=(count, across), tall=tall)
    scale = max(1, min(4, (width - margin) // across))
    above = int(bool(view.column_labels) and height > 2)
    room = height - 1 - above
    deep = 1 if room >= count else 2
    shown = min(count, max(1, deep * room)), min(across, (width - margin) // scale)
    return MatrixPlace(margin, scale, above, numbers=False, deep=deep, shown=shown, tall=_tall(count, room))


def rows_by_size(view: Matrix) -> list[int]:
    """The rows in which all of it has room, with what its colours mean: as small as can be, then larger."""
    above, count = int(bool(view.column_labels)), view.values.shape[0]
    return [above + count * tall + 1 for tall in range(1, TALLEST + 1)]


def _tall(rows: int, room: int) -> int:
    """Lines for each row, so that all fit."""
    return max(1, min(TALLEST, room // rows))


def _with_numbers(view: Matrix, values: list[list[float]], place: MatrixPlace, height: int, ink: Ink) -> list[Strip]:
    rows, margin, wide = [], place.margin, place.wide
    if view.column_labels:
        heads = "".join(set_cell_size(label, wide - 1).rjust(wide) for label in view.column_labels)
        rows.append(row((" " * margin, ink.style()), (heads, ink.style(ink.soft, bold=True))))
    decimals = _decimals(values, wide - 1)
    for n, (line, grounds) in enumerate(zip(values, _colours(view, values, ink), strict=True)):
        parts: Parts = [(_label(view, n, margin), ink.style(ink.soft))]
        for value, ground in zip(line, grounds, strict=True):
            parts.append(
                (fitting(value, wide - 1, decimals).rjust(wide - 1) + " ", ink.style(_readable(ground), ground))
            )
        rows += _in_the_middle(parts, place.tall)
    return rows + ([_legend(view, ink)] if height > len(rows) else [])


def _decimals(values: list[list[float]], room: int) -> int:
    """Two decimals, one or none, the same for all: as many as the longest number has room for."""
    ends = [end for line in values for end in (min(line), max(line)) if math.isfinite(end)]
    return next((n for n in (2, 1) if all(len(f"{end:.{n}f}") <= room for end in ends)), 0)


def _colours_only(
    view: Matrix, values: list[list[float]], place: MatrixPlace, width: int, height: int, ink: Ink
) -> list[Strip]:
    """Each number as a square; what does not fit is said."""
    margin, scale, across, deep = place.margin, place.wide, place.shown[1], place.deep
    shown = _colours(view, [line[:across] for line in values[: place.shown[0]]], ink)
    rows = [_heads(view, margin, scale, across, ink)] if place.above else []
    for n in range(0, len(shown), deep):
        top = bottom = shown[n]
        if deep == 2:
            bottom = shown[n + 1] if n + 1 < len(shown) else [ink.paper] * across
        cells = [("▀" * scale, ink.style(a, b)) for a, b in zip(top, bottom, strict=True)]
        rows += _in_the_middle([(_label(view, n, margin), ink.style(ink.soft)), *cells], place.tall)
    hidden = len(values) - len(shown), len(values[0]) - across
    parts = [f"+{count} {what}" for count, what in zip(hidden, ("rows", "columns"), strict=True) if count > 0]
    if len(rows) < height:
        rows.append(row((" ".join([*parts, ""]), ink.style(ink.warn)), *_scale(view, ink)))
    return rows


def _in_the_middle(parts: Parts, tall: int) -> list[Strip]:
    """A row of cells ``tall`` lines high, its words in the middle one; half blocks are colours, and go on."""
    blank = [(text if set(text) == {"▀"} else " " * cell_len(text), style) for text, style in parts]
    middle = (tall - 1) // 2
    return [row(*(parts if line == middle else blank)) for line in range(tall)]


def _heads(view: Matrix, margin: int, scale: int, across: int, ink: Ink) -> Strip:
    """As many column heads as have room above their columns: marks of one sign each, years with gaps between."""
    line = ""
    for n, label in enumerate(view.column_labels[:across]):
        gap = cell_len(label) >= max(scale, 2) and bool(line)
        if cell_len(line) + gap <= n * scale and n * scale + cell_len(label) <= across * scale:
            line = line.ljust(n * scale) + label
    return row((" " * margin, ink.style()), (line, ink.style(ink.soft, bold=True)))


def _label(view: Matrix, n: int, margin: int) -> str:
    text = view.row_labels[n] if n < len(view.row_labels) else ""
    return set_cell_size(text, max(0, margin - 1)) + " " * min(1, margin)


def _range(view: Matrix) -> tuple[float, float]:
    if not view.signed:
        return view.lo, view.hi
    reach = max((abs(v) for v in view.values.flat() if math.isfinite(v)), default=0.0)
    reach = max(reach, FAINT) if reach else 1.0
    return -reach, reach


def _colours(view: Matrix, values: list[list[float]], ink: Ink) -> list[list[RGB]]:
    """The colour of each value."""
    low, high = _range(view)
    ramp = (*(ink.diverging if view.signed else ink.grey), ink.unknown)
    scale = 1 / (high - low) if high > low else 0.0
    return [[ramp[shade((value - low) * scale)] for value in line] for line in values]


def _readable(ground: RGB) -> RGB:
    """Black or white, whichever is easier to read on ``ground``."""
    red, green, blue = ground
    return (0, 0, 0) if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else (255, 255, 255)


def _scale(view: Matrix, ink: Ink) -> Parts:
    low, high = _range(view)
    ramp = ink.diverging if view.signed else ink.grey
    blocks = [(" ", ink.style(on=ramp[i * (len(ramp) - 1) // 7])) for i in range(8)]
    return [(f"{number(low, 3)} ", ink.style(ink.soft)), *blocks, (f" {number(high, 3)}", ink.style(ink.soft))]


def _legend(view: Matrix, ink: Ink) -> Strip:
    return row(*_scale(view, ink))
