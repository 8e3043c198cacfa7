"""What a net says of a drawing: the input as the net sees it, the likeliest answer large, all of them as bars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.style import Style
from textual.strip import Strip

from tutor.widgets.bars import EIGHTHS
from tutor.widgets.greys import paint_greys
from tutor.widgets.ink import Ink
from tutor.widgets.painted import row

FONT = {
    "0": "111 101 101 101 111", "1": "010 110 010 010 111", "2": "111 001 111 100 111", "3": "111 001 111 001 111",
    "4": "101 101 111 001 001", "5": "111 100 111 001 111", "6": "111 100 111 101 111", "7": "111 001 010 010 010",
    "8": "111 101 111 101 111", "9": "111 101 111 001 111",
}  # fmt: skip
"""Digits of 3×5 dots."""
DOTS = str.maketrans({"0": "  ", "1": "██"})
SEEN_ROWS = 14
"""Rows for the picture at most."""
Parts = list[tuple[str, Style]]


class Verdict(NamedTuple):
    """``seen`` is the input (rows of values from 0 to 1), ``said`` one probability a label; empty before an answer."""

    labels: Sequence[str]
    seen: list[list[float]]
    said: Sequence[float] = ()


def paint_verdict(verdict: Verdict, width: int, height: int, ink: Ink) -> list[Strip]:
    """Bars need a row each; the rows above them show the picture and the likeliest answer beside it."""
    above = height - len(verdict.labels)
    head = _head(verdict, width, above, ink) if above >= 4 else []
    return [*head, *_bars(verdict, width, ink)][:height]


def _head(verdict: Verdict, width: int, height: int, ink: Ink) -> list[Strip]:
    """What the net sees, and large beside it what it says."""
    seen = _smaller(verdict.seen) if len(verdict.seen) > 2 * (height - 2) else verdict.seen
    room = min(height - 2, SEEN_ROWS)
    scale = max(1, min(4, room * 2 // len(seen)))
    wide, tall = len(seen[0]) * scale, (len(seen) * scale + 1) // 2
    pixels = [Strip(cells, wide) for cells in paint_greys(seen, scale, ink)]
    soft, bold = ink.style(ink.soft), ink.style(bold=True)
    wide = max(wide, 17)
    half = " ½" if seen is not verdict.seen else ""
    rows = [row((set_cell_size(f"what the net sees{half}", wide + 3), soft), ("what it says", soft))]
    said = _large(verdict)
    for y in range(max(tall, len(said))):
        left = pixels[y] if y < tall else Strip([])
        left = left.adjust_cell_length(wide + 3, ink.style())
        rows.append(Strip.join([left, row((said[y] if y < len(said) else "", bold))]))
    return [*rows[: height - 1], row()]


def _large(verdict: Verdict) -> list[str]:
    """The likeliest answer in large digits, or as a word, and how sure the net is of it."""
    if not verdict.said or not all(map(math.isfinite, verdict.said)):
        return ["–"]
    best = max(range(len(verdict.said)), key=verdict.said.__getitem__)
    label = verdict.labels[best]
    dots = FONT.get(label)
    shown = [line.translate(DOTS) for line in dots.split()] if dots else [label]
    return [*shown, f"{100 * verdict.said[best]:.0f} % sure"]


def _bars(verdict: Verdict, width: int, ink: Ink) -> list[Strip]:
    """One bar a label, from 0 to 1 over the whole width; an arrow marks the longest."""
    label = max(map(cell_len, verdict.labels)) + 1
    cells = max(4, width - label - 2 - 7)
    best = max(verdict.said, default=2.0)
    rows = []
    for name, value in zip(verdict.labels, verdict.said or [0.0] * len(verdict.labels), strict=True):
        first, known = value == best, math.isfinite(value)
        full, rest = divmod(round(value * cells * 8) if known else 0, 8)
        bar = set_cell_size("█" * full + EIGHTHS[rest].strip(), cells)
        number = "" if not verdict.said else f" {value:.3f}" if known else " –"
        parts: Parts = [
            ("▸ " if first else "  ", ink.style(bold=True)),
            (set_cell_size(name, label), ink.style(bold=first)),
            (bar, ink.style(ink.line(1 if first else 0))),
            (number, ink.style(bold=first)),
        ]
        rows.append(row(*parts))
    return rows


def _smaller(picture: list[list[float]]) -> list[list[float]]:
    """Half as wide and half as high, where there is no room for all of it."""
    return [
        [(a + b + c + d) / 4 for a, b, c, d in zip(up[::2], up[1::2], down[::2], down[1::2], strict=False)]
        for up, down in zip(picture[::2], picture[1::2], strict=False)
    ]
