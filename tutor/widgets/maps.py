"""What each part of a net says over the plane, as small maps: inputs, units by layer, the weights between them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from engine.views import Array, Maps
from engine.weights import unit_letter, unit_names
from tutor.widgets.diagram import Wire, draw, signs_told, wire_row
from tutor.widgets.ink import RGB, SHADES, Ink, mix, shades
from tutor.widgets.maps_place import OFF, MapsPlace, Spot, caption, maps_place
from tutor.widgets.painted import row, short_text, width_of

Parts = list[tuple[str, Style]]
DIMMED = 0.45
"""How much of the paper is in the colours of an input that is off."""


def paint_maps(view: Maps, width: int, height: int, ink: Ink) -> list[Strip]:
    """Titles, the maps with lines between them, and what the colours mean."""
    if not drawable(view):
        return [row(("none", ink.style(ink.soft)))]
    place = maps_place(view, width, height)
    body: list[list[tuple[int, Parts]]] = [[] for _ in range(place.rows)]
    for spot in place.spots:
        _put(body, spot.top // 2, spot.x, _map_rows(view, spot, ink))
    for y, x, text, style in _words(view, place, ink):
        _put(body, y, x, [[(text, style)]])
    if place.wired:
        _put_wires(body, view, place, ink)
    rows = [row(*_joined(pieces, ink)) for pieces in body]
    if not place.head:
        return rows
    soft = ink.style(ink.soft)
    titles: list[tuple[int, Parts]] = []
    for left, block, column in zip(place.lefts, place.blocks, view.columns, strict=False):
        room = min(block.width + place.gap - 1, width - left)
        title = column.title if cell_len(column.title) <= room else column.title.replace("layer ", "L")
        titles.append((left, [(short_text(title, room), soft)]))
    return [row(*_joined(titles, ink)), *rows, _legend(view, place, width, ink)]


def drawable(view: Maps) -> bool:
    """Whether there are inputs and units, each with dots."""
    shapes = [column.values.shape for column in view.columns]
    return len(shapes) > 1 and bool(view.inputs) and all(len(shape) == 3 and 0 not in shape for shape in shapes)


def names_of(view: Maps, column: int) -> list[str]:
    """What the maps of a column are called, as in the drawn network."""
    if column == 0:
        return [one.name for one in view.inputs]
    letter = unit_letter(column - 1, len(view.columns) - 1)
    return unit_names(letter, view.columns[column].values.shape[0])


def map_wires(view: Maps, place: MapsPlace, column: int) -> list[Wire]:
    """The lines into a column from the one before it, weak ones first: strong ones are drawn over them."""
    told = view.columns[column].weights
    if told is None:
        return []
    weights = told.rows()
    return sorted(
        (
            Wire(a.place, b.place, weights[a.place][b.place], 2 * a.top + a.side, 2 * b.top + b.side)
            for a in place.spots
            for b in place.spots
            if (a.column, b.column) == (column - 1, column) and (a.column > 0 or view.inputs[a.place].on)
        ),
        key=lambda wire: abs(wire.weight),
    )


@cache
def dots(side: int, wide: int, tall: int) -> list[list[int]]:
    """Which value of a map (``tall`` rows of ``wide``) each dot of its square shows, line by line."""
    columns = [int((x + 0.5) * wide / side) for x in range(side)]
    return [[int((y + 0.5) * tall / side) * wide + x for x in columns] for y in range(side)]


def values_of(values: Array, place: int) -> list[float]:
    """One map of a column."""
    _, tall, wide = values.shape
    size = tall * wide * len(values.data) // (values.shape[0] * tall * wide)
    return Array(values.dtype, (tall * wide,), values.data[place * size : (place + 1) * size]).flat()


def _map_rows(view: Maps, spot: Spot, ink: Ink) -> list[Parts]:
    """A map as rows of cells, on its own scale."""
    column = view.columns[spot.column]
    _, tall, wide = column.values.shape
    values = values_of(column.values, spot.place)
    low, high = column.span or _reach(values)
    scale = 1 / (high - low) if high > low else 0.0
    ramp = (*ink.diverging, ink.unknown)
    if spot.column == 0 and not view.inputs[spot.place].on:
        ramp = tuple(mix(colour, ink.paper, DIMMED) for colour in ramp)
    paper = [ink.paper] * spot.side
    shown = dots(spot.side, wide, tall)
    used = sorted({n for line in shown for n in line})
    colours = dict(zip(used, (ramp[n] for n in shades((values[n] - low) * scale for n in used)), strict=True))
    lines = [[colours[n] for n in line] for line in shown]
    lines = [paper] * (spot.top % 2) + lines
    lines += [paper] * (len(lines) % 2)
    return [list(_cells(top, bottom, ink)) for top, bottom in zip(lines[::2], lines[1::2], strict=True)]


def _reach(values: Sequence[float]) -> tuple[float, float]:
    """As far below 0 as above, so that 0 has the neutral colour."""
    reach = max(*values, -min(values))
    if not math.isfinite(reach):
        reach = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    return -(reach or 1.0), reach or 1.0


def _cells(top: Sequence[RGB], bottom: Sequence[RGB], ink: Ink) -> Iterator[tuple[str, Style]]:
    """Two lines of dots as one row of cells; neighbours that look the same are one piece."""
    text, drawn = "", ink.style()
    for upper, lower in zip(top, bottom, strict=True):
        style = ink.style(upper, lower)
        if style is not drawn:
            yield text, drawn
            text, drawn = "", style
        text += " " if upper == lower else "▀"
    yield text, drawn


def _words(view: Maps, place: MapsPlace, ink: Ink) -> Iterator[tuple[int, int, str, Style]]:
    """Every name as row, column, text and style."""
    soft, bold = ink.style(ink.soft), ink.style(bold=True)
    every = len(place.blocks[0].places) == len(view.inputs)
    inputs = [(one.name, one.on) for one in view.inputs]
    for spot in place.spots:
        y = (spot.top + spot.side) // 2
        if spot.column == 0:
            yield y, spot.x, caption(inputs, spot.place, every), bold if view.inputs[spot.place].on else soft
        elif place.captions:
            yield y, spot.x, names_of(view, spot.column)[spot.place], soft
    if place.heading is not None:
        yield place.heading, place.lefts[0], OFF, soft
    cut = len(place.names) < sum(not one.on for one in view.inputs)
    for n, y in place.names:
        more = " …" if cut and (n, y) == place.names[-1] else ""
        yield y, place.lefts[0], view.inputs[n].name + more, soft


def _put_wires(body: list[list[tuple[int, Parts]]], view: Maps, place: MapsPlace, ink: Ink) -> None:
    """The weights between neighbouring columns."""
    lines = [map_wires(view, place, n) for n in range(1, len(place.blocks))]
    sizes = (abs(wire.weight) for between in lines for wire in between)
    strongest = max(filter(math.isfinite, sizes), default=1.0) or 1.0
    for n, between in enumerate(lines):
        drawn = draw(between, place.gap, place.rows, strongest, ink)
        start = place.lefts[n] + place.blocks[n].width
        _put(body, 0, start, [wire_row(drawn, y, ink) for y in range(place.rows)])
        for spot in place.spots:
            if spot.column == n and (end := spot.x + spot.side) < start and (n > 0 or view.inputs[spot.place].on):
                _put(body, (spot.top + spot.side // 2) // 2, end, [[("⠒" * (start - end), ink.style(ink.faint))]])


def _put(body: list[list[tuple[int, Parts]]], y: int, x: int, rows: Sequence[Parts]) -> None:
    """Note what stands from ``(x, y)`` on; what is below the last row is cut off."""
    for line, parts in zip(body[y:], rows, strict=False):
        line.append((x, parts))


def _joined(pieces: list[tuple[int, Parts]], ink: Ink) -> Iterator[tuple[str, Style]]:
    """One row of pieces at their columns, blanks between."""
    at = 0
    for x, parts in sorted(pieces, key=lambda piece: piece[0]):
        yield " " * (x - at), ink.style()
        yield from parts
        at = x + width_of(parts)


def _legend(view: Maps, place: MapsPlace, width: int, ink: Ink) -> Strip:
    """How many maps found no room, and what the colours mean."""
    soft = ink.style(ink.soft)
    wanted = {(0, n) for n, one in enumerate(view.inputs) if one.on}
    wanted |= {(n, k) for n, one in enumerate(view.columns[1:-1], 1) for k in range(one.values.shape[0])}
    hidden = len(wanted - {(spot.column, spot.place) for spot in place.spots})
    parts: Parts = [(f"+{hidden} more  ", ink.style(ink.warn))] if hidden > 0 else []
    blocks = [(" ", ink.style(on=ink.diverging[i * (SHADES - 1) // 7])) for i in range(8)]
    scale: Parts = [("− ", soft), *blocks, (" +", soft)]
    each = [("  each on its own scale", soft)]
    signs = [*told, ("   ", soft)] if place.wired and (told := signs_told(ink, width - 3)) else []
    for more in (signs, scale, each):
        if width_of([*parts, *more]) <= width:
            parts += more
    return row(*parts)
