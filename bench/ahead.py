"""What building screens ahead costs in a lab, and how long the app is deaf meanwhile.

    python -m bench.ahead [LAB ...] [--size 120x40] [--json]

The app runs in this process without a terminal. Counted is processor time of its thread: of everything done while
screens are built, of the longest piece of it, which a key might have to wait for, and of clearing away what was closed.
The memory is what the process holds more after all is built.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from asyncio.events import Handle
from pathlib import Path
from typing import Any

from tutor import ahead
from tutor.app import TutorApp
from tutor.content.kept import course_here

PATIENCE = 60.0
Figures = dict[str, float]


class Pieces:
    """The work of the event loop, piece by piece; a key is heard between two of them."""

    def __init__(self) -> None:
        self.longest = self.total = 0.0
        run = Handle._run

        def timed(handle: Handle) -> None:
            begun = time.thread_time()
            try:
                run(handle)
            finally:
                taken = 1000 * (time.thread_time() - begun)
                self.total, self.longest = self.total + taken, max(self.longest, taken)

        Handle._run = timed  # type: ignore[method-assign,assignment]

    def begin(self) -> None:
        self.longest = self.total = 0.0


def megabytes() -> float:
    """What this process holds now; elsewhere than on Linux the most it ever held."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


async def until_built(app: TutorApp, wanted: list[Any]) -> None:
    """Wait until every screen that was wanted waits to be opened."""
    end = time.monotonic() + PATIENCE
    while not wanted or not all(wish.func in app.ahead._built for wish in wanted):
        await asyncio.sleep(0.02)
        if time.monotonic() > end:
            raise SystemExit("The screens were not built in time.")


async def measure(lab: str, size: tuple[int, int], pieces: Pieces) -> Figures:
    """The figures of one lab, untrained."""
    app = TutorApp(course_here())
    wanted: list[Any] = []
    want = app.ahead.want

    def watched(wishes: Any) -> None:
        wanted[:] = list(wishes())
        want(wishes)

    async with app.run_test(size=size) as pilot:
        await pilot.pause(1.0)
        app.ahead.want = lambda wishes: None  # type: ignore[method-assign]
        app.open_lab(lab)
        await pilot.pause(4.0)
        app.ahead.want = watched  # type: ignore[method-assign]
        before, ahead.REST = megabytes(), 0.0
        pieces.begin()
        app.screen.foresee()  # type: ignore[attr-defined]
        await until_built(app, wanted)
        figures = {
            "screens": float(len(wanted)), "work ms": pieces.total, "longest piece ms": pieces.longest,
            "megabytes": megabytes() - before,
        }  # fmt: skip
        begun = time.thread_time()
        app.leftovers.clear()
        figures["clearing ms"] = 1000 * (time.thread_time() - begun)
        app.exit()
    return figures


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("labs", nargs="*", default=["xor", "playground", "digits"])
    options.add_argument("--size", default="120x40")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    columns, lines = map(int, given.size.split("x"))
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    found: dict[str, Figures] = {}
    for lab in given.labs:
        if len(given.labs) > 1:  # each in a process of its own, for the memory's sake
            again = [sys.executable, "-m", "bench.ahead", lab, "--size", given.size, "--json"]
            found |= json.loads(subprocess.run(again, check=True, stdout=subprocess.PIPE, text=True).stdout)["labs"]
        else:
            with tempfile.TemporaryDirectory() as home:
                os.environ["TUTOR_HOME"] = home
                found[lab] = asyncio.run(measure(lab, (columns, lines), Pieces()))
        if not given.json:
            print(f"{lab:16}", "  ".join(f"{name} {value:.1f}" for name, value in found[lab].items()), flush=True)
    if given.json:
        print(json.dumps({"size": given.size, "labs": found, "load": os.getloadavg()}))


if __name__ == "__main__":
    main()
