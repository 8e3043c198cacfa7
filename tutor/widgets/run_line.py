"""A short run in one picture: how far it is in one line, and the curve of its metric below."""

from __future__ import annotations

import math
from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

from engine.words import words
from tutor.lab.view import Curve, RunView
from tutor.widgets.chart import paint_chart
from tutor.widgets.ink import RGB, Ink
from tutor.widgets.painted import row
from tutor.widgets.plot import Plot, Series

FAR = 1000
"""How many times the smallest value the largest is where a logarithmic scale shows more."""
LOWEST = 5
"""Rows a chart needs; with fewer there is only the line."""
STATUS = {
    "warming": ("◌", "starting the training process"),
    "preparing": ("◌", "getting ready"),
    "running": ("▶", "training"),
    "finished": ("■", "finished"),
    "failed": ("✗", "no run"),
    "cancelled": ("■", "stopped"),
}


class ShortRun(NamedTuple):
    """What is drawn: the run, its last step, the metric that decides with its curve."""

    view: RunView
    steps: int
    metric: str
    curve: Curve


def paint_short_run(face: ShortRun, width: int, height: int, ink: Ink) -> list[Strip]:
    """The line, and below it the chart if there is room."""
    rows = [_line(face, ink)]
    if height > LOWEST:
        line = Series(words(face.metric), face.curve.points, colour=0 if face.metric == "loss" else 1)
        plot = Plot((line,), log=_far_apart(face.curve), x_end=float(face.steps))
        rows += paint_chart(plot, width, height - 1, ink)
    return rows


def _far_apart(curve: Curve) -> bool:
    """Whether the values are of such different sizes that a linear scale would show only the largest."""
    values = [value for _, value in curve.points if math.isfinite(value)]
    return bool(values) and min(values) > 0 and max(values) > FAR * min(values)


def _line(face: ShortRun, ink: Ink) -> Strip:
    view, soft = face.view, ink.style(ink.soft)
    glyph, word = STATUS.get(view.status, ("◌", "waiting"))
    colour = {"failed": ink.bad, "running": ink.good}.get(view.status, ink.line(0))
    parts: list[tuple[str, Style]] = [(f"{glyph} {word} ", ink.style(colour, bold=True))]
    if view.status == "preparing" and view.to_prepare:
        parts += [
            *_bar(view.prepared / view.to_prepare, 16, colour, ink),
            (f" {view.prepared}/{view.to_prepare}", soft),
        ]
    elif view.status in ("running", "finished", "cancelled"):
        parts += [*_bar(view.step / max(1, face.steps), 16, colour, ink), (f" {view.step:,}", ink.style(bold=True))]
        parts.append((f"/{face.steps:,} steps", soft))
    return row(*parts)


def _bar(share: float, length: int, colour: RGB, ink: Ink) -> list[tuple[str, Style]]:
    filled = round(min(1.0, max(0.0, share)) * length)
    return [("━" * filled, ink.style(colour)), ("─" * (length - filled), ink.style(ink.faint))]
