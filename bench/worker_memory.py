"""Peak memory of a worker: preparing each lab from nothing, running it prepared, and after 100,000 steps more.

A lab that would need more than half a minute for them does as many as fit.

    python -m bench.worker_memory [LAB.py ...] [--json]

Each figure is of a worker process of its own, in MB (10⁶ bytes). Aims: 400 preparing, 200 running, no growth.
Linux only: it reads /proc.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import NamedTuple

from bench.models import copied
from engine.client import WorkerClient
from engine.events import Failed, Finished, Ready

STOCK = sorted((Path(__file__).parents[1] / "lessons").glob("*/[a-z]*.py"))
STEPS, SETTLING = 100_000, 1_000
"""To see growth, and before these: what a worker needs once is not growth."""
LONGEST = 30.0
"""Seconds to see growth in one lab."""
AIMS = {"preparing": 400.0, "running": 200.0}


class Memory(NamedTuple):
    """Peaks while preparing and while running a prepared lab; how much the latter grew over ``steps`` steps."""

    preparing: float
    running: float
    growth: float
    steps: int


def status(pid: int | None, name: str) -> float:
    """A line of /proc/PID/status, in MB: VmHWM is the peak of VmRSS."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(f"{name}:"))


def run(client: WorkerClient, lab: Path, **options: object) -> float:
    """One run to its end, or until it is ready when ``paused``; steps a second. Raises RuntimeError if it fails."""
    client.start(lab, {}, seed=1, **options)  # type: ignore[arg-type]
    while not isinstance(event := client.wait(), Ready if options.get("paused") else Finished):
        if isinstance(event, Failed):
            raise RuntimeError(event.message)
    return event.steps_per_second if isinstance(event, Finished) else 0.0


def measure(lab: Path) -> Memory:
    """Figures of one lab, prepared anew in a folder of its own: no program that ships is found there."""
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(lab, Path(folder))
        first, second = (WorkerClient("CPU", cache=Path(folder) / "cache") for _ in range(2))
        try:
            run(first, copy, paused=True)
            preparing = status(first.pid, "VmHWM")
            steps = min(STEPS, int(LONGEST * run(second, copy, steps=SETTLING)))
            before = status(second.pid, "VmRSS")
            run(second, copy, steps=steps)
            return Memory(preparing, status(second.pid, "VmHWM"), status(second.pid, "VmRSS") - before, steps)
        finally:
            first.close()
            second.close()


def main() -> None:
    """Print a line for each lab."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("labs", nargs="*", type=Path, default=STOCK)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = {lab.stem: measure(lab.resolve()) for lab in given.labs}
    if given.json:
        print(json.dumps({"MB": {lab: memory._asdict() for lab, memory in found.items()}, "aims": AIMS}))
        return
    print("| lab | preparing | running prepared | growth |\n| --- | --- | --- | --- |")
    for lab, m in found.items():
        print(f"| {lab} | {m.preparing:.0f} MB | {m.running:.0f} MB | {m.growth:+.1f} MB in {m.steps:,} steps |")


if __name__ == "__main__":
    main()
