"""How a command ends: what went wrong in one sentence on stderr, and the exit code."""

from __future__ import annotations

import os
import sys
from typing import Any

import click


def flushed(code: int) -> int:
    """A reader that went away (``tutor lessons | head -1``) is not an error."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def explain(error: Exception) -> int:
    """Say what went wrong in one sentence; the exit code."""
    match error:
        case click.ClickException():
            error.show()
            return error.exit_code
        case BrokenPipeError():
            return 0
    return _explain_ours(error)


def _explain_ours(error: Any) -> int:
    from engine.lab import LabError
    from tutor.content.errors import ContentError, UnknownContent
    from tutor.store import RecordError

    match error:
        case UnknownContent():
            click.echo(f"tutor: {error.message} {error.hint}".rstrip(), err=True)
            return 2
        case LabError() | RecordError():
            click.echo(f"tutor: {error.message} {error.hint}".rstrip(), err=True)
            return 1
        case ContentError():
            click.echo(f"tutor: the course has mistakes:\n{error}", err=True)
            return 1
    from tutor import crash

    click.echo(crash.apology(error), err=True)
    return 1
