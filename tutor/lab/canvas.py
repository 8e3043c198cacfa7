"""A canvas to draw on by hand, and its picture laid out as a net's data are: centred, scaled, averaged to pixels."""

from __future__ import annotations

import math
from array import array

from engine.lab import Drawing
from engine.views import Array

SIDE = 32
"""Points along each side of a canvas: about as many cells as there is room for on a small terminal."""
BRUSH, SOFT = 1.4, 1.2
"""How far full ink reaches around the brush's middle, and how far it fades beyond, in points of the canvas."""
FAINT = 0.2
"""Ink below this does not count for where a drawing begins and ends."""
Grid = list[list[float]]


class Canvas:
    """``ink`` holds rows of values from 0 (empty) to 1; ``version`` changes with whatever is drawn."""

    def __init__(self) -> None:
        self.ink: Grid = _empty(SIDE)
        self.version = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read."""
        return _extent(self.ink) is None

    def clear(self) -> None:
        """Wipe everything away."""
        self.ink = _empty(SIDE)
        self.version += 1

    def take(self, picture: Grid) -> None:
        """Show a picture of any size in place of the drawing."""
        rows, columns = len(picture), len(picture[0])
        self.ink = [[picture[y * rows // SIDE][x * columns // SIDE] for x in range(SIDE)] for y in range(SIDE)]
        self.version += 1

    def stroke(self, start: tuple[float, float], end: tuple[float, float], erase: bool = False) -> None:
        """Draw a straight line with the brush, or rub one out; points are (x, y), 0 to SIDE."""
        reach = BRUSH + SOFT * (2 if erase else 1)  # an eraser takes the soft edge as well
        (x0, y0), (x1, y1) = start, end
        for y in range(max(0, int(min(y0, y1) - reach)), min(SIDE, int(max(y0, y1) + reach) + 1)):
            row = self.ink[y]
            for x in range(max(0, int(min(x0, x1) - reach)), min(SIDE, int(max(x0, x1) + reach) + 1)):
                far = _distance((x + 0.5, y + 0.5), start, end)
                ink = min(1.0, max(0.0, (reach - far) / SOFT))
                row[x] = min(row[x], 1 - ink) if erase else max(row[x], ink)
        self.version += 1


def fit(ink: Grid, shape: tuple[int, int], drawing: Drawing) -> Grid:
    """The drawing as an input of ``shape`` (rows, columns), laid out as ``drawing`` says; all 0 if it is empty."""
    rows, columns = shape
    extent = _extent(ink)
    if extent is None:
        return [[0.0] * columns for _ in range(rows)]
    left, top, right, bottom = extent
    step = max((bottom - top) / (rows - 2 * drawing.margin), (right - left) / (columns - 2 * drawing.margin))
    middle = _centre_of_mass(ink) if drawing.by_mass else ((left + right) / 2, (top + bottom) / 2)
    across = _shares(middle[0], step, columns, len(ink[0]))
    down = _shares(middle[1], step, rows, len(ink))
    narrow = [[sum(line[i] * share for i, share in part) for part in across] for line in ink]
    return [[sum(narrow[i][x] * share for i, share in part) for x in range(columns)] for part in down]


def packed(picture: Grid) -> Array:
    """A picture as it is sent to a net."""
    flat = array("f", (min(1.0, value) for line in picture for value in line))
    return Array("float32", (len(picture), len(picture[0])), flat.tobytes())


def _empty(side: int) -> Grid:
    return [[0.0] * side for _ in range(side)]


def _extent(ink: Grid) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of what is drawn; None for an empty canvas."""
    rows = [y for y, line in enumerate(ink) if max(line) > FAINT]
    columns = [x for x in range(len(ink[0])) if max(line[x] for line in ink) > FAINT]
    return (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1) if rows else None


def _centre_of_mass(ink: Grid) -> tuple[float, float]:
    total = sum(map(sum, ink))
    x = sum((x + 0.5) * value for line in ink for x, value in enumerate(line)) / total
    y = sum((y + 0.5) * sum(line) for y, line in enumerate(ink)) / total
    return x, y


def _shares(middle: float, step: float, count: int, size: int) -> list[list[tuple[int, float]]]:
    """For each of ``count`` pixels, ``step`` points wide, around ``middle``: the points under it and their shares."""
    pixels = []
    for n in range(count):
        start = middle + (n - count / 2) * step
        first, last = max(0, math.floor(start)), min(size, math.ceil(start + step))
        under = [(i, min(i + 1, start + step) - max(i, start)) for i in range(first, last)]
        pixels.append([(i, part / step) for i, part in under if part > 0])
    return pixels


def _distance(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """How far ``point`` is from the line between two others."""
    (px, py), (x0, y0), (x1, y1) = point, start, end
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy
    along = min(1.0, max(0.0, ((px - x0) * dx + (py - y0) * dy) / length)) if length else 0.0
    return math.hypot(px - x0 - along * dx, py - y0 - along * dy)
