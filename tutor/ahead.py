"""Screens that are built before their key is pressed, while the learner looks at something else.

Building a screen takes longer than painting it: its widgets are made, styled and given their places, and their lines
are rendered. What is built here was not shown; a screen that is opened is still shown once, and thrown away.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from time import monotonic
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

from textual.screen import Screen
from textual.worker import Worker

from tutor.hearing import PaintedOnce, hears
from tutor.late import Punctual

REST = 0.4
"""Seconds without a key before the next screen is built."""

P = ParamSpec("P")
S = TypeVar("S", bound=Screen[Any])
Wish = partial[Any]
"""A kind of screen, and what it is made of."""


class Built(NamedTuple):
    """A screen that waits, what it was made of, and for which theme and size."""

    args: tuple[object, ...]
    looks: tuple[object, ...]
    screen: Screen[Any]


class Ahead:
    """The screens that wait to be opened in ``app``, one of a kind."""

    def __init__(self, app: Punctual) -> None:
        self.app = app
        self._built: dict[object, Built] = {}
        self._asked: Callable[[], Iterable[Wish]] | None = None
        self._wanted: list[Wish] = []
        self._builder: Worker[None] | None = None
        self._last_key, self._cleared = 0.0, 0

    def put_off(self) -> None:
        """A key was pressed: others may follow, building can wait."""
        self._last_key = monotonic()

    def want(self, wishes: Callable[[], Iterable[Wish]]) -> None:
        """What ``wishes`` tells when it is asked, soon, may be opened next; what was wanted before no longer is."""
        self._asked, self._wanted = wishes, []
        if self._builder is None or self._builder.is_finished:
            self._builder = self.app.run_worker(self._build())

    def clear(self) -> None:
        """Nothing is wanted any more, and what waits is thrown away."""
        self._asked, self._wanted = None, []
        self._cleared += 1
        for built in self._built.values():
            built.screen.remove()
        self._built.clear()

    def take(self, kind: Callable[P, S], *args: P.args, **_: P.kwargs) -> S:
        """The screen ``kind(*args)``: the one that waits if it was made of the same, else a new one."""
        if self._fits(kind, args):
            return cast("S", self._built.pop(kind).screen)
        return kind(*args)  # type: ignore[call-arg]

    def _fits(self, kind: object, args: tuple[object, ...]) -> bool:
        built = self._built.get(kind)
        return built is not None and (built.args, built.looks) == (args, self._looks) and built.screen.is_running

    @property
    def _looks(self) -> tuple[object, ...]:
        return self.app.theme, self.app.size

    async def _build(self) -> None:
        while self._asked or self._wanted:
            while (left := self._last_key + REST - monotonic()) > 0 or hears(self.app):
                await asyncio.sleep(max(left, 0.05))
            if self._asked:
                self._wanted = [wish for wish in self._asked() if not self._fits(wish.func, wish.args)]
                self._asked = None
            if self._wanted:
                await self._build_one(self._wanted.pop(0))

    async def _build_one(self, wish: Wish) -> None:
        if (old := self._built.pop(wish.func, None)) is not None:
            await old.screen.remove()
        looks, cleared = self._looks, self._cleared
        screen, mounted = self.app._get_screen(wish())
        await mounted
        await cast("PaintedOnce[Any]", screen).stand_ready()
        if screen in self.app.stumbled or self._cleared != cleared:
            await screen.remove()  # whoever opens one in which something went wrong is told so then
        else:
            self._built[wish.func] = Built(wish.args, looks, screen)
