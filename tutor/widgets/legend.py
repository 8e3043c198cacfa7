"""Legends: which sign stands for what. Pieces flow over as many rows as they are given, never cut within one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

from tutor.numbers import number
from tutor.widgets.ink import Ink
from tutor.widgets.painted import row, short_text, width_of
from tutor.widgets.plot import Plot, Series, smoothing_texts

Parts = list[tuple[str, Style]]
MARKERS = "●◆▲■○◇△□"
"""Signs of series, so that they are told apart without colours; there are four colours."""
GAP = 2
LETTERS = 99


class Piece(NamedTuple):
    """A part of a legend, in its versions from long to short; what is not ``needed`` is left out for want of room."""

    versions: list[Parts]
    needed: bool = True


class _Way(NamedTuple):
    """What of a legend is written, and in how many rows."""

    title: bool
    values: bool
    rows: int
    letters: int = LETTERS


def marker(n: int) -> str:
    """The sign of the n-th series."""
    return MARKERS[n % len(MARKERS)]


def flow(pieces: Sequence[Piece], width: int, most: int, ink: Ink) -> list[Parts] | None:
    """The pieces in at most ``most`` rows; None if one that is needed finds no room."""
    rows: list[Parts] = [[]]
    for piece in pieces:
        for fresh in (False, True):
            used = width_of(rows[-1]) + GAP if rows[-1] and not fresh else 0
            fits = next((parts for parts in piece.versions if used + width_of(parts) <= width), None)
            if fits is None or (fresh and rows[-1] and len(rows) == most):
                continue
            if fresh and rows[-1]:
                rows.append([])
            rows[-1] += [_gap(ink), *fits] if rows[-1] else fits
            break
        else:
            if piece.needed:
                return None
    return rows


def chart_legend(plot: Plot, width: int, most: int, ink: Ink, limit: int = 0) -> list[Strip]:
    """Name and last value of each series, then the target, the kind of scale and the smoothing.

    For want of room values go first, then letters of names, then the title, later where no name tells it: two charts of
    the same nets differ in nothing else. Then it takes up to ``limit`` rows, then names are shortened further.
    Of those that still have no place it says how many they are.
    """
    named = plot.series if plot.latest or any(series.name for series in plot.series) else ()
    extra = [*_target(plot, ink), *_scale(plot, ink), *_smoothing(plot, ink)]
    limit = max(most, limit)
    ways = [_Way(True, True, most), _Way(True, False, most)]
    if plot.title and not any(plot.title in series.name for series in named):
        ways += [_Way(True, False, rows, letters) for rows in (most, min(limit, 2)) for letters in (LETTERS, 8, 7, 6)]
    for way in (*ways, _Way(False, True, most), _Way(False, False, most)):
        heads = _heads(plot, ink) if way.title else []
        pieces = [_series(plot, n, way.values and plot.latest, ink, way.letters) for n in range(len(named))]
        if (rows := flow([*heads, *pieces, *extra], width, way.rows, ink)) is not None:
            return [row(*parts) for parts in rows]
    for letters in (LETTERS, 12, 8, 5, 3):
        pieces = [_series(plot, n, False, ink, letters) for n in range(len(named))]
        if (rows := flow([*pieces, *extra], width, limit, ink)) is not None:
            return [row(*parts) for parts in rows]
    for count in range(len(named) - 1, -1, -1):
        more = Piece([[(f"+{len(named) - count} lines", ink.style(ink.warn))]])
        if (rows := flow([*pieces[:count], more], width, limit, ink)) is not None:
            return [row(*parts) for parts in rows]
    return []


def _gap(ink: Ink) -> tuple[str, Style]:
    return " " * GAP, ink.style()


def _heads(plot: Plot, ink: Ink) -> list[Piece]:
    """The chart's title, and what its y axis counts."""
    words = ([(plot.title, ink.style(bold=True))] if plot.title else []) + (
        [(f"↑ {plot.y_name}", ink.style(ink.soft))] if plot.y_name else []
    )
    return [Piece([[part]]) for part in words]


def _series(plot: Plot, n: int, value: bool, ink: Ink, letters: int = LETTERS) -> Piece:
    """One series: its line, its name, its last value."""
    series = plot.series[n]
    name, last = short_text(series.name, letters), _last(series)
    value = value and not math.isnan(last)
    parts: Parts = [
        (f"{line_sign(plot, n)} ", ink.style(ink.line(series.colour), bold=True)),
        (f"{name} " if value else name, ink.style(ink.soft)),
    ]
    if value:
        digits = 4 if len(plot.series) == 1 else 3
        parts.append((number(last, digits), ink.style(bold=True)))
    return Piece([parts])


def line_sign(plot: Plot, n: int) -> str:
    """A bit of the n-th line as it is drawn: with its marker where there are several."""
    dash = "╌" if plot.series[n].dashed else "━"
    return f"{marker(plot.sign(n))}{dash}" if len(plot.series) > 1 else dash * 2


def _last(series: Series) -> float:
    return series.points[-1][1] if series.points else math.nan


def _target(plot: Plot, ink: Ink) -> list[Piece]:
    """The level to reach, long and short."""
    if plot.target is None:
        return []
    style = ink.style(ink.good, bold=plot.target.met)
    return [Piece([[("┅┅ ", ink.style(ink.good)), (text, style)] for text in plot.target.texts], needed=False)]


def _scale(plot: Plot, ink: Ink) -> list[Piece]:
    kind = {(True, False): "log scale", (False, True): "log x scale", (True, True): "log scales"}
    text = kind.get((plot.log, plot.log_x), "")
    return [Piece([[(text, ink.style(ink.soft))]], needed=False)] if text else []


def _smoothing(plot: Plot, ink: Ink) -> list[Piece]:
    """How much lines are smoothed, long and short."""
    texts = smoothing_texts(plot)
    return [Piece([[(text, ink.style(ink.soft))] for text in texts], needed=False)] if texts else []
