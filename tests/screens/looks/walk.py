"""Going through the screens of an app: each is looked at in three sizes and two themes, then the next."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any
from unittest import mock

from rich.console import RenderableType
from textual._compositor import Compositor
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, TextArea

from tests.screens.apps import until
from tests.screens.looks.picture import Picture, taken, written
from tests.snapshot import FOLDER
from tutor import themes

SIZES = ((80, 24), (120, 40), (200, 60))
THEMES = (themes.DARK.name, themes.LIGHT.name)
BOTH = SIZES[1]
"""The size that is compared in both themes: what a colour is does not depend on the size. Eyes see all of them."""
LOOKS = FOLDER / "looks"
PICTURES = os.environ.get("LOOKS")
"""A folder that gets an SVG of everything that is looked at, for people's eyes."""


@dataclass
class Walk:
    """Where one walk through some screens stands; what differs from the files is told at its end."""

    pilot: Pilot[Any]
    group: str
    differences: list[str]
    seen: set[str]

    @property
    def app(self) -> App[Any]:
        return self.pilot.app

    async def look(self, name: str, sizes: Iterable[tuple[int, int]] = SIZES) -> None:
        """See the present screen in each size, and in both themes; leave it at 80×24, dark."""
        for line in self.app.screen.query(Input):
            line.cursor_blink = False
        for page in self.app.screen.query(TextArea):
            page.cursor_blink = False
        for size in sizes:
            if self.app.size != size:
                await self.pilot.resize_terminal(*size)
            dark, light = await self._seen(name, size, THEMES[0]), None
            if size == BOTH or PICTURES:
                light = await self._seen(name, size, THEMES[1])
                assert dark.text == light.text, f"{name}: the words depend on the theme"
            shown = written(type(self.app.screen).__name__, dark, light if size == BOTH else None)
            self._compare(f"{self.group}-{name}-{size[0]}x{size[1]}", shown)
        await self._wear(THEMES[0])
        await self.pilot.resize_terminal(*SIZES[0])

    async def _wear(self, theme: str) -> None:
        """Change the theme, and wait until everything that follows it was told."""
        told: list[bool] = []
        self.app.theme = theme
        self.app.call_next(told.append, True)
        await until(self.pilot, lambda: told, f"the theme {theme}")

    async def _seen(self, name: str, size: tuple[int, int], theme: str) -> Picture:
        """The screen in a theme, once it changes no more."""
        await self._wear(theme)
        await self.pilot.pause()
        before = taken(self.app)
        for _ in range(100):
            await self.pilot.pause()
            now = taken(self.app)
            if now == before:
                break
            before = now
        else:
            raise AssertionError(f"{name} does not come to rest")
        if PICTURES:
            file = Path(PICTURES) / f"{self.group}-{name}-{size[0]}x{size[1]}-{theme}.svg"
            file.write_text(self.app.export_screenshot(), encoding="utf-8")
        return now

    def _compare(self, name: str, shown: str) -> None:
        file = LOOKS / f"{name}.txt"
        self.seen.add(file.name)
        if os.environ.get("UPDATE_SNAPSHOTS"):
            file.write_text(shown, encoding="utf-8")
        if not file.exists():
            self.differences.append(f"no snapshot {file.name}")
            return
        kept = file.read_text(encoding="utf-8")
        if kept != shown:
            lines = unified_diff(kept.splitlines(), shown.splitlines(), file.name, "now", lineterm="", n=1)
            self.differences.append("\n".join(lines))


PAINT = Compositor.render_update


def _undrawn(
    self: Compositor, full: bool = False, screen_stack: list[Screen[Any]] | None = None, simplify: bool = False
) -> RenderableType | None:
    """In place of a paint, which nobody would see here: a walk draws what it looks at itself, once it is at rest.

    Dialogs are painted: what they lie over is drawn only then.
    """
    if screen_stack:
        return PAINT(self, full, screen_stack, simplify)
    self._dirty_regions.clear()
    return None


@asynccontextmanager
async def walking(pilot: Pilot[Any], group: str) -> AsyncIterator[Walk]:
    """A walk through the screens of ``group``; at its end all that differs is told at once."""
    walk = Walk(pilot, group, [], set())
    with mock.patch.object(Compositor, "render_update", _undrawn):
        yield walk
    left = {file.name for file in LOOKS.glob(f"{group}-*.txt")} - walk.seen
    if os.environ.get("UPDATE_SNAPSHOTS"):
        for name in left:
            (LOOKS / name).unlink()
    else:
        walk.differences += [f"{name} is looked at no more" for name in sorted(left)]
    hint = "Look at the screens (LOOKS=folder draws them), then run with UPDATE_SNAPSHOTS=1."
    assert not walk.differences, "\n\n".join([*walk.differences, hint])
