"""Keys, clicks and callbacks that come too late or too early: what they are meant for is gone, or not yet there."""

from __future__ import annotations

from contextlib import suppress
from traceback import format_exception, walk_tb
from typing import Any
from weakref import WeakSet

from textual import events
from textual._context import active_message_pump
from textual.app import App
from textual.errors import NoWidget
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import WorkerFailed

from tutor.paths import log_file


class Punctual(App[None]):
    """An app that goes on when a screen that was left stumbles over what is gone; with ``show_tracebacks`` it tells."""

    show_tracebacks = False

    def __init__(self) -> None:
        super().__init__()
        self.stumbled: WeakSet[Screen[Any]] = WeakSet()
        """Screens that are not shown, and in which something went wrong."""

    async def on_event(self, event: events.Event) -> None:
        """Keys and clicks may come faster than screens do; those that meet what is just coming or going do nothing."""
        if isinstance(event, events.MouseDown) and self._is_going(event.x, event.y):
            return  # Textual would look for what it lay in
        try:
            await super().on_event(event)
        except Exception as error:
            if not self._met_what_is_not_there(error):
                raise
            _note(error)

    def _is_going(self, x: int, y: int) -> bool:
        try:
            return not self.screen.get_widget_at(x, y)[0].is_attached
        except NoWidget:
            return False

    def _handle_exception(self, error: Exception) -> None:
        # What still ran for a screen or a widget that was left may stumble over what is gone: nobody is harmed.
        # Only then: a part that is still there would hear nothing more after it.
        where = active_message_pump.get(self)
        late = self._met_what_is_not_there(error.error) if isinstance(error, WorkerFailed) else self._was_left(where)
        if late:
            _note(error)
            if isinstance(where, Widget) and where.is_attached:
                self.stumbled.add(where.screen)
        else:
            super()._handle_exception(error)

    def _met_what_is_not_there(self, error: BaseException) -> bool:
        run = [frame.f_locals.get("self") for frame, _ in walk_tb(error.__traceback__)]
        coming = any(isinstance(one, Widget) and not one.is_mounted for one in run) and not self.show_tracebacks
        return coming or any(self._was_left(one) for one in run)

    def _was_left(self, node: object) -> bool:
        if not isinstance(node, Widget) or self._exit or self.show_tracebacks:
            return False
        return not node.is_attached or node.screen not in self.screen_stack


def _note(error: Exception) -> None:
    """Keep what was passed over in the log, in case it was a mistake after all."""
    with suppress(OSError):
        file = log_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write("".join(["Passed over, as its screen was coming or going:\n", *format_exception(error)]))
