"""The values of a field as the colours of its pixels: smooth for what a net says, in bands for a surface's heights."""

from __future__ import annotations

import math
from functools import lru_cache

from engine.views import Array, Field
from tutor.widgets.ink import RGB, Ink, shade

LEVELS = 12
"""How many bands contours cut a surface into."""


def is_surface(view: Field) -> bool:
    """Whether ``view`` shows heights, not what a net says."""
    return view.contours or bool(view.paths) or (view.lo, view.hi) != (0.0, 1.0)


def pixels(view: Field, columns: int, lines: int, ink: Ink) -> list[list[RGB]]:
    """The values as colours, sampled to ``lines`` × ``columns`` pixels."""
    shares = _shares(view.values, (view.lo, view.hi), view.log, is_surface(view), columns, lines)
    colours = (*(ink.height if is_surface(view) else ink.diverging), ink.unknown)
    if view.contours:
        return [[colours[shade(_banded(share))] for share in line] for line in shares]
    return [[colours[shade(share)] for share in line] for line in shares]


def value_at(view: Field, across: float, down: float) -> float:
    """The value known nearest to a place, given as shares of the way from the left and from the top."""
    known = view.values.rows() if len(view.values.shape) == 2 else []
    if not known or not known[0]:
        return math.nan
    line = known[min(len(known) - 1, int(down * len(known)))]
    return line[min(len(line) - 1, int(across * len(line)))]


def _banded(share: float) -> float:
    """The middle of the band of height that ``share`` lies in."""
    if not math.isfinite(share):
        return share
    return min(LEVELS - 1, max(0, math.floor(share * LEVELS))) / (LEVELS - 1)


@lru_cache(16)
def _shares(
    values: Array, ends: tuple[float, float], log: bool, smooth: bool, columns: int, lines: int
) -> list[list[float]]:
    """How far from one end to the other the values lie, sampled; NaN where unknown. A surface often stays the same."""
    known = values.rows() if len(values.shape) == 2 else []
    if not known or not known[0]:
        return [[math.nan] * columns for _ in range(lines)]
    across = [_place(i, columns, len(known[0]), smooth) for i in range(columns)]
    down = [_place(i, lines, len(known), smooth) for i in range(lines)]
    sampled: dict[int, list[float]] = {}
    for y in sorted({line for upper, lower, _ in down for line in (upper, lower)}):
        heights = [_height(value, *ends, log) for value in known[y]]
        sampled[y] = [_between(heights[a], heights[b], share) for a, b, share in across]
    return [
        [_between(a, b, share) for a, b in zip(sampled[upper], sampled[lower], strict=True)]
        if share
        else sampled[upper]
        for upper, lower, share in down
    ]


def _place(i: int, count: int, known: int, smooth: bool) -> tuple[int, int, float]:
    """Pixel ``i`` of ``count`` among ``known`` values: the two it lies between, and how far it is on the way."""
    place = (i + 0.5) * known / count
    if not smooth:
        return (near := min(known - 1, int(place))), near, 0.0
    place = min(max(place - 0.5, 0.0), known - 1.0)
    return int(place), min(int(place) + 1, known - 1), place - int(place)


def _between(a: float, b: float, share: float) -> float:
    return a * (1 - share) + b * share if share else a


def _height(value: float, low: float, high: float, log: bool) -> float:
    """A value as a share of the way from ``low`` to ``high``."""
    if log and 0 < low < high:
        if not value < math.inf:
            return value  # infinite or no number
        return math.log(value / low) / math.log(high / low) if value > 0 else 0.0
    return (value - low) / (high - low) if high > low else value
