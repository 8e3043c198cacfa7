"""Pointing at the maps of a net: what an input, a unit or a weight is, and what it says at that point of the plane."""

from __future__ import annotations

from textual.geometry import Region

from engine.views import Feature, Maps
from tutor.numbers import number
from tutor.pointing.base import UNKNOWN, Aim, Learning, Pointed, aim
from tutor.pointing.nets import BENDS, MEANING, TERMS, weighted
from tutor.widgets.diagram import nearest
from tutor.widgets.maps import dots, drawable, map_wires, names_of, values_of
from tutor.widgets.maps_place import MapsPlace, Spot, maps_place

SWITCHED = {
    True: "on: the net is told it. A click turns it off, as its knob does.",
    False: "off: the net is not told it. A click turns it on, as its knob does.",
}


@aim.register
def _maps(view: Maps, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    if not drawable(view):
        return lambda x, y: None
    place = maps_place(view, width, height)

    def at(x: int, y: int) -> Pointed | None:
        line = y - place.head
        for spot in place.spots:
            rows = range(spot.top // 2, (spot.top + spot.side + 1) // 2)
            if line in rows and 0 <= x - spot.x < spot.side:
                return _in_map(view, spot, x - spot.x, line, Region(x, y, 1, 1))
            if spot.column == 0 and line == rows.stop and 0 <= x - spot.x < place.blocks[0].width:
                return _feature(view.inputs[spot.place], Region(spot.x, y, spot.side, 1))
        for n, below in place.names:
            if line == below and 0 <= x < place.blocks[0].width:
                return _feature(view.inputs[n], Region(0, y, place.blocks[0].width, 1))
        return _wire(view, place, x, line, Region(x, y, 1, 1)) if place.wired else None

    return at


def _feature(one: Feature, box: Region, value: str = "") -> Pointed:
    """An input: its formula, its value, and whether it is on."""
    return Pointed(box, f"{one.name}: {one.formula}{value}", SWITCHED[one.on], terms=("feature",), knob=one.knob)


def _in_map(view: Maps, spot: Spot, x: int, line: int, box: Region) -> Pointed:
    """What is said at a point of the plane."""
    column = view.columns[spot.column]
    _, tall, wide = column.values.shape
    y = min(spot.side - 1, max(0, 2 * line - spot.top))
    here = dots(spot.side, wide, tall)[y][x]
    value = number(values_of(column.values, spot.place)[here], 3)
    (x0, x1), (y0, y1) = view.x_range, view.y_range
    right, down = here % wide / max(1, wide - 1), here // wide / max(1, tall - 1)
    where = f"at {view.x_label} {number(x0 + right * (x1 - x0), 3)}, {view.y_label} {number(y1 - down * (y1 - y0), 3)}"
    if spot.column == 0:
        return _feature(view.inputs[spot.place], box, f"; {where} it is {value}")
    name = names_of(view, spot.column)[spot.place]
    if column.weights is None or column.bias is None:
        return Pointed(box, f"{name} {where}: {value}")
    weights = [row[spot.place] for row in column.weights.rows()]
    terms = list(zip(weights, names_of(view, spot.column - 1), strict=True))
    if spot.column == 1:
        terms = [term for term, one in zip(terms, view.inputs, strict=True) if one.on]
    formula, bend = weighted(terms, column.bias.flat()[spot.place]), BENDS.get(column.activation, "")
    formula = f"{bend}({formula})" if bend else formula
    long = (MEANING[column.activation],) if column.activation in MEANING else ()
    return Pointed(
        box, f"{name} {where}: {value}", f"{name} = {formula}", long, ("unit", *TERMS.get(column.activation, ()))
    )


def _wire(view: Maps, place: MapsPlace, x: int, line: int, box: Region) -> Pointed | None:
    """The weight whose line is nearest."""
    for n, (left, block) in enumerate(zip(place.lefts[:-1], place.blocks, strict=False)):
        start = left + block.width
        if start <= x < start + place.gap:
            wire = nearest(map_wires(view, place, n + 1), x - start, line, place.gap)
            if wire is None:
                return None
            source, unit = names_of(view, n)[wire.source], names_of(view, n + 1)[wire.unit]
            more = f"more of {source} makes the sum of {unit} {'larger' if wire.weight > 0 else 'smaller'}"
            return Pointed(box, f"weight {source} → {unit} = {number(wire.weight, 3)}", more, terms=("weight",))
    return None
