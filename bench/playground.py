"""How long the playground takes on screen, in a real terminal, from the run key to the metric a learner waits for.

    python -m bench.playground [--seeds 5] [--columns 120 --lines 40]

The app is opened as a learner does, the data chosen with the arrow keys; then space. Told are the seconds until the
status line says that the test accuracy is reached, and how often the decision boundary was drawn anew until then: for
each of the seeds and their median, at the pace the lab opens with and at full speed. Linux and macOS.
"""

from __future__ import annotations

import argparse
import os
import re
import select
import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tests.e2e.terminal import Terminal

SETS = ("circles", "xor", "gaussians", "moons", "spiral")  # as the knob has them; it begins at the last
GOALS = {"circles": (0.99, 2.0), "spiral": (0.95, 10.0)}
"""The test accuracy that is to stand on the screen, and within how many seconds."""
PAUSE = 0.01
"""Seconds without output that end a frame."""
READY = ("Untrained", "0/1,500")


class Reached(NamedTuple):
    """When the goal stood on the screen, and how many pictures of the boundary had been drawn by then."""

    seconds: float
    pictures: int


def open_playground(terminal: Terminal) -> float:
    """From the course map to the untrained net; seconds from the key that opens the lab."""
    terminal.wait_for("What next")
    while "○ Playground" not in terminal.text:
        terminal.press("down")
        settle(terminal)
    began = time.perf_counter()
    terminal.press("r")
    terminal.wait_for("Playground:", *READY)
    return time.perf_counter() - began


def settle(terminal: Terminal) -> None:
    """Read until nothing was written for a while."""
    while select.select([terminal.process.child_fd], [], [], 0.4)[0]:
        terminal.read(0.1)


def choose(terminal: Terminal, data: str) -> float:
    """Turn the first knob to ``data``; seconds until the net for it is ready."""
    began = time.perf_counter()
    for _ in range(len(SETS) - 1 - SETS.index(data)):
        terminal.press("left")
    terminal.wait_until(lambda text: f" {data} " in text and all(word in text for word in READY), data)
    settle(terminal)  # the net is built anew a moment after the last turn
    terminal.wait_for(*READY)
    return time.perf_counter() - began


def run(terminal: Terminal, goal: float, within: float) -> Reached | None:
    """Press space; look, after the fact, at everything the terminal was sent. None if the goal was not reached."""
    descriptor = terminal.process.child_fd
    chunks: list[tuple[float, bytes]] = []
    began = time.perf_counter()
    os.write(descriptor, b" ")
    while (now := time.perf_counter() - began) < within:
        if select.select([descriptor], [], [], within - now)[0]:
            chunks.append((time.perf_counter() - began, os.read(descriptor, 65536)))
    before, pictures = boundary(terminal), 0
    for (at, chunk), (later, _) in pairwise([*chunks, (within, b"")]):
        terminal.screen.feed(chunk)
        if later - at < PAUSE:
            continue  # in the middle of a frame
        pictures += (drawn := boundary(terminal)) != before
        before = drawn
        shown = re.search(r"test accuracy ([\d.]+) ", status(terminal))
        if shown and float(shown[1]) >= goal:
            return Reached(at, pictures)
    return None


def status(terminal: Terminal) -> str:
    """The line that says how far the run is."""
    return next((line for line in terminal.text.splitlines() if "/1,500" in line), "")


def boundary(terminal: Terminal) -> int:
    """A fingerprint of the picture at the top of the deck: its characters and their colours."""
    screen = terminal.screen
    rows, columns = range(4, screen.lines // 2), range(screen.columns // 3, screen.columns * 5 // 8)
    return hash(tuple((cell.data, cell.fg, cell.bg) for y in rows for x in columns for cell in [screen.buffer[y][x]]))


def measure(data: str, full_speed: bool, seeds: int, size: tuple[int, int]) -> list[Reached | None]:
    """One visit to the lab: the seeds one after another."""
    goal, within = GOALS[data]
    found: list[Reached | None] = []
    with tempfile.TemporaryDirectory() as home, Terminal(home=Path(home), columns=size[0], lines=size[1]) as terminal:
        terminal.screen.colours = True
        opened = open_playground(terminal)
        chosen = choose(terminal, data)
        if full_speed:
            terminal.press("+")
            terminal.wait_for("full speed")
        print(f"{data}: opened in {opened:.2f} s, chosen in {chosen:.2f} s", flush=True)
        for seed in range(1, seeds + 1):
            if seed > 1:
                terminal.press("d")
                terminal.wait_for(f"seed {seed}", "Untrained")
                settle(terminal)
            found.append(run(terminal, goal, within + 1))
            terminal.press("x")
            settle(terminal)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--columns", type=int, default=120)
    options.add_argument("--lines", type=int, default=40)
    given = options.parse_args()
    for data, (goal, limit) in GOALS.items():
        for full_speed in (False, True):
            found = measure(data, full_speed, given.seeds, (given.columns, given.lines))
            times = [one.seconds if one else float("inf") for one in found]
            told = " · ".join(f"{one.seconds:.2f} s ({one.pictures} pictures)" if one else "not" for one in found)
            pace = "full speed" if full_speed else "usual pace"
            median = statistics.median(times)
            verdict = "yes" if median < limit else "NO"
            print(f"{data} ≥ {goal:.0%}, {pace}: {told}; median {median:.2f} s, < {limit:g} s: {verdict}", flush=True)


if __name__ == "__main__":
    main()
