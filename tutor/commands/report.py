"""``tutor report``: what is wrong or unclear in the course, as a file of the learner's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from tutor import whole
from tutor.commands.shared import Trouble
from tutor.paths import reports_dir
from tutor.reports.report import about, write

if TYPE_CHECKING:
    from tutor.content.course import Course


def write_report(course: Course, target: str, note: str, in_editor: bool) -> None:
    """Write the report and print where it is. Raises UnknownContent and Trouble."""
    from tutor.editor import EditorTrouble, edit

    report = about(course, target)
    try:
        file = write(report, course.root, reports_dir(), datetime.now().astimezone(), note)
        if in_editor:
            whole.write(file, edit(file.read_text(encoding="utf-8"), file.name))
    except OSError as error:
        raise Trouble(
            f"The report cannot be written: {error.strerror}.", "Set TUTOR_HOME to a folder of yours."
        ) from None
    except EditorTrouble as trouble:
        raise Trouble(str(trouble), f"The report is in {file}.") from None
    click.echo(file)
