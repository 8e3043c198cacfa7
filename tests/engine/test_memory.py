"""A worker's memory, as the system counts it: it does not grow, however long or often one trains."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.client import WorkerClient
from tests.engine.workers import XOR, finished

LONG = 100_000
SLACK = 6.0  # MB that allocators may keep for themselves


@pytest.fixture
def client(tmp_path: Path) -> Iterator[WorkerClient]:
    made = WorkerClient("CPU", cache=tmp_path / "cache")
    yield made
    made.close()


def resident(client: WorkerClient) -> float:
    """What the worker holds in memory, in MB (POSIX's ps knows it on every system)."""
    command = ["ps", "-o", "rss=", "-p", str(client.pid)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) * 1024 / 1e6


def test_memory_does_not_grow_over_a_hundred_thousand_steps(client: WorkerClient) -> None:
    for _ in range(2):
        client.start(XOR, {}, seed=1, steps=LONG // 100)
        finished(client)
    before = resident(client)
    client.start(XOR, {}, seed=1, steps=LONG)
    finished(client)
    assert resident(client) - before < SLACK


def test_memory_does_not_grow_over_many_runs(client: WorkerClient) -> None:
    for _ in range(5):
        client.start(XOR, {}, seed=1, steps=5)
        finished(client)
    before = resident(client)
    for _ in range(40):
        client.start(XOR, {}, seed=1, steps=5)
        finished(client)
    assert resident(client) - before < SLACK
