"""Labs prepared ahead of their first run: in a process of its own, told honestly, never in the way of a start."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.client import WorkerClient
from engine.events import Ahead, Finished, Preparing
from tests.engine.workers import GATES, XOR, alone, finished, programs, until

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[WorkerClient]:
    made = WorkerClient("CPU", cache=tmp_path / "cache")
    yield made
    made.close()


def wait_for(condition: Callable[[], bool], within: float = 300.0) -> None:
    # What is waited for has the lowest priority of the machine: other tests come first.
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


def ended(client: WorkerClient, lab: Path) -> Ahead:
    def over() -> bool:
        told = client.ahead(lab)
        return told is not None and (told.ready or bool(told.trouble))

    wait_for(over)
    told = client.ahead(lab)
    assert told is not None
    return told


def helpers(pid: int | None) -> list[int]:
    """The processes that ``pid`` started and that still run."""
    command = ["ps", "-A", "-o", "pid=,ppid=,stat="]
    rows = [line.split() for line in subprocess.check_output(command, text=True).splitlines()]
    return [int(child) for child, parent, state in rows if int(parent) == pid and not state.startswith("Z")]


def test_a_lab_prepared_ahead_starts_without_preparing(client: WorkerClient, tmp_path: Path) -> None:
    lab = alone(GATES, tmp_path)
    assert client.ahead(lab) is None
    client.prepare(lab)
    seen = {client.ahead(lab)}
    while not ended_now(client, lab):
        seen.add(client.ahead(lab))
    assert any(told and 0 < told.done <= told.total for told in seen), "progress counts kernels"
    assert len(programs(tmp_path / "cache")) == 1
    client.start(lab, {}, seed=1, steps=5)
    assert not any(isinstance(e, Preparing) and e.done < e.total for e in finished(client))


def ended_now(client: WorkerClient, lab: Path) -> bool:
    told = client.ahead(lab)
    assert told is not None and not told.trouble
    return told.ready


def test_its_progress_is_not_mistaken_for_that_of_a_run(client: WorkerClient, tmp_path: Path) -> None:
    lab = alone(GATES, tmp_path)
    client.prepare(lab)
    ended(client, lab)
    assert not any(isinstance(event, Ahead | Preparing) for event in client.poll())


def test_a_start_goes_first_while_another_lab_hangs_in_preparing(client: WorkerClient, tmp_path: Path) -> None:
    hangs = alone(GATES, tmp_path)
    hangs.write_text("import time\ntime.sleep(3600)\n")
    client.prepare(hangs)
    client.start(XOR, {}, seed=1, steps=20)
    assert isinstance(until(client, Finished)[-1], Finished)
    told = client.ahead(hangs)
    assert told is not None and not told.ready


def test_a_lab_that_cannot_be_prepared_is_told_and_the_next_one_is_prepared(
    client: WorkerClient, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise KeyError('colour')")
    client.prepare(broken)
    client.prepare(GATES)
    assert "KeyError" in ended(client, broken).trouble
    assert ended(client, GATES).ready


def test_a_new_worker_takes_up_what_the_last_one_left(client: WorkerClient, tmp_path: Path) -> None:
    """Cancelling may replace the worker: what it prepared in the background is not forgotten."""
    lab, go = alone(GATES, tmp_path), tmp_path / "go"
    wait = f"\nimport pathlib, time\nwhile not pathlib.Path({str(go)!r}).exists(): time.sleep(0.01)\n"
    lab.write_text(lab.read_text(encoding="utf-8") + wait, encoding="utf-8")
    client.prepare(lab)
    before = client.pid
    client._replace()
    assert client.pid != before
    go.touch()
    assert ended(client, lab).ready


def test_no_process_is_left_behind_and_asking_twice_starts_none(client: WorkerClient, tmp_path: Path) -> None:
    client.prepare(GATES)
    ended(client, GATES)
    wait_for(lambda: helpers(client.pid) == [])
    client.prepare(GATES)
    assert ended(client, GATES).ready and helpers(client.pid) == []


def test_the_helper_has_the_lowest_priority_and_ends_with_its_worker(client: WorkerClient, tmp_path: Path) -> None:
    hangs = tmp_path / "hangs.py"
    hangs.write_text("import time\ntime.sleep(3600)\n")
    client.prepare(hangs)
    wait_for(lambda: bool(helpers(client.pid)))
    (helper,) = helpers(client.pid)
    wait_for(lambda: os.getpriority(os.PRIO_PROCESS, helper) == 19)
    client.close()
    wait_for(lambda: gone(helper))


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie has)."""
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return not found.strip() or found.startswith("Z")


@pytest.fixture
def telling(tmp_path: Path) -> Path:
    """A lab whose metrics say whether tinygrad is loaded in the process that trains it."""
    lab = alone(GATES, tmp_path)
    head = "    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:\n"
    text = lab.read_text(encoding="utf-8")
    assert head in text
    tell = f"{head}        import sys\n        if 'tinygrad' in sys.modules: return {{'tinygrad': 1.0}}\n"
    lab.write_text(text.replace(head, tell), encoding="utf-8")
    return lab


def has_tinygrad(client: WorkerClient, lab: Path) -> bool:
    client.start(lab, {}, seed=1, steps=2)
    last = finished(client)[-1]
    assert isinstance(last, Finished)
    return "tinygrad" in last.metrics


def test_a_worker_that_runs_prepared_labs_never_loads_tinygrad(client: WorkerClient, telling: Path) -> None:
    assert has_tinygrad(client, telling), "without a prepared program it is needed"
    client._replace()
    assert not has_tinygrad(client, telling)


def test_a_lab_with_a_shipped_program_never_needs_tinygrad(client: WorkerClient, telling: Path) -> None:
    subprocess.run([sys.executable, "-m", "engine.ship", str(telling)], check=True, timeout=100)
    assert not has_tinygrad(client, telling)
