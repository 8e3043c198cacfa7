"""All that a lab shows, on one surface: as many pictures side by side as have room, the others one key away."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip

from engine.views import Bars, Confusion, Curves, Field, Maps, Matrix, Network, Pictures, Table, Text, View
from tutor.widgets.bars import paint_bars
from tutor.widgets.chart import paint_chart
from tutor.widgets.confusion import paint_confusion
from tutor.widgets.curves import paint_curves
from tutor.widgets.field import paint_field
from tutor.widgets.ink import Ink
from tutor.widgets.layout import GAP, TILE, Columns, Need, Needs, Tile, cut, lacking, lay_out, most_columns, shown_by
from tutor.widgets.maps import paint_maps
from tutor.widgets.matrix import paint_matrix, rows_by_size
from tutor.widgets.network import paint_network, rows_of_network
from tutor.widgets.painted import Painted, heading, row, short_text
from tutor.widgets.pictures import paint_pictures, rows_by_scale
from tutor.widgets.plot import Plot
from tutor.widgets.table import paint_table
from tutor.widgets.words import paint_words

Parts = list[tuple[str, Style]]
CHART = (28, 4)
"""The least columns and rows a chart of the run gets before another is laid beside or below it."""
SHORT = (Table, Confusion, Bars)
"""Pictures that have no use for more rows than they need."""
MANY = 200
LOW = 10
"""Rows in which lines can still be read, title included; a plane or images need a whole tile."""
TITLE = 2
NOTHING = row()
CURVES = "curves"
PINNED = "▣ pinned"


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
    pinned: str = ""
    """The name of a picture that is always shown, first, while the others take turns."""
    waiting: str = ""
    """What to say while there is no picture."""
    most: Mapping[str, int] = field(default_factory=dict)
    """The most images, or rows of a table, that each has had: room is kept for them, or places would change while a net
    trains."""

    @property
    def subjects(self) -> dict[str, View | Plots]:
        """Everything that can be shown, by name."""
        return {**self.views, **({CURVES: self.curves} if self.alone else {})}

    @property
    def present(self) -> str:
        """The name of the picture whose turn it is; a pinned one is there anyway and lets the next one have it."""
        names = list(self.subjects)
        place = self.first % len(names)
        if names[place] == self.pinned and len(names) > 1 and not self.alone:
            place = (place + 1) % len(names)
        return names[place]


MOST_KEPT = 24
_KEPT: dict[tuple[int, int, int, int], tuple[View | Plots, Ink, list[Strip]]] = {}


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
paint_subject.register(Maps, paint_maps)


def painted(subject: View | Plots, width: int, height: int, ink: Ink) -> list[Strip]:
    """A picture's rows, kept for as long as it is one of the last: a key often asks for what was just painted."""
    key = (id(subject), width, height, id(ink))
    kept = _KEPT.pop(key, None) or (subject, ink, paint_subject(subject, width, height, ink))
    _KEPT[key] = kept  # with the subject and the ink, so that nothing else can have their identity
    if len(_KEPT) > MOST_KEPT:
        del _KEPT[next(iter(_KEPT))]
    return kept[2]


@paint_subject.register(Plots)
def paint_plots(subject: Plots, width: int, height: int, ink: Ink) -> list[Strip]:
    """The charts that have room."""
    lines = chart_lines(subject, width, height)
    rows: list[Strip] = []
    for line in lines:
        tall = line[0][1].height
        charts = [paint_chart(plot, place.width, tall, ink) for plot, place in line]
        rows += beside(charts, [place.width for _, place in line], tall, ink)
    return _and_more(rows, len(subject.plots) - sum(map(len, lines)), width, ink)


def chart_lines(subject: Plots, width: int, height: int) -> list[list[tuple[Plot, Region]]]:
    """Where the charts go, as many as have room: side by side, then below; the others in the zoom."""
    count = len(subject.plots)
    if not count:
        return []
    across = min(count, max(1, (width - GAP) // CHART[0]))
    down = min(math.ceil(count / across), max(1, height // CHART[1]))
    lines, y = [], 0
    for k, tall in enumerate(cut(height, down, 0)):
        plots = subject.plots[k * across : (k + 1) * across]
        lines.append(list(zip(plots, side_by_side(cut(width, len(plots)), y, tall), strict=True)))
        y += tall
    return lines


def side_by_side(widths: list[int], y: int, height: int) -> list[Region]:
    """The places of pictures next to each other."""
    return [Region(sum(widths[:n]) + GAP * n, y, wide, height) for n, wide in enumerate(widths)]


def _and_more(rows: list[Strip], hidden: int, width: int, ink: Ink) -> list[Strip]:
    """The rows, with how many charts found no room at the right of the lowest that has a place for it."""
    text = f" +{hidden} more"
    if hidden > 0 and rows and len(text) <= width:
        free = [y for y, strip in enumerate(rows) if not strip.text[-len(text) :].strip()]
        y = free[-1] if free else len(rows) - 1
        line = rows[y].adjust_cell_length(width, ink.style()).crop(0, width - len(text))
        rows[y] = Strip.join([line, row((text, ink.style(ink.warn)))])
    return rows


def beside(tiles: list[list[Strip]], widths: list[int], height: int, ink: Ink) -> list[Strip]:
    """Pictures next to each other, ``height`` rows of them."""
    plain = ink.style()
    rows = []
    for y in range(height):
        pieces: list[Segment] = []
        short = 0
        for tile, wide in zip(tiles, widths, strict=True):
            if short:
                pieces.append(Segment(" " * short, plain))
            strip = tile[y] if y < len(tile) else NOTHING
            strip = strip if strip.cell_length <= wide else strip.crop(0, wide)
            pieces += strip
            short = wide - strip.cell_length + GAP
        if short > GAP:
            pieces.append(Segment(" " * (short - GAP), plain))
        rows.append(Strip(pieces, sum(widths) + GAP * (len(widths) - 1)))
    return rows


def settled(deck: Deck, width: int, height: int, ink: Ink) -> Deck:
    """The deck, its pin left out where one picture has room only: it would be the only one ever seen."""
    if deck.pinned in deck.subjects and not deck.alone and shown_by(shown(deck, width, height, ink)[0]) < 2:
        return replace(deck, pinned="")
    return deck


def shown(deck: Deck, width: int, height: int, ink: Ink) -> tuple[Columns, int]:
    """The pictures on the surface, column by column, and how many rows the names of all of them take above."""
    if not deck.subjects:
        return [], 0
    names = _in_turn(deck)
    if deck.alone or len(names) < 2:
        above = (2 if height >= 16 else 1) if len(names) > 1 else 0
        there = list(dict.fromkeys([names[0], deck.present])) if width >= 2 * TILE[0] + GAP else [deck.present]
        return [[Tile(name, max(1, height - above))] for name in there], above

    needs = _needs(deck, names, width, ink)
    columns = lay_out(needs, width, height)
    if shown_by(columns) == len(names):
        return columns, 0
    above = 2 if height >= 16 else 1
    return lay_out(needs, width, max(1, height - above)), above


def _needs(deck: Deck, names: Iterable[str], width: int, ink: Ink) -> Needs:
    """The rows each picture needs in one column, in two, …"""
    widths = [min(cut(width, columns)) for columns in range(1, most_columns(width) + 1)]
    return {name: tuple(_need(deck, name, wide, ink) for wide in widths) for name in names}


def _need(deck: Deck, name: str, width: int, ink: Ink) -> Need:
    """The rows a picture needs at a width, and those it has a use for, its title included."""
    subject = deck.subjects[name]
    if isinstance(subject, SHORT):
        rows = len(painted(subject, width, MANY, ink)) + TITLE
        if isinstance(subject, Table):
            rows += max(0, deck.most.get(name, 0) - len(subject.rows))
        return Need(rows, short=True, steps=(rows,))
    if isinstance(subject, Matrix) and 0 not in subject.values.shape:
        steps = _titled(rows_by_size(subject))
        return Need(steps[0], short=True, steps=steps)
    if isinstance(subject, Pictures) and len(subject.images.shape) == 3 and 0 not in subject.images.shape:
        count = max(deck.most.get(name, 0), subject.images.shape[0])
        return Need(TILE[1], steps=_titled(rows_by_scale(subject, count, width)))
    if isinstance(subject, Network) and subject.layers:
        return Need(TILE[1], steps=_titled(rows_of_network(subject)))
    return Need(LOW if isinstance(subject, Curves) else TILE[1])


def _titled(rows: Iterable[int]) -> tuple[int, ...]:
    """So many rows, and those of the title."""
    return tuple(count + TITLE for count in rows)


def _in_turn(deck: Deck) -> list[str]:
    """The names of all pictures: the pinned one, the one whose turn it is, those after it."""
    names = list(deck.subjects)
    start = names.index(deck.present)
    turn = names[start:] + names[:start]
    return sorted(turn, key=lambda name: name != deck.pinned)


def paint_deck(deck: Deck, width: int, height: int, ink: Ink) -> list[Strip]:
    """A row of names where not all fit, then the pictures."""
    if not deck.subjects:
        return _waiting(deck.waiting, width, height, ink)
    deck = settled(deck, width, height, ink)
    columns, above = shown(deck, width, height, ink)
    rows = [row(*((text, style) for text, style, _ in _tabs(deck, columns, width, ink))), row()][:above]
    titled = shown_by(columns) > 1 or not above
    widths = cut(width, len(columns))
    stacks = [
        [strip for tile in column for strip in _tile(deck, tile, wide, titled, ink)]
        for column, wide in zip(columns, widths, strict=True)
    ]
    return rows + beside(stacks, widths, height - above, ink)


def _tile(deck: Deck, tile: Tile, width: int, titled: bool, ink: Ink) -> list[Strip]:
    """One picture with its title, in exactly the rows it has."""
    subject = deck.subjects[tile.name]
    note = PINNED if tile.name == deck.pinned else ""
    head = [heading(tile.name, note, width, ink)] if _has_head(tile, titled) else []
    rows = [*head, *painted(subject, width, tile.rows - TITLE * len(head), ink)][: tile.rows]
    return rows + [row()] * (tile.rows - len(rows))


def _has_head(tile: Tile, titled: bool) -> bool:
    """Whether there is room for a title above a picture, and a blank row below."""
    return titled and tile.rows >= 4


def pictures_at(deck: Deck, width: int, height: int, ink: Ink) -> dict[str, Region]:
    """Where each picture on the surface lies, its title left out."""
    if not deck.subjects:
        return {}
    deck = settled(deck, width, height, ink)
    columns, above = shown(deck, width, height, ink)
    titled = shown_by(columns) > 1 or not above
    places = {}
    for column, strip in zip(columns, side_by_side(cut(width, len(columns)), above, height - above), strict=True):
        y = strip.y
        for tile in column:
            head = _has_head(tile, titled)
            places[tile.name] = Region(strip.x, y + head, strip.width, tile.rows - TITLE * head)
            y += tile.rows
    return places


def _waiting(text: str, width: int, height: int, ink: Ink) -> list[Strip]:
    """A line in the middle."""
    blank = [row()] * max(0, height // 2 - 1)
    return [*blank, row((text[:width].center(width), ink.style(ink.soft)))]


def _tabs(deck: Deck, columns: Columns, width: int, ink: Ink) -> list[tuple[str, Style, int]]:
    """The row of names as (text, style, place): those on the surface stand out; then how many are not, and the key."""
    every = list(deck.subjects)
    there = [tile.name for column in columns for tile in column]
    hidden = len(every) - len(there)
    lit = ink.style(ink.paper, ink.line(0), bold=True)
    after = next(
        (i % len(every) for i in range(every.index(deck.present), 99) if every[i % len(every)] not in there), 0
    )
    more = ("  v: next", ink.style(ink.soft), after)
    signs = {name: f"{PINNED[0]} {name}" if name == deck.pinned else name for name in every}
    if sum(len(name) + 3 for name in signs.values()) > width:
        return _dots(deck, there, width, lit, ink)
    tabs: list[tuple[str, Style, int]] = []
    for place, name in enumerate(every):
        colour = None if name in there else ink.soft
        style = lit if name == deck.present else ink.style(colour, bold=name in there)
        tabs += [(f" {signs[name]} ", style, place), (" ", ink.style(), place)]
    room = width - sum(len(text) for text, _, _ in tabs)
    return [*tabs, more] if hidden and len(more[0]) <= room else tabs


def _dots(deck: Deck, there: list[str], width: int, lit: Style, ink: Ink) -> list[tuple[str, Style, int]]:
    """Too many names for the row: the present one, a dot for each, how many more there are, the name of the next."""
    every, here = list(deck.subjects), deck.present
    dots = [
        (" ●" if name in there else " ○", ink.style(ink.line(0) if name in there else ink.soft), place)
        for place, name in enumerate(every)
    ]
    tabs = [(f" {here} ", lit, every.index(here)), *dots]
    turn = [*every[every.index(here) :], *every]
    after = next((name for name in turn if name not in there), turn[1])
    room = width - sum(len(text) for text, _, _ in tabs)
    told = f"  +{len(every) - len(there)} more, v: {after}"
    text = told if len(told) <= room else short_text(f"  v: {after}", room)
    return [*tabs, (text, ink.style(ink.soft), every.index(after))]


class DeckWidget(Painted[Deck]):
    """The deck on screen; a click on a name asks for that picture."""

    class Chosen(Message):
        """The learner clicked on the picture at ``place``."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self) -> None:
        super().__init__(Deck(), paint_deck, id="deck")

    def show(self, subject: Deck) -> None:
        """Take a new subject, and note how many images its pictures have, and rows its tables."""
        had = self.subject.most
        counts = {n: one.images.shape[0] for n, one in subject.views.items() if isinstance(one, Pictures)}
        counts |= {n: len(one.rows) for n, one in subject.views.items() if isinstance(one, Table)}
        super().show(replace(subject, most={n: max(count, had.get(n, 0)) for n, count in counts.items()}))

    @property
    def settled(self) -> Deck:
        """The deck as it is on the surface."""
        return settled(self.subject, *self.size, self.ink) if self.subject.subjects else self.subject

    def spare(self, height: int) -> int:
        """How many of ``height`` rows the pictures have no use for, because all are short."""
        if not (deck := self.subject).subjects or deck.alone or height < 1:
            return 0
        columns, above = shown(deck, self.size.width, height, self.ink)
        return max(0, height - above - max(sum(tile.rows for tile in column) for column in columns))

    def seen(self, height: int) -> tuple[int, int]:
        """How many pictures would be on the surface if it had so many rows, and, negative, how many rows they lack."""
        if not (deck := self.subject).subjects or deck.alone or height < 1:
            return 0, 0
        width = self.size.width
        columns, _ = shown(deck, width, height, self.ink)
        return shown_by(columns), -lacking(columns, _needs(deck, deck.subjects, width, self.ink))

    def jump_places(self) -> Iterator[Offset]:
        """Where the pictures' names stand."""
        deck, (width, height) = self.settled, self.size
        columns, above = shown(deck, width, height, self.ink)
        x, known = 0, set()
        for text, _, place in _tabs(deck, columns, width, self.ink) if above else ():
            if text.strip() and place not in known:
                known.add(place)
                yield Offset(x + len(text) - len(text.lstrip()), 0)
            x += len(text)

    def on_click(self, event: events.Click) -> None:
        deck, (width, height) = self.settled, self.size
        columns, above = shown(deck, width, height, self.ink)
        if event.y != 0 or not above:
            return
        x = event.x
        for text, _, place in _tabs(deck, columns, width, self.ink):
            x -= len(text)
            if x < 0:
                self.post_message(self.Chosen(place))
                return
