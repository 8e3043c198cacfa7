"""What a key changes is painted at once, when all have heard of the key: not each part by itself, one after another."""

from __future__ import annotations

import asyncio
from typing import TypeVar

from textual import events
from textual.app import App
from textual.screen import Screen

ROUNDS = 40
"""Rounds of messages within which a key has reached everything that it changes."""

T = TypeVar("T")


class Hearer(App[None]):
    """An app that knows whether a key is still going round."""

    def __init__(self) -> None:
        super().__init__()
        self._going_round: set[asyncio.Task[None]] = set()

    @property
    def is_hearing(self) -> bool:
        """Whether a key, or a click, has not yet reached all that it changes."""
        return bool(self._going_round)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.MouseUp)) and not event.is_forwarded:
            task = asyncio.create_task(self._go_round())
            self._going_round.add(task)
            task.add_done_callback(self._heard)
        await super().on_event(event)

    async def _go_round(self) -> None:
        for _ in range(ROUNDS):
            await asyncio.sleep(0)

    def _heard(self, task: asyncio.Task[None]) -> None:
        self._going_round.discard(task)
        if not self.is_hearing and self.is_running:
            for screen in self.screen_stack:  # those below as well: they waited, too
                screen.check_idle()


class PaintedOnce(Screen[T]):
    """A screen that begins to paint when the app has heard the key."""

    def on_idle(self, event: events.Idle) -> None:
        """Textual would begin now."""
        if isinstance(self.app, Hearer) and self.app.is_hearing:
            event.prevent_default()
