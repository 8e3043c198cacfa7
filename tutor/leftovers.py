"""What a screen that was left leaves behind, and when it is cleared away."""

from __future__ import annotations

import gc
from typing import Any
from weakref import WeakSet

from textual._styles_cache import StylesCache
from textual.app import App
from textual.screen import Screen
from textual.timer import Timer

REST = 1.5
"""Seconds without a key before screens that were left are cleared away: a key that comes meanwhile would wait."""
EVERY = 300.0
"""Seconds after which it is done anyhow, for those who watch one lab for hours."""
MANY, SOON = 20, 0.1
"""So many screens are cleared away although keys go on coming, so many seconds after one was left."""


class Leftovers:
    """Clears away screens that were left.

    All parts of a screen know each other, so that nothing but the collector finds that nobody else knows them, and
    by itself it looks for that only after minutes: hundreds of closed dialogs wait for it by then.
    """

    def __init__(self, app: App[None]) -> None:
        self.app = app
        self._timer: Timer | None = None
        self._left = 0
        self._settled: WeakSet[Screen[Any]] = WeakSet()

    def begin(self) -> None:
        """The app has been painted: the collector may run now."""
        self._pass_over()
        gc.set_threshold(5_000, 4, 1_000)  # in small rounds, a full one never by itself: a key may wait for it
        gc.enable()  # whoever starts the app may have switched it off, for a faster start
        self.app.set_interval(EVERY, self.clear)

    def clear_soon(self) -> None:
        """A screen is being left."""
        self._left += 1
        self._clear_in(SOON if self._left >= MANY else REST)

    def put_off(self) -> None:
        """A key was pressed: others may follow."""
        if self._timer is not None and self._left < MANY:
            self._timer.reset()

    def _clear_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.app.set_timer(seconds, self.clear)

    def clear(self) -> None:
        """Clear away whatever nobody holds, once no dialog is open: until then more is to come."""
        if any(screen.is_modal for screen in self.app.screen_stack[-1:]):
            self._clear_in(REST)
            return
        self._left, self._timer = 0, None
        StylesCache.get_inner_outer.cache_clear()  # it remembers colours together with the widget that asked for them
        if all(screen in self.app.screen_stack for screen in self._settled):
            gc.collect()
        else:
            self.settle()

    def settle(self) -> None:
        """Clear everything away, at a moment when no key is likely to wait for that: a page has just opened.

        What is there then is passed over from now on, which makes clearing dialogs away half as long, until one of
        the screens that are open now is left.
        """
        gc.unfreeze()
        gc.collect()
        self._pass_over()

    def _pass_over(self) -> None:
        gc.freeze()
        self._settled = WeakSet(self.app.screen_stack)
