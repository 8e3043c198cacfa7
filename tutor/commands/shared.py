"""What every command needs: the course, the record, the console, and one way to end with a mistake."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from tutor.content.course import Course
    from tutor.store import Record

NOT_A_TERMINAL_WIDTH = 80


class UsageMistake(click.UsageError):
    """A user's mistake in what was asked for (exit code 2): one sentence and a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())

    def show(self, file: Any = None) -> None:
        click.echo(f"tutor: {self.message}", err=True)


class Trouble(click.ClickException):
    """Something failed (exit code 1): one sentence and a hint."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())

    def show(self, file: Any = None) -> None:
        click.echo(f"tutor: {self.message}", err=True)


def course() -> Course:
    """The bundled course, or the one in the folder TUTOR_COURSE names."""
    from tutor.content.kept import course_here

    return course_here()


def record() -> Record:
    """The learner's record. Raises RecordError, which the command line shows as one sentence."""
    from tutor.store import Record

    return Record.open()


def record_or_memory() -> Record:
    """The record, or an empty one in memory after a note on stderr: for commands that work without it."""
    from tutor.store import Record, RecordError

    try:
        return Record.open()
    except RecordError as trouble:
        click.echo(f"tutor: {trouble.message} {trouble.hint} Going on without it; nothing will be kept.", err=True)
        return Record.in_memory()


def plain_terminal() -> bool:
    """Whether output must be plain text: piped, a dumb terminal, or colours unwanted."""
    return not sys.stdout.isatty() or os.environ.get("TERM") == "dumb" or bool(os.environ.get("NO_COLOR"))


def console(stderr: bool = False) -> Console:
    """A Rich console that respects pipes, TERM=dumb and NO_COLOR."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else NOT_A_TERMINAL_WIDTH
    return Console(stderr=stderr, width=width, highlight=False, no_color=plain_terminal() or None)


def print_paged(text: RenderableType) -> None:
    """Print a page at a time on a terminal, all at once elsewhere. Bold and italics only where the pager knows them."""
    out = console()
    if plain_terminal():
        out.print(text)
        return
    os.environ.setdefault("LESS", "-RFX")  # styles; no waiting for what fits; leave the text on the screen
    pager = os.environ.get("PAGER", "less")
    with out.pager(styles="less" in pager and shutil.which("less") is not None):
        out.print(text)


def print_json(value: Any) -> None:
    """One JSON document on stdout; NaN and infinity become null."""
    import msgspec

    click.echo(json.dumps(msgspec.json.decode(msgspec.json.encode(value)), ensure_ascii=False, indent=2))
