"""How both sides of a comparison are timed and say so. Imports neither engine nor PyTorch."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Iterator

FIRST = 5  # losses that must agree before anything is timed
SECTIONS = 5
MEGABYTE = 1e6


def first_losses(training: Iterator[list[float]]) -> list[float]:
    """The losses before the first few updates."""
    losses: list[float] = []
    while len(losses) < FIRST:
        losses += next(training)
    return losses[:FIRST]


def milliseconds_a_step(training: Iterator[list[float]], seconds: float) -> float:
    """The median over sections of a run of about ``seconds``, after a warm-up of a quarter of that."""
    _section(training, seconds / 4)
    return statistics.median(_section(training, seconds / SECTIONS) for _ in range(SECTIONS))


def _section(training: Iterator[list[float]], seconds: float) -> float:
    steps, began = 0, time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds or not steps:
        steps += len(next(training))
    return 1000 * passed / steps


def peak_megabytes(whose: int) -> float:
    """The most memory a process held, in MB; ``whose`` is RUSAGE_SELF or RUSAGE_CHILDREN (the largest of them)."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(whose).ru_maxrss * unit / MEGABYTE


def say(**findings: float | list[float]) -> None:
    """One line of JSON, the last on stdout."""
    print(json.dumps(findings), flush=True)
