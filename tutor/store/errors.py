"""What can go wrong with the record, each as one sentence for the learner and a way out."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
ANOTHER_HOME = "Make the folder writable, or set TUTOR_HOME to one that is. Until then nothing new is kept."


class RecordError(Exception):
    """Something about the record failed. ``message``: what happened, one sentence; ``hint``: what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class RecordDamaged(RecordError):  # noqa: N818 -- it reads as the sentence it is
    """The file is no record, or not a whole one. It is left as it is."""


class RecordTooNew(RecordError):  # noqa: N818
    """A newer version of the program wrote the file. It is left as it is."""


class RecordUnwritable(RecordError):  # noqa: N818
    """The file or its folder cannot be written; the app can go on with ``Record.in_memory()``."""


class DiskFull(RecordError):  # noqa: N818
    """No space is left. Nothing of the write that failed was kept, everything before it was."""


def damaged(path: Path | None, why: str) -> RecordDamaged:
    """A file that is not, or no longer, a record. ``why`` completes the sentence "… is damaged: "."""
    return RecordDamaged(
        f"The learner's record {_name(path)} is damaged: {why}.",
        "It was left as it is. Rename it or move it away to start a new record; "
        "a backup or an export can then be imported.",
    )


def too_new(path: Path | None, what: str) -> RecordTooNew:
    """A record, or without a path an export, with something in it, ``what``, that this version does not know."""
    return RecordTooNew(
        f"{path or 'This export'} was written by a newer version of tutor (it has {what}).",
        "It was left as it is. Update tutor to use it: pip install --upgrade deep-tutor",
    )


def unwritable(path: Path | None, why: str, hint: str = ANOTHER_HOME) -> RecordUnwritable:
    """A place that cannot be written. ``why`` in the system's words."""
    return RecordUnwritable(f"{path or 'The record'} cannot be written: {why}.", hint)


def disk_full(path: Path | None) -> DiskFull:
    """No space left for ``path``."""
    return DiskFull(
        f"The disk is full: nothing more could be written to {_name(path)}.",
        "Free some space and try again; everything recorded before is safe.",
    )


@contextmanager
def plainly(path: Path | None, hint: str = ANOTHER_HOME) -> Iterator[None]:
    """Turn what SQLite and the system report about ``path`` into a RecordError; mistakes of ours pass through.

    ``hint`` is what to do where ``path`` cannot be written.
    """
    try:
        yield
    except sqlite3.Error as error:
        if not hasattr(error, "sqlite_errorcode"):
            raise  # Python's own complaint about how we call it
        raise from_sqlite(error, path) from error
    except OSError as error:
        raise from_system(error, path, hint) from error
    except (OverflowError, UnicodeEncodeError) as error:
        raise RecordError(
            "A number, a date or a text is out of the range that can be kept.", f"In detail: {error}."
        ) from error


def from_system(error: OSError, path: Path | None, hint: str = ANOTHER_HOME) -> RecordError:
    """The RecordError for a failed call to the operating system."""
    if error.errno in NO_SPACE:
        return disk_full(path)
    return unwritable(path, error.strerror or str(error), hint)


def from_sqlite(error: sqlite3.Error, path: Path | None) -> RecordError:
    """The RecordError for an error that came from SQLite itself."""
    name = error.sqlite_errorname
    if name in {"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"}:
        return disk_full(path)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return damaged(path, str(error))
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR")):
        return unwritable(path, str(error))
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return RecordError(
            f"Another program is holding the learner's record {_name(path)}.",
            "Close other tutor windows, or wait for them, and try again.",
        )
    if name == "SQLITE_CONSTRAINT_FOREIGNKEY":
        return RecordError(
            "This quiz is no longer in the record: it was reset meanwhile, perhaps in another window.",
            "Start the quiz again.",
        )
    return RecordError(f"The learner's record {_name(path)} could not be used: {error}.", "Start tutor again.")


def _name(path: Path | None) -> str:
    return "in memory" if path is None else str(path)
