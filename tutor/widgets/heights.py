"""The values of a field as the colours of its pixels: smooth for what a net says, in bands for a surface's heights."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from engine.views import Array, Field
from tutor.widgets.ink import RGB, Ink, shade, shades

LEVELS = 12
"""How many bands contours cut a surface into."""


def is_surface(view: Field) -> bool:
    """Whether ``view`` shows heights, not what a net says."""
    return view.contours or bool(view.paths) or (view.lo, view.hi) != (0.0, 1.0)


def pixels(view: Field, columns: int, lines: int, ink: Ink) -> list[list[RGB]]:
    """The values as colours, sampled to ``lines`` × ``columns`` pixels."""
    ends = view.lo, view.hi
    if is_surface(view):
        places = _surface(view.values, ends, view.log, view.contours, columns, lines)
    else:
        places = _plane(view.values, ends, columns, lines)
    colours = (*(ink.height if is_surface(view) else ink.diverging), ink.unknown)
    return [[colours[n] for n in line] for line in places]


def value_at(view: Field, across: float, down: float) -> float:
    """The value known nearest to a place, given as shares of the way from the left and from the top."""
    known = view.values.rows() if len(view.values.shape) == 2 else []
    if not known or not known[0]:
        return math.nan
    line = known[min(len(known) - 1, int(down * len(known)))]
    return line[min(len(line) - 1, int(across * len(line)))]


def known_at(view: Field, across: float, down: float) -> tuple[float, float]:
    """Where that value is known: the first and the last of a row stand on the edges."""

    def on(ends: tuple[float, float], share: float, count: int) -> float:
        return ends[0] + (ends[1] - ends[0]) * min(count - 1, int(share * count)) / max(1, count - 1)

    rows, columns = view.values.shape
    return on(view.x_range, across, columns), on(view.y_range[::-1], down, rows)


def _banded(share: float) -> float:
    """The middle of the band of height that ``share`` lies in."""
    if not math.isfinite(share):
        return share
    return min(LEVELS - 1, max(0, math.floor(share * LEVELS))) / (LEVELS - 1)


def _plane(values: Array, ends: tuple[float, float], columns: int, lines: int) -> list[Sequence[int]]:
    """The shade of each pixel, which is that of the value nearest to it."""
    known = _known(values)
    if not known:
        return [[shade(math.nan)] * columns] * lines
    across = [_nearest(x, columns, len(known[0])) for x in range(columns)]
    rows = {}
    for y in {_nearest(y, lines, len(known)) for y in range(lines)}:
        line = shades(_heights(known[y], *ends, log=False))
        rows[y] = [line[x] for x in across]
    return [rows[_nearest(y, lines, len(known))] for y in range(lines)]


@lru_cache(16)
def _surface(
    values: Array, ends: tuple[float, float], log: bool, contours: bool, columns: int, lines: int
) -> list[Sequence[int]]:
    """The shade of each pixel, values between known ones drawn smoothly. A surface often stays the same."""
    known = _known(values)
    if not known:
        return [[shade(math.nan)] * columns] * lines
    across = [_place(x, columns, len(known[0])) for x in range(columns)]
    down = [_place(y, lines, len(known)) for y in range(lines)]
    sampled: dict[int, list[float]] = {}
    for y in sorted({line for upper, lower, _ in down for line in (upper, lower)}):
        heights = _heights(known[y], *ends, log)
        sampled[y] = [_between(heights[a], heights[b], share) for a, b, share in across]
    rows = [
        [_between(a, b, share) for a, b in zip(sampled[upper], sampled[lower], strict=True)]
        for upper, lower, share in down
    ]
    return [shades(map(_banded, row) if contours else row) for row in rows]


def _known(values: Array) -> list[list[float]]:
    """The rows of values; none where they are no plane."""
    rows = values.rows() if len(values.shape) == 2 else []
    return rows if rows and rows[0] else []


def _nearest(i: int, count: int, known: int) -> int:
    """Which of ``known`` values is nearest to pixel ``i`` of ``count``."""
    return min(known - 1, int((i + 0.5) * known / count))


def _place(i: int, count: int, known: int) -> tuple[int, int, float]:
    """Pixel ``i`` of ``count`` among ``known`` values: the two it lies between, and how far it is on the way."""
    place = min(max((i + 0.5) * known / count - 0.5, 0.0), known - 1.0)
    return int(place), min(int(place) + 1, known - 1), place - int(place)


def _between(a: float, b: float, share: float) -> float:
    return a * (1 - share) + b * share if share else a


def _heights(values: list[float], low: float, high: float, log: bool) -> list[float]:
    """Each value as a share of the way from ``low`` to ``high``."""
    if log and 0 < low < high:
        return [_power(value, low, high) for value in values]
    return [(value - low) / (high - low) for value in values] if high > low else values


def _power(value: float, low: float, high: float) -> float:
    """How far from ``low`` to ``high`` the power of a value lies; infinite values and NaN stay what they are."""
    if not value < math.inf:
        return value
    return math.log(value / low) / math.log(high / low) if value > 0 else 0.0
