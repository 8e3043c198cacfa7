"""The base of every picture: a pure function paints a subject into rows, the widget sends only rows that differ.

A painter is ``(subject, width, height, ink) -> rows``. It must take any size from 1×1 and any numbers, NaN and
infinity included. Rows may be fewer than ``height``; each is made ``width`` cells wide here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.filter import ANSIToTruecolor, LineFilter
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget

from tutor.widgets.ink import Ink, ink_of, mix

T = TypeVar("T")
BLOCKS, CROSS = " ▀▄█", "┼"
Painter = Callable[[T, int, int, Ink], list[Strip]]


class Painted(Widget, Generic[T]):
    """Shows ``subject`` by ``painter``. Call :meth:`show` with a new subject, as often as wanted."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Painted { width: 1fr; height: 1fr; }"
    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)
    """Textual's own, which would lay the whole screen out and paint this again after each change of size."""

    def __init__(self, subject: T, painter: Painter[T], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.subject, self.painter = subject, painter
        self._rows: list[Strip] = []
        self._ink: Ink | None = None
        self._painted_for: tuple[Size, Ink] | None = None
        self._pointer: Region | None = None

    def point_at(self, place: Region | None) -> None:
        """Show a cursor over ``place``, or none."""
        if place != self._pointer:
            self._pointer = place
            self.repaint()

    def show(self, subject: T) -> None:
        """Take a new subject; rows that look the same are not sent again."""
        self.subject = subject
        self.repaint()

    def wait_for_size(self) -> None:
        """The size is about to change: paint when it has, not before."""
        self._painted_for = None

    def repaint(self) -> None:
        """Paint again, because something that the painter looks at has changed."""
        before = self._rows
        if not self.display:
            self._painted_for = None
            return
        if not self.is_mounted or self._painted_for != (self.size, self.ink):
            self._painted_for = None
            self.refresh()
            return
        self._rows = self._paint(self.size)
        if changed := _changed_rows(before, self._rows, self.size.width):
            self.refresh(*changed)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._ink = None

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Those for terminals without colours: a picture has none of the terminal's own, which one filter looks for."""
        return [one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor)]

    def render_line(self, y: int) -> Strip:
        key = (self.size, self.ink)
        if key != self._painted_for:
            self._rows, self._painted_for = self._paint(self.size), key
        return self._rows[y] if y < len(self._rows) else Strip.blank(self.size.width)

    @property
    def ink(self) -> Ink:
        """The colours for the present theme and this widget's background."""
        if self._ink is None:
            self._ink = ink_of(self)
        return self._ink

    def _paint(self, size: Size) -> list[Strip]:
        if not size:
            return []
        ink = self.ink
        blank = Strip.blank(size.width, ink.style())
        rows = self.painter(self.subject, size.width, size.height, ink)[: size.height]
        rows = [row.adjust_cell_length(size.width, ink.style()) for row in rows]
        rows += [blank] * (size.height - len(rows))
        return pointed_out(rows, self._pointer, ink) if self._pointer else rows


def pointed_out(rows: list[Strip], place: Region, ink: Ink) -> list[Strip]:
    """The rows with a cursor over ``place``: text reversed, a cross on colours, a band down a chart.

    A picture that has just become smaller may not reach as far; the cursor follows in a moment.
    """
    rows = list(rows)
    lit = ink.style(ink.paper, ink.text, bold=True)
    width, band_down = rows[0].cell_length if rows else 0, place.height > 1
    place = place.intersection(Region(0, 0, width, len(rows)))
    for y in range(place.y, place.bottom) if place else ():
        before, under, after = rows[y].divide([place.x, place.right, width])
        if band_down:
            band = Style(bgcolor=ink.style(on=mix(ink.paper, ink.text, 0.3)).bgcolor)
            under = Strip([Segment(s.text, (s.style or Style()) + band) for s in under], under.cell_length)
        else:
            text = under.text if under.text.strip(BLOCKS) else CROSS.center(place.width)
            under = row((text, lit))
        rows[y] = Strip.join([before, under, after])
    return rows


def _changed_rows(before: list[Strip], after: list[Strip], width: int) -> list[Region]:
    """The runs of rows that differ, as regions."""
    if len(before) != len(after):
        return [Region(0, 0, width, len(after))]
    regions: list[Region] = []
    for y, (old, new) in enumerate(zip(before, after, strict=True)):
        if old is new or old == new:
            continue
        if regions and regions[-1].bottom == y:
            regions[-1] = regions[-1].grow((0, 0, 1, 0))
        else:
            regions.append(Region(0, y, width, 1))
    return regions


def row(*parts: tuple[str, Style]) -> Strip:
    """A row from (text, style) pieces; neighbours of one style become one piece, as each costs time to draw."""
    segments = []
    told, drawn = "", None
    for text, style in parts:
        if style is drawn:
            told += text
        elif text:
            if told:
                segments.append(Segment(told, drawn))
            told, drawn = text, style
    if told:
        segments.append(Segment(told, drawn))
    return Strip(segments)


def width_of(parts: Iterable[tuple[str, Style]]) -> int:
    """How many cells (text, style) pieces take."""
    return sum(cell_len(text) for text, _ in parts)


def short_text(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, with a sign that it goes on."""
    return text if cell_len(text) <= width else set_cell_size(text, max(0, width - 1)) + "…" * (width > 0)


def heading(title: str, note: str, width: int, ink: Ink) -> Strip:
    """A picture's first row: its title, a rule, and a note at the right where it fits."""
    title = title[: max(0, width)]
    note = note if len(title) + len(note) + 5 <= width else ""
    rule = "─" * max(0, width - len(title) - len(note) - 2 - (1 if note else 0))
    end = f" {note}" if note else ""
    return row((title, ink.style(bold=True)), (f" {rule}", ink.style(ink.ghost)), (end, ink.style(ink.soft)))


def blank_rows(count: int) -> list[Strip]:
    """Empty rows, to be filled with paper."""
    return [Strip([], 0)] * max(0, count)
