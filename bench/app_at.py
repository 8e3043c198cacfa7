"""The app at one place of the course, for measurements: ``python -m bench.app_at lab:xor``.

A lab gets steps without end, but for ``go:lab:xor``, which is the usual way there. When TUTOR_TOLD names a pipe, a
line goes there for each key that did something, once what it did is drawn: the key's action, the moment, and the
processor time that the app needed from reading the key on. On SIGUSR1 the app counts its objects into the file
TUTOR_COUNTED.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from textual import events
from textual.screen import Screen

from tutor.app import TutorApp
from tutor.content.kept import course_here

ENDLESS = 100_000_000
PATIENCE = 0.3
"""Seconds after which a key that has opened nothing opens nothing."""
PAINTED = 10
"""Rounds of messages within which what asked to be drawn when a key had gone round is drawn."""


class Told(TutorApp):
    """Tells when what a key did is on the screen."""

    told = int(os.open(os.environ["TUTOR_TOLD"], os.O_WRONLY)) if "TUTOR_TOLD" in os.environ else -1
    _read = _read_at = 0.0
    _painted_at = _stood_at = (0.0, 0.0)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            self._read, self._read_at = time.thread_time(), time.perf_counter()
        await super().on_event(event)

    async def run_action(self, action: object, *rest: object, **named: object) -> bool:
        before = self.screen
        ran = await super().run_action(action, *rest, **named)  # type: ignore[arg-type]
        if ran and self.told >= 0:
            self.run_worker(self._tell(str(action), time.perf_counter(), before))
        return ran

    async def _tell(self, action: str, done: float, before: Screen[object]) -> None:
        while self.is_hearing:  # until the widgets have heard of it and asked to be drawn
            await asyncio.sleep(0)
        for _ in range(PAINTED):
            await asyncio.sleep(0)
        if self._painted_at[0] < done and not self._unpainted:
            while self.screen is before:  # it may be asking the record first
                if time.perf_counter() > done + PATIENCE:
                    return  # it changed nothing: what is painted next would be no answer to it
                await asyncio.sleep(0.001)
            done = time.perf_counter()
        while self._painted_at[0] < done or self._unpainted:
            await asyncio.sleep(0.001)
        painted, used = self._stood_at if self._stood_at[0] > self._read_at else self._painted_at
        os.write(self.told, f"{action}\t{painted}\t{used - self._read}\n".encode())

    @property
    def _unpainted(self) -> bool:
        if getattr(self.screen, "shade_is_due", False):
            return False  # a dialog stands there whole; that what lies below is shaded is no answer to the key
        return bool(self.screen._dirty_widgets or self.screen._layout_required or self.screen._repaint_required)

    def post_display_hook(self) -> None:
        super().post_display_hook()
        self._painted_at = time.perf_counter(), time.thread_time()
        if getattr(self.screen, "shade_is_due", False):
            self._stood_at = self._painted_at  # the shade, or the training's next picture, may follow at once


def count(file: Path) -> None:
    """Write down how many objects there are, by kind; those that were there at the first paint do not count."""
    gc.collect()
    file.with_suffix(".new").write_text(json.dumps(Counter(type(one).__name__ for one in gc.get_objects())))
    file.with_suffix(".new").replace(file)


def main() -> None:
    """Open the app and follow the link in the first argument."""
    app = Told(course_here())
    link = sys.argv[1] if sys.argv[1:] else ""

    def follow() -> None:
        if link.startswith("lab:"):
            app.open_lab(link.removeprefix("lab:"), steps=ENDLESS)
        elif link:
            app.go(link.removeprefix("go:"))

    app.call_later(follow)
    if "TUTOR_COUNTED" in os.environ:
        signal.signal(signal.SIGUSR1, lambda *_: count(Path(os.environ["TUTOR_COUNTED"])))
    app.run()


if __name__ == "__main__":
    main()
