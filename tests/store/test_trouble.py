"""Damaged, foreign, newer and unwritable files and full disks: one clear message each, and nothing is lost."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.store.builders import NOW, a_run, bytes_of, fill, filled_file
from tests.store.children import start
from tutor import doctor
from tutor.commands.device import stored_device
from tutor.store import (
    DiskFull,
    Record,
    RecordDamaged,
    RecordError,
    RecordTooNew,
    RecordUnwritable,
    connection,
    set_aside,
)


def garbage(file: Path) -> None:
    file.write_bytes(b"this was never a database " * 400)


def a_few_bytes(file: Path) -> None:
    file.write_bytes(b"\x00\x01")


def garbage_behind_a_good_start(file: Path) -> None:
    content = filled_file(file.parent).read_bytes()
    file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))


def one_page_overwritten(file: Path) -> None:
    content = bytearray(filled_file(file.parent).read_bytes())
    content[-4096:] = b"\x5a" * 4096
    file.write_bytes(content)


def cut_at_a_page(file: Path) -> None:
    content = filled_file(file.parent).read_bytes()
    file.write_bytes(content[: len(content) // 8192 * 4096])


def cut_within_a_page(file: Path) -> None:
    content = filled_file(file.parent).read_bytes()
    file.write_bytes(content[: len(content) - 1000])


def cut_to_its_header(file: Path) -> None:
    file.write_bytes(filled_file(file.parent).read_bytes()[:100])


def of_another_program(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE answers (id INTEGER PRIMARY KEY, text TEXT)")
        other.execute("INSERT INTO answers (text) VALUES ('of a poll')")
        other.commit()


def of_another_program_in_wal_mode(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA journal_mode = WAL")
    of_another_program(file)


DAMAGES = [
    garbage,
    a_few_bytes,
    garbage_behind_a_good_start,
    one_page_overwritten,
    cut_at_a_page,
    cut_within_a_page,
    cut_to_its_header,
    of_another_program,
    of_another_program_in_wal_mode,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_file_is_named_and_left_byte_for_byte(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    file = tmp_path / "record.db"
    damage(file)
    before = file.read_bytes()
    with pytest.raises(RecordDamaged) as caught:
        Record.open(file)
    assert str(file) in caught.value.message
    assert "left as it is" in caught.value.hint
    assert file.read_bytes() == before


def test_an_emptied_file_with_a_log_beside_it_keeps_its_log(tmp_path: Path) -> None:
    """SQLite would delete the log, with the last answers in it."""
    file = tmp_path / "record.db"
    with Record.open(file) as record:
        fill(record)
        log = (tmp_path / "record.db-wal").read_bytes()
    file.write_bytes(b"")
    (tmp_path / "record.db-wal").write_bytes(log)
    with pytest.raises(RecordDamaged, match="empty"):
        Record.open(file)
    assert bytes_of(tmp_path) == {"record.db": b"", "record.db-wal": log}


def test_an_empty_file_alone_becomes_a_record(tmp_path: Path) -> None:
    """A program that was killed while it made a new record leaves one."""
    file = tmp_path / "record.db"
    file.touch()
    with Record.open(file) as record:
        fill(record)
    with Record.open(file) as record:
        assert record.quiz_best("neuron") == 0.5


def test_a_table_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    file = filled_file(tmp_path)
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("DROP TABLE runs")
    with Record.open(file) as record, pytest.raises(RecordError, match="no such table: runs"):
        record.runs()


def test_a_file_from_a_newer_version_is_left_byte_for_byte(tmp_path: Path) -> None:
    file = filled_file(tmp_path)
    with Database(sqlite3.connect(file)) as db:
        steps = db.table("_sqlite_migrations")
        steps.insert({"migration_set": "deep-tutor", "name": "m9999_of_the_future", "applied_at": "2031"})
        db.execute("ALTER TABLE runs ADD COLUMN mood TEXT")
    before = file.read_bytes()
    with pytest.raises(RecordTooNew, match="newer version") as caught:
        Record.open(file)
    assert str(file) in caught.value.message and "m9999_of_the_future" in caught.value.message
    assert "Update" in caught.value.hint
    assert file.read_bytes() == before


@pytest.mark.parametrize("newer", [True, False])
def test_what_a_crash_left_in_the_log_beside_a_refused_file_stays_there(tmp_path: Path, newer: bool) -> None:
    """A connection that may write would move the log into the file when it is closed."""
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with Database(sqlite3.connect(filled_file(tmp_path))) as db:
        owner = "deep-tutor" if newer else "a plugin"
        db.table("_sqlite_migrations").insert({"migration_set": owner, "name": "m9999", "applied_at": "2031"})
        for file in ("record.db", "record.db-wal"):
            shutil.copyfile(tmp_path / file, crashed / file)
    if not newer:
        (crashed / "record.db").write_bytes((crashed / "record.db").read_bytes()[:4096] + b"\x5a" * 20_000)
    before = bytes_of(crashed)
    with pytest.raises(RecordTooNew if newer else RecordDamaged):
        Record.open(crashed / "record.db")
    after = bytes_of(crashed)
    assert {name: after[name] for name in before} == before
    assert len(before["record.db-wal"]) > 0


def test_a_record_with_another_programs_steps_as_well_is_not_newer(tmp_path: Path) -> None:
    file = filled_file(tmp_path)
    with Database(sqlite3.connect(file)) as db:
        steps = db.table("_sqlite_migrations")
        steps.insert({"migration_set": "a plugin", "name": "m9999", "applied_at": "2031"})
    with Record.open(file) as record:
        assert record.labs_passed() == {"xor"}


@contextlib.contextmanager
def ordinary_user() -> Iterator[None]:
    """Root may write anywhere; for a while this process is nobody, so that permissions bind."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder that everyone may look into and nobody may write, with a filled record in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        filled_file(folder)
        folder.chmod(0o555)
        (folder / "record.db").chmod(0o444)
        yield folder
        folder.chmod(0o755)


@pytest.mark.parametrize("name", ["record.db", "new.db", "deeper/new.db"])
def test_a_read_only_folder_is_unwritable_and_stays_as_it_is(locked_folder: Path, name: str) -> None:
    before = bytes_of(locked_folder)
    with ordinary_user(), pytest.raises(RecordUnwritable) as caught:
        Record.open(locked_folder / name)
    assert str(locked_folder / name) in caught.value.message
    assert "TUTOR_HOME" in caught.value.hint
    assert bytes_of(locked_folder) == before


def test_a_locked_file_in_a_folder_that_is_not_is_found_out_at_once(locked_folder: Path) -> None:
    """SQLite opens it for reading then, and only the first answer would fail."""
    locked_folder.chmod(0o777)
    with ordinary_user(), pytest.raises(RecordUnwritable):
        Record.open(locked_folder / "record.db")


def test_a_home_that_may_not_be_entered_stops_neither_the_doctor_nor_a_lab(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as closed:
        monkeypatch.setenv("TUTOR_HOME", f"{closed}/home")
        Path(closed).chmod(0)
        with ordinary_user():
            assert stored_device() == "auto"
            assert doctor._cache()["size"] == 0 and doctor._record([])["state"] == "none yet"
            doctor._paths([])
        Path(closed).chmod(0o700)


def test_a_home_below_a_file_is_unwritable_even_for_root(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(RecordUnwritable, match="home"):
        Record.open(tmp_path / "home" / "record.db")


def test_a_folder_in_place_of_the_record_is_unwritable(tmp_path: Path) -> None:
    (tmp_path / "record.db").mkdir()
    with pytest.raises(RecordUnwritable, match="be written"):
        Record.open(tmp_path / "record.db")
    assert (tmp_path / "record.db").is_dir()


def test_a_record_that_becomes_read_only_says_so_and_still_reads(tmp_path: Path) -> None:
    with Record.open(tmp_path / "record.db") as record:
        fill(record)
        record._db.execute("PRAGMA query_only = ON")
        with pytest.raises(RecordUnwritable):
            record.set_setting("theme", "dark")
        assert record.setting("theme", "") == "nord"


def fill_the_disk(record: Record) -> None:
    """Let the file grow no further, which SQLite reports as it does a full disk."""
    pages = record._db.execute("PRAGMA page_count").fetchone()[0]
    record._db.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_keeps_all_before_and_nothing_of_what_failed(tmp_path: Path) -> None:
    with Record.open(tmp_path / "record.db") as record:
        attempt = fill(record)
        before = record.export()
        fill_the_disk(record)
        with pytest.raises(DiskFull, match="full") as caught:
            record.save_run(a_run("big", curve=[(step, 1 / 3) for step in range(500)]))
        assert "Free some space" in caught.value.hint
        assert record.export() == before
        record._db.execute("PRAGMA max_page_count = 100000")
        record.answer(attempt, "neuron-sum", "after", True, 1.0, NOW)
    with Record.open(tmp_path / "record.db") as record:
        assert {given.answer for given in record.answers("neuron") if isinstance(given.answer, str)} == {"0.5", "after"}


def test_an_import_on_a_full_disk_leaves_nothing_of_itself(tmp_path: Path) -> None:
    with Record.in_memory() as source:
        for number in range(50):
            source.save_run(a_run(f"run-{number}", curve=[(step, 1 / 3) for step in range(500)]))
        data = source.export()
    with Record.open(tmp_path / "record.db") as record:
        fill(record)
        before = record.export()
        fill_the_disk(record)
        with pytest.raises(DiskFull):
            record.import_(data)
        assert record.export() == before


def test_a_writer_that_never_ends_is_named_instead_of_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = filled_file(tmp_path)
    monkeypatch.setattr(connection, "TIMEOUT", 0.05)
    with Record.open(file) as record, contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError, match="Another program") as caught:
            record.set_setting("theme", "dark")
        assert "Close other tutor windows" in caught.value.hint
        other.rollback()
        record.set_setting("theme", "dark")
        assert record.setting("theme", "") == "dark"


def test_the_change_to_wal_waits_for_a_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite itself refuses it at once, whatever the timeout; so it was with two programs on a new file."""
    file = filled_file(tmp_path)
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN IMMEDIATE")
        writing = connection.writing

        def until_it_is_done(db: Database) -> contextlib.AbstractContextManager[Database]:
            other.rollback()
            return writing(db)

        monkeypatch.setattr(connection, "writing", until_it_is_done)
        with Record.open(file) as record:
            assert record._db.journal_mode == "wal"


def test_a_writer_that_holds_up_the_change_to_wal_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = filled_file(tmp_path)
    monkeypatch.setattr(connection, "TIMEOUT", 0.05)
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError, match="Another program"):
            Record.open(file)


def test_half_a_write_without_wal_is_taken_back(tmp_path: Path) -> None:
    """Where the file system has no WAL, a crash leaves pages in the file that only a writer may take back."""
    file = filled_file(tmp_path)
    child = start("crash_in_old_journal", file)
    child.communicate(timeout=60)
    assert (tmp_path / "record.db-journal").stat().st_size > 0
    with Record.open(file) as record:
        assert record.setting("theme", "") == "nord"
        assert record.quiz_best("neuron") == 0.5


def test_set_aside_in_a_locked_folder_is_refused(locked_folder: Path) -> None:
    before = bytes_of(locked_folder)
    with ordinary_user(), pytest.raises(RecordUnwritable):
        set_aside(locked_folder / "record.db", NOW)
    assert bytes_of(locked_folder) == before


def test_a_mistake_of_ours_is_not_dressed_up_as_the_learners(tmp_path: Path) -> None:
    with Record.open(tmp_path / "record.db") as record, pytest.raises(sqlite3.ProgrammingError):
        record.set_setting("name", object())  # type: ignore[arg-type]


def test_the_doctor_knows_a_record_on_a_network_drive() -> None:
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\nserver:/home /home nfs4 rw 0 0\ntmpfs /home/ann/My\\040disk tmpfs rw 0 0\n"
        "server:/x /mnt/x cifs rw 0 0\n/dev/sdb /mnt/x ext4 rw 0 0\n"
    )
    for folder, drive in {"/home/ann": "nfs4", "/home/ann/My disk/a": "", "/mnt/x": "", "/homes": ""}.items():
        assert doctor.network_drive(Path(folder), mounts) == drive
    assert doctor.network_drive(Path("/home"), "") == ""
