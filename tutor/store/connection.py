"""Opening the record's file so that several programs can use it at once, and writing to it.

A file that is damaged, foreign or from a newer version is found out through a read-only connection, before
anything could change it. Only SQLite ever opens the file: a plain ``open()`` and ``close()`` elsewhere in the
process would drop the locks SQLite holds on it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database, Migrations

from tutor.store.errors import damaged, too_new
from tutor.store.migrations import MIGRATIONS, unknown

TIMEOUT = 30.0
"""Seconds to wait for another program that is writing."""


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """One transaction that holds the write lock from its start; all of it is kept, or nothing.

    A transaction that reads first and asks for the lock later fails when another program wrote in between,
    however long it waits; hence BEGIN IMMEDIATE. Inside another transaction it is a savepoint of that one.
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield db
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise


def connect(file: Path) -> Database:
    """The record in ``file``, made or brought up to date, ready for use from any thread.

    Raises RecordDamaged, RecordTooNew, sqlite3.Error or OSError; in each case the file is as it was.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    checked = not file.exists() or _inspected_from_outside(file)
    db = Database(sqlite3.connect(file, timeout=TIMEOUT, check_same_thread=False))
    try:
        if not checked:
            inspect(db, file)
        _share(db)
        _prepare(db, file)
    except BaseException:
        db.close()
        raise
    return db


def connect_in_memory() -> Database:
    """An empty record that ends with the process."""
    db = Database(sqlite3.connect(":memory:", check_same_thread=False))
    _prepare(db, None)
    return db


def inspect(db: Database, file: Path | None) -> None:
    """Raise RecordDamaged or RecordTooNew unless the file is new, ours and whole; reads only."""
    if not db.table_names():
        return
    if not MIGRATIONS.applied(db):
        raise damaged(file, "it holds the data of another program")
    if names := unknown(db):
        raise too_new(file, names[0])
    (finding,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if finding != "ok":
        raise damaged(file, finding)
    if file is not None:
        _check_not_cut_short(db, file)


def migrate(db: Database, file: Path | None, migrations: Migrations = MIGRATIONS) -> None:
    """Bring the tables up to date, all steps or none."""
    with writing(db):
        # Looked at again: another program may have brought it further than we know while we waited.
        if names := unknown(db, migrations):
            raise too_new(file, names[0])
        migrations.apply(db)


def _inspected_from_outside(file: Path) -> bool:
    """Inspect ``file`` without the right to change it. False if that needs a connection that may write."""
    _check_not_emptied(file)
    address = f"{file.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=TIMEOUT)) as connection:
            inspect(Database(connection), file)
    except sqlite3.OperationalError as error:
        # A crash left half a write behind: only a writing connection may take it back.
        if error.sqlite_errorname != "SQLITE_READONLY_ROLLBACK":
            raise
        return False
    return True


def _check_not_emptied(file: Path) -> None:
    """Raise RecordDamaged for an empty file with writes waiting beside it, which SQLite would throw away."""
    # The log first: while another program makes a new record, the file is filled before the log.
    if _size(file.with_name(f"{file.name}-wal")) and not _size(file):
        raise damaged(file, "it is empty, while what was written last lies beside it")


def _check_not_cut_short(db: Database, file: Path) -> None:
    """Raise RecordDamaged if the end of the last page is missing, which SQLite would read as zeros."""
    count, size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    # Pages that are in the log need not be in the file; the log is looked at before the file, see above.
    if not _size(file.with_name(f"{file.name}-wal")) and _size(file) < count * size:
        raise damaged(file, "its end is missing")


def _size(file: Path) -> int:
    """Bytes in ``file``; 0 where there is none, for another program may remove a log at any time."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _share(db: Database) -> None:
    """Let readers and one writer work at once (WAL), where the file system can do it."""
    db.execute("PRAGMA synchronous = NORMAL" if _in_wal_mode(db) else "PRAGMA synchronous = FULL")


def _in_wal_mode(db: Database) -> bool:
    deadline = time.monotonic() + TIMEOUT
    while True:
        try:
            db.enable_wal()
            return db.journal_mode == "wal"
        except sqlite3.OperationalError as error:
            # SQLite does not wait in line for this change, so wait for any writer and try again.
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            with writing(db):
                pass


def _prepare(db: Database, file: Path | None) -> None:
    """Bring the tables up to date and prove that they can be written."""
    if MIGRATIONS.pending(db):
        migrate(db, file)
    # Foreign keys only now: rebuilding a table under them would delete what refers to it.
    db.execute("PRAGMA foreign_keys = ON")
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        db.conn.execute("PRAGMA user_version = 0")
    finally:
        db.rollback()
