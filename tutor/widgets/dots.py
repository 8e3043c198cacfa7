"""A grid of braille dots: 2 × 4 dots a cell, and for each cell which series drew in it last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
STRETCHES = [
    [[sum(BITS[n][side] for n in range(top, bottom + 1)) for bottom in range(4)] for top in range(4)] for side in (0, 1)
]
"""The dots of a cell's left or right column from one of its rows to another."""
EMPTY = -1
DASH = 4
"""Dots of a dash, and of the gap after it."""


class Dots:
    """``width`` × ``height`` cells; dots count from the top left corner."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.masks = [[0] * width for _ in range(height)]
        self.owners = [[EMPTY] * width for _ in range(height)]

    def column(self, x: int, top: int, bottom: int, owner: int) -> None:
        """The dots of column ``x`` from ``top`` to ``bottom``, both included; what is outside is cut off."""
        if not 0 <= x < self.width * 2:
            return
        cell, stretches = x >> 1, STRETCHES[x & 1]
        top, bottom = max(0, top), min(self.height * 4 - 1, bottom)
        first, last = top >> 2, bottom >> 2
        for row in range(first, last + 1):
            self.masks[row][cell] |= stretches[top & 3 if row == first else 0][bottom & 3 if row == last else 3]
            self.owners[row][cell] = owner

    def path(self, points: Iterable[tuple[int, int] | None], owner: int) -> None:
        """A line through ``points``; None is a gap. No dot that is there is ever taken away."""
        spans: dict[int, tuple[int, int]] = {}
        last: tuple[int, int] | None = None
        for point in points:
            if point is not None and point != last:
                for x, top, bottom in _spans(last or point, point):
                    low, high = spans.get(x, (top, bottom))
                    if top < low or bottom > high or x not in spans:
                        spans[x] = (min(low, top), max(high, bottom))
            last = point
        for x, (top, bottom) in spans.items():
            self.column(x, top, bottom, owner)

    def trace(self, points: Iterable[tuple[int, int] | None], owner: int, dashed: bool = False) -> None:
        """Like :meth:`path` for a line that may also go back or round; ``dashed`` leaves out every other stretch."""
        length, last = 0, None
        for point in points:
            if point is not None:
                for x, y in _between(last, point) if last else [point]:
                    if not dashed or length % (2 * DASH) < DASH:
                        self.column(x, y, y, owner)
                    length += 1
            last = point


def _spans(a: tuple[int, int], b: tuple[int, int]) -> Sequence[tuple[int, int, int]]:
    """The dots of the line a → b as (x, top, bottom) for each column it crosses."""
    (xa, ya), (xb, yb) = a, b
    if xa == xb:
        return ((xa, ya, yb) if ya < yb else (xa, yb, ya),)
    if xa > xb:
        return ()
    slope = (yb - ya) / (xb - xa)
    edges = [ya, *(round(ya + slope * (n + 0.5)) for n in range(xb - xa)), yb]
    if ya > yb:
        return [(xa + n, bottom, top) for n, (top, bottom) in enumerate(pairwise(edges))]
    return [(xa + n, top, bottom) for n, (top, bottom) in enumerate(pairwise(edges))]


def _between(a: tuple[int, int], b: tuple[int, int]) -> Iterable[tuple[int, int]]:
    """The dots of the line a → b, one by one, without the first."""
    (xa, ya), (xb, yb) = a, b
    steps = max(abs(xb - xa), abs(yb - ya))
    return ((xa + round((xb - xa) * i / steps), ya + round((yb - ya) * i / steps)) for i in range(1, steps + 1))
