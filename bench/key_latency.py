"""How long the app takes to answer a key while ``digits`` trains at full speed, in a real terminal.

    python -m bench.key_latency [--keys 300]

Each key moves the mark of the selected knob; the time is from writing the key to the terminal until the moved mark
is written back. Linux and macOS.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import select
import statistics
import tempfile
import time
from pathlib import Path

from tests.e2e.terminal import KEYS, Terminal
from tutor.content.course import load_course

KNOBS = ("filters", "batch", "learning", "data")


def mark(knob: str) -> re.Pattern[bytes]:
    """How the terminal gets to see the mark in front of ``knob``: only the answer to this very key looks so."""
    return re.compile("▸ ".encode() + rb"(\x1b\[[0-9;]*m)*" + knob[0].encode())


def answer(terminal: Terminal, key: str, knob: str) -> float | None:
    """Seconds until the mark is drawn in front of ``knob``; None if it is not within a second."""
    descriptor = terminal.process.child_fd
    while select.select([descriptor], [], [], 0)[0]:
        os.read(descriptor, 65536)  # what was drawn before the key does not count
    began = time.perf_counter()
    os.write(descriptor, KEYS[key].encode())
    seen = b""
    while time.perf_counter() - began < 1:
        if select.select([descriptor], [], [], 0.05)[0]:
            seen += os.read(descriptor, 65536)
            if mark(knob).search(seen):
                return time.perf_counter() - began
    return None


def after(lesson: str) -> int:
    """How many lessons come after ``lesson``, on the map as in the course."""
    ids = [one.id for one in load_course().lessons]
    return len(ids) - 1 - ids.index(lesson)


def during_training(home: Path, keys: int) -> list[float]:
    """Answer times of ``keys`` keys, all while a run is under way."""
    times: list[float] = []
    with Terminal(home=home, columns=120, lines=40) as terminal:
        terminal.wait_for("What next")
        terminal.press("end", *["up"] * after("cnn"), "r")
        terminal.wait_for("Which lab?")
        terminal.press("2")
        terminal.wait_for("Digits", "Untrained")
        turn = itertools.cycle((*KNOBS[1:], KNOBS[0]))
        while len(times) < keys:
            terminal.press("space")
            end = time.perf_counter() + 2.5
            while time.perf_counter() < end and len(times) < keys:
                taken = answer(terminal, "down", next(turn))
                if taken is not None:
                    times.append(taken)
                time.sleep(0.02)
            terminal.read(1.0)
            terminal.press("r")
            terminal.wait_until(lambda text: "Untrained" in text, "the rebuilt net")
    return times


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--keys", type=int, default=300)
    keys = options.parse_args().keys
    with tempfile.TemporaryDirectory() as home:
        times = sorted(during_training(Path(home), keys))
    milliseconds = [1000 * t for t in times]
    at = {p: milliseconds[min(len(times) - 1, round(p / 100 * len(times)))] for p in (50, 95, 99)}
    told = ", ".join(f"p{p} {value:.1f} ms" for p, value in at.items())
    print(f"{len(times)} keys while digits trains: {told}, max {milliseconds[-1]:.1f} ms, "
          f"mean {statistics.mean(milliseconds):.1f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
