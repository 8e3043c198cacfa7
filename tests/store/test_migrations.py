"""Old records arrive where new ones start, and a step that fails leaves no trace."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from tests.store.builders import fill_as_at_first, filled_file
from tutor.store import Record
from tutor.store.connection import inspect, migrate, writing
from tutor.store.errors import RecordTooNew
from tutor.store.migrations import MIGRATIONS, unknown

FIRST_VERSION = Path(__file__).parent / "record_m0001.sql"
with Database(memory=True) as empty:
    STEPS = [step.name for step in MIGRATIONS.pending(empty)]


def schema(db: Database) -> set[tuple[str, str, str]]:
    """Kind, name and definition of everything, spaces and quotes apart."""
    rows = db.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
    return {(kind, name, " ".join(sql.replace('"', "").split())) for kind, name, sql in rows}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "a.db") as opened:
        yield opened


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "fresh.db") as opened:
        MIGRATIONS.apply(opened)
        yield opened


@pytest.mark.parametrize("step", STEPS)
def test_a_record_left_before_any_step_arrives_at_the_schema_of_a_new_one(
    db: Database, fresh: Database, step: str
) -> None:
    MIGRATIONS.apply(db, stop_before=step)
    assert step not in [done.name for done in MIGRATIONS.applied(db)]
    migrate(db, None)
    assert schema(db) == schema(fresh)


def test_a_file_of_the_first_version_arrives_there_with_all_it_held(tmp_path: Path, fresh: Database) -> None:
    """The dump is of a real file and is never edited: a published step does not change."""
    file = tmp_path / "record.db"
    with closing(sqlite3.connect(file)) as old:
        old.executescript(FIRST_VERSION.read_text(encoding="utf-8"))
    with Record.open(file) as record, Record.in_memory() as expected:
        fill_as_at_first(expected)
        assert schema(record._db) == schema(fresh)
        assert without_ids(record) == without_ids(expected)


def without_ids(record: Record) -> dict[str, list[dict[str, object]]]:
    """All rows of a record but for the random ids in them."""
    return {
        table: [{k: v for k, v in row.items() if k not in ("id", "attempt")} for row in rows]
        for table, rows in record.export().items()
        if isinstance(rows, list)
    }


def published() -> Migrations:
    """The steps there are, which a record has been through: none may be done again."""
    steps = Migrations("deep-tutor")

    def again(db: Database) -> None:
        raise AssertionError("applied twice")

    for name in STEPS:
        steps(name=name)(again)
    return steps


def test_a_failing_step_takes_the_steps_before_it_back(tmp_path: Path) -> None:
    file = filled_file(tmp_path)
    steps = published()

    @steps()
    def renames_a_column(db: Database) -> None:
        db.table("runs").transform(rename={"device": "machine"})

    @steps()
    def breaks_half_way(db: Database) -> None:
        db.execute("DELETE FROM answers")
        db.execute("CREATE TABLE moods (id TEXT)")
        db.execute("INSERT INTO no_such_table VALUES (1)")

    with Database(sqlite3.connect(file)) as db:
        before = list(db.iterdump())
        with pytest.raises(sqlite3.OperationalError, match="no_such_table"):
            migrate(db, file, steps)
        assert list(db.iterdump()) == before
        assert not db.conn.in_transaction


def test_rebuilding_a_table_does_not_lose_what_refers_to_it(tmp_path: Path) -> None:
    """Why foreign keys are switched on only after the steps."""
    file = filled_file(tmp_path)
    steps = published()

    @steps()
    def rebuilds_attempts(db: Database) -> None:
        db.table("attempts").transform(rename={"seed": "order_seed"})

    with Database(sqlite3.connect(file)) as db:
        migrate(db, file, steps)
        assert db.table("answers").count == 2
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_program_overtaken_by_a_newer_one_while_it_waits_stops(db: Database) -> None:
    newer = Migrations("deep-tutor")

    @newer()
    def m9999_of_the_future(db: Database) -> None:
        db.execute("CREATE TABLE moods (id TEXT)")

    newer.apply(db)
    assert unknown(db) == ["m9999_of_the_future"]
    with pytest.raises(RecordTooNew):
        migrate(db, None)
    assert db.table_names() == ["_sqlite_migrations", "moods"]


def test_inspection_is_content_with_a_new_and_with_a_whole_file(db: Database) -> None:
    inspect(db, None)
    MIGRATIONS.apply(db)
    inspect(db, None)


def test_the_record_is_opened_as_it_should_be(tmp_path: Path) -> None:
    """WAL, synchronous NORMAL (1) and foreign keys on."""
    with Record.open(tmp_path / "record.db") as record:
        pragmas = {
            name: record._db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_write_within_a_write_ends_with_the_outer_one(db: Database) -> None:
    db.execute("CREATE TABLE t (a)")

    def write_both(fail: bool) -> None:
        with writing(db):
            db.execute("INSERT INTO t VALUES (1)")
            with writing(db):
                db.execute("INSERT INTO t VALUES (2)")
            if fail:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_both(fail=True)
    assert db.table("t").count == 0
    write_both(fail=False)
    assert db.table("t").count == 2
