"""A record that cannot be used is set aside: whole, under a name of its own, never over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.builders import NOW, bytes_of, fill, filled_file
from tutor.store import Record, RecordError, RecordUnwritable, set_aside


def test_set_aside_makes_room_for_a_new_record_and_keeps_the_old_one_whole(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    file.write_bytes(b"this was never a database " * 400)
    (tmp_path / "record.db-wal").write_bytes(b"log")
    (tmp_path / "record.db-shm").write_bytes(b"index")
    content = file.read_bytes()
    kept = set_aside(file, NOW)
    assert kept.name == "record-set-aside-2026-03-01T120000Z.db"
    assert bytes_of(tmp_path) == {
        kept.name: content,
        f"{kept.name}-wal": b"log",
        f"{kept.name}-shm": b"index",
    }
    with Record.open(file) as record:
        fill(record)
    assert kept.read_bytes() == content


def test_set_aside_never_overwrites_even_within_one_second(tmp_path: Path) -> None:
    file = tmp_path / "record.db"
    kept = {}
    for content in (b"first", b"second", b"third"):
        file.write_bytes(content)
        kept[set_aside(file, NOW)] = content
    (tmp_path / "record-set-aside-2026-03-01T120000Z-4.db-wal").write_bytes(b"of another")
    file.write_bytes(b"fourth")
    last = set_aside(file, NOW)
    assert last.name.endswith("-5.db")  # under -4 it would take another's log for its own
    kept[last] = b"fourth"
    assert {path: path.read_bytes() for path in kept} == kept


def test_set_aside_of_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no record"):
        set_aside(tmp_path / "record.db", NOW)


def test_a_set_aside_that_fails_half_way_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when another program holds the file open on Windows: the log is renamed, the record is not."""
    file = filled_file(tmp_path)
    (tmp_path / "record.db-wal").write_bytes(b"log")
    before = bytes_of(tmp_path)
    rename = Path.replace

    def held(self: Path, target: Path) -> Path:
        if self == file:
            raise PermissionError(13, "in use")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(RecordUnwritable, match="in use"):
        set_aside(file, NOW)
    assert bytes_of(tmp_path) == before
