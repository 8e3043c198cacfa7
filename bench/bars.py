"""Every lab of the course with its default knobs on seeds 1–5: the bar's metric, steps and seconds of training.

    python -m bench.bars [LAB…]

A lab passes when every seed meets the bar in at most 60 seconds of training.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from engine.client import WorkerClient
from engine.events import Failed, Finished
from engine.lab import load_lab
from tutor.content.course import Course, load_course

SEEDS = (1, 2, 3, 4, 5)
MOST_SECONDS = 60


def train(client: WorkerClient, course: Course, lab: str, seed: int) -> Finished:
    """One run to its end. Raises RuntimeError if it fails."""
    client.start(course.lab_file(lab), {}, seed, views=False)
    while not isinstance(event := client.wait(), Finished):
        if isinstance(event, Failed):
            raise RuntimeError(event.message)
    return event


def row(client: WorkerClient, course: Course, lab: str) -> tuple[str, bool]:
    """A row of the table, and whether every seed passed in time."""
    bar = load_lab(course.lab_file(lab)).bar
    runs = [train(client, course, lab, seed) for seed in SEEDS]
    good = all(run.bar is not None and run.bar.met and run.seconds <= MOST_SECONDS for run in runs)
    metrics = " · ".join(f"{run.metrics[bar.metric]:.3f}" for run in runs)
    seconds = " · ".join(f"{run.seconds:.3g}" for run in runs)
    return f"| `{lab}` | {bar} | {metrics} | {runs[0].steps} | {seconds} | {'yes' if good else 'NO'} |", good


def main() -> None:
    course = load_course()
    print("| lab | bar | seeds 1 · 2 · 3 · 4 · 5 | steps | seconds of training | met |")
    print("|---|---|---|---:|---|---|")
    with tempfile.TemporaryDirectory() as cache:
        client = WorkerClient("auto", Path(cache))
        rows = [row(client, course, lab) for lab in sys.argv[1:] or course.lab_ids]
        client.close()
    print("\n".join(text for text, _ in rows))
    sys.exit(not all(good for _, good in rows))


if __name__ == "__main__":
    main()
