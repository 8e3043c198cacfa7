"""Labs through tinygrad's JIT on OpenCL, the stand-in for every GPU: the same numbers, within rounding.

Collected only where OpenCL answers (conftest.py), which may be the processor through PoCL. Each run is a real worker's,
because a process has one device.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.client import WorkerClient
from engine.commands import NextPhase, Resume, SetKnob
from engine.device import choose
from engine.events import Finished, Phase, Ready, Step
from tests.engine.workers import DIGITS, GATES, XOR, finished, until

LABS: list[tuple[Path, dict[str, Any]]] = [(GATES, {}), (XOR, {}), (DIGITS, {"filters": 2, "batch": 32})]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerClient]:
    made = WorkerClient("CL", cache=tmp_path_factory.mktemp("cache"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def cpu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerClient]:
    made = WorkerClient("CPU", cache=tmp_path_factory.mktemp("cache"))
    yield made
    made.close()


def curve(client: WorkerClient, lab: Path, knobs: dict[str, Any]) -> list[float]:
    client.start(lab, knobs, seed=3, steps=30)
    events = finished(client)
    (ready,) = (event for event in events if isinstance(event, Ready))
    assert ready.device.startswith(client.device)
    return [loss for event in events if isinstance(event, Step) for loss in event.losses]


@pytest.mark.parametrize(("lab", "knobs"), LABS, ids=lambda value: value.stem if isinstance(value, Path) else "")
def test_a_lab_trains_as_on_the_processor(
    client: WorkerClient, cpu: WorkerClient, lab: Path, knobs: dict[str, Any]
) -> None:
    assert curve(client, lab, knobs) == pytest.approx(curve(cpu, lab, knobs), rel=1e-3, abs=1e-5)


def test_the_same_seed_gives_the_same_numbers_again(client: WorkerClient) -> None:
    assert curve(client, XOR, {}) == curve(client, XOR, {})


def test_knobs_slow_motion_and_the_bar_work_there_too(client: WorkerClient) -> None:
    client.start(XOR, {}, seed=1, paused=True)
    until(client, Ready)
    for name in ("forward", "loss", "backward", "update"):
        client.send(NextPhase())
        phase = until(client, Phase)[-1]
        assert isinstance(phase, Phase) and phase.name == name
    client.send(SetKnob(name="learning_rate", value=0.05))
    client.send(Resume())
    last = finished(client)[-1]
    assert isinstance(last, Finished) and last.bar is not None and last.bar.met


def test_it_is_used_when_asked_for_by_name() -> None:
    assert choose("cl").device == "CL"
