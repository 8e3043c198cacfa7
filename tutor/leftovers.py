"""What a screen that was left leaves behind, and when it is cleared away."""

from __future__ import annotations

import gc

from textual._styles_cache import StylesCache
from textual.app import App
from textual.timer import Timer

REST = 0.4
"""Seconds without leaving a screen before it is cleared away: a key that is still to be drawn does not wait for it."""


class Leftovers:
    """Clears away screens that were left.

    All parts of a screen know each other, so that nothing but the collector finds that nobody else knows them, and
    by itself it looks for that only after minutes: hundreds of closed dialogs wait for it by then.
    """

    def __init__(self, app: App[None]) -> None:
        self.app = app
        self._timer: Timer | None = None

    def begin(self) -> None:
        """The app has been painted: the collector may run now."""
        gc.freeze()  # what is there now stays: no need to go through it again and again
        gc.set_threshold(5_000, 40, 100)  # in small rounds, a full one rarely: a key may wait for it
        gc.enable()  # whoever starts the app may have switched it off, for a faster start

    def clear_soon(self) -> None:
        """A screen is being left."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.app.set_timer(REST, self.clear)

    def clear(self) -> None:
        """Clear away whatever nobody holds."""
        StylesCache.get_inner_outer.cache_clear()  # it remembers colours together with the widget that asked for them
        gc.collect()
