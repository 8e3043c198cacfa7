"""Where the maps of a net go: a column for its inputs, one for each layer, with lines between where there is room.

Maps are squares of ``side`` dots, two dots a cell one above the other, so ``side`` cells wide.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from rich.cells import cell_len

from engine.views import Maps

SIDES = range(30, 5, -2)
"""Dots along a map, the best first. Below the last one a wave cannot be told from noise."""
WIRED, PLAIN = (4, 24), (2, 4)
"""The least and the most cells between columns: with lines between them, and without."""
SIGNS = {True: "● ", False: "○ "}
"""Before the name of an input: whether the net is told it."""
CAPTION = 3
"""Cells of a unit's name."""
OFF = "off:"


class Spot(NamedTuple):
    """One map: which of which column, its first cell and line of dots, its dots along a side."""

    column: int
    place: int
    x: int
    top: int
    side: int


class Block(NamedTuple):
    """A column: how many maps stand side by side, how large they are, their places, the cells it is wide."""

    across: int
    side: int
    places: list[int]
    width: int


class MapsPlace(NamedTuple):
    """Everything with its place, in cells below the titles."""

    spots: list[Spot]
    heading: int | None
    """The row that says OFF, if there is one."""
    names: list[tuple[int, int]]
    """Inputs that have no map: their places, and the rows their names stand in."""
    lefts: list[int]
    """Where each column begins; those left out are not here."""
    blocks: list[Block]
    gap: int
    wired: bool
    """Whether there are lines between columns."""
    captions: bool
    """Whether units have names below them; inputs always do."""
    head: int
    """Rows for titles, and as many below for the scale."""
    rows: int


class Shape(NamedTuple):
    """What a layout depends on: inputs by name and whether they are on, columns by title and number of maps."""

    inputs: tuple[tuple[str, bool], ...]
    columns: tuple[tuple[str, int], ...]


def maps_place(view: Maps, width: int, height: int) -> MapsPlace:
    """Where everything goes."""
    inputs = tuple((one.name, one.on) for one in view.inputs)
    columns = tuple((column.title, column.values.shape[0]) for column in view.columns)
    return _laid_out(Shape(inputs, columns), width, height)


@lru_cache(64)
def _laid_out(view: Shape, width: int, height: int) -> MapsPlace:
    """The largest maps at which all fit with lines between; else without lines; else as many of the smallest as fit."""
    head = int(height >= 8)
    rows = max(1, height - 2 * head)
    for wired, every, side, captions in product((True, False), (True, False), SIDES, (True, False)):
        least, most = WIRED if wired else PLAIN
        for blocks in _all_shown(view, rows, side, captions, wired, every):
            gap = (width - sum(block.width for block in blocks)) // max(1, len(blocks) - 1)
            if gap >= least or (len(blocks) == 1 and gap >= 0):
                return _placed(view, blocks, min(gap, most), wired, captions, head, rows)
    return _placed(view, _what_fits(view, width, rows), PLAIN[0], False, False, head, rows)


def _all_shown(view: Shape, rows: int, side: int, captions: bool, wired: bool, every: bool) -> Iterator[list[Block]]:
    """Columns that show all units, and the maps of ``every`` input or of the chosen ones, from large to small.

    The output's map is left out without lines, or for the lines' sake.
    """
    tall = _down(rows, side, captions)
    across = [math.ceil(count / tall) for _, count in view.columns[1:]]
    if wired and max(across) > 1:
        return
    wide = max(side, CAPTION * captions)
    units = [
        Block(many, side, list(range(count)), max(cell_len(title), many * (wide + 1) - 1))
        for many, (title, count) in zip(across, view.columns[1:], strict=True)
    ]
    for small in SIDES[SIDES.index(side) :]:
        if inputs := _inputs(view, rows, small, every, wired):
            if wired:
                yield [inputs, *units]
            if len(units) > 1:
                yield [inputs, *units[:-1]]


def _inputs(view: Shape, rows: int, side: int, every: bool, single: bool) -> Block | None:
    """The column of inputs; None where it has no room, or more than a ``single`` row of maps."""
    places = [n for n, (_, on) in enumerate(view.inputs) if every or on]
    tall = rows // (side // 2 + 1)
    across = math.ceil(len(places) / tall) if tall > 0 else 0
    if across == 0 or (single and across > 1):
        return None
    wide = max(
        [side, *(cell_len(caption(view.inputs, n, every)) for n in (places if across > 1 else range(len(view.inputs))))]
    )
    return Block(across, side, places, across * (wide + 1) - 1)


def _what_fits(view: Shape, width: int, rows: int) -> list[Block]:
    """The smallest maps: of the chosen inputs as many as have room in one column, of each layer an equal share."""
    side = SIDES[-1]
    chosen = [n for n, (_, on) in enumerate(view.inputs) if on][: max(1, rows // (side // 2 + 1))]
    wide = max([side, *(cell_len(name) for name, _ in view.inputs)])
    blocks = [Block(1, side, chosen, min(wide, width))]
    layers, gap = view.columns[1:-1], PLAIN[0]
    room = width - wide - gap
    fit = min(len(layers), max(0, (room + gap) // (side + gap)))
    tall = _down(rows, side, False)
    for _, count in layers[:fit]:
        share = (room - gap * (fit - 1)) // fit
        across = max(1, min((share + 1) // (side + 1), math.ceil(count / tall)))
        places = list(range(min(count, across * tall)))
        blocks.append(Block(across, side, places, across * (side + 1) - 1))
    return blocks


def _down(rows: int, side: int, captions: bool) -> int:
    """How many maps stand below each other: with a row for the name of each, or one line of dots between two."""
    return max(1, rows * 2 // (side + 2) if captions else (rows * 2 + 1) // (side + 1))


def _placed(view: Shape, blocks: list[Block], gap: int, wired: bool, captions: bool, head: int, rows: int) -> MapsPlace:
    """The columns with their maps at their places."""
    lefts = [sum(block.width for block in blocks[:n]) + gap * n for n in range(len(blocks))]
    spots: list[Spot] = []
    for n, (left, block) in enumerate(zip(lefts, blocks, strict=True)):
        named = captions or n == 0
        pitch = block.side + (2 if named else 1)
        lines = math.ceil(len(block.places) / block.across)
        spread = wired and (n > 0 or len(block.places) == len(view.inputs))
        step = (block.width + 1) // block.across if n == 0 or captions else block.side + 1
        for k, place in enumerate(block.places):
            line = k // block.across
            top = int((line + 0.5) * 2 * rows / lines - pitch / 2) if spread else line * pitch
            spots.append(Spot(n, place, left + k % block.across * step, max(0, top - top % 2 * named), block.side))
    below = max(((spot.top + spot.side) // 2 + 1 for spot in spots if spot.column == 0), default=0)
    off = [n for n, (_, on) in enumerate(view.inputs) if not on and n not in blocks[0].places]
    heading = below if off and below + len(off) < rows else None
    below += heading is not None
    names = [(n, below + k) for k, n in enumerate(off) if below + k < rows]
    return MapsPlace(spots, heading, names, lefts, blocks, gap, wired, captions, head, rows)


def caption(inputs: Sequence[tuple[str, bool]], n: int, every: bool) -> str:
    """An input's name; with a sign of whether it is on, where ``every`` one has its map and not all are."""
    name, on = inputs[n]
    return f"{SIGNS[on]}{name}" if every and not all(on for _, on in inputs) else name
