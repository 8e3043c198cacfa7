"""What a key changes is painted at once, when all have heard of the key: not each part by itself, one after another.

Textual lays a new screen out up to four times until all its widgets know their sizes, and paints it each time. Here a
screen that a key opens is painted when it stands still.

Keys take their turns. A key's binding runs only when the key has come up from the widget that has the cursor to the
app: Textual would have given the next ones to that widget by then, though the first may move the cursor, or delete.
"""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from time import monotonic
from typing import TypeVar

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

ROUNDS = 40
"""Rounds of messages within which a key has reached everything that it changes."""
SETTLE = 15
"""Rounds within which the widgets of a screen have heard that it is there, or of their new places."""
LAYOUTS = 4
"""After so many layouts what still asks for another one is painted as it is."""
LONGEST = 0.5
"""Seconds after which all is painted as it comes, however many keys are still going round."""

T = TypeVar("T")


class Hearer(App[None]):
    """An app that knows whether a key, or a screen that was opened, is still going round."""

    def __init__(self) -> None:
        super().__init__()
        self._going_round: set[asyncio.Task[None]] = set()
        self._typed_ahead: deque[events.Key] = deque()
        self._since, self._collects = 0.0, False

    @property
    def is_hearing(self) -> bool:
        """Whether a key, a click or a screen has not yet reached all that it changes."""
        return bool(self._going_round or self._typed_ahead) and not self._is_long

    @property
    def _is_long(self) -> bool:
        """Whether what goes round does so for too long."""
        return monotonic() - self._since >= LONGEST

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded and (self.is_hearing or self._typed_ahead):
            if not self._typed_ahead:
                self.set_timer(LONGEST, self._go_on)  # whatever else happens
            self._typed_ahead.append(event)
            return
        if isinstance(event, (events.Key, events.MouseUp)) and not event.is_forwarded:
            self.hear()
        await super().on_event(event)

    def hear(self, rounds: int = ROUNDS) -> None:
        """Paint nothing until what happens now has gone round, which takes so many ``rounds`` of messages."""
        if not self._going_round:
            if not self._typed_ahead:
                self._since = monotonic()
            self._collects = gc.isenabled()
            gc.disable()  # the collector can wait, the learner should not
        task = asyncio.create_task(self._go_round(rounds))
        self._going_round.add(task)
        task.add_done_callback(self._heard)

    async def _go_round(self, rounds: int) -> None:
        for layout in range(LAYOUTS):
            for _ in range(SETTLE if layout else rounds):
                await asyncio.sleep(0)
            on_top = self.screen_stack[-1] if self.screen_stack else None
            if not isinstance(on_top, PaintedOnce) or not (on_top.lay_out() | on_top.finish()):
                break

    def _heard(self, task: asyncio.Task[None]) -> None:
        self._going_round.discard(task)
        if self._going_round:
            return
        if self._collects:
            gc.enable()
        if self._typed_ahead and self.is_running:
            self.call_next(self._go_on)
        if self.is_running and (self._is_long or not self._typed_ahead):
            for screen in self.screen_stack:  # those below as well, and first: what is on top shows them
                screen.call_next(_paint, screen)

    async def _go_on(self) -> None:
        """The next key that was typed ahead; all of them where that takes too long already."""
        while self._typed_ahead and (self._is_long or not self._going_round):
            self.hear()
            await super().on_event(self._typed_ahead.popleft())


def hears(app: App[None]) -> bool:
    """Whether something goes round in ``app``, if it is one that knows."""
    return isinstance(app, Hearer) and app.is_hearing


def _paint(screen: Screen[object]) -> None:
    """Paint at once what asked for it, else as Textual does."""
    if screen._layout_required or screen._scroll_required or screen._repaint_required or screen._dirty_widgets:
        screen._on_timer_update()
    else:
        screen.check_idle()


class PaintedOnce(Screen[T]):
    """A screen that is painted when the app has heard the key, and first when all its widgets have their places."""

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        if isinstance(self.app, Hearer) and len(self.app.screen_stack) > 1:  # the app's first screen waits for nothing
            self.app.hear(SETTLE)
        event.refresh_styles = False  # Textual would style a new screen a second time

    def on_idle(self, event: events.Idle) -> None:
        """Textual would begin to paint now."""
        if self._waits:
            event.prevent_default()

    def lay_out(self) -> bool:
        """Give all widgets their places if any asked for another one, without painting. Returns whether one did."""
        if asked := self._layout_required:
            self._layout_required = False
            self._refresh_layout(scroll=self._scroll_required)
        return asked

    def finish(self) -> bool:
        """What can be told only when all have their places, and before it is painted. Returns whether it changed."""
        return False

    async def stand_ready(self) -> None:
        """Give all widgets their places and render their lines, though nothing of this screen is shown yet."""
        self._refresh_layout(self.app.size)
        for _ in range(LAYOUTS):
            for _ in range(SETTLE):
                await asyncio.sleep(0)
            if not (self.lay_out() | self.finish()):
                break
        for _ in self._compositor._get_renders(self.size.region):  # one widget after another: a key may come between
            await asyncio.sleep(0)

    def _reset_focus(self, widget: Widget, avoiding: list[Widget] | None = None) -> None:
        if self not in (avoiding or ()):  # else it is being left: what had the cursor needs no other style any more
            super()._reset_focus(widget, avoiding)

    @property
    def _waits(self) -> bool:
        return hears(self.app)

    def _compositor_refresh(self) -> None:
        if self._waits:
            self._repaint_required = True
            return
        super()._compositor_refresh()
        if not self.is_active:
            self._repaint_required = False  # the one on top shows it: Textual would have that painted twice
            stack = self.app.screen_stack
            for between in stack[stack.index(self) + 1 : -1] if self in stack else ():
                between._set_dirty()  # it shows this one, too
