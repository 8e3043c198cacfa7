"""Make the moving picture of the README: the real app, real training, as one SVG file. ``python -m bench.film``

A frame is the whole screen at a moment. Rows are drawn once for as long as they stay the same and shown by CSS for that
time, so a film is a few times the size of one picture. It loads nothing, and who wants less motion sees its last frame.
asciinema's tools were looked at: they make GIFs (ten times the size, unsharp) or need a script on the page.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from textual.pilot import Pilot
from textual.strip import Strip

from bench.screenshots import FOLDER, until
from tutor.app import TutorApp
from tutor.lab.cells import BASE, CRISP, SIZE, H, W, drawn_row
from tutor.widgets.ink import Ink, ink_of

COLUMNS, LINES = 120, 36
APART = 100
"""Steps from frame to frame while the net trains."""
HEAD = 30.0
"""The window's bar above the rows."""
EDGE = 12.0
"""Paper around the rows."""


@dataclass
class Film:
    """Frames with their lengths in seconds, taken from a running app."""

    pilot: Pilot[None]
    frames: list[tuple[list[Strip], float]] = field(default_factory=list)

    def shoot(self, seconds: float) -> None:
        """The screen as it is now, to be shown for ``seconds``."""
        self.frames.append((self.pilot.app.screen._compositor.render_strips(), seconds))

    async def press(self, key: str, seconds: float, pause: float = 0.4) -> None:
        """What comes of a key."""
        await self.pilot.press(key)
        await self.pilot.pause(pause)
        self.shoot(seconds)

    def svg(self, ink: Ink) -> str:
        """All of it."""
        ends, total = [0.0], sum(seconds for _, seconds in self.frames)
        for _, seconds in self.frames:
            ends.append(ends[-1] + seconds / total * 100)
        spans: dict[tuple[int, int], list[str]] = {}
        for line in range(LINES):
            for first, last, row in _stays([strips[line] for strips, _ in self.frames]):
                spans.setdefault((first, last), []).extend(drawn_row(row, EDGE, HEAD + line * H, ink))
        return "\n".join(_document(spans, ends, total, ink)).replace(CRISP, "")


def _stays(rows: Sequence[Strip]) -> Iterator[tuple[int, int, Strip]]:
    """One line of the screen: from which frame to which (not included) it shows what."""
    at = 0
    for _, group in groupby(rows, key=lambda row: tuple((text, style) for text, style, _ in row)):
        same = list(group)
        yield at, at + len(same), same[0]
        at += len(same)


def _document(spans: dict[tuple[int, int], list[str]], ends: list[float], total: float, ink: Ink) -> Iterator[str]:
    width, height = COLUMNS * W + 2 * EDGE, HEAD + LINES * H + EDGE
    paper = "#{:02x}{:02x}{:02x}".format(*ink.paper)
    frames = len(ends) - 1
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
    yield f'height="{height:g}" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{SIZE}"'
    yield 'xml:space="preserve"><style>rect{shape-rendering:crispEdges}'
    for first, last in spans:
        if (first, last) == (0, frames):
            continue
        on, off = ends[first], ends[last]
        before = "0%{visibility:hidden}" if first else ""
        after = f"{off:.3f}%{{visibility:hidden}}" if last < frames else ""
        yield f"@keyframes k{first}-{last}{{{before}{on:.3f}%{{visibility:visible}}{after}}}"
        yield f".k{first}-{last}{{animation:k{first}-{last} {total:g}s step-end infinite}}"
    gone = ",".join(f".k{first}-{last}" for first, last in spans if last < frames)
    yield f"@media(prefers-reduced-motion:reduce){{g{{animation:none!important}}{gone}{{visibility:hidden}}}}"
    yield f'</style><rect width="{width:g}" height="{height:g}" rx="10" fill="{paper}"/>'
    for place, colour in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        yield f'<circle cx="{20 + place * 18}" cy="{HEAD / 2:g}" r="5.5" fill="{colour}"/>'
    yield f'<text x="{width / 2:g}" y="{BASE + 5:g}" text-anchor="middle" fill="#888888">tutor</text>'
    for (first, last), pieces in spans.items():
        yield f'<g class="k{first}-{last}">{"".join(pieces)}</g>'
    yield "</svg>\n"


async def take() -> str:
    """From the course map through a lesson to a net that trains, what it is made of, and a question about it."""
    from tutor.content.course import load_course
    from tutor.screens.lab.screen import LabScreen

    app = TutorApp(load_course())
    async with app.run_test(size=(COLUMNS, LINES)) as pilot:
        film = Film(pilot)
        await until(pilot, lambda: app.record is not None)
        await pilot.pause(1.0)
        film.shoot(2.0)
        app.open_lesson("layers")
        await pilot.pause(1.5)
        film.shoot(1.6)
        await film.press("space", 1.6)
        app.open_lab("playground")
        await until(pilot, lambda: isinstance(app.screen, LabScreen) and app.screen.desk.view.seen)
        screen = app.screen
        assert isinstance(screen, LabScreen)
        await pilot.pause(0.5)
        film.shoot(1.2)
        await pilot.press("space")
        shown = 0
        while screen.desk.view.status != "finished":
            await pilot.pause(0.05)
            if screen.desk.view.step >= shown + APART:
                shown = screen.desk.view.step
                film.shoot(0.2)
        await pilot.pause(0.5)
        film.shoot(1.5)
        await film.press("i", 1.2)
        for _ in range(4):
            await film.press("right", 0.25, 0.1)
        film.shoot(2.0)
        await pilot.press("escape")
        app.open_quiz("layers")
        await pilot.pause(1.5)
        film.shoot(2.5)
        return film.svg(ink_of(app.screen))


def main() -> None:
    """Use a home of our own, so that nobody's record is shown."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"TUTOR_HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        (FOLDER / "film.svg").write_text(asyncio.run(take()), encoding="utf-8")


if __name__ == "__main__":
    main()
