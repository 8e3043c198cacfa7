"""What the list of kept runs shows, as pure functions: the table's lines, the curves over one another, the knobs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.strip import Strip

from engine.lab import Lab
from engine.words import words
from tutor.lab.runs import Kept, Settings, changes, differing, settings_text
from tutor.lab.view import Curve, RunView
from tutor.numbers import duration, number, step_count
from tutor.store.model import Turn
from tutor.widgets.ink import Ink
from tutor.widgets.legend import marker
from tutor.widgets.painted import row, short_text
from tutor.widgets.plot import LIGHT, Plot, Series, Target, smoothed

NOW = "now"
COLOURS = 4
RAW = 3
"""Up to so many losses are drawn with their raw values behind the smoothed line; more would hide one another."""
LEAST_KNOBS, LEAST_NAME = 12, 6


@dataclass(frozen=True)
class Compared:
    """The runs to be compared, in the order ticked, and the one under way, if there is one."""

    lab: type[Lab]
    ticked: tuple[Kept, ...] = ()
    now: RunView | None = None
    now_set: Settings = ({}, 0)
    metric: bool = False
    log: bool = False
    now_turns: Sequence[Turn] = ()


def dashed(n: int) -> bool:
    """Whether the n-th line is dashed: lines of one colour have other signs, those of one sign another pattern."""
    return (n // COLOURS + n // (2 * COLOURS)) % 2 == 1


def overlay(face: Compared) -> Plot:
    """All curves in one chart: the losses, or the metric of the bar with the bar."""
    bar = face.lab.bar
    curves: list[tuple[str, Sequence[tuple[float, float]]]] = []
    if face.now is not None:
        now = face.now.curves.get(bar.metric, Curve()) if face.metric else face.now.losses
        curves.append((NOW, now.points))
    curves += [(one.title, _metric(face.lab, one) if face.metric else one.run.curve) for one in face.ticked]
    few = len(curves) <= RAW
    series = tuple(
        Series(
            name,
            points if face.metric or few else smoothed(points),
            smooth=LIGHT if few and not face.metric else 0.0,
            colour=n % COLOURS,
            dashed=dashed(n),
        )
        for n, (name, points) in enumerate(curves)
    )
    what = words(bar.metric) if face.metric else "loss" if few else "loss, smoothed"
    target = Target(bar.value, bar.op) if face.metric else None
    end = max((point[0] for one in series for point in one.points), default=None)
    return Plot(series, log=face.log, target=target, title=what, x_end=end)


def _metric(lab: type[Lab], one: Kept) -> Sequence[tuple[float, float]]:
    """The curve of the bar's metric; of a run from before such curves were kept, its last value."""
    run = one.run
    return run.metric_curve or [(run.steps, run.metrics.get(lab.bar.metric, math.nan))]


def line_mark(n: int, count: int) -> str:
    """The sign of the n-th of ``count`` lines; a line alone has none but itself."""
    return marker(n) if count > 1 else "━"


def signs(face: Compared) -> dict[str, tuple[str, int]]:
    """By id of a run: its line's sign in the chart, and its colour."""
    first = int(face.now is not None)
    count = len(face.ticked) + first
    return {one.run.id: (line_mark(n, count), n % COLOURS) for n, one in enumerate(face.ticked, first)}


# The table


@dataclass(frozen=True)
class Column:
    """A column of the table: its heading, its cells, and whether they stand at the left."""

    name: str
    cells: tuple[str, ...]
    left: bool = False

    @property
    def width(self) -> int:
        """Cells that it needs."""
        return max(cell_len(text) for text in (self.name, *self.cells))


def columns(lab: type[Lab], kept: Sequence[Kept], now: datetime, room: bool) -> list[Column]:
    """All columns with their texts; device and time only where there is ``room``."""
    zone = now.astimezone().tzinfo

    def when(one: Kept) -> str:
        at = one.run.at.astimezone(zone)
        return f"{at:%m-%d %H:%M}" if at.year == now.astimezone().year else f"{at:%Y-%m-%d}"

    def cells(text: object) -> tuple[str, ...]:
        return tuple(text(one) for one in kept)  # type: ignore[operator]

    metric = lab.bar.metric
    return [
        Column("name", cells(lambda one: one.title), left=True),
        Column("when", cells(when), left=True),
        Column("knobs", cells(lambda one: settings_text(lab, one.run)), left=True),
        Column("seed", cells(lambda one: str(one.run.seed))),
        Column("steps", cells(lambda one: f"{one.run.steps:,}")),
        Column(words(metric), cells(lambda one: number(one.run.metrics.get(metric, math.nan)))),
        Column("bar", cells(lambda one: "✓" if one.run.bar_met else "✗")),
        *([Column("device", cells(lambda one: one.run.device), left=True)] if room else []),
        *([Column("time", cells(lambda one: duration(one.run.seconds)))] if room else []),
    ]


def table(parts: Sequence[Column], sorted_by: str, down: bool, width: int) -> tuple[str, list[str]]:
    """The heading, and a line for each run, each as wide as there is room; knobs and names give way first."""
    widths = {column.name: column.width for column in parts}
    if sorted_by in widths:  # else there is no room for that column, and the order tells nothing of itself
        widths[sorted_by] = max(widths[sorted_by], len(sorted_by) + 2)
    spare = width - sum(widths.values()) - 2 * (len(parts) - 1)
    for name, least in (("knobs", LEAST_KNOBS), ("name", LEAST_NAME), ("knobs", 5)):
        taken = min(max(0, -spare), max(0, widths[name] - least))
        widths[name], spare = widths[name] - taken, spare + taken
    widths["knobs"] += max(0, spare)

    def line(texts: Sequence[str]) -> str:
        cells = []
        for column, text in zip(parts, texts, strict=True):
            wide = widths[column.name]
            cut = short_text(text, wide)
            cells.append(set_cell_size(cut, wide) if column.left else " " * (wide - cell_len(cut)) + cut)
        return "  ".join(cells)

    arrow = "▾" if down else "▴"
    head = line([f"{column.name} {arrow}" if column.name == sorted_by else column.name for column in parts])
    return head, [line(texts) for texts in zip(*(column.cells for column in parts), strict=True)]


def described(lab: type[Lab], one: Kept) -> Content:
    """Everything about the highlighted run in one line."""
    run = one.run
    metrics = ", ".join(f"{words(name)} {number(value)}" for name, value in run.metrics.items())
    told = f"{step_count(run.steps)} in {duration(run.seconds)} on {run.device}, {metrics}."
    verdict = ("✓ met", "$text-success") if run.bar_met else ("✗ not met", "$text-warning")
    gone = " Deleted: u brings it back." if one.deleted else ""
    rest = f" the bar ({lab.bar}).{gone} Knobs: {settings_text(lab, run)}; seed {run.seed}. {told}"
    return Content.assemble((one.title, "bold"), ": ", verdict, rest)


# What differs


def paint_diff(face: Compared, width: int, height: int, ink: Ink) -> list[Strip]:
    """The knobs in which the runs differ, a column a run under its sign, those that fit."""
    return [line.crop(0, width) for line in _diff(face, width, height, ink)[:height]]


def _diff(face: Compared, width: int, height: int, ink: Ink) -> list[Strip]:
    first = int(face.now is not None)
    settings = [face.now_set] * first + [(one.run.knobs, one.run.seed) for one in face.ticked]
    turns = [face.now_turns] * first + [one.run.turns for one in face.ticked]
    found = differing(face.lab, settings) + changes(turns)
    title = row(("What differs", ink.style(bold=True)))
    if len(settings) < 2 or not found:
        few = ("Tick two runs or more", "with Space.")
        same = ("Nothing: the same knobs", "and the same seed.")
        return [title, *(row((text, ink.style(ink.soft))) for text in (few if len(settings) < 2 else same))]
    cells = [max(2, *(len(values[n]) for _, values in found)) for n in range(len(settings))]
    spare = width - sum(cells) - 2 * len(cells)
    wide = min(max(len(name) for name, _ in found), max(6, width // 3, spare))
    fit = next((n for n in range(len(cells), 0, -1) if wide + sum(cells[:n]) + 2 * n <= width), 1)
    heads = [
        (f"  {line_mark(n, len(settings)):>{w}}", ink.style(ink.line(n % COLOURS), bold=True))
        for n, w in enumerate(cells[:fit])
    ]
    rows = [title, row((" " * wide, ink.style()), *heads)]
    for name, values in found:
        parts = [(f"  {value:>{w}}", ink.style()) for value, w in zip(values[:fit], cells, strict=False)]
        rows.append(row((f"{short_text(name, wide):<{wide}}", ink.style(ink.soft)), *parts))
    hidden = len(cells) - fit
    room = height - int(hidden > 0)
    if len(rows) > room:
        left = len(rows) - room + 1
        rows = [*rows[: room - 1], row((f"+{left} knobs not shown", ink.style(ink.warn)))]
    return rows + ([row((f"+{hidden} runs not shown", ink.style(ink.warn)))] if hidden else [])
