"""The worker as a real process: its events, and what becomes of it when it is killed, hangs, fails or is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import wire
from engine.client import WorkerClient
from engine.commands import Pause, Resume, Rule, SetKnob, SetSpeed, StopWhen
from engine.events import AnyEvent, Cancelled, Failed, Finished, Paused, Preparing, Ready, Seen, Step, Warm

LESSONS = Path(__file__).parents[2] / "lessons"
XOR = LESSONS / "backprop" / "xor.py"
LONG = 60.0

LAB = """
from engine.initial import array, zeros
from engine.lab import Bar, Lab, Number

class Small(Lab):
    id = "small"
    title = "Small"
    knobs = (Number("learning_rate", 0.1, 0.0, 1e9, "", live=True),)
    bar = Bar("accuracy", ">=", 1.0)
    steps = 100000
    optimizer = "sgd"

    def data(self, rng):
        {data}
        return {{"x": array([[1.0], [2.0]]), "y": array([[1.0], [2.0]])}}

    def parameters(self, rng):
        return {{"w": zeros(1, 1)}}

    def loss(self, params, batch):
        return ((batch["x"] @ params["w"] - batch["y"]) ** 2).sum()

    def observe(self, params, data):
        return {{"out": data["x"] @ params["w"]}}

    def metrics(self, seen, data):
        {metrics}
        return {{"accuracy": 0.0}}

    def views(self, seen, data, params, gradients):
        return []
"""


def lab(folder: Path, data: str = "pass", metrics: str = "pass") -> Path:
    file = folder / "small.py"
    file.write_text(LAB.format(data=data, metrics=metrics))
    return file


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerClient]:
    """One worker for the whole file; tests that kill it get a new one from the client, as learners do."""
    made = WorkerClient("CPU", cache=tmp_path_factory.mktemp("cache"))
    yield made
    made.close()


def until(client: WorkerClient, *kinds: type[AnyEvent], within: float = LONG) -> list[AnyEvent]:
    """Events up to and with the first of ``kinds``."""
    events: list[AnyEvent] = []
    end = time.monotonic() + within
    while time.monotonic() < end:
        event = client.wait(1.0)
        if event is not None:
            events.append(event)
            if isinstance(event, kinds):
                return events
    pytest.fail(f"no {kinds} within {within} s, only {[type(e).__name__ for e in events]}")


def last_failed(events: list[AnyEvent]) -> Failed:
    assert isinstance(events[-1], Failed)
    return events[-1]


def trains(client: WorkerClient) -> None:
    """The next run works: the sign that trouble left nothing behind."""
    client.start(XOR, {}, seed=1, steps=20)
    assert isinstance(until(client, Finished, Failed)[-1], Finished)


def test_a_run_ends_with_its_bar_and_says_everything_on_the_way(client: WorkerClient) -> None:
    client.start(XOR, {}, seed=1)
    events = until(client, Finished, Failed)
    finished = events[-1]
    assert isinstance(finished, Finished) and finished.bar is not None and finished.bar.met
    told = {type(event) for event in events}
    assert {Preparing, Ready, Step, Seen} <= told


def test_results_do_not_depend_on_the_pictures_or_the_speed(client: WorkerClient) -> None:
    def curve(**options: object) -> list[float]:
        client.start(XOR, {}, seed=7, steps=40, **options)  # type: ignore[arg-type]
        return [loss for e in until(client, Finished, Failed) if isinstance(e, Step) for loss in e.losses]

    assert curve(views=True) == curve(views=False) == curve(speed=400.0)


def test_without_pictures_it_still_says_what_is_measured_before_the_first_step(client: WorkerClient) -> None:
    client.start(XOR, {}, seed=1, steps=3, views=False)
    (seen,) = (event for event in until(client, Finished, Failed) if isinstance(event, Seen))
    assert (seen.step, seen.views, list(seen.metrics)) == (0, [], ["accuracy"])


def test_pause_and_resume(client: WorkerClient) -> None:
    client.start(XOR, {}, seed=1, steps=100_000, speed=50.0)
    until(client, Step)
    client.send(Pause())
    until(client, Paused)
    assert client.poll() == []
    client.send(Resume())
    until(client, Step)
    client.cancel()
    until(client, Cancelled)


def test_speed_and_learning_rate_can_be_changed_while_training(client: WorkerClient) -> None:
    client.start(XOR, {}, seed=1, steps=300, speed=1.0)
    until(client, Step)
    client.send(SetKnob(name="learning_rate", value=0.01))
    client.send(SetSpeed(speed=0.0))
    assert isinstance(until(client, Finished, Failed)[-1], Finished)


def test_a_new_start_drops_the_run_under_way_and_its_late_events(client: WorkerClient) -> None:
    client.start(XOR, {}, seed=1, steps=100_000)
    until(client, Step)
    run = client.start(XOR, {}, seed=2, steps=10)
    events = until(client, Finished, Failed)
    assert {event.run for event in events if event.run} == {run}


def test_a_killed_worker_is_one_message_and_the_next_run_works(client: WorkerClient) -> None:
    client.start(XOR, {}, seed=1, steps=1_000_000)
    until(client, Step)
    assert client.pid is not None
    os.kill(client.pid, signal.SIGKILL)
    while client.pid is not None:
        pass
    client.prepare(XOR)  # what is asked for meanwhile must not hide it
    failed = last_failed(until(client, Failed, within=10))
    assert failed.kind == "worker-died"
    assert "signal 9" in failed.message and "Start the lab again" in failed.hint
    trains(client)


def test_a_worker_that_is_dying_when_a_run_is_asked_for_is_replaced_unseen(
    client: WorkerClient, tmp_path: Path
) -> None:
    trains(client)
    assert client.pid is not None
    os.kill(client.pid, signal.SIGKILL)
    run = client.start(XOR, {}, seed=1, paused=True)
    client.send(StopWhen(rules=[Rule("step", ">=", 3)], ends=True))
    client.send(Resume())
    ended = until(client, Finished, Failed)[-1]
    assert isinstance(ended, Finished) and (ended.run, ended.steps) == (run, 3), "and knows all that was asked since"
    client.start(lab(tmp_path, data="import os; os._exit(3)"), {}, seed=1)
    assert "exit code 3" in last_failed(until(client, Failed)).message, "but not for ever"
    trains(client)


def test_a_worker_that_died_while_its_run_stood_still_is_told_when_something_is_asked_of_it(
    client: WorkerClient,
) -> None:
    client.start(XOR, {}, seed=1, paused=True)
    until(client, Paused)
    assert client.pid is not None
    os.kill(client.pid, signal.SIGKILL)
    while client.warm is not None:
        assert client.wait(0.05) is None, "nobody waited for it"
    client.send(Resume())
    assert last_failed(until(client, Failed, within=5)).kind == "worker-died"
    trains(client)
    client.send(Resume())
    assert client.poll() == [], "it is told once"
    trains(client)


def test_a_worker_that_cannot_be_understood_is_ended_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    client = WorkerClient("CPU")
    try:
        monkeypatch.setattr(wire, "LIMIT", 3)
        client.start(XOR, {}, seed=1)
        assert last_failed(until(client, Failed, within=20)).kind == "worker-died"
    finally:
        client.close()


def test_a_worker_that_understands_nothing_ends_itself() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "engine.worker"], input=b"\0\0\0\1\xc1", capture_output=True, timeout=60, check=False
    )
    assert ran.returncode == 1 and b"DecodeError" in ran.stderr


def test_a_worker_that_hangs_is_stopped_and_the_next_run_works(tmp_path: Path) -> None:
    file = lab(tmp_path, metrics="import time; time.sleep(3600)")
    client = WorkerClient("CPU", patience=LONG)
    try:
        trains(client)  # warm, so that the short patience below is not spent on starting
        client.patience = 3.0
        client.start(file, {}, seed=1)
        failed = last_failed(until(client, Failed))
        assert failed.kind == "worker-hangs"
        assert "not answered" in failed.message
        client.patience = LONG
        trains(client)
    finally:
        client.close()


def test_an_exception_in_a_lab_names_the_line_and_leaves_the_worker_alive(client: WorkerClient, tmp_path: Path) -> None:
    trains(client)
    before = client.pid
    client.start(lab(tmp_path, data='raise KeyError("colour")'), {}, seed=1)
    failed = last_failed(until(client, Failed))
    assert failed.message == "The lab stopped with KeyError: 'colour'." and "small.py, line" in failed.hint
    assert "Traceback" in failed.details
    trains(client)
    assert client.pid == before


def test_a_loss_that_is_no_number_stops_the_run_and_says_what_to_change(client: WorkerClient, tmp_path: Path) -> None:
    client.start(lab(tmp_path), {"learning_rate": 1e6}, seed=1)
    failed = last_failed(until(client, Failed))
    assert failed.kind == "diverged"
    assert "step" in failed.message and "learning rate" in failed.hint
    trains(client)


def test_running_out_of_memory_is_said_so(client: WorkerClient, tmp_path: Path) -> None:
    client.start(lab(tmp_path, data="raise MemoryError"), {}, seed=1)
    assert last_failed(until(client, Failed)).kind == "memory"
    trains(client)


@pytest.mark.parametrize("knobs", [{"hiden": 3}, {"hidden": 99}, {"activation": "step"}])
def test_a_bad_knob_is_refused_with_a_hint(client: WorkerClient, knobs: dict[str, float | str]) -> None:
    client.start(XOR, knobs, seed=1)
    failed = last_failed(until(client, Failed))
    assert failed.kind == "bad-knob" and failed.hint


def test_cancelling_a_training_run_keeps_the_worker(client: WorkerClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.client.GRACE", LONG)  # a busy machine may need longer to let the worker answer
    trains(client)
    before = client.pid
    client.start(XOR, {}, seed=1, steps=1_000_000)
    until(client, Step)
    client.cancel()
    until(client, Cancelled)
    trains(client)
    assert client.pid == before


def test_cancelling_while_a_lab_hangs_in_preparing_replaces_the_worker(client: WorkerClient, tmp_path: Path) -> None:
    trains(client)
    before = client.pid
    client.start(lab(tmp_path, data="import time; time.sleep(3600)"), {}, seed=1)
    client.cancel()
    until(client, Cancelled)
    trains(client)
    assert client.pid != before


def test_a_worker_that_cannot_be_started_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a classroom's machine allows no more processes."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    client = WorkerClient("CPU")
    client.start(XOR, {}, seed=1)
    failed = last_failed(until(client, Failed, within=5))
    assert failed.kind == "worker-died" and "could not be started: No such file" in failed.message
    client.close()


def test_an_unknown_device_is_said_so() -> None:
    client = WorkerClient("CUBA")
    try:
        client.start(XOR, {}, seed=1)
        failed = last_failed(until(client, Failed))
        assert failed.kind == "device" and "CUDA" in failed.hint
    finally:
        client.close()


def test_the_worker_says_which_device_it_warmed_up(client: WorkerClient) -> None:
    trains(client)
    assert isinstance(client.warm, Warm)
    assert client.warm.device == "CPU:LLVM"


def test_the_worker_ends_when_the_app_is_killed() -> None:
    """An app that dies by SIGKILL cannot say goodbye; its worker must not train on for ever."""
    script = (
        "import sys\nfrom pathlib import Path\nfrom engine.client import WorkerClient\n"
        f"c = WorkerClient('CPU'); c.start(Path({str(XOR)!r}), {{}}, 1, steps=10**9)\n"
        "while 'step' not in str(type(c.wait(1)).__name__).lower(): pass\n"
        "print(c.pid, flush=True)\nc.wait(3600)\n"
    )
    app = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert app.stdout is not None
    worker = int(app.stdout.readline())
    app.kill()
    app.wait()
    app.stdout.close()
    end = time.monotonic() + 10
    while time.monotonic() < end and _alive(worker):
        time.sleep(0.02)
    assert not _alive(worker)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
