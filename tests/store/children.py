"""What the tests run in processes of its own: ``python -m tests.store.children WHAT PATH …``."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.store.builders import NOW, after
from tutor.store import Record

ROOT = Path(__file__).parents[2]


def start(what: str, *arguments: str | Path) -> subprocess.Popen[str]:
    """Start one of the functions below; its standard input and output are pipes."""
    command = [sys.executable, "-m", "tests.store.children", what, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def answer(path: str, count: str, name: str) -> None:
    """Wait for a line, then give ``count`` answers in one attempt, saying each question once it is committed."""
    with Record.open(Path(path)) as record:
        attempt = record.start_attempt("neuron", "quiz", 1, [name], NOW)
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(int(count)):
            question = f"{name}-{number}"
            record.answer(attempt, question, "x" * 200, True, 1.0, after(number))
            print(question, flush=True)


def make() -> None:
    """For each path that comes in, open the record there, write one attempt and say how it went."""
    for line in sys.stdin:
        try:
            with Record.open(Path(line.strip())) as record:
                record.start_attempt("neuron", "quiz", 1, [], NOW)
            print("made", flush=True)
        except Exception as error:
            print(repr(error), flush=True)


def crash_in_old_journal(path: str) -> None:
    """Die in the middle of a write without WAL, the half-written pages on disk already."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE settings SET value = 'half'")
    connection.executemany("INSERT INTO settings VALUES (?, ?)", [(f"s{n}", "x" * 999) for n in range(200)])
    os.kill(os.getpid(), signal.SIGKILL)


PARTS: dict[str, Callable[..., None]] = {
    "answer": answer,
    "make": make,
    "crash_in_old_journal": crash_in_old_journal,
}

if __name__ == "__main__":
    PARTS[sys.argv[1]](*sys.argv[2:])
