"""A drawing of a small network: units as chips with their activations, weights as lines between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style
from textual.strip import Strip

from tutor.numbers import number, signed
from tutor.widgets.dots import EMPTY, Dots
from tutor.widgets.ink import SHADES, Ink, mix
from tutor.widgets.painted import row, width_of

if TYPE_CHECKING:
    from tutor.widgets.network import Stage

Parts = list[tuple[str, Style]]
LEVELS = 6
"""How many strengths of line are told apart for each sign."""
NEAR = 4
"""How many dots a line may be away from the cell that points at it."""


class Column(NamedTuple):
    """One layer of chips: their texts and values, by row."""

    chips: dict[int, tuple[str, float]]
    width: int


class DiagramPlace(NamedTuple):
    """The columns of chips, and the cells between two of them."""

    columns: list[Column]
    gap: int

    def left(self, n: int) -> int:
        """Where the n-th column begins."""
        return sum(column.width for column in self.columns[:n]) + self.gap * n


def diagram_place(stages: Sequence[Stage], width: int, height: int) -> DiagramPlace | None:
    """Columns as far apart as looks well; None where lines would have no room."""
    columns = [_column(stages[0].names, stages[0].values, height, number)]
    columns += [_column([u.name for u in s.units], [u.output for u in s.units], height, signed) for s in stages]
    room = width - sum(column.width for column in columns)
    gap = min(24, room // max(1, len(columns) - 1))
    return DiagramPlace(columns, gap) if gap >= 3 else None


def paint_diagram(stages: Sequence[Stage], width: int, height: int, strongest: float, ink: Ink) -> list[Strip]:
    """Inputs at the left, outputs at the right; line colour is the weight's sign, brightness its size.

    Where there are no colours, negative weights are dashed: :func:`signs_told` is the legend.
    """
    place = diagram_place(stages, width, height) if stages else None
    if place is None:
        return []
    columns, gap = place
    between = [
        draw(wires(before, after, stage), gap, height, strongest, ink)
        for before, after, stage in zip(columns, columns[1:], stages, strict=False)
    ]
    rows = []
    for y in range(height):
        parts: Parts = []
        for n, column in enumerate(columns):
            parts.append(_chip(column, y, ink))
            if n < len(between):
                parts += wire_row(between[n], y, ink)
        rows.append(row(*parts))
    return rows


def _column(names: Sequence[str], values: Sequence[float], height: int, written: Callable[[float], str]) -> Column:
    """Chips spread evenly over the height."""
    chips = {}
    for k, (name, value) in enumerate(zip(names, values, strict=False)):
        chips[min(height - 1, int((k + 0.5) * height / len(names)))] = (f" {name} {written(value)} ", value)
    return Column(chips, max((len(text) for text, _ in chips.values()), default=1))


def _chip(column: Column, y: int, ink: Ink) -> tuple[str, Style]:
    """A unit: its name and activation, on a colour that says the same."""
    if y not in column.chips:
        return " " * column.width, ink.style()
    text, value = column.chips[y]
    share = 0.0 if math.isnan(value) else math.tanh(abs(value))
    end = ink.diverging[SHADES - 1 if value > 0 else 0]
    on = mix(mix(ink.paper, ink.text, 0.14), end, 0.75 * share)
    return text.ljust(column.width), ink.style(on=on, bold=True)


def signs_told(ink: Ink, room: int) -> Parts:
    """What tells the sign of a weight where colours do not, in at most ``room`` cells."""
    soft = ink.style(ink.soft)
    parts: Parts = [("━━", ink.style()), (" positive weight  ", soft), ("┅┅", ink.style()), (" negative", soft)]
    return parts if ink.plain and width_of(parts) <= room else []


def draw(lines: Sequence[Wire], gap: int, height: int, strongest: float, ink: Ink) -> Dots:
    """The weights between two columns, the last over the others."""
    dots = Dots(gap, height)
    for wire in lines:
        size = abs(wire.weight)
        level = min(LEVELS - 1, int(size / strongest * LEVELS)) if math.isfinite(size) else LEVELS - 1
        ends, owner = [(0, wire.start), (gap * 2 - 1, wire.end)], level + LEVELS * (wire.weight > 0)
        if ink.plain and wire.weight < 0:
            dots.trace(ends, owner, dashed=True)
        else:
            dots.path(ends, owner)
    return dots


class Wire(NamedTuple):
    """A line between two chips: the places of its input and its unit, the weight, the rows of dots it goes between."""

    source: int
    unit: int
    weight: float
    start: int
    end: int


def wires(before: Column, after: Column, stage: Stage) -> list[Wire]:
    """The lines between two columns, weak ones first: strong ones are drawn over them."""
    lines = [
        Wire(n, k, unit.weights[n] if n < len(unit.weights) else 0.0, row_in * 4 + 1, row_out * 4 + 1)
        for n, row_in in enumerate(before.chips)
        for k, (row_out, unit) in enumerate(zip(after.chips, stage.units, strict=False))
    ]
    return sorted(lines, key=lambda wire: abs(wire.weight))


def nearest(lines: Sequence[Wire], x: int, y: int, gap: int) -> Wire | None:
    """The line nearest to a cell between two columns, ``x`` cells behind the first, if one is near."""
    share, middle = (2 * x + 0.5) / (2 * gap - 1), 4 * y + 1.5
    off = [abs(wire.start + (wire.end - wire.start) * share - middle) for wire in lines]
    if not off or min(off) > NEAR:
        return None
    # the last of equally near ones is the strongest, which is drawn over the others
    return lines[len(off) - 1 - off[::-1].index(min(off))]


def wire_row(dots: Dots, y: int, ink: Ink) -> Parts:
    """One row of lines, each cell in the colour of the strongest line through it."""
    parts: Parts = []
    for mask, owner in zip(dots.masks[y], dots.owners[y], strict=True):
        if owner == EMPTY:
            parts.append((" ", ink.style()))
            continue
        level, positive = owner % LEVELS, owner >= LEVELS
        colour = mix(ink.faint, ink.high if positive else ink.low, (level + 1) / LEVELS)
        parts.append((chr(0x2800 + mask), ink.style(colour)))
    return parts
