"""A confusion matrix: which class was taken for which, as numbers on shaded cells."""

from __future__ import annotations

import math
from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

from engine.views import Confusion
from tutor.widgets.ink import SHADES, Ink, mix
from tutor.widgets.painted import row

Parts = list[tuple[str, Style]]
CORNERS = ("it really is", "it is", "is")
"""What the rows are, as long as there is room."""
RIGHT = 7
"""Cells of the column that says how much of a row is right."""


def paint_confusion(view: Confusion, width: int, height: int, ink: Ink) -> list[Strip]:
    """A row a true class, a column a predicted one; the diagonal is right. Right of it: how much of the row."""
    counts = counts_of(view)
    if not counts:
        return [row(("no data yet", ink.style(ink.soft)))]
    margin, cell, shown, heads_above, corner = confusion_place(view, width, height)
    soft = ink.style(ink.soft)
    recall = width >= margin + cell * shown + RIGHT and shown == len(counts)
    rows = []
    if heads_above == 2:
        says = "the net says" if width - margin >= 12 else ""
        rows.append(row((" " * margin, soft), (says.center(cell * shown), soft)))
    if heads_above:
        heads = "".join(label[: cell - 1].rjust(cell) for label in view.labels[:shown])
        share = " right" if recall else ""
        rows.append(row((corner.rjust(margin - 1) + " ", soft), (heads, ink.style(bold=True)), (share, soft)))
    for n, line in enumerate(counts):
        parts: Parts = [(view.labels[n].rjust(margin - 1) + " ", soft)]
        parts += [(_count(v, cell), _style(v, line, n == k, ink)) for k, v in enumerate(line[:shown])]
        if recall and sum(line) > 0:
            parts.append((f"  {line[n] / sum(line):4.0%}", soft))
        rows.append(row(*parts))
    if shown < len(counts) and len(rows) < height:
        rows.append(row((f"+{len(counts) - shown} columns more", ink.style(ink.warn))))
    return rows


class ConfusionPlace(NamedTuple):
    """Cells of the row labels and of one count, how many columns are shown, rows above the counts, the corner."""

    margin: int
    cell: int
    shown: int
    above: int
    corner: str


def counts_of(view: Confusion) -> list[list[float]]:
    """The counts by true class; none where there is no data yet."""
    return view.counts.rows() if len(view.counts.shape) == 2 and view.labels else []


def confusion_place(view: Confusion, width: int, height: int) -> ConfusionPlace:
    """Give the counts as much room as helps to read them."""
    count = view.counts.shape[0]
    name = max(len(label) for label in view.labels)
    cell = max(name, *(len(f"{n:.0f}") for n in view.counts.flat())) + 1
    roomy = width >= max(name, len(CORNERS[0])) + 1 + (cell + 1) * count + RIGHT
    cell += roomy and cell < 5
    corner = next((text for text in CORNERS if width >= max(name, len(text)) + 1 + cell * count), "")
    margin = max(name, len(corner)) + 1
    above = 2 if height > count + 1 else 1 if height > count else 0
    return ConfusionPlace(margin, cell, max(0, min(count, (width - margin) // cell)), above, corner)


def _count(value: float, cell: int) -> str:
    return ("·" if value == 0 else f"{value:.0f}").rjust(cell)


def _style(value: float, line: list[float], diagonal: bool, ink: Ink) -> Style:
    """Blue for right, orange for wrong, the fuller the more; mistakes are scaled by their root to stay visible."""
    total = sum(line)
    if value <= 0 or total <= 0:
        return ink.style(ink.faint)
    share = value / total if diagonal else math.sqrt(value / total)
    full = ink.diverging[0] if diagonal else ink.diverging[SHADES - 1]
    return ink.style(ink.text, mix(ink.paper, full, 0.15 + 0.85 * share), bold=not diagonal)
