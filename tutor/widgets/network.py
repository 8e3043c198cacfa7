"""A small network with all its numbers: a drawing of what feeds what, and a table of each unit's weighted sum."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual.strip import Strip

from engine.views import Array, Layer, Network
from engine.weights import unit_letter, unit_names
from tutor.numbers import signed
from tutor.widgets.diagram import diagram_place, paint_diagram, signs_told
from tutor.widgets.ink import SHADES, Ink, mix
from tutor.widgets.painted import row, width_of

Parts = list[tuple[str, Style]]
WAYS = {
    "forward": "→ values flow from the inputs to y",
    "loss": "y is compared with the target",
    "backward": "← slopes flow from the loss back to each weight",
    "update": "was, slope ∂, and now below it",
}
"""What a drawn net shows in each quarter of a step in slow motion."""


@dataclass(frozen=True)
class Unit:
    """One unit as a row of the table. Slopes are the loss's gradient for each weight and the bias; empty if unknown."""

    name: str
    weights: list[float]
    bias: float
    output: float
    total: float
    """The weighted sum before the activation."""
    slopes: list[float]
    before: list[float]
    """The weights and the bias before the update shown in slow motion; empty where none is shown."""


@dataclass(frozen=True)
class Stage:
    """One layer as read: what comes in by name and value, and its units."""

    letter: str
    """What its units are called: h₁, h₂ …; y for the last layer."""
    names: list[str]
    values: list[float]
    units: list[Unit]
    activation: str = ""


def stages(view: Network) -> list[Stage]:
    """The layers of ``view``, each with the names and values of what flows into it."""
    names, values, result = list(view.inputs), list(view.values), []
    for n, layer in enumerate(view.layers):
        outputs = layer.units.flat()
        letter = unit_letter(n, len(view.layers))
        own = unit_names(letter, len(outputs))
        weights, bias = _columns(layer.weights, len(outputs)), layer.bias.flat()
        slopes, before = _slopes(layer, len(outputs)), _before(layer, len(outputs))
        units = [
            Unit(own[k], weights[k], bias[k], outputs[k], _total(weights[k], values, bias[k]), slopes[k], before[k])
            for k in range(min(len(outputs), len(weights), len(bias)))
        ]
        result.append(Stage(letter, names, values, units, layer.activation))
        names, values = own, outputs
    return result


def _columns(weights: Array, units: int) -> list[list[float]]:
    """(inputs, units) weights as one list a unit."""
    flat = weights.flat()
    return [flat[k::units] for k in range(units)] if units else []


def _slopes(layer: Layer, units: int) -> list[list[float]]:
    """Each unit's gradients, the bias's last; empty lists where there are none yet."""
    if layer.weight_gradients is None or layer.bias_gradients is None:
        return [[]] * units
    bias = layer.bias_gradients.flat()
    return [[*w, b] for w, b in zip(_columns(layer.weight_gradients, units), bias, strict=False)]


def _before(layer: Layer, units: int) -> list[list[float]]:
    """Each unit's weights as they were, the bias's last; empty lists where nothing was updated."""
    if layer.weights_before is None or layer.bias_before is None:
        return [[]] * units
    bias = layer.bias_before.flat()
    return [[*w, b] for w, b in zip(_columns(layer.weights_before, units), bias, strict=False)]


def _total(weights: Sequence[float], values: Sequence[float], bias: float) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=False)) + bias


class NetworkPlace(NamedTuple):
    """What a network's picture is made of, from top to bottom."""

    read: list[Stage]
    strongest: float
    """The largest weight there is."""
    head: int
    """Rows of the example's line."""
    drawing: int
    """Rows of the drawing; a blank one follows, if there are any."""
    table: Numbers


def network_place(view: Network, width: int, height: int, ink: Ink) -> NetworkPlace:
    """The example, the drawing where there is room for it, then the table of each layer."""
    read = stages(view)
    sizes = [abs(w) for s in read for u in s.units for w in (*u.weights, u.bias)]
    strongest = max(filter(math.isfinite, sizes), default=1.0) or 1.0
    table = Numbers(read, width, strongest, ink)
    head = int(height > 3) + bool(view.phase in WAYS and height > 6)
    most = max([len(view.inputs), *(len(stage.units) for stage in read)], default=1)
    spare = height - head - len(table.rows()) - 1
    drawing = min(spare, 4 * most + 1, 21) if spare >= most and width >= 24 and read else 0
    if drawing and diagram_place(read, width, drawing) is None:
        drawing = 0
    return NetworkPlace(read, strongest, head, drawing, table)


def rows_of_network(view: Network) -> list[int]:
    """The rows of its numbers, without slopes, then with a drawing above and slopes: these come and go."""
    counts = [math.prod(layer.units.shape) for layer in view.layers]
    most = max(len(view.inputs), *counts)
    least = 1 + sum(counts) + 2 * len(counts) - 1
    return [least, *range(least + 1 + most, least + 1 + min(4 * most + 1, 21) + sum(counts) + 2)]


def paint_network(view: Network, width: int, height: int, ink: Ink) -> list[Strip]:
    """The example, the drawing, the table."""
    read, strongest, told, drawing, numbers = network_place(view, width, height, ink)
    example: Parts = [("for ", ink.style(ink.soft)), (view.example, ink.style(bold=True))]
    if drawing and (signs := signs_told(ink, width - width_of(example) - 3)):
        example += [("   ", ink.style()), *signs]
    head = [
        row(*example),
        row((WAYS.get(view.phase, ""), ink.style(ink.line(0)))),
    ][:told]
    if drawing:
        head += [*paint_diagram(read, width, drawing, strongest, ink), row()]
    table = [strip for _, strip in numbers.rows()]
    body = table[: max(0, height - len(head))]
    if len(body) < len(table) and body:
        body[-1] = row((f"+{len(table) - len(body) + 1} rows", ink.style(ink.warn)))
    return head + body


class Numbers:
    """The table: a row a unit, a column a weight, then bias, sum and output."""

    def __init__(self, read: list[Stage], width: int, strongest: float, ink: Ink) -> None:
        self.read, self.ink, self.strongest = read, ink, strongest
        self.name = max((cell_len(unit.name) for stage in read for unit in stage.units), default=1) + 1
        if any(unit.before for stage in read for unit in stage.units):
            self.name = max(self.name, len("was") + 1)
        inputs = max((len(stage.names) for stage in read), default=0)
        self.sums = width >= self.name + 6 * (inputs + 3)
        self.cell = max(6, min(9, (width - self.name) // (inputs + 2 + self.sums)))
        self.fit = max(1, (width - self.name) // self.cell - 2 - self.sums)

    def rows(self) -> list[tuple[tuple[int, int] | None, Strip]]:
        """All layers, one under the other; each row with the places of its layer and unit, if it is about one."""
        rows: list[tuple[tuple[int, int] | None, Strip]] = []
        for n, stage in enumerate(self.read):
            if rows:
                rows.append((None, row()))
            rows.append((None, self._head(stage)))
            for k, unit in enumerate(stage.units):
                lines = [self._unit(unit), *([self._slopes(unit)] if unit.slopes else [])]
                if unit.before:
                    lines = [self._was(unit), *lines[1:], lines[0]]
                rows += [((n, k), line) for line in lines]
        if any(unit.slopes for stage in self.read for unit in stage.units):
            rows.append((None, row(("∂ slope; ↑↓ the way the weight goes", self.ink.style(self.ink.soft)))))
        return rows

    def weight_at(self, stage: Stage, x: int) -> int | None:
        """Which weight of a unit is written in column ``x``: its place, that after the last for the bias.

        None for the unit itself: its name, its sum, its output.
        """
        place = (x - self.name) // self.cell if x >= self.name else -1
        shown = min(self.fit, len(stage.names))
        return place if 0 <= place < shown else len(stage.names) if place == shown else None

    def cells(self, stage: Stage, weight: int | None) -> tuple[int, int]:
        """The first column and the cells of a weight, or of a unit's name."""
        if weight is None:
            return 0, self.name
        return self.name + self.cell * min(weight, self.fit, len(stage.names)), self.cell

    def _right(self, text: str) -> str:
        room = self.cell - cell_len(text)
        return " " * room + text if room >= 0 else set_cell_size(text, self.cell)

    def _head(self, stage: Stage) -> Strip:
        """What each column is multiplied with."""
        more = "…" if len(stage.names) > self.fit else ""
        parts: Parts = [(" " * self.name, self.ink.style())]
        parts += [(self._right(f"{name} ×"), self.ink.style(self.ink.soft)) for name in stage.names[: self.fit]]
        words = (f"{more}bias", *(["= sum"] if self.sums else []), f"→ {stage.letter}")
        parts += [(self._right(word), self.ink.style(self.ink.soft)) for word in words]
        return row(*parts)

    def _unit(self, unit: Unit) -> Strip:
        """One unit's weights on shaded cells, its sum and what it passes on."""
        ink = self.ink
        parts: Parts = [(set_cell_size(unit.name, self.name), ink.style(bold=True))]
        parts += [self._weight(weight) for weight in unit.weights[: self.fit]]
        parts.append(self._weight(unit.bias))
        if self.sums:
            parts.append((self._right(signed(unit.total)), ink.style(ink.soft)))
        parts.append((self._right(signed(unit.output)), ink.style(bold=True)))
        return row(*parts)

    def _was(self, unit: Unit) -> Strip:
        """The weights before the update."""
        soft = self.ink.style(self.ink.soft)
        parts: Parts = [("was".ljust(self.name), soft)]
        parts += [(self._right(signed(value)), soft) for value in (*unit.before[:-1][: self.fit], unit.before[-1])]
        return row(*parts)

    def _weight(self, value: float) -> tuple[str, Style]:
        """A number on blue (negative) or orange (positive), the fuller the larger."""
        share = 0.0 if math.isnan(value) else min(1.0, abs(value) / self.strongest)
        return self._right(signed(value)), _tint(self.ink, value > 0, round(share * SHADES))

    def _slopes(self, unit: Unit) -> Strip:
        """The gradients under their weights, each with the way the weight will move."""
        ink = self.ink
        parts: Parts = [("∂".ljust(self.name), ink.style(ink.soft))]
        shown = [*unit.slopes[:-1][: self.fit], unit.slopes[-1]]
        for slope in shown:
            parts.append(self._slope(slope))
        return row(*parts)

    def _slope(self, slope: float) -> tuple[str, Style]:
        """A gradient and the way the weight will move, which is against it."""
        decimals = 3 if self.cell >= 8 else 2
        if abs(slope) < 0.5 * 10**-decimals:
            return self._right("0 "), self.ink.style(self.ink.soft)
        text = signed(slope, decimals).replace("+0.", "+.").replace("−0.", "−.")
        text += "↓" if slope > 0 else "↑" if slope < 0 else " "
        return self._right(text), self.ink.style(self.ink.low if slope > 0 else self.ink.high)


@lru_cache(512)
def _tint(ink: Ink, positive: bool, strength: int) -> Style:
    """The ground of a weight of such a ``strength``, 0 to SHADES."""
    return ink.style(on=mix(ink.paper, ink.diverging[(SHADES - 1) * positive], 0.9 * strength / SHADES))
