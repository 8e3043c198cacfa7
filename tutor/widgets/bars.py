"""Horizontal bars with their numbers: for each label one bar of each series, in eighths of a cell."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual.strip import Strip

from engine.views import Bars
from tutor.numbers import number
from tutor.widgets.ink import Ink
from tutor.widgets.legend import Piece, flow, marker
from tutor.widgets.painted import row, short_text

Parts = list[tuple[str, Style]]
FEW = 6
"""Up to so many single bars are set apart; more read as one shape."""
EIGHTHS = " ▏▎▍▌▋▊▉█"


class Scale:
    """Values as eighths of cells from the left: linear with 0 in sight, or logarithmic from a power of ten."""

    def __init__(self, view: Bars, cells: int) -> None:
        known = [v for series in view.series for v in series.values if math.isfinite(v) and (v > 0 or not view.log)]
        self.log, self.eighths = view.log, cells * 8
        if view.log:
            self.low = 10.0 ** (math.ceil(math.log10(min(known, default=1.0)) - 1e-9) - 1)
            self.high = max([*known, self.low * 10])
        else:
            self.low, self.high = min([*known, 0.0]), max([*known, 0.0])
            self.high += self.high == self.low

    def place(self, value: float) -> int:
        """Where ``value`` lies."""
        if self.log:
            share = math.log(value / self.low) / math.log(self.high / self.low) if value > self.low else 0.0
        else:
            share = (value - self.low) / (self.high - self.low)
        return round(min(1.0, max(0.0, share)) * self.eighths)

    @property
    def zero(self) -> int:
        """Where bars begin: at a whole cell."""
        return 0 if self.log else round(self.place(0.0) / 8) * 8


def paint_bars(view: Bars, width: int, height: int, ink: Ink) -> list[Strip]:
    """A legend where there are several series, then groups of bars as they fit, and how many do not."""
    return [strip for _, strip in bar_rows(view, width, height, ink)]


def bar_rows(view: Bars, width: int, height: int, ink: Ink) -> list[tuple[tuple[int, int] | None, Strip]]:
    """Each row, and the places of its label and its series where it is a bar."""
    count = len(view.series)
    if not view.labels or not count:
        return [(None, row(("none", ink.style(ink.soft))))]
    head = _legend(view, width, max(1, height // 5), ink) if height > count else []
    rows: list[tuple[tuple[int, int] | None, Strip]] = [(None, strip) for strip in head]
    most = height - len(rows)
    spaced = (count > 1 or len(view.labels) <= FEW) and len(view.labels) * (count + 1) - 1 < most
    rows += [(None, row())] if spaced and rows else []
    whole = len(view.labels) * count <= most
    shown = len(view.labels) if whole else max(1, (most - 1) // count)
    wide = _columns(view, width)
    for n, label in enumerate(view.labels[:shown]):
        rows += [(None, row())] if spaced and n else []
        rows += [((n, k), strip) for k, strip in enumerate(_group(view, n, label, wide, ink))]
    if not whole:
        rows = [*rows[: height - 1], (None, row((f"+{len(view.labels) - shown} more", ink.style(ink.warn))))]
    return rows[:height]


def _columns(view: Bars, width: int) -> tuple[int, int]:
    """Cells for the labels (with a gap) and for the bars; numbers take the rest."""
    count = len(view.series)
    signs = 2 if count > 1 else 0
    numbers = max(cell_len(_said(view, v)) for series in view.series for v in [*series.values, 0.0]) + 1
    label = min(max(map(cell_len, view.labels)) + 1, max(0, width - signs - numbers - 4), max(6, width // 2))
    return label, max(1, width - label - signs - numbers)


def _group(view: Bars, n: int, label: str, wide: tuple[int, int], ink: Ink) -> Iterable[Strip]:
    """The bars of one label, the label before the first."""
    scale = Scale(view, wide[1])
    for k, series in enumerate(view.series):
        value = series.values[n] if n < len(series.values) else math.nan
        parts: Parts = [(set_cell_size(short_text(label, wide[0] - 1) if k == 0 else "", wide[0]), ink.style())]
        if len(view.series) > 1:
            parts.append((f"{marker(k)} ", ink.style(ink.line(k), bold=True)))
        parts += _bar(value, scale, k, ink)
        parts.append((f" {_said(view, value)}", ink.style(bold=True)))
        yield row(*parts)


def _bar(value: float, scale: Scale, colour: int, ink: Ink) -> Parts:
    """A bar from zero to ``value``: to the right of it, or to the left for a negative one."""
    zero, paint = scale.zero, ink.style(ink.line(colour))
    if math.isnan(value):
        return [(" " * (zero // 8), paint)]
    end = scale.place(value)
    if end >= zero:
        full, rest = divmod(end - zero, 8)
        sliver = EIGHTHS[rest] if rest else "" if full or value <= 0 else EIGHTHS[1]  # a little is not nothing
        return [(" " * (zero // 8) + "█" * full + sliver, paint)]
    first, rest = divmod(end, 8)
    blank: Parts = [(" " * first, paint)]
    if rest:  # the cell's right part: its left part is painted in the paper's colour
        blank.append((EIGHTHS[rest], ink.style(ink.paper, ink.line(colour))))
    return [*blank, ("█" * (zero // 8 - first - bool(rest)), paint)]


def _said(view: Bars, value: float) -> str:
    """A value with its unit."""
    return f"{number(value)} {view.unit}" if view.unit and math.isfinite(value) else number(value)


def _legend(view: Bars, width: int, most: int, ink: Ink) -> list[Strip]:
    """What the signs stand for, and the kind of scale."""
    soft = ink.style(ink.soft)
    pieces = []
    if len(view.series) > 1:
        pieces = [
            Piece([[(f"{marker(k)} ", ink.style(ink.line(k), bold=True)), (series.name, soft)]])
            for k, series in enumerate(view.series)
        ]
    elif view.series[0].name:
        pieces = [Piece([[(view.series[0].name, soft)]], needed=False)]
    if view.log:
        pieces.append(Piece([[("log scale", soft)]], needed=False))
    rows = flow(pieces, width, most, ink)
    if rows is None:
        rows = [[part for piece in pieces for part in (*piece.versions[0], ("  ", soft))]]
    return [row(*parts) for parts in rows if parts]
