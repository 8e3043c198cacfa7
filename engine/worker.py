"""The worker process: ``python -m engine.worker`` reads commands from stdin and writes events to stdout.

One thread reads commands; the main thread trains. When stdin closes (the app is gone, however it went), the process
ends at once, so that no run is left behind.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import queue
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from engine import datasets
from engine.ahead import prepare_ahead
from engine.backend import configure
from engine.commands import AnyCommand, Cancel, Prepare, Quit, Start
from engine.device import CPU, Chosen, choose
from engine.events import AnyEvent, Cancelled, Failed, Preparing, Refused, Warm
from engine.lab import LabError, MissingDataError
from engine.shelf import log_to
from engine.train import DivergedError
from engine.wire import read_frame, write_frame

if TYPE_CHECKING:
    from engine.session import Session

Send = Callable[[AnyEvent], None]


class CancelledWhilePreparing(Exception):  # noqa: N818 - not an error: the learner left
    """The run was cancelled between two kernels."""


def own_stdout() -> BinaryIO:
    """Keep stdout for events alone: whatever a lab or a library prints goes to stderr."""
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return events


class Inbox:
    """What has arrived and was not yet looked at: commands for runs, and labs to prepare ahead."""

    def __init__(self) -> None:
        self.commands: queue.SimpleQueue[AnyCommand] = queue.SimpleQueue()
        self.wanted: queue.SimpleQueue[str] = queue.SimpleQueue()

    def listen(self, stream: BinaryIO) -> None:
        """Sort every command that arrives; end the process when there can be no more, or one is not understood."""
        try:
            self._sort(stream)
        except (OSError, ValueError, msgspec.DecodeError):
            traceback.print_exc()
            os._exit(1)
        os._exit(0)

    def _sort(self, stream: BinaryIO) -> None:
        decoder = msgspec.msgpack.Decoder(AnyCommand)
        while (frame := read_frame(stream)) is not None:
            command = decoder.decode(frame)
            if isinstance(command, Prepare):
                self.wanted.put(command.lab_file)
            else:
                self.commands.put(command)


class Worker:
    """Serves commands one run at a time."""

    def __init__(self, chosen: Chosen, commands: queue.SimpleQueue[AnyCommand], send: Send, cache: Path | None) -> None:
        self.chosen, self.commands, self._send_out, self.cache = chosen, commands, send, cache
        self._held: deque[AnyCommand] = deque()  # arrived while preparing

    def serve(self) -> None:
        """Run labs until told to quit."""
        command = self._next(standing=True)
        while not isinstance(command, Quit):
            command = self._run(command) if isinstance(command, Start) else self._next(standing=True)

    def _run(self, start: Start) -> AnyCommand | None:
        """One run from start to end; returns the command that ended it (a new start or quit), if one did."""
        try:
            return self._train(start)
        except Exception as error:
            self._send_out(failure(start.run, error))
            return None

    def _train(self, start: Start) -> AnyCommand:
        from engine.session import Session

        with closing(Session(start, self.chosen.device, self._send_unless_cancelled, self.cache)) as session:
            while True:
                command = self._next(session.standing, session.wait())
                if isinstance(command, Start | Quit):
                    return command
                if command is not None and command.run == session.run:
                    self._apply(session, command)
                elif command is None and not session.standing:
                    session.advance()

    def _apply(self, session: Session, command: AnyCommand) -> None:
        try:
            session.apply(command)
        except LabError as mistake:
            self._send_out(Refused(session.run, mistake.message, mistake.hint))

    def _next(self, standing: bool, wait: float = 0.0) -> AnyCommand | None:
        """The next command; None if none has come after ``wait`` seconds. Blocks while ``standing``."""
        if self._held:
            return self._held.popleft()
        if standing:
            return self.commands.get()
        try:
            return self.commands.get(timeout=wait) if wait else self.commands.get_nowait()
        except queue.Empty:
            return None

    def _send_unless_cancelled(self, event: AnyEvent) -> None:
        """Send; between two kernels also look whether the run is still wanted."""
        self._send_out(event)
        while isinstance(event, Preparing) and not self.commands.empty():
            command = self.commands.get()
            if isinstance(command, Cancel):
                raise CancelledWhilePreparing
            self._held.append(command)
            if isinstance(command, Start | Quit):
                raise CancelledWhilePreparing


def failure(run: int, error: Exception) -> AnyEvent:
    """What an exception means to a learner."""
    details = "".join(traceback.format_exception(error))
    match error:
        case CancelledWhilePreparing():
            return Cancelled(run, 0)
        case MissingDataError(message=message, hint=hint):
            return Failed(run, message, hint, "no-data")
        case LabError(message=message, hint=hint):
            return Failed(run, message, hint, "bad-knob")
        case DivergedError(step=step, loss=loss, advice=advice):
            return Failed(run, f"Training diverged: the loss became {loss} at step {step}.", advice, "diverged")
        case MemoryError():
            return Failed(run, "There is not enough memory for this net.", "Make it smaller.", "memory", details)
    where = traceback.extract_tb(error.__traceback__)[-1]
    return Failed(
        run,
        f"The lab stopped with {type(error).__name__}: {error}"[:300].rstrip(".") + ".",
        f"The fault is near {Path(where.filename).name}, line {where.lineno}; tutor --debug shows all of it.",
        "lab-error",
        details,
    )


def main() -> None:
    """Warm up, then serve until stdin closes."""
    options = argparse.ArgumentParser()
    options.add_argument("--device", default="auto")
    options.add_argument("--cache", default="")
    options.add_argument("--nice", type=int, default=5)
    given = options.parse_args()
    out, lock = own_stdout(), threading.Lock()

    def send(event: AnyEvent) -> None:
        with lock:
            write_frame(out, msgspec.msgpack.encode(event))

    _be_modest(given.nice)
    cache = Path(given.cache) if given.cache else None
    kernels = _private_cache(cache)
    if cache and kernels:
        log_to(cache)
    inbox = Inbox()
    threading.Thread(target=inbox.listen, args=(sys.stdin.buffer,), daemon=True).start()
    try:
        chosen = choose(given.device, cache / "device.json" if cache else None)
    except LabError as mistake:
        send(Failed(0, mistake.message, mistake.hint, "device"))
        return
    configure(chosen.device, kernels)
    _import_what_is_slow(chosen.device)
    send(Warm(0, chosen.device, chosen.note))
    prepare_ahead(chosen.device, cache, inbox.wanted, send)
    Worker(chosen, inbox.commands, send, cache).serve()


def _import_what_is_slow(device: str) -> None:
    """Do while nobody waits what the first start would do; tinygrad waits until a lab needs it."""
    for name in ("numpy.random", "engine.session"):
        import_module(name)
    datasets.load("digits")  # what it loads is dropped; what it imports stays
    if device == CPU:
        import_module("engine.native_program")
        import_module("engine.prepared").warm_up()


def _be_modest(niceness: int) -> None:
    """The screen comes first. Ctrl-C is for the app, which then ends this process in its own way."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(niceness)  # not on every platform, and not needed there
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _private_cache(folder: Path | None) -> str | None:
    """A writable place for compiled kernels, or None."""
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return str(folder / "kernels.db") if os.access(folder, os.W_OK) else None


if __name__ == "__main__":
    main()
