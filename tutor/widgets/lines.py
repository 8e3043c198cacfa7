"""The lines below a lab: how far the run is, and the few words that matter now."""

from __future__ import annotations

import math
from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

from engine.commands import Rule
from engine.lab import Lab, bar_said
from engine.stops import said
from engine.words import words
from tutor.lab.view import RunView
from tutor.lab.words import SIGNS, Notice, phase_marks, speed_text
from tutor.numbers import number
from tutor.widgets.ink import RGB, Ink, mix
from tutor.widgets.painted import row, width_of
from tutor.widgets.wrapped import wrapped

Parts = list[tuple[str, Style]]
STATUS = {
    "idle": ("◌", "no run"),
    "warming": ("◌", "starting"),
    "preparing": ("◌", "preparing"),
    "running": ("▶", "training"),
    "paused": ("‖", "paused"),
    "finished": ("■", "finished"),
    "failed": ("✗", "failed"),
    "cancelled": ("■", "stopped"),
}


class Progress(NamedTuple):
    """What the status line shows: the run, its last step, the metric that counts, pace and seed, where it will stop."""

    view: RunView
    steps: int
    metric: str
    speed: float
    seed: int
    limits: tuple[Rule, ...] = ()


def paint_status(face: Progress, width: int, height: int, ink: Ink) -> list[Strip]:
    """State, progress bar and step; then loss, metric, rate and the rest, as much as fits."""
    view = face.view
    glyph, word = STATUS[view.status]
    if view.status == "finished":
        glyph, word = ("✓", "passed") if view.passed else ("✗", "not yet")
    tone = _tone(view, ink)
    soft = ink.style(ink.soft)
    parts: Parts = [(f"{glyph} {word.ljust(9)} ", ink.style(tone, bold=True))]
    bar = 12 if width < 100 else 24 if width < 160 else 40
    if face.limits and width < 100:
        bar = 6  # its words are worth more
    parts += _bar(view.step / max(1, face.steps), bar, tone, ink)
    parts.append((f" {view.step:,}", ink.style(bold=True)))
    parts.append((f"/{face.steps:,} ", soft))
    for name, *values in _facts(face):
        pieces: list[Parts] = [[(f"  {name} ", soft), (value, ink.style())] for value in values]
        parts += next((piece for piece in pieces if width_of(parts) + width_of(piece) <= width), [])
    return [row(*parts)]


def _facts(face: Progress) -> list[tuple[str, ...]]:
    """Names and values, the most telling first; a value may have a shorter version."""
    view = face.view
    facts: list[tuple[str, ...]] = []
    if not math.isnan(view.losses.last):
        facts.append(("loss", number(view.losses.last, 3)))
    if limits := [said(rule) for rule in face.limits]:
        facts.append(("until", " or ".join(limits), f"{limits[0]} …"))
    if face.metric in view.metrics:
        facts.append((words(face.metric), number(view.metrics[face.metric], 3)))
    if view.speed and not face.speed:
        facts.append(("full speed", f"{view.speed:,.0f} steps/s"))
    else:
        facts.append(("pace", speed_text(face.speed)))
    if view.epoch:
        facts.append(("epoch", f"{view.epoch:,}"))
    facts.append(("seed", str(face.seed)))
    facts += [(words(name), number(value, 3)) for name, value in view.metrics.items() if name != face.metric]
    return facts


def _tone(view: RunView, ink: Ink) -> RGB:
    if view.status == "failed":
        return ink.bad
    if view.status == "finished":
        return ink.good if view.passed else ink.warn
    return ink.good if view.status == "running" else ink.line(0)


def _bar(share: float, length: int, colour: RGB, ink: Ink) -> Parts:
    """A progress bar of thin lines."""
    filled = round(min(1.0, max(0.0, share)) * length)
    return [("━" * filled, ink.style(colour)), ("─" * (length - filled), ink.style(ink.faint))]


def paint_notice(notice: Notice, width: int, height: int, ink: Ink) -> list[Strip]:
    """A coloured edge, the title with what belongs to it, then the words."""
    colour = {"quiet": ink.faint, "busy": ink.line(0), "good": ink.good, "warn": ink.warn, "bad": ink.bad}[notice.tone]
    on = ink.paper if notice.tone in ("quiet", "busy") else mix(ink.paper, colour, 0.14)
    edge = ("▌ ", ink.style(colour, on, bold=True))
    title = ink.style(ink.text if notice.tone == "quiet" else colour, on, bold=True)
    rows: list[Strip] = []
    if notice.phase:
        rows.append(row(edge, *_phases(notice.phase, ink), ("   n goes on", ink.style(ink.soft))))
    heads = wrapped(notice.title, max(8, width - 2))
    for n, line in enumerate(heads):
        parts: Parts = [edge, (line, title)]
        if n == len(heads) - 1 and notice.share is not None and len(line) + 16 <= width:
            parts.append(("  ", ink.style()))
            parts += _bar(notice.share, min(40, width - len(line) - 10), colour, ink)
            parts.append((f" {notice.share:.0%}", ink.style(ink.soft)))
        rows.append(row(*parts))
    text = ink.style(ink.soft if on == ink.paper else ink.text, on)
    rows += [row(edge, (line, text)) for line in wrapped(notice.text, max(8, width - 2))]
    rows += [row(edge)] * (height - len(rows))
    return [line.adjust_cell_length(width, text) for line in rows[:height]]


def notice_height(notice: Notice, width: int) -> int:
    """How many rows ``notice`` takes at ``width``."""
    room = max(8, width - 2)
    return bool(notice.phase) + len(wrapped(notice.title, room)) + len(wrapped(notice.text, room))


def _phases(phase: str, ink: Ink) -> Parts:
    """forward → loss → backward → update, the present one lit."""
    parts: Parts = []
    for name, state in phase_marks(phase):
        style = {
            "done": ink.style(ink.good),
            "now": ink.style(ink.paper, ink.line(0), bold=True),
            "next": ink.style(ink.soft),
        }[state]
        parts += [(" → ", ink.style(ink.faint))] if parts else []
        parts.append((f" {name} " if state == "now" else f"{name}{' ✓' if state == 'done' else ''}", style))
    return parts


def bar_text(lab: type[Lab], room: int) -> str:
    """What a run has to reach: in words where ``room`` columns hold them, else "pass: accuracy ≥ 1"."""
    said, bar = f"pass: {bar_said(lab)}", lab.bar
    if said != "pass: " and len(said) <= room:
        return said
    return f"pass: {words(bar.metric)} {SIGNS.get(bar.op, bar.op)} {number(bar.value)}"
