"""Times, runs and filled records for the tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tutor.store import Record, RunRecord
from tutor.store.model import Turn

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def a_run(
    id: str = "r1",
    lab: str = "xor",
    bar_met: bool = True,
    curve: list[tuple[int, float]] | None = None,
    metric_curve: list[tuple[int, float]] | None = None,
    turns: list[Turn] | None = None,
) -> RunRecord:
    return RunRecord(
        id=id,
        lab=lab,
        knobs={"learning_rate": 0.1, "hidden": 4, "activation": "tanh", "bias": True},
        seed=3,
        device="CPU:LLVM",
        steps=400,
        seconds=2.5,
        metrics={"accuracy": 1.0},
        bar_met=bar_met,
        curve=[(1, 0.7), (400, 0.01)] if curve is None else curve,
        at=NOW,
        metric_curve=metric_curve or [],
        turns=turns or [],
    )


def fill(record: Record) -> str:
    """Put something into every table; returns the id of a finished quiz, as :func:`fill_as_at_first` does."""
    attempt = fill_as_at_first(record)
    record.save_run(a_run("r2", metric_curve=[(4, 0.5), (400, 1.0)], turns=[(40, "learning_rate", 0.5)]))
    record.mark_run("r2", "name", "four units", after(5))
    return attempt


def fill_as_at_first(record: Record) -> str:
    """Put something into every table of the first version.

    Returns the id of a finished quiz of ``neuron`` with one right, one wrong.
    """
    attempt = record.start_attempt("neuron", "quiz", 7, ["neuron-sum", "neuron-bias"], NOW)
    record.answer(attempt, "neuron-sum", "0.5", True, 4.5, after(1))
    record.answer(attempt, "neuron-bias", ["it shifts", "it scales"], False, 9.0, after(2))
    record.finish_attempt(attempt, after(3))
    record.save_run(a_run())
    record.mark_read("neuron", "question", NOW)
    record.set_position("neuron", "summary", after(4))
    record.set_setting("theme", "nord")
    return attempt


def filled_file(folder: Path) -> Path:
    """A record file with something in every table, closed."""
    file = folder / "record.db"
    with Record.open(file) as record:
        fill(record)
    return file


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file in ``folder`` with its content."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
