"""Processor time that the app takes while nobody does anything, in a real terminal. Linux.

    python -m bench.idle [--seconds 20] [--json]

On the map, in a lesson, on a quiz, in a lab that waits, that is paused and that has finished. Counted is what the
system says of the app's process and, apart, of all processes it started. The aim is below 1 % of one processor.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.e2e.terminal import Terminal

AIM = 1.0
SETTLED = 10.0
"""Seconds in which what was begun ends: labs are prepared, the record is read, dialogs are built ahead of the keys that
open them (`python -m bench.ahead` tells what that costs, once)."""
TICKS = os.sysconf("SC_CLK_TCK")


def paused(terminal: Terminal) -> None:
    terminal.press("space")
    terminal.wait_for("training")
    terminal.press("space")
    terminal.wait_for("paused")


def finished(terminal: Terminal) -> None:
    terminal.press("space")
    terminal.wait_for("✓ passed")


def nothing(_: Terminal) -> None:
    """Leave it as it is."""


PLACES: dict[str, tuple[str, str, Callable[[Terminal], None]]] = {
    "map": ("", "What next", nothing),
    "lesson": ("lesson:cnn", "Esc", nothing),
    "quiz": ("quiz:cnn", "Esc", nothing),
    "lab, untrained": ("lab:xor", "ntrained", nothing),
    "lab, paused": ("lab:digits", "ntrained", paused),
    "lab, finished": ("go:lab:xor", "ntrained", finished),
}
"""By name: the link, a word that says it is there, and what is done then."""


def used(process: int) -> float:
    """Seconds of processor time so far; 0 for a process that is gone."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def below(process: int) -> list[int]:
    """All processes started by ``process``, and by these."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *below(child)]
    return found


def watch(place: str, seconds: float) -> tuple[float, float]:
    """Percent of a processor that the app takes, and that its processes take."""
    link, word, then = PLACES[place]
    with (
        tempfile.TemporaryDirectory() as home,
        Terminal(link, home=Path(home), columns=120, lines=40, module="bench.app_at") as terminal,
    ):
        terminal.wait_for(word)
        then(terminal)
        until = time.perf_counter() + SETTLED
        while time.perf_counter() < until:
            terminal.read(0.1)
            time.sleep(0.1)
        app = terminal.pid
        before, began = {process: used(process) for process in (app, *below(app))}, time.perf_counter()
        time.sleep(seconds)
        took = (time.perf_counter() - began) / 100
        rose = {process: max(0.0, used(process) - start) / took for process, start in before.items()}
        return rose.pop(app), sum(rose.values())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found = {}
    for place in PLACES:
        found[place] = watch(place, given.seconds)
        if not given.json:
            print(f"{place:16} app {found[place][0]:.2f} %   its processes {found[place][1]:.2f} %", flush=True)
    if given.json:
        print(json.dumps({"percent": found, "aim": AIM, "load": os.getloadavg()}))


if __name__ == "__main__":
    main()
