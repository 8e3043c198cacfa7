"""The line of time: milestones as ticks on one axis, their years under it, and their names over it where they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tutor.content.timeline import Milestone

GLYPHS = "●▲■◆★"
COLOURS = ("$text-primary", "$text-warning", "$text-success", "$text-error", "$text-secondary")
"""Eras are told apart by glyph and by colour, in turn."""


def era_mark(number: int) -> tuple[str, str]:
    """Glyph and style of the era with this number, counted from 0."""
    return GLYPHS[number % len(GLYPHS)], COLOURS[number % len(COLOURS)]


def places(times: Sequence[float], width: int) -> list[int]:
    """A column below ``width`` for each time, in proportion, but apart: two columns where there is room, else one.

    ``times`` ascend. Where there are more of them than columns, some share one.
    """
    if not times:
        return []
    span = (times[-1] - times[0]) or 1.0
    gap = min(2, (width - 1) // max(1, len(times) - 1))
    columns = [round((time - times[0]) / span * (width - 1)) for time in times]
    for n in range(1, len(columns)):
        columns[n] = max(columns[n], columns[n - 1] + gap)
    columns[-1] = min(columns[-1], width - 1)
    for n in range(len(columns) - 2, -1, -1):
        columns[n] = max(0, min(columns[n], columns[n + 1] - gap))
    return columns


@dataclass(frozen=True)
class Cell:
    """One character of the picture, and the milestone (by number) that it belongs to; −1: none."""

    character: str = " "
    milestone: int = -1


Grid = list[list[Cell]]


def blank(height: int, width: int) -> Grid:
    """An empty picture."""
    return [[Cell()] * width for _ in range(height)]


def write(row: list[Cell], start: int, text: str, milestone: int) -> None:
    """Put ``text`` into a row."""
    for column, character in zip(range(start, len(row)), text, strict=False):
        row[column] = Cell(character, milestone)


def free(row: list[Cell], start: int, end: int) -> bool:
    """Whether columns ``start`` to ``end`` and one beside each are empty."""
    return all(cell.character == " " for cell in row[max(0, start - 1) : end + 1])


def names_over(columns: Sequence[int], names: Sequence[str], height: int, width: int) -> Grid:
    """Names over their ticks, each on a stem, as many as fit into ``height`` rows; the last row is the lowest.

    Names that run to the right of their stems are set from right to left, each finding the stems there already; names
    that run to the left, from left to right. All run one way unless an edge is too near: the way in which more fit.
    """
    ends = list(zip(range(len(columns)), columns, map(len, names), strict=True))
    grids = (
        _set_names(columns, names, order, right, blank(height, width))
        for right in ({n for n, x, wide in ends if x + wide <= width}, {n for n, x, wide in ends if x + 1 < wide})
        for order in _orders(len(columns), right)
    )
    return max(grids, key=_names_in)


def _orders(count: int, right: set[int]) -> Iterator[list[int]]:
    rightward, leftward = sorted(right, reverse=True), [n for n in range(count) if n not in right]
    yield [*rightward, *leftward]
    yield [*leftward, *rightward]


def _set_names(columns: Sequence[int], names: Sequence[str], order: Sequence[int], right: set[int], grid: Grid) -> Grid:
    """``grid`` with names put in, in this order, each as low as it can be; those that find no place are left out."""
    for n in order:
        x, name = columns[n], names[n]
        start = x if n in right else max(0, x - len(name) + 1)
        for y in range(len(grid) - 1, -1, -1):
            if free(grid[y], start, start + len(name)):
                write(grid[y], start, name, n)
                for below in grid[y + 1 :]:
                    below[x] = Cell("│", n)
                break
            if grid[y][x].character != " ":
                break  # there is no way up for its stem
    return grid


def _names_in(grid: Grid) -> int:
    return len({cell.milestone for row in grid for cell in row})


def years_under(columns: Sequence[int], years: Sequence[str], chosen: int, width: int) -> list[Cell]:
    """Years under their ticks: the chosen one first, then whichever still fit, from the left."""
    row = [Cell()] * width
    for n in (chosen, *range(len(columns))):
        text = years[n]
        start = max(0, min(columns[n] - len(text) // 2, width - len(text)))
        if len(text) <= width and free(row, start, start + len(text)):
            write(row, start, text, n)
    return row


class Axis(Widget):
    """Draws the milestones it is given; a click on a tick, a name or a year posts :class:`Picked`."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Axis { height: auto; pointer: pointer; }
    """

    @dataclass
    class Picked(Message):
        """The milestone with this number, among those shown, was clicked; −1 and +1 by the wheel are ``by``."""

        number: int = 0
        by: int = 0

    milestones: reactive[tuple[Milestone, ...]] = reactive((), layout=True)
    most_names: reactive[int] = reactive(0, layout=True)
    """Rows of names over the axis, at most."""
    chosen: reactive[int] = reactive(0)

    def __init__(self, eras: Sequence[str]) -> None:
        super().__init__()
        self.eras = list(eras)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 2 + len(self._names(width))

    def render(self) -> RenderResult:
        width = self.size.width
        if not self.milestones or width < 2:
            return ""
        columns = self._columns(width)
        years = years_under(columns, [m.year for m in self.milestones], self.chosen, width)
        names = map(self._line, self._names(width))
        return Content("\n").join([*names, self._ticks(columns, width), self._line(years)])

    def _columns(self, width: int) -> list[int]:
        return places([milestone.sort for milestone in self.milestones], width)

    def _names(self, width: int) -> Grid:
        """Rows of names, as many as it takes."""
        titles = [milestone.title for milestone in self.milestones]
        grid = names_over(self._columns(width), titles, self.most_names, width)
        return [row for row in grid if any(cell.milestone >= 0 for cell in row)]

    def _line(self, row: list[Cell]) -> Content:
        """Names or years: the chosen one bright, the others quiet."""
        pieces: list[Content] = []
        start = 0
        for end in range(1, len(row) + 1):
            if end == len(row) or row[end].milestone != row[start].milestone:
                text = "".join(cell.character for cell in row[start:end])
                pieces.append(Content.styled(text, self._style(row[start].milestone)))
                start = end
        return Content.assemble(*pieces)

    def _ticks(self, columns: Sequence[int], width: int) -> Content:
        """The axis itself; each stretch has the colour of the era it lies in."""
        number_at = {column: n for n, column in enumerate(columns)}
        pieces: list[Content] = []
        era = 0
        for x in range(width):
            n = number_at.get(x, -1)
            if n < 0:
                pieces.append(Content.styled("─", f"{COLOURS[era % len(COLOURS)]} 55%"))
                continue
            era = self.eras.index(self.milestones[n].era)
            glyph, colour = era_mark(era)
            style = "bold $background on $accent" if n == self.chosen else f"bold {colour}"
            pieces.append(Content.styled(glyph, Style.parse(style) + Style.from_meta({"milestone": n})))
        return Content.assemble(*pieces)

    def _style(self, milestone: int) -> Style:
        if milestone < 0:
            return Style()
        style = Style.parse("bold $text-accent" if milestone == self.chosen else "$text-muted")
        return style + Style.from_meta({"milestone": milestone})

    def on_click(self, event: events.Click) -> None:
        """Go to the milestone under the pointer, or right beside it."""
        number = event.style.meta.get("milestone")
        if number is None:
            columns = self._columns(self.size.width)
            number = min(range(len(columns)), key=lambda n: abs(columns[n] - event.x))
        self.post_message(self.Picked(number=number))

    def on_mouse_scroll_down(self) -> None:
        """The wheel walks on."""
        self.post_message(self.Picked(by=1))

    def on_mouse_scroll_up(self) -> None:
        """The wheel walks back."""
        self.post_message(self.Picked(by=-1))
