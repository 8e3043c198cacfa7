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
from textual.screen import ModalScreen, Screen, SystemModalScreen
from textual.widgets import Input, TextArea

from tests.screens.apps import until
from tests.screens.looks.picture import Picture, strips, taken, written
from tests.snapshot import FOLDER
from tutor import themes

SIZES = ((80, 24), (120, 40), (200, 60))
THEMES = (themes.DARK.name, themes.LIGHT.name)
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
        """See the present screen in each size, in both themes; leave it at 80×24, in the theme that it has then."""
        for line in self.app.screen.query(Input):
            line.cursor_blink = False
        for page in self.app.screen.query(TextArea):
            page.cursor_blink = False
        for size in sizes:
            await self._resize(size)
            title = f"{self.group}-{name}-{size[0]}x{size[1]}"
            seen: dict[str, Picture] = {}
            for theme in THEMES if self.app.theme == THEMES[0] else reversed(THEMES):
                await self._wear(theme)
                seen[theme] = await self._seen(name)
                if PICTURES:
                    Path(PICTURES, f"{title}-{theme}.svg").write_text(self.app.export_screenshot(), encoding="utf-8")
            dark, light = (seen[theme] for theme in THEMES)
            assert list(dark.text) == list(light.text), f"{title}: the words depend on the theme"
            self._compare(title, written(type(self.app.screen).__name__, dark, light))
        await self._resize(SIZES[0])

    async def _resize(self, size: tuple[int, int]) -> None:
        if self.app.size != size:
            await self.pilot.resize_terminal(*size)

    async def _wear(self, theme: str) -> None:
        """Change the theme, and wait until everything that follows it was told."""
        if self.app.theme == theme:
            return
        told: list[bool] = []
        self.app.theme = theme
        self.app.call_next(told.append, True)
        await until(self.pilot, lambda: told, f"the theme {theme}")
        if isinstance(self.app.screen, SystemModalScreen):
            self.app.stylesheet.update(self.app.screen)  # Textual's palette would keep the colours it opened with

    async def _seen(self, name: str) -> Picture:
        """The screen, once it changes no more: all that waits for a paint was done, and two looks are the same."""
        done: list[bool] = []
        self.app.screen.call_after_refresh(done.append, True)
        await until(self.pilot, lambda: done, f"{name} to be painted")
        before = strips(self.app)
        for _ in range(100):
            await self.pilot.pause()
            now = strips(self.app)
            if now == before:
                return taken(now)
            before = now
        raise AssertionError(f"{name} does not come to rest")

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

    Dialogs are painted: what they lie over is drawn only then. So is what is drawn for people's eyes.
    """
    if full or (screen_stack and isinstance(screen_stack[-1].app.screen, ModalScreen)):
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
