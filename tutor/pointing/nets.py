"""Pointing at a network: a neuron's formula, or a weight's next update, with the present numbers put in."""

from __future__ import annotations

import math

from textual.geometry import Region

from engine.views import Network
from tutor.numbers import number, signed
from tutor.pointing.base import PLAIN, UNKNOWN, Aim, Learning, Pointed, aim
from tutor.widgets.diagram import DiagramPlace, diagram_place, nearest, wires
from tutor.widgets.network import Stage, Unit, network_place

FEW = 4
"""So many terms of a sum are written in one line."""
BENDS = {"tanh": "tanh", "sigmoid": "σ", "relu": "ReLU", "linear": ""}
TERMS = {"tanh": ("tanh",), "sigmoid": ("sigmoid",), "relu": ("relu",)}
MEANING = {
    "tanh": "tanh bends the sum into −1 to 1.",
    "sigmoid": "σ, the sigmoid, bends the sum into 0 to 1: σ(z) = 1 / (1 + e^−z).",
    "relu": "ReLU passes a positive sum on and turns a negative one into 0.",
    "linear": "Nothing bends the sum: the unit passes it on as it is.",
}


@aim.register
def _network(view: Network, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    read, _, head, drawing, table = network_place(view, width, height, PLAIN)
    diagram = diagram_place(read, width, drawing) if drawing else None
    rows = [owner for owner, _ in table.rows()]
    top = head + drawing + bool(drawing)

    def at(x: int, y: int) -> Pointed | None:
        if diagram is not None and head <= y < head + drawing:
            found = _in_diagram(view, read, diagram, x, y - head, how)
            return found._replace(place=found.place.translate((0, head))) if found else None
        line = y - top
        if not 0 <= line < len(rows) or (owner := rows[line]) is None:
            return None
        stage = read[owner[0]]
        weight = table.weight_at(stage, x)
        left, cells = table.cells(stage, weight)
        box = Region(left, y, cells, 1)
        if weight is None:
            return _unit(stage, stage.units[owner[1]], box)
        return _weight(stage, stage.units[owner[1]], weight, box, how)

    return at


def _in_diagram(view: Network, read: list[Stage], place: DiagramPlace, x: int, y: int, how: Learning) -> Pointed | None:
    """A chip, or the line nearest to the cell."""
    for n, column in enumerate(place.columns):
        left = place.left(n)
        if left <= x < left + column.width and y in column.chips:
            k = list(column.chips).index(y)
            box = Region(left, y, column.width, 1)
            if n == 0:
                return Pointed(
                    box, f"input {view.inputs[k]} = {number(view.values[k])}", f"of the example {view.example}"
                )
            return _unit(read[n - 1], read[n - 1].units[k], box)
        gap = x - left - column.width
        if 0 <= gap < place.gap and n + 1 < len(place.columns):
            near = nearest(wires(column, place.columns[n + 1], read[n]), gap, y, place.gap)
            if near is None:
                return None
            return _weight(read[n], read[n].units[near.unit], near.source, Region(x, y, 1, 1), how)
    return None


def _unit(stage: Stage, unit: Unit, box: Region) -> Pointed:
    """h₂ = tanh(0.81·x₁ − 1.2·x₂ + 0.05) = tanh(0.43) = 0.41."""
    formula = weighted([(w, name) for w, name in zip(unit.weights, stage.names, strict=False)], unit.bias)
    put_in = weighted([(w, _value(v)) for w, v in zip(unit.weights, stage.values, strict=False)], unit.bias)
    total, output = number(unit.total, 3), number(unit.output, 3)
    if stage.activation not in BENDS:
        text = f"{unit.name} = {output}, from the sum {formula} = {total}"
    elif bend := BENDS[stage.activation]:
        text = f"{unit.name} = {bend}({formula}) = {bend}({total}) = {output}"
    else:
        text = f"{unit.name} = {formula} = {output}"
    long = (
        *(
            f"{number(w)} · {name} = {number(w)} · {_value(v)} = {signed(w * v, 4)}"
            for w, name, v in zip(unit.weights, stage.names, stage.values, strict=False)
        ),
        f"bias = {signed(unit.bias, 4)}",
        f"all added up: z = {number(unit.total)}",
        MEANING.get(stage.activation, "What bends the sum is not told by this picture."),
        f"{unit.name} = {number(unit.output, 6)}",
    )
    return Pointed(box, text, f"numbers put in: {put_in}", long, ("unit", *TERMS.get(stage.activation, ())))


def weighted(terms: list[tuple[float, str]], bias: float) -> str:
    """0.81·x₁ − 1.2·x₂ + 0.05; of many terms the first ones and how many there are."""
    text = ""
    shown = terms if len(terms) <= FEW else terms[: FEW - 1]
    for n, (weight, name) in enumerate(shown):
        sign = ("− " if n else "−") if weight < 0 else "+ " if n else ""
        text += f"{' ' if n else ''}{sign}{number(abs(weight), 3)}·{name}"
    if len(shown) < len(terms):
        text += f" + … ({len(terms)} terms)"
    return f"{text} {'−' if bias < 0 else '+'} {number(abs(bias), 3)}".strip()


def _value(value: float) -> str:
    """A factor, in brackets where it is negative."""
    return f"({number(value, 3)})" if value < 0 else number(value, 3)


def _weight(stage: Stage, unit: Unit, place: int, box: Region, how: Learning) -> Pointed:
    """A weight's value, its gradient, and what the next update does to it."""
    is_bias = place >= len(stage.names)
    value = unit.bias if is_bias else unit.weights[place]
    name = f"bias of {unit.name}" if is_bias else f"weight {stage.names[place]} → {unit.name}"
    letter = "b" if is_bias else "w"
    text = f"{name}: {letter} = {number(value)}"
    terms = ("bias",) if is_bias else ("weight",)
    through: tuple[str, ...] = ()
    if not is_bias:
        source, given = stage.names[place], stage.values[place]
        through = (f"It multiplies {source} = {number(given)}: w · {source} = {number(value * given)}.",)
    if not unit.slopes:
        return Pointed(box, text, "its slope is not shown by this picture", through, terms)
    slope = unit.slopes[-1] if is_bias else unit.slopes[place]
    way = "smaller" if slope > 0 else "larger"
    text += f", slope g = ∂loss/∂{letter} = {number(slope, 3)}"
    text += f": the loss falls if it gets {way}" if slope else ": the loss does not feel it"
    long = (
        *through,
        f"The slope {number(slope)} says: if {letter} grew by 0.01, "
        f"the loss would change by about {signed(slope * 0.01, 5)}.",
        *_steps(letter, value, slope, how),
    )
    if unit.before:
        was = number(unit.before[-1] if is_bias else unit.before[place])
        return Pointed(box, text, f"this update moved it from {was} to {number(value)}", long, terms)
    return Pointed(box, text, _steps(letter, value, slope, how)[0], long, (*terms, "gradient", "gradient-descent"))


def _steps(letter: str, value: float, slope: float, how: Learning) -> tuple[str, ...]:
    """What the next update does to it, by the optimiser's own rule as far as that can be seen here."""
    if not math.isfinite(how.rate):
        return ("How far the next update moves it is up to the optimiser.",)
    rate = number(how.rate, 3)
    plain = f"{letter} ← {number(value)} − {rate}·{_value(slope)} = {number(value - how.rate * slope)}"
    batch = ("The slope is that of all the data; a batch's differs a little.",) if how.batches else ()
    symbols = f"η = {rate} is the learning rate, g the slope: {letter} ← {letter} − η·g."
    if how.optimizer == "sgd":
        return f"next update: {plain}", symbols, *batch
    if how.optimizer == "adam":
        return (
            f"Adam: about ±{rate} at most, against the slope's sign (plain descent: {plain})",
            symbols,
            "Adam divides a running mean of the slopes by their usual size. Those means are not in this picture, so its"
            " very step cannot be told; it is seldom larger than the learning rate.",
            *batch,
        )
    return (
        f"plain descent would do {plain}; {how.optimizer or 'the optimiser'} also counts earlier slopes",
        symbols,
        "What it remembers of earlier slopes is not in this picture, so its very step cannot be told.",
        *batch,
    )
