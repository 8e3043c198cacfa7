"""How a plain quiz talks: as lines to be read, or to be listened to; and where reports on its questions go."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.content.spoken_signs import said

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.reports.report import Fact

ASK = "What is wrong or unclear here? One line; an empty one to leave it:"
_COLUMNS = re.compile(r"\s{6,}|\s*\u2502\s*|(?<=\])\s{2,}")
_CELLS = re.compile(r"\s{2,}")
_BRACKETS = re.compile(r"\[\s*([^\]]*?)\s*\]")
_RULE = re.compile(r"[\u2500-\u257f\s-]*")
_GAP = re.compile("_{3,}")


def unread(text: str) -> str:
    """``text`` as it stands."""
    return text


def aloud(text: str) -> str:
    """``text`` for who listens: signs in words, lines set by hand (matrices, tables) cell by cell, gaps by name."""
    lines = text.split("\n")
    return "\n".join(_row(line) if line.startswith("  ") else _GAP.sub("blank", said(line)) for line in lines)


def _row(line: str) -> str:
    """A line set by hand: commas between its cells, semicolons where columns part; a ruled line is left empty."""
    if _RULE.fullmatch(line):
        return ""
    closed = _BRACKETS.sub(lambda row: f"[{_CELLS.sub('  ', row[1])}]", line.strip())
    columns = (", ".join(_CELLS.split(column)) for column in _COLUMNS.split(closed))
    return "  " + said("; ".join(columns))


@dataclass(frozen=True)
class Manner:
    """``words`` puts prose, ``signs`` a line of an answer as it is to be said; ``report`` keeps what a learner writes
    about the question with that id, and returns where it is.
    """

    words: Callable[[str], str] = unread
    signs: Callable[[str], str] = unread
    report: Callable[[str, str, list[Fact]], str] | None = None


def kept_report(course: Course, target: str, note: str, extra: list[Fact] | None = None) -> str:
    """Write a report on ``target``: where it is, or why there is none. Raises UnknownContent."""
    from datetime import datetime

    from tutor.paths import reports_dir
    from tutor.reports.report import about, write

    report = about(course, target, extra or ())
    try:
        file = write(report, course.root, reports_dir(), datetime.now().astimezone(), note)
    except OSError as error:
        return f"The report cannot be written: {error.strerror}."
    return f"The report is in {file}\nNothing was sent anywhere."
