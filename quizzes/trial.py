"""Trying a learner's code: in a process of its own, for a limited time, in limited memory.

What is limited where:

- everywhere: time (the process is killed), what it prints and what it returns, no input, an empty folder of its
  own to work in, an environment without the learner's variables;
- Linux: memory, processor time and the size of files by the system's own limits; processes that the code started
  are killed with it;
- macOS: the same, but the system does not enforce the limit on memory, so a memory bomb ends with the time;
- Windows: no limit on memory, and processes that the code started are left to themselves.
"""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import msgspec

from quizzes.evidence import Evidence, Result, Trouble
from quizzes.model import Code
from quizzes.plain_data import fingerprint

SANDBOX = Path(__file__).with_name("sandbox.py")
MOST_RAW = 2000
"""Bytes written past ``print`` that are shown."""
LONGEST_LINE = 1 << 20
"""Bytes of one event: more means that somebody else writes there."""
FAREWELL = 1.0
"""Seconds for what is left in the pipes once the process is dead."""
KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Without these Python itself does not start on some machines."""


@dataclass(frozen=True)
class Limits:
    """How long the code may run (starting Python and loading NumPy not counted) and how much memory it may take."""

    seconds: float = 5.0
    memory: int = 512 << 20
    start: float = 60.0


@dataclass
class _Program:
    """What is known of one program so far."""

    results: list[Result] = field(default_factory=list)
    trouble: Trouble | None = None
    printed: str = ""
    seconds: float | None = None
    calling: bool = False


class Trial:
    """One run of ``programs``, each in a fresh module, against the calls of ``question``."""

    def __init__(self, question: Code, programs: Sequence[str], limits: Limits = Limits()) -> None:
        self.question, self.limits = question, limits
        self._programs = [(code, _Program()) for code in programs]
        self._at = -1
        self._ready, self._over = threading.Event(), threading.Event()
        self._cancelled = self._done = False
        self._raw = bytearray()

    def cancel(self) -> None:
        """Stop it, from any thread; :meth:`run` then returns at once."""
        self._cancelled = True
        self._ready.set()
        self._over.set()

    def run(self) -> list[Evidence]:
        """What each program brought, in order. Never raises for anything the programs do."""
        with ExitStack() as stack:
            try:
                place = tempfile.TemporaryDirectory(prefix="tutor-code-", ignore_cleanup_errors=True)
                process = self._start(stack.enter_context(place))
            except OSError as error:
                return self._evidence(Trouble("start", message=error.strerror or str(error)))
            assert process.stdin is not None and process.stdout is not None and process.stderr is not None
            threads = [
                threading.Thread(target=self._listen, args=(process.stdout,), daemon=True),
                threading.Thread(target=self._drain, args=(process.stderr,), daemon=True),
            ]
            try:
                for thread in threads:
                    thread.start()
                with suppress(BrokenPipeError), process.stdin as pipe:
                    pipe.write(self._job())
                started = self._ready.wait(self.limits.start)
                ended = started and self._over.wait(self.limits.seconds)
            finally:
                _kill(process)
            for thread in threads:
                thread.join(FAREWELL)
        return self._evidence(self._why(process.returncode, started, ended))

    def _start(self, folder: str) -> subprocess.Popen[bytes]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        places = {"HOME": folder, "TMPDIR": folder, "TEMP": folder, "TMP": folder}
        own_group: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            own_group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
        pipe = subprocess.PIPE
        command = [sys.executable, "-I", "-B", "-X", "utf8", str(SANDBOX)]
        environment = {**kept, **threads, **places}
        return subprocess.Popen(command, cwd=folder, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, **own_group)

    def _job(self) -> bytes:
        job = {
            "programs": [code for code, _ in self._programs],
            "calls": [[call.function, call.args] for call in self.question.calls],
            "arrays": self.question.arrays,
            "memory": self.limits.memory,
            "seconds": math.ceil(self.limits.seconds),
        }
        return json.dumps(job).encode()

    # -- in threads of their own ---------------------------------------------------------------------------

    def _listen(self, pipe: IO[bytes]) -> None:
        """Take in the events until the last one, or until the pipe ends."""
        with pipe, suppress(ValueError, KeyError, TypeError, IndexError, OSError, msgspec.ValidationError):
            while not self._done and (line := pipe.readline(LONGEST_LINE)):
                self._take(json.loads(line))
        self._ready.set()
        self._over.set()

    def _drain(self, pipe: IO[bytes]) -> None:
        """Keep the beginning of what is written to the descriptors 1 and 2; read the rest, so that nobody waits."""
        with pipe, suppress(OSError, ValueError):
            while chunk := pipe.read1(1 << 16):  # type: ignore[attr-defined]
                self._raw += chunk[: MOST_RAW - len(self._raw)]

    def _take(self, event: dict[str, Any]) -> None:
        match event:
            case {"ready": True}:
                self._ready.set()
            case {"program": int(number)}:
                self._at = number
            case {"done": True}:
                self._done = True
            case _:
                self._take_one(self._programs[self._at][1], event)

    @staticmethod
    def _take_one(program: _Program, event: dict[str, Any]) -> None:
        match event:
            case {"call": int()}:
                program.calling = True
            case {"printed": str(text)}:
                program.printed += text
            case {"seconds": float(seconds)}:
                program.seconds = seconds
            case {"trouble": trouble} if not program.calling:
                program.trouble = msgspec.convert(trouble, Trouble)
            case _:
                program.results.append(msgspec.convert(event, Result))
                program.calling = False

    # -- the end -------------------------------------------------------------------------------------------

    def _why(self, code: int, started: bool, ended: bool) -> Trouble | None:
        """What ended the process before it was done; None when it was."""
        if self._cancelled:
            return Trouble("cancelled")
        if self._done:
            return None
        if not started or self._at < 0:
            message = self._raw.decode("utf-8", "replace").strip().rpartition("\n")[2] or f"exit code {code}"
            return Trouble("start", message=message)
        if not ended or code == -getattr(signal, "SIGXCPU", 0):
            return Trouble("time", seconds=self.limits.seconds)
        return Trouble("ended", code=code)

    def _evidence(self, why: Trouble | None) -> list[Evidence]:
        raw = self._raw.decode("utf-8", "replace")
        return [self._one(code, program, why, raw) for code, program in self._programs]

    def _one(self, code: str, program: _Program, why: Trouble | None, raw: str) -> Evidence:
        """The evidence of one program; what ended the process stands where it happened, or before the beginning."""
        results, trouble = list(program.results), program.trouble
        if program.seconds is None and why is not None:
            if program.calling:
                results.append(Result(trouble=why))
            else:
                trouble = why
        return Evidence(
            of=fingerprint(self.question, code),
            results=results,
            trouble=trouble,
            printed=program.printed + raw,
            seconds=program.seconds or 0.0,
        )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and all it started; the status of one that has ended already stays as it was."""
    if sys.platform != "win32":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def try_code(question: Code, code: str, limits: Limits = Limits()) -> Evidence:
    """Run ``code`` against the calls of ``question``."""
    return Trial(question, [code], limits).run()[0]
