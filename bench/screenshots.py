"""Make the pictures of the README: the real app, real training, exported as SVG. ``python -m bench.screenshots``"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from tutor.app import TutorApp

FOLDER = Path(__file__).parent.parent / "docs" / "images"
SIZE = (120, 40)


def export(pilot: Pilot[None], name: str) -> None:
    """Write the screen as an SVG that loads nothing from the network."""
    svg = pilot.app.export_screenshot(title="tutor", simplify=True)
    svg = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")
    (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the app go on until ``holds``; gives up after a minute."""
    for _ in range(600):
        if holds():
            return
        await pilot.pause(0.1)
    raise TimeoutError("the app did not get there within a minute")


async def picture_of_lab(app: TutorApp, pilot: Pilot[None], lab: str, step: int) -> None:
    """Train ``lab`` for real; its picture from ``step`` on, then let it end."""
    from tutor.screens.lab.screen import LabScreen

    app.open_lab(lab)
    await until(pilot, lambda: isinstance(app.screen, LabScreen) and app.screen.lab_id == lab)
    screen = app.screen
    assert isinstance(screen, LabScreen)
    await until(pilot, lambda: screen.desk.view.seen)
    await pilot.press("space")
    await until(pilot, lambda: screen.desk.view.step >= step)
    export(pilot, f"lab-{lab}")
    await until(pilot, lambda: screen.desk.view.status == "finished")


async def take() -> None:
    """Course map, a lesson, the timeline, the labs while and after training."""
    from tutor.content.course import load_course

    app = TutorApp(load_course())
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: app.record is not None)
        export(pilot, "map")
        app.open_timeline("1986-backprop")
        await pilot.pause(1.0)
        export(pilot, "timeline")
        for lab, step in (("xor", 120), ("descent", 60), ("metrics", 200), ("digits", 320)):
            await picture_of_lab(app, pilot, lab, step)
        app.open_lesson("cnn", "convolution")
        await pilot.pause(1.5)
        export(pilot, "lesson")


def main() -> None:
    """Use a home of our own, so that nobody's record is shown."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"TUTOR_HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        asyncio.run(take())


if __name__ == "__main__":
    main()
