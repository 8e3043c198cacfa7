"""A grid of braille dots: 2 × 4 dots a cell, and for each cell which series drew in it last."""

from __future__ import annotations

from collections.abc import Iterable

BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
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
        cell, side = x >> 1, x & 1
        for y in range(max(0, top), min(self.height * 4 - 1, bottom) + 1):
            self.masks[y >> 2][cell] |= BITS[y & 3][side]
            self.owners[y >> 2][cell] = owner

    def path(self, points: Iterable[tuple[int, int] | None], owner: int) -> None:
        """A line through ``points``; None is a gap. No dot that is there is ever taken away."""
        spans: dict[int, tuple[int, int]] = {}
        last: tuple[int, int] | None = None
        for point in points:
            if point is not None:
                for x, top, bottom in _spans(last or point, point):
                    low, high = spans.get(x, (top, bottom))
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


def _spans(a: tuple[int, int], b: tuple[int, int]) -> Iterable[tuple[int, int, int]]:
    """The dots of the line a → b as (x, top, bottom) for each column it crosses."""
    (xa, ya), (xb, yb) = a, b
    if xa == xb:
        yield xa, min(ya, yb), max(ya, yb)
        return
    slope = (yb - ya) / (xb - xa)
    for x in range(xa, xb + 1):
        start = ya + slope * max(0.0, x - xa - 0.5)
        end = ya + slope * min(float(xb - xa), x - xa + 0.5)
        yield x, round(min(start, end)), round(max(start, end))


def _between(a: tuple[int, int], b: tuple[int, int]) -> Iterable[tuple[int, int]]:
    """The dots of the line a → b, one by one, without the first."""
    (xa, ya), (xb, yb) = a, b
    steps = max(abs(xb - xa), abs(yb - ya))
    return ((xa + round((xb - xa) * i / steps), ya + round((yb - ya) * i / steps)) for i in range(1, steps + 1))
