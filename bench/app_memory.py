"""Memory of the app's own process while a lab trains at full speed for a long time, used all the while. Linux.

    python -m bench.app_memory [--minutes 60] [--lab digits] [--json]

Every round runs the lab, changes pictures, zooms, turns on every chart, opens and closes six screens and dialogs, and
rebuilds the net. Training is as fast as it goes and tells the app as many things a second as it ever does, so that a
minute here is a minute of a learner who never rests; the growth per minute, taken after the first fifth, says what an
hour would add. The aim is 150 MB after an hour. Objects are counted by the collector, after collecting.
The training process is weighed as well.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import tempfile
import time
from pathlib import Path

from bench.lab_keys import rest
from tests.e2e.terminal import KEYS, Terminal

AIM = 150.0
ROUND = ("v", "l", "m", "z", "v", "z", "i", "i", "v")
SCREENS = (("?", "escape"), ("p", "escape"), ("c", "escape"), ("ctrl+p", "escape"), ("u", "escape"), ("h", "escape"))


def memory(process: int) -> float:
    """Megabytes resident."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def training(process: int) -> float:
    """The same of the processes that it started."""
    threads = Path(f"/proc/{process}/task").iterdir()
    started = [child for thread in threads for child in (thread / "children").read_text().split()]
    return sum(memory(int(child)) for child in started)


def objects(process: int, file: Path) -> dict[str, int]:
    """How many objects there are, by kind."""
    file.unlink(missing_ok=True)
    os.kill(process, signal.SIGUSR1)
    end = time.monotonic() + 30
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.05)
    counted: dict[str, int] = json.loads(file.read_text())
    return counted


def press(terminal: Terminal, key: str) -> None:
    os.write(terminal.process.child_fd, KEYS.get(key, key).encode())
    rest(terminal, 0.12)


def use(terminal: Terminal) -> int:
    """One round; how many screens were opened."""
    for key in ("r", "space", *ROUND):
        press(terminal, key)
    for opening, closing in SCREENS:
        press(terminal, opening)
        rest(terminal, 0.15)
        press(terminal, closing)
        rest(terminal, 0.1)
    press(terminal, "space")
    rest(terminal, 2.0)
    return len(SCREENS)


def measure(lab: str, minutes: float) -> dict[str, object]:
    """What it holds, sampled after every round."""
    with tempfile.TemporaryDirectory() as folder:
        file, opened = Path(folder) / "counted", 0
        settings = {"module": "bench.app_at", "TUTOR_COUNTED": str(file)}
        with Terminal(f"lab:{lab}", home=Path(folder) / "home", columns=120, lines=40, **settings) as terminal:
            terminal.wait_for("ntrained")
            terminal.press("+", "+", "+")
            process, began = terminal.pid, time.monotonic()
            samples, worker = [(0.0, memory(process))], training(process)
            first: dict[str, int] = {}
            while (now := (time.monotonic() - began) / 60) < minutes:
                opened += use(terminal)
                samples.append((now, memory(process)))
                worker = max(worker, training(process))
                if not first and now > minutes / 5:
                    first = objects(process, file)
            last = objects(process, file)
            lasted = time.monotonic() - began
    settled = [sample for sample in samples if sample[0] > minutes / 5]
    grown = (settled[-1][1] - settled[0][1]) / max(settled[-1][0] - settled[0][0], 1e-9)
    more = sorted(((count - first.get(kind, 0), kind) for kind, count in last.items()), reverse=True)
    tenths = [next((m for at, m in samples if at >= minutes * n / 10), samples[-1][1]) for n in range(11)]
    hour = settled[-1][1] + grown * max(0.0, 60 - minutes)
    return {
        "minutes": lasted / 60, "rounds": len(samples) - 1, "screens": opened,
        "megabytes": {"at first": samples[0][1], "after a fifth": settled[0][1], "at the end": settled[-1][1]},
        "every tenth": tenths, "most": max(size for _, size in samples), "training": worker,
        "a minute": grown, "after an hour": hour,
        "objects": {"after a fifth": sum(first.values()), "at the end": sum(last.values())},
        "most new": {kind: count for count, kind in more[:8]}, "aim": AIM, "load": os.getloadavg(),
    }  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--minutes", type=float, default=60)
    options.add_argument("--lab", default="digits")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    found = measure(given.lab, given.minutes)
    if given.json:
        print(json.dumps(found))
        return
    for name, value in found.items():
        print(f"{name:14}", value)


if __name__ == "__main__":
    main()
