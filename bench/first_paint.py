"""How long until the course map is on the screen, compared with an empty Textual app.

All run in a pseudo-terminal of 120×40, in turn, so that a slow moment of the machine hits all. Time runs from
starting the process until its first whole frame is written: for the map its last line, with the keys; an empty
app paints nothing but background, so its first line of blanks is taken, which favours the empty app.

    python -m bench.first_paint [--rounds 9] [--json]

``tutor`` is the command as a learner types it; ``anew`` the same with an empty home, as on the very first start, when
the course is read from its YAML and kept. All find their modules compiled, as pip leaves them when it installs. The
aim is a ratio of at most 1.2 for ``tutor``; on a busy machine look at the processor time, which depends less on others.
POSIX only: Python has no pseudo-terminals on Windows.
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
TUTOR = "from tutor.start import main\nmain()"
ANEW = f"import os\nos.environ['TUTOR_HOME'] += f'/{{os.getpid()}}'\n{TUTOR}"
KINDS = {"empty": (EMPTY, b" " * 120), "tutor": (TUTOR, b"Quit"), "anew": (ANEW, b"Quit")}
"""By name: what is run, and what it writes last in its first frame."""
AIM = 1.2
PATIENCE = 30.0


def first_paint(code: str, wanted: bytes, home: str) -> tuple[float, float]:
    """Seconds from starting ``python -c code`` to ``wanted`` on its terminal, and those of processor time.

    Raises TimeoutError.
    """
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {**os.environ, "TUTOR_HOME": home, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": f"{home}/bytecode"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    process = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", code],
        environment,
        file_actions=[(os.POSIX_SPAWN_DUP2, follower, fd) for fd in (0, 1, 2)],
        setsid=True,
    )
    try:
        seconds = _wait_for(leader, wanted, start)
    finally:
        os.kill(process, signal.SIGKILL)
        used = os.wait4(process, 0)[2]
        os.close(leader)
        os.close(follower)
    return seconds, used.ru_utime + used.ru_stime


def _wait_for(leader: int, wanted: bytes, start: float) -> float:
    seen = b""
    while time.perf_counter() - start < PATIENCE:
        if select.select([leader], [], [], 0.5)[0]:
            seen += os.read(leader, 65536)
            if wanted in seen:
                return time.perf_counter() - start
    raise TimeoutError(f"{wanted!r} did not appear within {PATIENCE:g} s; the terminal saw {seen[-500:]!r}")


def measure(rounds: int) -> dict[str, list[tuple[float, float]]]:
    """What :func:`first_paint` says of each kind, ``rounds`` times, in turn; one round before is not counted."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in KINDS}
    with tempfile.TemporaryDirectory() as home:
        for turn in range(rounds + 1):
            for name, (code, wanted) in KINDS.items():
                taken = first_paint(code, wanted, home)
                if turn:
                    times[name].append(taken)
    return times


def main() -> None:
    """Print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    measured = measure(given.rounds)
    seconds = {name: statistics.median(wall for wall, _ in times) for name, times in measured.items()}
    processor = {name: statistics.median(used for _, used in times) for name, times in measured.items()}
    if given.json:
        print(json.dumps({"seconds": seconds, "processor": processor, "aim": AIM, "load": os.getloadavg()}))
        return
    print("        until the first frame   of that, processor time")
    for name in KINDS:
        wall, used = seconds[name], processor[name]
        print(f"{name:6}  {wall * 1000:5.0f} ms  {wall / seconds['empty']:.2f}×"
              f"         {used * 1000:5.0f} ms  {used / processor['empty']:.2f}×")  # fmt: skip


if __name__ == "__main__":
    main()
