"""The other end of the worker process: starts it, sends commands, collects events, survives its death.

Used by the app (which polls on a timer) and the command line (which waits). Nothing heavy is imported here.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Unpack, cast

import msgspec

from engine.commands import (
    AnyCommand,
    Cancel,
    Command,
    How,
    KnobValue,
    NextPhase,
    Pause,
    Prepare,
    Quit,
    Resume,
    SingleStep,
    Start,
)
from engine.environment import DATASETS
from engine.events import (
    Ahead,
    AnyEvent,
    Cancelled,
    Event,
    Failed,
    Finished,
    Paused,
    Phase,
    Preparing,
    Ready,
    Warm,
)
from engine.wire import read_frame, write_frame

PATIENCE = 60.0  # seconds a busy worker may be silent: one kernel on a slow laptop takes up to ten
GRACE = 0.08  # seconds a worker that trains gets to say that it stopped, before it is replaced
GRACE_PREPARING = 0.04  # the same while it prepares: a kernel seldom ends that soon, so there is less to wait for


class _Ended(Event, frozen=True, tag="ended"):
    """The worker's output closed."""


class WorkerClient:
    """One worker process, restarted when it dies. Not thread-safe: use it from one thread.

    ``device`` is "auto" or a device's name; ``cache`` a folder for what may be remembered between starts, the
    worker's log among it. ``niceness`` (0–19) is how far the worker stands back for others. ``datasets`` is the
    folder of data sets that were downloaded.
    """

    def __init__(
        self,
        device: str = "auto",
        cache: Path | None = None,
        patience: float = PATIENCE,
        niceness: int = 5,
        datasets: Path | None = None,
    ) -> None:
        self.device, self.cache, self.patience, self.niceness = device, cache, patience, niceness
        self.datasets = datasets
        self._process: subprocess.Popen[bytes] | None = None
        self._events: queue.SimpleQueue[tuple[subprocess.Popen[bytes], AnyEvent | _Ended]] = queue.SimpleQueue()
        self._errors: IO[bytes] | None = None
        self._runs = itertools.count(1)
        self._run = 0
        self._busy = self._ready = False
        self._unsaid: Failed | None = None  # how the worker died, or did not live, while nobody waited for it
        self._again: list[Command] = []  # what a worker from before this run was asked and has not answered yet
        self._heard = 0.0
        self._cancel_by: float | None = None
        self._ahead: dict[str, Ahead] = {}
        self.warm: Warm | None = None

    # -- starting and sending -------------------------------------------------------------------------------------
    def warm_up(self) -> None:
        """Start the process if none is running; returns at once. If it cannot be started, the next run says so."""
        if self._process is not None and self._process.poll() is None:
            return
        self.warm = self._process = None
        command = [sys.executable, "-m", "engine.worker", "--device", self.device]
        command += ["--nice", str(self.niceness)]
        if self.cache is not None:
            command += ["--cache", str(self.cache)]
        env = {"OPENBLAS_NUM_THREADS": "1"} | os.environ  # small arrays: threads would only wait for each other
        if self.datasets is not None:
            env[DATASETS] = str(self.datasets)
        pipe = subprocess.PIPE
        try:
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=self._errors, env=env)
        except OSError as error:
            why = f"The training process could not be started: {error.strerror}."
            self._unsaid = Failed(self._run, why, "Close other programs, then start the lab again.", "worker-died")
            return
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()
        for lab_file in [name for name, told in self._ahead.items() if not told.ready and not told.trouble]:
            self._write(Prepare(0, lab_file))

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        decoder = msgspec.msgpack.Decoder(AnyEvent)
        stream = cast("IO[bytes]", process.stdout)
        try:
            while (frame := read_frame(stream)) is not None:  # type: ignore[arg-type]
                event = decoder.decode(frame)
                if isinstance(event, Ahead):
                    self._ahead[event.lab_file] = event
                else:
                    self._events.put((process, event))
        except (OSError, ValueError, msgspec.DecodeError):
            process.kill()  # nobody reads on, and it would wait for that for ever
        process.wait()
        self._events.put((process, _Ended()))

    def start(
        self,
        lab_file: Path,
        knobs: Mapping[str, KnobValue],
        seed: int,
        steps: int | None = None,
        **how: Unpack[How],
    ) -> int:
        """Train a lab as :class:`engine.commands.Start` says, dropping any run under way. Returns the run's number."""
        self._run = next(self._runs)
        self._busy, self._ready, self._cancel_by, self._unsaid = True, False, None, None
        before = self._process
        self.warm_up()
        command = Start(self._run, str(lab_file), dict(knobs), seed, steps, **how)
        self._again = [command] if self._process is before else []
        self._write(command)
        self._heard = time.monotonic()
        return self._run

    def prepare(self, lab_file: Path) -> None:
        """Prepare a lab in the background for a later start; :meth:`ahead` says how far it is. Asking twice is free."""
        name = str(lab_file)
        if name in self._ahead:
            return
        if not self._busy:  # else a process is there, or its death is still to be told
            self.warm_up()
        self._ahead[name] = Ahead(0, name)
        self._write(Prepare(0, name))

    def ahead(self, lab_file: Path) -> Ahead | None:
        """How far the background is with a lab; None if it was not asked to prepare it. Never blocks."""
        return self._ahead.get(str(lab_file))

    def send(self, command: AnyCommand) -> None:
        """Send a command to the run under way; its ``run`` is filled in here. If it is gone, the next event says so."""
        waits = isinstance(command, Pause | Resume | SingleStep | NextPhase)
        self._busy = self._busy or waits or self._unsaid is not None
        self._heard = time.monotonic()
        command = msgspec.structs.replace(command, run=self._run)
        if self._again:
            self._again.append(command)
        self._write(command)

    def cancel(self) -> None:
        """Stop the run: politely, and if the worker does not answer at once, by replacing it."""
        if self._run == 0:
            return
        self._write(Cancel(self._run))
        self._cancel_by = time.monotonic() + (GRACE if self._ready else GRACE_PREPARING)

    def _write(self, command: Command) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        # A dead worker is reported by the listener, with its reason.
        with contextlib.suppress(OSError):
            write_frame(process.stdin, msgspec.msgpack.encode(command))  # type: ignore[arg-type]

    # -- receiving ------------------------------------------------------------------------------------------------
    def poll(self) -> list[AnyEvent]:
        """Everything that arrived since the last call, in order; never blocks."""
        events = []
        while not self._events.empty():
            events += self._accept(*self._events.get())
        return events + self._overdue()

    def wait(self, timeout: float | None = None) -> AnyEvent | None:
        """The next event, or None after ``timeout`` seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        while end is None or time.monotonic() < end:
            try:
                events = self._accept(*self._events.get(timeout=self._nap()))
            except queue.Empty:
                events = self._overdue()
            if events:
                return events[0]
        return None

    def _nap(self) -> float:
        """Seconds until something may be overdue."""
        left = 0.05 if self._cancel_by is None else self._cancel_by - time.monotonic()
        return min(0.05, max(0.001, left))

    def _accept(self, process: subprocess.Popen[bytes], event: AnyEvent | _Ended) -> list[AnyEvent]:
        if process is not self._process:
            return []  # last words of a worker that was replaced
        if isinstance(event, _Ended):
            return self._died(process)
        if event.run not in (0, self._run):
            return []
        if event.run:
            self._again = []
        self._heard = time.monotonic()
        if isinstance(event, Warm):
            self.warm = event
        if isinstance(event, Paused | Finished | Cancelled | Failed | Phase):
            self._busy = False
        elif isinstance(event, Preparing | Ready):
            self._busy, self._ready = True, isinstance(event, Ready)
        if isinstance(event, Cancelled | Failed):
            self._cancel_by = None
        return [event]

    def _overdue(self) -> list[AnyEvent]:
        now = time.monotonic()
        if self._cancel_by is not None and now > self._cancel_by:
            self._replace()
            return [Cancelled(self._run)]
        if self._busy and self._unsaid is not None:
            failed, self._unsaid, self._busy = self._unsaid, None, False
            return [failed]
        if self._busy and now - self._heard > self.patience:
            self._replace()
            return [
                Failed(
                    self._run,
                    f"The lab has not answered for {self.patience:g} seconds, so it was stopped.",
                    "Start it again. If it happens again, tutor doctor may say why.",
                    "worker-hangs",
                )
            ]
        return []

    def _died(self, process: subprocess.Popen[bytes]) -> list[AnyEvent]:
        if self._again:  # it was dying when this run was asked for
            self._start_over()
            return []
        last_words = self._last_words()
        busy, code = self._busy, process.returncode
        self._process, self.warm, self._busy, self._cancel_by = None, None, False, None
        why = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        hint = "Start the lab again: a fresh process takes over. Nothing recorded is lost."
        if code == -9:
            hint += " If this machine is short of memory, close other programs first."
        failed = Failed(self._run, f"The training process ended {why}.", hint, "worker-died", last_words)
        if busy:
            return [failed]
        self._unsaid = failed  # the next run starts a new one; a command to this run would wait in vain
        return []

    def _start_over(self) -> None:
        """Ask a fresh worker for all that the last one was asked for, once."""
        commands, self._again = self._again, []
        self.warm_up()
        for command in commands:
            self._write(command)
        self._heard = time.monotonic()

    def _last_words(self) -> str:
        if self._errors is None:
            return ""
        self._errors.seek(0)
        return self._errors.read()[-4000:].decode(errors="replace")

    # -- ending ---------------------------------------------------------------------------------------------------
    def _replace(self) -> None:
        """Kill the worker and start a fresh one in the background."""
        self._kill()
        self._busy, self._cancel_by, self._again = False, None, []
        self.warm_up()

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the worker process."""
        self._write(Quit())
        self._kill()
        self._busy = False

    @property
    def pid(self) -> int | None:
        """The worker's process number, if one is running."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None
