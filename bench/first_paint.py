"""How long until the course map is on the screen, compared with an empty Textual app.

All run in a pseudo-terminal of 120×40, in turn, so that a slow moment of the machine hits all. Time runs from
starting the process until its first whole frame is written: for the map its last line, with the keys; an empty
app paints nothing but background, so its first line of blanks is taken, which favours the empty app.

    python bench/first_paint.py [--rounds 9] [--json]

``map`` is the app alone, ``tutor`` the command as a learner types it (Click and the loading of the course included).
The aim is a ratio of at most 1.7. POSIX only: Python has no pseudo-terminals on Windows.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EMPTY = "from textual.app import App\nclass Empty(App[None]): pass\nEmpty().run()"
MAP = "from tutor.content.course import load_course\nfrom tutor.app import TutorApp\nTutorApp(load_course()).run()"
TUTOR = "from tutor.cli import main\nmain()"
KINDS = {"empty": (EMPTY, b" " * 120), "map": (MAP, b"Quit"), "tutor": (TUTOR, b"Quit")}
"""By name: what is run, and what it writes last in its first frame."""
AIM = 1.7
PATIENCE = 30.0


def first_paint(code: str, wanted: bytes, home: str) -> float:
    """Seconds from starting ``python -c code`` to ``wanted`` on its terminal. Raises TimeoutError."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {**os.environ, "TUTOR_HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    start = time.perf_counter()
    process = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", code],
        {**environment, "PYTHONPATH": str(ROOT)},
        file_actions=[(os.POSIX_SPAWN_DUP2, follower, fd) for fd in (0, 1, 2)],
        setsid=True,
    )
    try:
        return _wait_for(leader, wanted, start)
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(leader)
        os.close(follower)


def _wait_for(leader: int, wanted: bytes, start: float) -> float:
    seen = b""
    while time.perf_counter() - start < PATIENCE:
        if select.select([leader], [], [], 0.5)[0]:
            seen += os.read(leader, 65536)
            if wanted in seen:
                return time.perf_counter() - start
    raise TimeoutError(f"{wanted!r} did not appear within {PATIENCE:g} s; the terminal saw {seen[-500:]!r}")


def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds of each kind, ``rounds`` times, in turn; one round before is not counted (files get cached)."""
    times: dict[str, list[float]] = {name: [] for name in KINDS}
    with tempfile.TemporaryDirectory() as home:
        for turn in range(rounds + 1):
            for name, (code, wanted) in KINDS.items():
                seconds = first_paint(code, wanted, home)
                if turn:
                    times[name].append(seconds)
    return times


def main() -> None:
    """Print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    medians = {name: statistics.median(times) for name, times in measure(given.rounds).items()}
    ratios = {name: medians[name] / medians["empty"] for name in medians}
    if given.json:
        print(json.dumps({"seconds": medians, "ratios": ratios, "aim": AIM}))
        return
    for name, seconds in medians.items():
        print(f"{name:6} {seconds * 1000:5.0f} ms  {ratios[name]:.2f}×")


if __name__ == "__main__":
    main()
