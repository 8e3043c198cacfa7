"""How long a worker takes from the command to the first loss, and the memory it needs for that.

    python -m bench.start LAB.py --cache FOLDER

The worker is warm: it has started, but seen no lab. With an empty cache this is a cold start (the lab is traced and
compiled), with the cache of an earlier run a prepared one. Run by :mod:`bench.compare`.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from bench.timing import peak_megabytes, say
from engine.client import WorkerClient
from engine.device import CPU
from engine.events import Failed, Finished, Preparing, Step, Warm

STEPS = 100  # a run this short reports every step


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("lab", type=Path)
    options.add_argument("--cache", type=Path, required=True)
    given = options.parse_args()
    client = WorkerClient(CPU, given.cache)
    client.warm_up()
    while not isinstance(client.wait(), Warm):
        pass
    began, seconds, kernels = time.perf_counter(), 0.0, 0
    client.start(given.lab, {}, seed=1, steps=STEPS, views=False)
    while not isinstance(event := client.wait(), Finished):
        if isinstance(event, Failed):
            raise SystemExit(f"{event.message}\n{event.details}")
        if isinstance(event, Preparing):
            kernels = event.total
        if isinstance(event, Step) and not seconds:
            seconds = time.perf_counter() - began
    client.close()
    while not (megabytes := peak_megabytes(resource.RUSAGE_CHILDREN)):  # known once the worker has ended
        time.sleep(0.01)
    say(seconds=seconds, kernels=kernels, megabytes=megabytes)


if __name__ == "__main__":
    main()
