"""The form of an export: what a JSON file of a record holds, checked strictly when it comes back.

Fields have the names of the tables' columns. Ids of rows are random, so the same row is known again wherever it
is imported.
"""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from tutor.store.errors import RecordError, too_new
from tutor.store.model import Answer, Kind, Marked
from tutor.store.rows import BOOL_COLUMNS, JSON_COLUMNS, Row, curve_out, dump, metrics_out, stamp

FORMAT = 4
"""Format 2 knows quizzes and placement tests of whole parts, format 3 the curves of metrics and what was done with
runs, format 4 what was changed in the middle of a run; all else is as in format 1."""

PROGRAM = "deep-tutor"

Id = Annotated[str, Meta(min_length=1)]
Time = Annotated[datetime, Meta(tz=True)]
Whole = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Seconds = Annotated[float, Meta(ge=-1e12, le=1e12)]
Finite = Annotated[float, Meta(ge=-sys.float_info.max, le=sys.float_info.max)]
Knob = Finite | int | bool | str
Reading = float | Literal["NaN", "Infinity", "-Infinity"]


class AttemptRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One go at a quiz."""

    id: Id
    lesson: str
    kind: Kind
    seed: Whole
    questions: list[str]
    started: Time
    finished: Time | None = None


class AnswerRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One answer."""

    id: Id
    attempt: Id
    question: str
    answer: Answer
    right: bool
    seconds: Seconds
    at: Time


class RunRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One run of a lab."""

    id: Id
    lab: str
    knobs: dict[str, Knob]
    seed: Whole
    device: str
    steps: Whole
    seconds: Seconds
    metrics: dict[str, Reading]
    bar_met: bool
    curve: list[tuple[int, Reading]]
    at: Time
    metric_curve: list[tuple[int, Reading]] = []
    turns: list[tuple[Whole, str, Knob]] = []


class MarkRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A run was named, deleted from the list or taken back."""

    id: Id
    run: Id
    what: Marked
    text: str
    at: Time


class PlaceRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A section that was read, or the one where the reader stopped."""

    lesson: str
    section: str
    at: Time


class SettingRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One setting."""

    name: str
    value: str


class Export(Struct, frozen=True, forbid_unknown_fields=True):
    """A whole record."""

    program: Literal["deep-tutor"]
    format: Literal[1, 2, 3, 4]
    attempts: list[AttemptRow]
    answers: list[AnswerRow]
    runs: list[RunRow]
    sections_read: list[PlaceRow]
    positions: list[PlaceRow]
    settings: list[SettingRow]
    run_marks: list[MarkRow] = []


TABLES: dict[str, type[Struct]] = {
    "attempts": AttemptRow,
    "answers": AnswerRow,
    "runs": RunRow,
    "sections_read": PlaceRow,
    "positions": PlaceRow,
    "settings": SettingRow,
    "run_marks": MarkRow,
}
"""Every table of an export, those first that others refer to."""


def parse(data: object) -> Export:
    """Check ``data`` and everything in it. Raises RecordError naming the first thing that is wrong."""
    if not isinstance(data, dict) or data.get("program") != PROGRAM:
        raise RecordError("This is not an export of a learner's record.", "Use a file that 'tutor export FILE' wrote.")
    version = data.get("format")
    if isinstance(version, int) and version > FORMAT:
        raise too_new(None, f"format {version}")
    try:
        return msgspec.convert(data, Export)
    except msgspec.ValidationError as error:
        raise RecordError(
            f"The export cannot be imported: {_in_words(error)}.",
            "Nothing was changed. Export it again, or correct the file.",
        ) from error


def row_of(item: Struct) -> Row:
    """The row of a table for one item of an export."""
    return {name: _cell(name, getattr(item, name)) for name in item.__struct_fields__}


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    if name == "metrics":
        value = metrics_out(value)
    elif name in ("curve", "metric_curve"):
        value = curve_out(value)
    if name in JSON_COLUMNS:
        return dump(value)
    return int(value) if name in BOOL_COLUMNS else value


def _in_words(error: msgspec.ValidationError) -> str:
    """msgspec's "Expected `str`, got `int` - at `$.answers[3].question`", the place first."""
    what, _, where = str(error).partition(" - at ")
    what = what[:1].lower() + what[1:]
    place = where.strip("`").removeprefix("$").removeprefix(".")
    return f"{place}: {what}" if place else what
