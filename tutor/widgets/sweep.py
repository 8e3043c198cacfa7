"""A sweep as pictures: a small chart of the loss for each value, all on one scale, and the metric over the values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from tutor.numbers import number
from tutor.widgets.axes import Axes
from tutor.widgets.dots import EMPTY, Dots
from tutor.widgets.ink import Ink
from tutor.widgets.painted import blank_rows, heading, row, short_text
from tutor.widgets.plot import Plot, Points, Series, Target, smoothed

GAP = 2
CELL = (20, 5)
"""Columns and rows that a small chart should have, its title included."""
SPREAD = 30
"""Losses that differ by this factor are drawn on a log scale."""
LEAST = 15
"""Columns below which a small chart says nothing."""
Parts = list[tuple[str, Style]]


@dataclass(frozen=True)
class Panel:
    """One value: its name, a sign for each seed ("✓", "✗", "!" diverged, "·" to come), its mean metric, its curves."""

    name: str
    signs: str = ""
    metric: float = math.nan
    curves: tuple[Points, ...] = ()
    steady: bool = True
    """Whether its curves count for the common scale: those of a run that diverged do not."""
    note: str = ""
    """Said in place of curves, or below them."""


@dataclass(frozen=True)
class Panels:
    """All values, the one that is chosen, the one that wins. ``log`` turns the scale that fits the losses round."""

    panels: tuple[Panel, ...] = ()
    chosen: int = 0
    winner: int | None = None
    steps: int = 1
    log: bool = False


def grid(count: int, width: int, height: int) -> tuple[int, int]:
    """Columns and rows of small charts, as near to the shape of one as there is room for, few places empty."""
    most = max(1, (width + GAP) // (LEAST + GAP))
    fits = list(range(1, min(most, count) + 1))

    def waste(columns: int) -> tuple[int, float]:
        rows = -(-count // columns)
        wide, high = (width + GAP) // columns - GAP, height // rows
        shape = abs(math.log(max(1, wide) / max(1, high) / (CELL[0] / CELL[1])))
        return max(0, CELL[1] - high), shape + (columns * rows - count) / count

    columns = min(fits or [1], key=waste)
    return columns, -(-max(1, count) // columns)


def panel_at(count: int, x: int, y: int, width: int, height: int) -> int | None:
    """Which small chart lies at a cell of the picture; None between and beyond them."""
    columns, lines = grid(count, width, height - 1)
    wide, high = _cell_size(columns, lines, width, height)
    line, column = (y - 1) // high, x // (wide + GAP)
    place = line * columns + column
    inside = y >= 1 and line < lines and column < columns and x % (wide + GAP) < wide
    return place if inside and place < count else None


def _cell_size(columns: int, lines: int, width: int, height: int) -> tuple[int, int]:
    return max(1, (width - GAP * (columns - 1)) // columns), max(1, (height - 1) // lines)


def paint_panels(face: Panels, width: int, height: int, ink: Ink) -> list[Strip]:
    """A heading that says what is drawn, then the charts row by row."""
    if not face.panels or height < 2:
        return []
    plot = _common(face)
    note = f"loss, smoothed, over {face.steps:,} steps; one scale for all{', log' if plot.log else ''}"
    rows = [heading("One chart a value", note, width, ink)]
    columns, lines = grid(len(face.panels), width, height - 1)
    wide, high = _cell_size(columns, lines, width, height)
    axes = Axes(plot, wide, max(1, _room(high)))
    for line in range(lines):
        cells = [
            _cell(face, n, axes, wide, high, ink)
            for n in range(line * columns, min((line + 1) * columns, len(face.panels)))
        ]
        for y in range(high):
            parts: list[Strip] = []
            for cell in cells:
                parts += [cell[y].adjust_cell_length(wide, ink.style()), Strip.blank(GAP, ink.style())]
            rows.append(Strip.join(parts))
    return [line.crop(0, width) for line in rows[:height]]


def _common(face: Panels) -> Plot:
    """All curves as one plot, whose scale every small chart has."""
    steady = [curve for panel in face.panels if panel.steady for curve in panel.curves]
    curves = steady or [curve for panel in face.panels for curve in panel.curves]
    series = tuple(Series("", smoothed(curve)) for curve in curves)
    known = [y for one in series for _, y in one.points if math.isfinite(y)]
    log = bool(known) and min(known) > 0 and max(known) > SPREAD * min(known)
    return Plot(series, log=log != face.log and (min(known, default=0) > 0), x_end=float(face.steps))


def _cell(face: Panels, n: int, axes: Axes, width: int, height: int, ink: Ink) -> list[Strip]:
    """One small chart: title, curves of all seeds, ground line."""
    panel = face.panels[n]
    rows = [_title(face, n, width, ink)]
    room = _room(height)
    if room < 1:
        return rows + blank_rows(height - 1)
    dots = Dots(width, room)
    for k, curve in enumerate(panel.curves):
        dots.path((_inside(axes, x, y) for x, y in smoothed(curve)), k)
    colour = ink.good if n == face.winner else ink.line(0)
    said = room - 1 if any(panel.curves) and room > 1 else room // 2
    for y in range(room):
        if panel.note and y == said and not any(dots.masks[y]):
            tone = ink.warn if panel.signs.strip("·") else ink.faint
            rows.append(row((short_text(f"  {panel.note}", width), ink.style(tone))))
            continue
        text = "".join(chr(0x2800 + mask) if mask else " " for mask in dots.masks[y])
        rows.append(row((text, ink.style(colour, bold=True))))
    rows.append(row(("─" * width, ink.style(ink.accent if n == face.chosen else ink.faint))))
    return rows[:height]


def _room(height: int) -> int:
    """Rows for the curves: without the title, and the ground line where it finds room."""
    return height - 1 - (height > 2)


def _inside(axes: Axes, x: float, y: float) -> tuple[int, int] | None:
    """The dot of a point, at the edge where it is beyond the scale."""
    return axes.dot(x, min(axes.high, max(axes.low, y))) if math.isfinite(y) else None


def _title(face: Panels, n: int, width: int, ink: Ink) -> Strip:
    panel = face.panels[n]
    head = f"{'▸' if n == face.chosen else ' '}{'★' if n == face.winner else ''}{panel.name}"
    metric = number(panel.metric, 3) if math.isfinite(panel.metric) else ""
    tail = " ".join(filter(None, (metric, panel.signs)))
    head = short_text(head, max(4, width - cell_len(tail) - 1))
    gap = " " * max(1, width - cell_len(head) - cell_len(tail))
    colour = ink.accent if n == face.chosen else ink.good if n == face.winner else ink.text
    return row((head, ink.style(colour, bold=True)), (gap + tail, ink.style(ink.soft)))


@dataclass(frozen=True)
class Spot:
    """One value of the summary: its place on the x axis, its name, the metric of each seed, how many have none."""

    x: float
    name: str
    values: tuple[float, ...] = ()
    lost: int = 0


@dataclass(frozen=True)
class Summary:
    """The metric over the values, with the bar."""

    metric: str
    spots: tuple[Spot, ...] = ()
    target: Target | None = None
    log: bool = False
    winner: int | None = None
    joined: bool = True
    """Whether the values have an order, so that a line through the means says something."""
    knob: str = ""
    """What the values are of."""


def paint_summary(face: Summary, width: int, height: int, ink: Ink) -> list[Strip]:
    """Every seed a circle, the means a line, the winner a star; what diverged is a ✗ at the foot."""
    pieces = [f"↑ {face.metric}", "○ seed", "★ best"]
    pieces += ["✗ diverged"] if any(spot.lost for spot in face.spots) else []
    pieces += [f"┅ {text}" for text in face.target.texts[:1]] if face.target else []
    named = [pieces[0], f"→ {face.knob}", *pieces[1:]]
    pieces = named if face.knob and cell_len("  ".join(named)) <= width else pieces
    while len(pieces) > 1 and cell_len("  ".join(pieces)) > width:
        pieces.pop()
    rows = [row((short_text("  ".join(pieces), width), ink.style(ink.soft)))]
    room, left = height - 3, 7 if width >= 24 else 0
    if room < 2 or not face.spots:
        return rows
    axes = Axes(_plane(face), max(1, width - left - 2), room)
    over = _circles(face, axes, ink)
    ticks = {axes.dot_row(tick) >> 2: number(tick, 3) for tick in axes.y_ticks}
    dots = _lines(face, axes)
    styles = {0: ink.style(ink.line(0)), 1: ink.style(ink.good), EMPTY: ink.style(ink.ghost)}
    for y in range(room):
        parts: Parts = [(ticks.get(y, "")[: left - 1].rjust(left - 1) + " ", ink.style(ink.soft))] if left else []
        parts.append(("┤" if y in ticks else "│", ink.style(ink.faint)))
        for x in range(axes.columns):
            mask, owner = dots.masks[y][x], dots.owners[y][x]
            parts.append(over.get((y, x)) or (chr(0x2800 + mask) if mask else " ", styles[owner]))
        rows.append(row(*parts))
    rows.append(row((" " * left + "└" + "─" * axes.columns, ink.style(ink.faint))))
    rows.append(row((_names(face, axes, left, width), ink.style(ink.soft))))
    return [line.crop(0, width) for line in rows[:height]]


def _plane(face: Summary) -> Plot:
    """Points that make the axes reach over every value and every metric."""
    known = [y for spot in face.spots for y in spot.values]
    some = known[0] if known else face.target.value if face.target else 0.0
    corners = [(spot.x, y) for spot in face.spots for y in (spot.values or (some,))]
    return Plot((Series("", corners),), log_x=face.log, target=face.target)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _lines(face: Summary, axes: Axes) -> Dots:
    """The bar across, the line through the means."""
    dots = Dots(axes.columns, axes.rows)
    if face.target is not None and (spot := axes.dot(axes.x_low, face.target.value)):
        for x in range(0, axes.columns * 2, 3):
            dots.column(x, spot[1], spot[1], 1)
    if face.joined:
        dots.path((axes.dot(spot.x, _mean(spot.values)) if spot.values else None for spot in face.spots), 0)
    return dots


def _circles(face: Summary, axes: Axes, ink: Ink) -> dict[tuple[int, int], tuple[str, Style]]:
    over: dict[tuple[int, int], tuple[str, Style]] = {}
    for n, spot in enumerate(face.spots):
        best = n == face.winner
        for value in sorted(spot.values):
            if (dot := axes.dot(spot.x, value)) is not None:
                style = ink.style(ink.good if best else ink.line(0), bold=True)
                over[dot[1] >> 2, dot[0] >> 1] = ("★" if best else "○", style)
        if spot.lost:
            over[axes.rows - 1, axes.column(spot.x)] = ("✗", ink.style(ink.bad, bold=True))
    return over


def _names(face: Summary, axes: Axes, left: int, width: int) -> str:
    """The values under their places, those that do not collide."""
    cells = [" "] * width
    free = 0
    for spot in face.spots:
        text = spot.name
        start = max(0, min(width - len(text), left + 1 + axes.column(spot.x) - len(text) // 2))
        if start >= free:
            cells[start : start + len(text)] = text
            free = start + len(text) + 1
    return "".join(cells[:width])
