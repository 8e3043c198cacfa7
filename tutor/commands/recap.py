"""``tutor recap``: what was learned as Markdown, to the screen or to a file that is not replaced unasked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor import whole
from tutor.commands.shared import Trouble, record
from tutor.paths import free

if TYPE_CHECKING:
    from tutor.content.course import Course


def show_recap(course: Course, file: Path | None, force: bool) -> None:
    """Print the recap, or write it to ``file``."""
    from tutor.learner.recap import read_recap

    with record() as kept:
        text = read_recap(course, kept, date.today())
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        write_recap(text, file, force)
    except FileExistsError:
        raise Trouble(f"{file} is there already.", "Choose another name, or say --force to replace it.") from None
    except OSError as error:
        raise Trouble(f"{file} cannot be written: {error.strerror}.", "Choose another place for it.") from None
    click.echo(f"The recap is in {file}.", err=True)


def write_recap(text: str, file: Path, force: bool = False) -> None:
    """Write ``text`` to ``file``. Raises FileExistsError for a file that is there, unless ``force``, and OSError."""
    if force:
        whole.write(file, text)
        return
    with file.open("x", encoding="utf-8") as out:
        out.write(text)


def free_file(folder: Path, today: date) -> Path:
    """A name for a recap that is free in ``folder``: "tutor-recap-2026-03-01.md", "tutor-recap-2026-03-01-2.md" …"""
    return free(folder, f"tutor-recap-{today.isoformat()}", ".md")
