"""How long from asking for a lab to its first loss: in a warm worker, from the shell, and with nothing cached.

    python -m bench.start_latency [--rounds 15] [--json]

For each stock lab: ``warm`` is a worker that has started but seen no lab, the lab prepared; ``again`` the same worker,
asked once more; ``shell`` is ``tutor lab LAB --json`` with the lab prepared, until its first step line; ``first`` the
same right after installation, with an empty cache. Aims (medians): 60 ms, 60 ms, 700 ms, 2000 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engine.client import WorkerClient
from engine.events import Failed, Step, Warm
from engine.lab import load_lab

STOCK = sorted((Path(__file__).parents[1] / "lessons").glob("*/[a-z]*.py"))
AIMS = {"warm": 60, "again": 60, "shell": 700, "first": 2000}


def in_worker(client: WorkerClient, lab: Path) -> float:
    """Milliseconds from the command to the first loss. Raises RuntimeError if the run fails."""
    began = time.perf_counter()
    client.start(lab, {}, seed=1)
    while not isinstance(event := client.wait(), Step):
        if isinstance(event, Failed):
            raise RuntimeError(event.message)
    return 1000 * (time.perf_counter() - began)


def in_fresh_worker(lab: Path, cache: Path) -> tuple[float, float]:
    """The first and the second start of a prepared lab in a worker that has just warmed up."""
    client = WorkerClient("CPU", cache)
    try:
        client.warm_up()
        while not isinstance(client.wait(), Warm):
            pass
        return in_worker(client, lab), in_worker(client, lab)
    finally:
        client.close()


def from_shell(lab_id: str, home: Path) -> float:
    """Milliseconds from starting ``tutor lab`` to its first step line."""
    environment = {**os.environ, "TUTOR_HOME": str(home)}
    command = [sys.executable, "-m", "tutor", "lab", lab_id, "--json", "--device", "CPU"]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if b'"type":"step"' in line:
                break
        taken = 1000 * (time.perf_counter() - began)
        process.kill()
    return taken


def measure(lab: Path, rounds: int) -> dict[str, list[float]]:
    """Every kind of start, ``rounds`` times, in turn."""
    lab_id = load_lab(lab).id
    times: dict[str, list[float]] = {kind: [] for kind in AIMS}
    with tempfile.TemporaryDirectory() as kept:
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as empty:
                times["first"].append(from_shell(lab_id, Path(empty)))
            if not times["shell"]:
                from_shell(lab_id, Path(kept))  # prepares the lab, which the others find
            times["shell"].append(from_shell(lab_id, Path(kept)))
            warm, again = in_fresh_worker(lab, Path(kept) / "cache")
            times["warm"].append(warm)
            times["again"].append(again)
    return times


def main() -> None:
    """Print median and 95th percentile of each kind and lab."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = {lab.stem: measure(lab, given.rounds) for lab in STOCK}
    at = {lab: {kind: summary(times) for kind, times in kinds.items()} for lab, kinds in found.items()}
    if given.json:
        print(json.dumps({"ms": at, "aims": AIMS}))
        return
    print(f"| median (p95), ms | {' | '.join(AIMS)} |\n|---|{'---:|' * len(AIMS)}")
    for lab, kinds in at.items():
        print(f"| {lab} | {' | '.join(f'{median:.0f} ({p95:.0f})' for median, p95 in kinds.values())} |")


def summary(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    ordered = sorted(times)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


if __name__ == "__main__":
    main()
