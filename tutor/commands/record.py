"""``tutor export``, ``tutor import`` and ``tutor reset``: the learner's record as a whole."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.commands.shared import Trouble, record
from tutor.paths import record_file
from tutor.store import Record, RecordDamaged, RecordTooNew, is_export, read_export, set_aside, write_export

if TYPE_CHECKING:
    from tutor.content.course import Course


def export_record(file: Path, force: bool) -> None:
    """Write everything to ``file``: JSON, or tables for .csv and .zip. An earlier export is replaced unasked."""
    if file.is_file() and not force and not is_export(file):
        raise Trouble(f"{file} is there already, and no export.", "Choose another name, or say --force to replace it.")
    with record() as kept:
        write_export(kept.export(), file)
    click.echo(f"The record is in {file}.", err=True)


def import_record(file: Path) -> None:
    """Merge an exported file into the record; doing it twice changes nothing."""
    data = read_export(file)
    with record() as kept:
        report = kept.import_(data)
    added = {table: count for table, count in report.added.items() if count}
    told = ", ".join(f"{count} {table.replace('_', ' ')}" for table, count in added.items())
    click.echo(f"Added {told}." if told else "Nothing new: everything in the file was here already.", err=True)


def _of(course: Course, question: str) -> str | None:
    """The lesson of a question."""
    found = course.lesson_of_question(question)
    return found.id if found is not None else None


def reset_record(course: Course, lesson: str | None, everything: bool, sure: bool) -> None:
    """Remove one lesson's part of the record, or all of it; a backup is written first."""
    if (lesson is None) == (not everything):
        raise click.UsageError("Name a lesson, or say --all. For example: tutor reset neuron.")
    labs = course.lesson(lesson).labs if lesson is not None else ()
    what = f"everything recorded for {lesson}" if lesson else "the whole record"
    if not sure and not click.confirm(f"Remove {what}? A backup is written first.", err=True):
        raise Trouble("Nothing was removed.")
    try:
        with Record.open() as kept:
            backup = kept.reset(lesson, labs, datetime.now(UTC), lambda question: _of(course, question) == lesson)
    except (RecordDamaged, RecordTooNew) as trouble:
        if not everything:
            raise Trouble(trouble.message, trouble.hint) from None
        backup = set_aside(record_file(), datetime.now(UTC))
    click.echo(f"Removed {what}. What was there is in {backup}.", err=True)
