"""All that a lab shows, on one surface: as many pictures side by side as have room, the others one key away."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import singledispatch

from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from engine.views import Bars, Confusion, Curves, Field, Matrix, Network, Pictures, Table, Text, View
from tutor.widgets.bars import paint_bars
from tutor.widgets.chart import paint_chart
from tutor.widgets.confusion import paint_confusion
from tutor.widgets.curves import paint_curves
from tutor.widgets.field import paint_field
from tutor.widgets.ink import Ink
from tutor.widgets.matrix import paint_matrix
from tutor.widgets.network import paint_network
from tutor.widgets.painted import Painted, heading, row
from tutor.widgets.pictures import paint_pictures
from tutor.widgets.plot import Plot
from tutor.widgets.table import paint_table
from tutor.widgets.words import paint_words

Parts = list[tuple[str, Style]]
TILE = (38, 14)
"""The least columns and rows a picture gets before another is laid beside or below it."""
CHART = (28, 4)
"""The least columns and rows a chart of the run gets before another is laid beside or below it."""
GAP = 2
CURVES = "curves"


@dataclass(frozen=True)
class Plots:
    """The curves of a run, to be drawn side by side or one above the other."""

    plots: tuple[Plot, ...] = ()


@dataclass(frozen=True)
class Deck:
    """Pictures by name, which one comes first, and whether it has the whole surface (with the curves as one more)."""

    views: Mapping[str, View] = field(default_factory=dict)
    first: int = 0
    alone: bool = False
    curves: Plots = Plots()
    waiting: str = ""
    """What to say while there is no picture."""

    @property
    def subjects(self) -> dict[str, View | Plots]:
        """Everything that can be shown, by name."""
        return {**self.views, **({CURVES: self.curves} if self.alone else {})}


@singledispatch
def paint_subject(subject: View | Plots, width: int, height: int, ink: Ink) -> list[Strip]:
    """Paint any picture by its kind."""
    return [row((f"no way to draw a {type(subject).__name__}", ink.style(ink.warn)))]


paint_subject.register(Field, paint_field)
paint_subject.register(Pictures, paint_pictures)
paint_subject.register(Confusion, paint_confusion)
paint_subject.register(Table, paint_table)
paint_subject.register(Network, paint_network)
paint_subject.register(Curves, paint_curves)
paint_subject.register(Bars, paint_bars)
paint_subject.register(Matrix, paint_matrix)
paint_subject.register(Text, paint_words)


@paint_subject.register(Plots)
def paint_plots(subject: Plots, width: int, height: int, ink: Ink) -> list[Strip]:
    """As many charts as have room: side by side, then below; the others in the zoom."""
    count = len(subject.plots)
    if not count:
        return []
    across = min(count, max(1, (width - GAP) // CHART[0]))
    down = min(math.ceil(count / across), max(1, height // CHART[1]))
    rows: list[Strip] = []
    for k, tall in enumerate(_cut(height, down, 0)):
        line = subject.plots[k * across : (k + 1) * across]
        widths = _cut(width, len(line))
        rows += beside(
            [paint_chart(plot, w, tall, ink) for plot, w in zip(line, widths, strict=True)], widths, tall, ink
        )
    return rows


def _cut(length: int, parts: int, gap: int = GAP) -> list[int]:
    """``length`` cells in ``parts`` nearly equal parts with gaps between."""
    room = length - gap * (parts - 1)
    return [room * (k + 1) // parts - room * k // parts for k in range(parts)]


def beside(tiles: list[list[Strip]], widths: list[int], height: int, ink: Ink) -> list[Strip]:
    """Pictures next to each other, ``height`` rows of them."""
    plain = ink.style()
    blank = row((" " * GAP, plain))
    rows = []
    for y in range(height):
        pieces: list[Strip] = []
        for tile, wide in zip(tiles, widths, strict=True):
            pieces.append((tile[y] if y < len(tile) else row()).adjust_cell_length(wide, plain))
            pieces.append(blank)
        rows.append(Strip.join(pieces[:-1]))
    return rows


def arrange(count: int, width: int, height: int) -> tuple[int, int]:
    """Columns and rows of tiles: as many of ``count`` as fit, the surface used well."""
    across, down = max(1, (width + GAP) // (TILE[0] + GAP)), max(1, height // TILE[1])
    wanted = min(count, across * down)
    shapes = [(c, r) for c in range(1, across + 1) for r in range(1, down + 1) if c * r >= wanted]
    return min(shapes, key=lambda s: (s[0] * s[1], abs(width / s[0] - 2.4 * height / s[1])), default=(1, 1))


def shown(deck: Deck, width: int, height: int) -> tuple[list[str], int, int]:
    """The names of the pictures on the surface, the first one first, and in how many columns and rows."""
    names = list(deck.subjects)
    if not names:
        return [], 1, 1
    across, down = (1, 1) if deck.alone else arrange(len(names), width, height)
    start = deck.first % len(names)
    return (names[start:] + names[:start])[: across * down], across, down


def paint_deck(deck: Deck, width: int, height: int, ink: Ink) -> list[Strip]:
    """A row of names where not all fit, then the pictures."""
    names, across, down = shown(deck, width, height)
    if not names:
        return _waiting(deck.waiting, width, height, ink)
    rows: list[Strip] = []
    if len(names) < len(deck.subjects):
        rows.append(row(*((text, style) for text, style, _ in _tabs(deck, names, width, ink))))
        if height >= 16:
            rows.append(row())
    titled = len(names) > 1 or not rows
    room = height - len(rows)
    widths, heights = _cut(width, across), [room * (k + 1) // down - room * k // down for k in range(down)]
    for k, tall in enumerate(heights):
        line = names[k * across : (k + 1) * across]
        tiles = [_tile(deck, name, wide, tall, titled, ink) for name, wide in zip(line, widths, strict=False)]
        rows += beside(tiles, widths[: len(tiles)], tall, ink)
    return rows


def _tile(deck: Deck, name: str, width: int, height: int, titled: bool, ink: Ink) -> list[Strip]:
    """One picture with its title."""
    subject = deck.subjects[name]
    if not titled or height < 4:
        return paint_subject(subject, width, height, ink)
    return [heading(name, "", width, ink), *paint_subject(subject, width, height - 2, ink)]


def _waiting(text: str, width: int, height: int, ink: Ink) -> list[Strip]:
    """A line in the middle."""
    blank = [row()] * max(0, height // 2 - 1)
    return [*blank, row((text[:width].center(width), ink.style(ink.soft)))]


def _tabs(deck: Deck, names: list[str], width: int, ink: Ink) -> list[tuple[str, Style, int]]:
    """The row of names as (text, style, place): those on the surface stand out."""
    every = list(deck.subjects)
    lit = ink.style(ink.paper, ink.line(0), bold=True)
    if sum(len(name) + 3 for name in every) > width:
        return _dots(every, names, lit, ink)
    tabs: list[tuple[str, Style, int]] = []
    for place, name in enumerate(every):
        style = lit if name == names[0] else ink.style(bold=name in names, colour=None if name in names else ink.soft)
        tabs += [(f" {name} ", style, place), (" ", ink.style(), place)]
    return tabs


def _dots(every: list[str], names: list[str], lit: Style, ink: Ink) -> list[tuple[str, Style, int]]:
    """Too many names for the row: the present one, a dot for each, and the name of the next."""
    here = every.index(names[0])
    after = (every.index(names[-1]) + 1) % len(every)
    dots = [
        (" ● " if name in names else " ○ ", ink.style(ink.line(0) if name in names else ink.soft), place)
        for place, name in enumerate(every)
    ]
    return [
        (f" {names[0]} ", lit, here),
        (" ", ink.style(), here),
        *dots,
        (f" v: {every[after]}", ink.style(ink.soft), after),
    ]


class DeckWidget(Painted[Deck]):
    """The deck on screen; a click on a name asks for that picture."""

    class Chosen(Message):
        """The learner clicked on the picture at ``place``."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self) -> None:
        super().__init__(Deck(), paint_deck, id="deck")

    def on_click(self, event: events.Click) -> None:
        deck, (width, height) = self.subject, self.size
        names, _, _ = shown(deck, width, height)
        if event.y != 0 or len(names) == len(deck.subjects):
            return
        x = event.x
        for text, _, place in _tabs(deck, names, width, self.ink):
            x -= len(text)
            if x < 0:
                self.post_message(self.Chosen(place))
                return
