"""Between rows of the tables and the values the program works with: times, JSON, numbers that are not finite."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Any

from tutor.store.model import Attempt, GivenAnswer, RunMark, RunRecord, thin

Row = dict[str, Any]

JSON_COLUMNS = frozenset({"questions", "answer", "knobs", "metrics", "curve", "metric_curve", "turns"})
BOOL_COLUMNS = frozenset({"right", "bar_met"})
DRAFT = "draft:"
"""Settings whose names start so hold code that is being written; a question's id follows."""
UNKNOWN = "unknown:"
"""Settings whose names start so hold what the learner said not to know in a test; the attempt's id follows."""


def stamp(at: datetime) -> str:
    """``at`` in UTC, always equally long, so that stamps sort as text.

    Raises ValueError without a time zone, OverflowError for a day whose neighbours no calendar has.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone; pass datetime.now(UTC)")
    if not MINYEAR < at.year < MAXYEAR:
        raise OverflowError(f"the year {at.year}")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def number(value: float) -> float | str:
    """``value`` for JSON, which knows neither NaN nor infinity: these become their names."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def run_row(run: RunRecord) -> Row:
    """The row of a run, its curve thinned."""
    return {
        "id": run.id,
        "lab": run.lab,
        "knobs": dump(run.knobs),
        "seed": run.seed,
        "device": run.device,
        "steps": run.steps,
        "seconds": run.seconds,
        "metrics": dump(metrics_out(run.metrics)),
        "bar_met": run.bar_met,
        "curve": dump(curve_out(run.curve)),
        "at": stamp(run.at),
        "metric_curve": dump(curve_out(run.metric_curve)),
        "turns": dump(run.turns),
    }


def run_of(row: Row) -> RunRecord:
    """The run that a row holds."""
    metrics = {name: float(value) for name, value in json.loads(row["metrics"]).items()}
    curves = {name: [(step, float(y)) for step, y in json.loads(row[name])] for name in ("curve", "metric_curve")}
    turns = [(step, what, value) for step, what, value in json.loads(row["turns"])]
    given = {"knobs": json.loads(row["knobs"]), "metrics": metrics, "turns": turns, **curves}
    return RunRecord(**row | given | {"bar_met": bool(row["bar_met"]), "at": datetime.fromisoformat(row["at"])})


def mark_of(row: Row) -> RunMark:
    """The mark that a row holds."""
    return RunMark(row["run"], row["what"], row["text"], datetime.fromisoformat(row["at"]))


def answer_of(row: Row) -> GivenAnswer:
    """The answer that a row holds."""
    return GivenAnswer(
        attempt=row["attempt"],
        question=row["question"],
        answer=json.loads(row["answer"]),
        right=bool(row["right"]),
        seconds=row["seconds"],
        at=datetime.fromisoformat(row["at"]),
    )


def attempt_of(row: Row, answers: list[GivenAnswer]) -> Attempt:
    """The attempt that a row holds, with its answers in the order given."""
    return Attempt(
        id=row["id"],
        lesson=row["lesson"],
        kind=row["kind"],
        seed=row["seed"],
        questions=json.loads(row["questions"]),
        started=datetime.fromisoformat(row["started"]),
        finished=None if row["finished"] is None else datetime.fromisoformat(row["finished"]),
        answers=answers,
    )


def plain(row: Row) -> Row:
    """``row`` as it stands in an export: JSON columns unpacked, truth values as such."""
    return {name: _plain(name, value) for name, value in row.items()}


def dump(value: object) -> str:
    """``value`` as JSON text. Escaped to ASCII: what was typed may hold bytes that are no Unicode."""
    return json.dumps(value, allow_nan=False)


def metrics_out(metrics: Mapping[str, float | str]) -> dict[str, float | str]:
    """Metrics for JSON, where numbers that are not finite have names."""
    return {name: number(float(value)) for name, value in metrics.items()}


def curve_out(curve: Sequence[tuple[int, float | str]]) -> list[tuple[int, float | str]]:
    """A curve for JSON, thinned."""
    return [(step, number(float(loss))) for step, loss in thin([(s, float(v)) for s, v in curve])]


def _plain(name: str, value: Any) -> Any:
    if name in JSON_COLUMNS:
        return json.loads(value)
    return bool(value) if name in BOOL_COLUMNS else value
