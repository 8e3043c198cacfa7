"""Several programs on one record, and programs that are killed."""

from __future__ import annotations

from pathlib import Path
from subprocess import Popen

from tests.store.children import start
from tutor.store import Record


def say(child: Popen[str], line: str = "") -> None:
    assert child.stdin is not None
    child.stdin.write(line + "\n")
    child.stdin.flush()


def hear(child: Popen[str]) -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip()


def test_two_programs_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    children = {name: start("answer", file, "200", name) for name in ("ada", "bob")}
    assert [hear(child) for child in children.values()] == ["ready", "ready"]
    for child in children.values():
        say(child)
    for child in children.values():
        child.communicate(timeout=120)
        assert child.returncode == 0
    with Record.open(file) as record:
        given = {name: [a.question for a in record.answers() if a.question.startswith(name)] for name in children}
    assert given == {name: [f"{name}-{n}" for n in range(200)] for name in children}


def test_two_programs_that_make_the_record_at_once_both_succeed(tmp_path: Path) -> None:
    children = [start("make"), start("make")]
    trials = 25
    for trial in range(trials):
        for child in children:
            say(child, str(tmp_path / f"{trial}" / "record.db"))
        assert [hear(child) for child in children] == ["made", "made"]
    for child in children:
        child.communicate(timeout=60)
    for trial in range(trials):
        with Record.open(tmp_path / f"{trial}" / "record.db") as record:
            assert len(record.attempts()) == 2


def test_a_killed_program_has_kept_every_answer_that_it_was_told_of(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    child = start("answer", file, "100000", "q")
    assert hear(child) == "ready"
    say(child)
    told = [hear(child) for _ in range(300)]
    child.kill()
    assert child.stdout is not None
    # A last line that was cut short told nothing.
    told += [line.strip() for line in child.stdout.readlines() if line.endswith("\n")]
    child.communicate(timeout=60)
    with Record.open(file) as record:
        kept = [given.question for given in record.answers()]
        assert record.open_attempt("neuron") is not None
    assert kept[: len(told)] == told
    # One answer may have been committed without the program living to say so.
    assert len(kept) - len(told) <= 1


def test_a_killed_program_does_not_hold_up_the_next(tmp_path: Path) -> None:
    """Its locks go with it, and what it left in the log is found."""
    file = tmp_path / "record.db"
    for name in ("first", "second", "third"):
        child = start("answer", file, "100000", name)
        assert hear(child) == "ready"
        say(child)
        assert hear(child) == f"{name}-0"
        child.kill()
        child.communicate(timeout=60)
    with Record.open(file) as record:
        assert len(record.attempts()) == 3
        assert {"first-0", "second-0", "third-0"} <= {given.question for given in record.answers()}
