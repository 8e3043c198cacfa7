"""From key to paint in every lab while it trains at full speed, in a real terminal.

    python -m bench.lab_keys [LAB ...] [--sizes 120x40 200x60] [--rounds 2] [--dialogs] [--json]

Keys: v (next picture), arrows (another knob), l and m (log scale, smoothing), i (inspect, twice), z (zoom).
With --dialogs: keys that open a dialog or a page, each closed again by Esc, until the last paint of it, but for the
shade over what lies below, which comes a frame later. The learner has looked at the lab for some seconds before.
The time runs from writing the key to the pseudo-terminal until the app has written the frame that answers it. A key
that changes nothing, as v where all pictures are in sight, has no answer and does not count.
"work" is the processor time that the app's own thread needed meanwhile, frames of the training included. The aim is
50 ms at the 99th percentile. Linux and macOS.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from tests.e2e.terminal import KEYS, Terminal
from tutor.content.course import load_course

ROUND = ("v", "down", "up", "l", "m", "l", "v", "i", "i", "z", "v", "l", "z", "v")
DIALOGS = (*(key for opens in "?hupcyeSw,R!gf/" for key in (opens, "escape")), "W")
"""W opens nothing where a lab has no weights to set: Esc would leave the lab."""
BETWEEN, BETWEEN_DIALOGS = 0.04, 0.5
"""Seconds from a paint to the next key."""
LOOKS = 4.0
"""Seconds that a learner looks at a lab before opening something else."""
AIM = 50.0
Times = list[tuple[str, float, float]]
"""Key, milliseconds to the paint, milliseconds of work."""


class Pipe:
    """Where the app tells that it has painted."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "told"
        os.mkfifo(self.path)
        self.end = os.open(self.path, os.O_RDWR | os.O_NONBLOCK)

    def lines(self) -> list[str]:
        """Everything told by now."""
        return os.read(self.end, 65536).decode().splitlines() if select.select([self.end], [], [], 0)[0] else []


def answer(terminal: Terminal, pipe: Pipe, key: str) -> tuple[float, float] | None:
    """Milliseconds to the paint and of work; None where the key does nothing here."""
    descriptor = terminal.process.child_fd
    pipe.lines()
    began = time.perf_counter()
    os.write(descriptor, KEYS.get(key, key).encode())
    while time.perf_counter() - began < 0.7:
        ready = select.select([descriptor, pipe.end], [], [], 0.05)[0]
        if descriptor in ready:
            os.read(descriptor, 65536)
        for line in pipe.lines() if pipe.end in ready else []:
            _, painted, work = line.split("\t")
            return 1000 * (float(painted) - began), 1000 * float(work)
    return None


def rest(terminal: Terminal, seconds: float) -> None:
    """Read what is drawn meanwhile."""
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        if select.select([terminal.process.child_fd], [], [], left)[0]:
            os.read(terminal.process.child_fd, 65536)


def in_lab(lab: str, size: tuple[int, int], rounds: int, dialogs: bool) -> Times:
    """The times of all keys in one lab."""
    times: Times = []
    with tempfile.TemporaryDirectory() as folder:
        pipe = Pipe(Path(folder))
        place = {"module": "bench.app_at", "TUTOR_TOLD": str(pipe.path)}
        with Terminal(f"lab:{lab}", home=Path(folder) / "home", columns=size[0], lines=size[1], **place) as terminal:
            terminal.wait_for("paused")  # the net is there and drawn: what waits for it is no matter of keys
            terminal.press("+", "+", "+", "space")
            terminal.wait_for("training")
            rest(terminal, LOOKS if dialogs else 1.0)
            for key in DIALOGS if dialogs else ROUND * rounds:
                taken = answer(terminal, pipe, key)
                times += [(key, *taken)] if taken is not None else []
                rest(terminal, BETWEEN_DIALOGS if dialogs else BETWEEN)
    return times


def at(values: list[float], percent: float) -> float:
    """The percentile of ``values``."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * len(ordered)))]


def figures(times: Times) -> dict[str, float | str]:
    """Median, 99th percentile and the worst key."""
    if not times:
        return {"keys": 0}
    wall, work = [t for _, t, _ in times], [t for _, _, t in times]
    worst = max(times, key=lambda one: one[2])[0]
    return {
        "keys": len(times), "median": statistics.median(wall), "p99": at(wall, 99),
        "work median": statistics.median(work), "work p99": at(work, 99), "most work for": worst,
    }  # fmt: skip


def in_words(name: str, told: dict[str, float | str]) -> str:
    """One line of the table."""
    return "  ".join([f"{name:24}", *(f"{k} {v:.1f}" if isinstance(v, float) else f"{k} {v}" for k, v in told.items())])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("labs", nargs="*")
    options.add_argument("--sizes", nargs="+", default=["120x40", "200x60"])
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--dialogs", action="store_true")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found: dict[str, dict[str, float | str]] = {}
    by_key: dict[str, Times] = defaultdict(list)
    for size in given.sizes:
        columns, lines = map(int, size.split("x"))
        for lab in given.labs or load_course().lab_ids:
            times = in_lab(lab, (columns, lines), given.rounds, given.dialogs)
            for _ in range(given.rounds - 1 if given.dialogs else 0):
                times += in_lab(lab, (columns, lines), 1, True)
            found[f"{lab} {size}"] = told = figures(times)
            by_key[f"all {size}"] += times
            for one in times:
                by_key[f"{one[0]} {size}"].append(one)
            if not given.json:
                print(in_words(f"{lab} {size}", told), flush=True)
    keys = {name: figures(times) for name, times in sorted(by_key.items())}
    if given.json:
        print(json.dumps({"labs": found, "keys": keys, "aim": AIM, "load": os.getloadavg()}))
        return
    for name, told in keys.items():
        print(in_words(name, told))


if __name__ == "__main__":
    main()
