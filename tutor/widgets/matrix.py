"""A matrix as a heat map: a number in every cell where there is room, else colours alone, two rows a line."""

from __future__ import annotations

import math

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual.strip import Strip

from engine.views import Matrix
from tutor.widgets.ink import RGB, Ink, shade
from tutor.widgets.numbers import number
from tutor.widgets.painted import row

Parts = list[tuple[str, Style]]
NARROW, ROOMY = 5, 7
"""Cells of a column that shows its number: at least, and where there is room."""
LABEL = 14


def paint_matrix(view: Matrix, width: int, height: int, ink: Ink) -> list[Strip]:
    """Column heads, a line a row, and last what the colours mean."""
    if len(view.values.shape) != 2 or 0 in view.values.shape:
        return [row(("no numbers yet", ink.style(ink.soft)))]
    values = view.values.rows()
    margin = min(LABEL, width // 3, max(map(cell_len, view.row_labels), default=0) + bool(view.row_labels))
    wide = min(ROOMY, (width - margin) // len(values[0]))
    if wide >= NARROW and height >= len(values) + bool(view.column_labels):
        return _with_numbers(view, values, margin, wide, height, ink)
    return _colours_only(view, values, margin, width, height, ink)


def _with_numbers(
    view: Matrix, values: list[list[float]], margin: int, wide: int, height: int, ink: Ink
) -> list[Strip]:
    rows = []
    if view.column_labels:
        heads = "".join(set_cell_size(label, wide - 1).rjust(wide) for label in view.column_labels)
        rows.append(row((" " * margin, ink.style()), (heads, ink.style(ink.soft, bold=True))))
    for n, line in enumerate(values):
        parts: Parts = [(_label(view, n, margin), ink.style(ink.soft))]
        for value in line:
            ground = _colour(view, value, ink)
            parts.append((number(value, 3)[: wide - 1].rjust(wide - 1) + " ", ink.style(_readable(ground), ground)))
        rows.append(row(*parts))
    return rows + ([_legend(view, ink)] if height > len(rows) else [])


def _colours_only(
    view: Matrix, values: list[list[float]], margin: int, width: int, height: int, ink: Ink
) -> list[Strip]:
    """Each number as a square; what does not fit is said."""
    scale = max(1, min(4, (width - margin) // len(values[0])))
    shown = values[: max(1, 2 * (height - 1))]
    across = (width - margin) // scale
    rows = []
    for n in range(0, len(shown), 2):
        top = [_colour(view, value, ink) for value in shown[n][:across]]
        below = shown[n + 1][:across] if n + 1 < len(shown) else []
        bottom = [_colour(view, value, ink) for value in below] or [ink.paper] * len(top)
        cells = [("▀" * scale, ink.style(a, b)) for a, b in zip(top, bottom, strict=True)]
        rows.append(row((_label(view, n, margin), ink.style(ink.soft)), *cells))
    hidden = len(values) - len(shown), len(values[0]) - across
    parts = [f"+{count} {what}" for count, what in zip(hidden, ("rows", "columns"), strict=True) if count > 0]
    if len(rows) < height:
        rows.append(row((" ".join([*parts, ""]), ink.style(ink.warn)), *_scale(view, ink)))
    return rows


def _label(view: Matrix, n: int, margin: int) -> str:
    text = view.row_labels[n] if n < len(view.row_labels) else ""
    return set_cell_size(text, max(0, margin - 1)) + " " * min(1, margin)


def _range(view: Matrix) -> tuple[float, float]:
    if not view.signed:
        return view.lo, view.hi
    reach = max((abs(v) for v in view.values.flat() if math.isfinite(v)), default=0.0) or 1.0
    return -reach, reach


def _colour(view: Matrix, value: float, ink: Ink) -> RGB:
    low, high = _range(view)
    ramp = (*(ink.diverging if view.signed else ink.grey), ink.unknown)
    return ramp[shade((value - low) / (high - low) if high > low else 0.0)]


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
