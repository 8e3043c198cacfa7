"""A pad to draw on by hand, with the mouse or from the keyboard; a cell shows two points, one above the other."""

from __future__ import annotations

from typing import Literal, NamedTuple

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from tutor.lab.canvas import SIDE, Canvas
from tutor.widgets.greys import paint_greys
from tutor.widgets.ink import Ink, shade
from tutor.widgets.painted import Painted

LARGEST = 3
"""Cells across for one point of the canvas, at most."""
STEP = 2
"""Points that the cursor goes at a time."""
Pen = Literal["up", "draw", "erase"]
CURSOR, CURSOR_ON_INK = (98, 208, 132), (0, 84, 40)
CURSORS = {"up": "+", "draw": "●", "erase": "○"}


class Sheet(NamedTuple):
    """What is on the pad: the canvas, the cursor's place, and what moving it does."""

    canvas: Canvas
    cursor: tuple[int, int]
    pen: Pen


class PadWidget(Painted[Sheet]):
    """Says :class:`Drawn` after every change of the drawing. The left button draws, the right one erases."""

    class Drawn(Message):
        """The drawing, the cursor or the pen is another."""

    def __init__(self) -> None:
        super().__init__(Sheet(Canvas(), (SIDE // 2, SIDE // 4), "up"), paint_sheet, id="pad")
        self._at: tuple[float, float] | None = None
        self._erases = False

    def fit_into(self, width: int, height: int) -> None:
        """Take as many cells of the room as whole points fill."""
        scale = max(1, min(LARGEST, width // SIDE, height * 2 // SIDE))
        self.styles.width, self.styles.height = scale * SIDE + 2, scale * SIDE // 2 + 2

    # Keys

    def move(self, across: int, down: int) -> None:
        """Move the cursor; with the pen down that draws a line."""
        sheet = self.subject
        start = sheet.cursor
        end = (min(SIDE - 1, max(0, start[0] + across * STEP)), min(SIDE - 1, max(0, start[1] + down * STEP)))
        if sheet.pen != "up":
            sheet.canvas.stroke(_middle(start), _middle(end), sheet.pen == "erase")
        self._changed(sheet._replace(cursor=end))

    def lower(self, pen: Pen) -> None:
        """Put ``pen`` down where the cursor is, or lift it if it is down already."""
        sheet = self.subject
        now: Pen = "up" if sheet.pen == pen else pen
        if now != "up":
            sheet.canvas.stroke(_middle(sheet.cursor), _middle(sheet.cursor), now == "erase")
        self._changed(sheet._replace(pen=now))

    def clear(self) -> None:
        """An empty canvas, and the pen up."""
        self.subject.canvas.clear()
        self._changed(self.subject._replace(pen="up"))

    def take(self, picture: list[list[float]]) -> None:
        """Show a picture instead of the drawing."""
        self.subject.canvas.take(picture)
        self._changed(self.subject._replace(pen="up"))

    # Mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A dot; dragging makes it a line."""
        self.capture_mouse()
        self._erases = event.button == 3
        self._at = self._place(event)
        self._draw_to(self._at)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Draw on from where the mouse was."""
        if self._at is not None:
            self._draw_to(self._place(event))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The line ends."""
        self._at = None
        self.release_mouse()

    def _draw_to(self, end: tuple[float, float]) -> None:
        self.subject.canvas.stroke(self._at or end, end, self._erases)
        self._at = end
        x, y = (min(SIDE - 1, max(0, int(along))) for along in end)
        self._changed(Sheet(self.subject.canvas, (x, y), "up"))

    def _place(self, event: events.MouseEvent) -> tuple[float, float]:
        """The middle of the cell under the mouse, on the canvas."""
        offset = event.get_content_offset_capture(self)
        scale = _scale(self.content_size.width)
        return (offset.x + 0.5) / scale, (offset.y * 2 + 1) / scale

    def _changed(self, sheet: Sheet) -> None:
        self.show(sheet)
        self.post_message(self.Drawn())


def paint_sheet(sheet: Sheet, width: int, height: int, ink: Ink) -> list[Strip]:
    """The canvas in greys, as large as it fits, and the cursor."""
    scale = _scale(width)
    rows = paint_greys(sheet.canvas.ink, scale, ink)
    x, y = (along * scale + scale // 2 for along in sheet.cursor)
    value = sheet.canvas.ink[sheet.cursor[1]][sheet.cursor[0]]
    sign = ink.style(CURSOR_ON_INK if value > 0.5 else CURSOR, ink.grey[shade(value)], bold=True)
    rows[y // 2][x] = Segment(CURSORS[sheet.pen], sign)
    return [Strip(row, SIDE * scale) for row in rows[:height]]


def _scale(width: int) -> int:
    return max(1, width // SIDE)


def _middle(cursor: tuple[int, int]) -> tuple[float, float]:
    return cursor[0] + 0.5, cursor[1] + 0.5
