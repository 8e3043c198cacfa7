"""Small images side by side: filters, feature maps, misread digits. Two pixels a cell, one above the other."""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual.strip import Strip

from engine.views import Pictures
from tutor.numbers import number
from tutor.widgets.ink import RGB, SHADES, Ink, shade
from tutor.widgets.painted import row

GAPS = (2, 1)
"""Cells between images: the wide gap where it costs no size. Captions have one more between, or they run together."""
LARGEST = 6
"""Cells across for one pixel, at most."""
Parts = list[tuple[str, Style]]


class Grid(NamedTuple):
    """How images are laid out: ``scale`` cells a pixel across, and how many fit, in cells of ``wide`` × ``tall``."""

    scale: int
    across: int
    down: int
    wide: int
    tall: int


def grid(view: Pictures, width: int, height: int) -> Grid:
    """The largest scale at which all images fit; else the smallest, with as many as fit."""
    count, image_height, image_width = view.images.shape
    best = Grid(1, 1, 1, 1, 1)
    for scale, gap in itertools.product(range(LARGEST, 0, -1), GAPS):
        wide, across = _across(view, image_width * scale, gap, width)
        tall = _tall(view, image_height * scale)
        down = max(1, (height + 1) // tall)
        best = Grid(scale, across, down, wide, tall)
        if across * down >= count and image_width * scale <= width and tall - 1 <= height:
            break
    return best


def _across(view: Pictures, image: int, gap: int, width: int) -> tuple[int, int]:
    """The cells from one image of so many to the next, and how many stand side by side."""
    caption = max(map(cell_len, view.captions), default=0)
    wide = max(image, caption + 1) + gap if caption else image + gap
    return wide, max(0, width - max(image, caption)) // wide + 1


def _tall(view: Pictures, tall: int) -> int:
    """The rows an image takes, with its caption and a blank one."""
    return math.ceil(tall / 2) + bool(view.captions) + 1


def rows_by_scale(view: Pictures, count: int, width: int) -> list[int]:
    """The rows in which ``count`` images have room, with the scale of the colours: as small as can be, then larger."""
    _, tall, wide = view.images.shape
    rows = []
    for scale in range(1, LARGEST + 1):
        if scale == 1 or wide * scale <= width:
            across = _across(view, wide * scale, GAPS[-1], width)[1]
            rows.append(math.ceil(count / across) * _tall(view, tall * scale))
    return sorted(set(rows))


def room_for(height: int) -> int:
    """Rows for the images; the last is for the scale of the colours."""
    return height - 1 if height >= 4 else height


def paint_pictures(view: Pictures, width: int, height: int, ink: Ink) -> list[Strip]:
    """The images that fit, their captions, and a last row that says what colours mean and how many are left out."""
    if len(view.images.shape) != 3 or 0 in view.images.shape:
        return [row(("none", ink.style(ink.soft)))]
    room = room_for(height)
    count = view.images.shape[0]
    place = grid(view, width, room)
    shown = min(count, place.across * place.down)
    colours = _colours(view, shown, ink)
    rows: list[Strip] = []
    for first in range(0, shown, place.across):
        rows += _band(view, colours[first : min(shown, first + place.across)], first, place, ink)
    rows = rows[:-1][:room]
    if room < height:
        if len(rows) < room:
            rows.append(row())
        rows.append(_legend(view, count - shown, width, ink))
    return rows


def _range(view: Pictures) -> tuple[float, float]:
    """The values at both ends of the ramp: symmetric for signed images."""
    if not view.signed:
        return view.lo, view.hi
    reach = max((abs(v) for v in view.images.flat() if math.isfinite(v)), default=0.0) or 1.0
    return -reach, reach


def _colours(view: Pictures, shown: int, ink: Ink) -> list[list[list[RGB]]]:
    """Each shown image as lines of colours."""
    low, high = _range(view)
    ramp = (*(ink.diverging if view.signed else ink.grey), ink.unknown)
    scale = 1 / (high - low) if high > low else 0.0
    _, tall, wide = view.images.shape
    values = view.images.flat()[: shown * tall * wide]
    flat = [ramp[shade((value - low) * scale)] for value in values]
    lines = [flat[i : i + wide] for i in range(0, len(flat), wide)]
    return [lines[i : i + tall] for i in range(0, len(lines), tall)]


def _band(view: Pictures, images: list[list[list[RGB]]], first: int, place: Grid, ink: Ink) -> list[Strip]:
    """One row of images with their captions and a blank row below."""
    lines = len(images[0]) * place.scale
    wide = len(images[0][0]) * place.scale
    between = (" " * (place.wide - wide), ink.style())
    rows = []
    for y in range(0, lines, 2):
        parts: Parts = []
        for image in images:
            top = image[y // place.scale]
            bottom = image[(y + 1) // place.scale] if y + 1 < lines else [ink.paper] * len(top)
            parts += _cells(top, bottom, place.scale, ink)
            parts.append(between)
        rows.append(row(*parts))
    if view.captions:
        texts = [*view.captions, *[""] * view.images.shape[0]][first : first + len(images)]
        rows.append(row(*((set_cell_size(text, place.wide), ink.style(ink.soft)) for text in texts)))
    rows.append(row())
    return rows


def _cells(top: list[RGB], bottom: list[RGB], scale: int, ink: Ink) -> Parts:
    """One row of cells of one image."""
    return [
        ("▀" * scale, ink.style(upper, lower)) if upper != lower else (" " * scale, ink.style(on=upper))
        for upper, lower in zip(top, bottom, strict=True)
    ]


def _legend(view: Pictures, hidden: int, width: int, ink: Ink) -> Strip:
    """How many images found no room, and the scale of the colours."""
    parts: Parts = []
    if hidden > 0:
        parts.append((f"+{hidden} more  ", ink.style(ink.warn)))
    low, high = _range(view)
    ramp = ink.diverging if view.signed else ink.grey
    blocks = [(" ", ink.style(on=ramp[i * (SHADES - 1) // 7])) for i in range(8)]
    soft = ink.style(ink.soft)
    scale: Parts = [(f"{number(low, 3)} ", soft), *blocks, (f" {number(high, 3)}", soft)]
    if sum(len(text) for text, _ in (*parts, *scale)) <= width:
        parts += scale
    return row(*parts)
