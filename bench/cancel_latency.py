"""How long from asking to cancel until the run is over: at random moments, in training and in preparing.

    python -m bench.cancel_latency [--times 100] [--json]

``digits`` trains with its default knobs (one step is several ms of native code) and with the largest net and batch;
preparing is of a digits net that is never finished. Aim: every one under 100 ms.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from engine.client import WorkerClient
from engine.events import AnyEvent, Cancelled, Failed, Preparing, Ready, Step

DIGITS = Path(__file__).parents[1] / "lessons" / "cnn" / "digits.py"
AIM = 100.0
LARGE = {"filters": 32, "batch": 256}


def until(client: WorkerClient, *kinds: type[AnyEvent]) -> None:
    """Wait for an event. Raises RuntimeError if the run fails."""
    while not isinstance(event := client.wait(), kinds):
        if isinstance(event, Failed):
            raise RuntimeError(event.message)


def cancelled(client: WorkerClient) -> float:
    """Milliseconds until a cancelled run is over."""
    began = time.perf_counter()
    client.cancel()
    until(client, Cancelled)
    return 1000 * (time.perf_counter() - began)


def training(client: WorkerClient, times: int, knobs: Mapping[str, float]) -> list[float]:
    """Cancel a run that trains, at moments spread over its slices and reports."""
    found = []
    for number in range(times):
        client.start(DIGITS, knobs, seed=number, steps=1_000_000, views=number % 2 == 0)
        until(client, Step)
        time.sleep(random.uniform(0.0, 0.3))
        found.append(cancelled(client))
    return found


def preparing(client: WorkerClient, times: int) -> list[float]:
    """Cancel a run that is prepared from nothing (``client`` keeps none), at moments spread over its first second."""
    found: list[float] = []
    while len(found) < times:
        client.warm_up()
        while client.warm is None:
            client.wait(0.1)
        client.start(DIGITS, {"filters": 5, "batch": 48}, seed=1)
        if len(found) % 2:
            until(client, Preparing)
        time.sleep(random.uniform(0.0, 1.0))
        if not any(isinstance(event, Ready) for event in client.poll()):
            found.append(cancelled(client))
    return found


def main() -> None:
    """Print p50, p99 and the longest of each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        keeping, forgetful = WorkerClient("CPU", cache=Path(cache)), WorkerClient("CPU")
        try:
            found = {
                "training digits": training(keeping, given.times, {}),
                "training digits, largest": training(keeping, given.times, LARGE),
                "preparing": preparing(forgetful, given.times),
            }
        finally:
            keeping.close()
            forgetful.close()
    at = {kind: summary(sorted(times)) for kind, times in found.items()}
    if given.json:
        print(json.dumps({"ms": at, "aim": AIM}))
        return
    print("| cancelled while | p50 | p99 | longest |\n| --- | --- | --- | --- |")
    for kind, figures in at.items():
        print(f"| {kind} | {' | '.join(f'{figure:.0f} ms' for figure in figures)} |")


def summary(times: list[float]) -> tuple[float, float, float]:
    """Median, 99th percentile and longest of sorted times."""
    return times[len(times) // 2], times[min(len(times) - 1, round(0.99 * (len(times) - 1)))], times[-1]


if __name__ == "__main__":
    main()
