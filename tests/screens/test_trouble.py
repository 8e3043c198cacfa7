"""A record that cannot be opened or written, and two windows on one record."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from tests.screens.apps import NOW, app_of, half_way, kept, make_app, opened, reading, shows, until
from tutor.content.course import Course
from tutor.store import Record, RecordError

GARBAGE = b"this was a record once" * 500


async def test_a_damaged_record_is_set_aside(course: Course, tmp_path: Path) -> None:
    """The learner is told which file and why; set aside, it is kept unchanged, and a new record is begun."""
    file = tmp_path / "record.db"
    file.write_bytes(GARBAGE)
    async with make_app(course, file).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "is damaged", "Set it aside", "Go on without it")
        assert file.read_bytes() == GARBAGE
        await pilot.press("s")
        record = await opened(pilot)
        assert record.kept
        (aside,) = tmp_path.glob("record-set-aside-*.db")
        assert aside.read_bytes() == GARBAGE
        await pilot.press("enter")
        await reading(pilot, "history", "beginning")
        await kept(pilot)
    with Record.open(file) as again:
        assert again.position("history") == "beginning"


async def test_a_damaged_record_can_be_left_alone(course: Course, tmp_path: Path) -> None:
    """Going on without it teaches as usual, says that nothing is kept, and touches nothing."""
    file = tmp_path / "record.db"
    file.write_bytes(GARBAGE)
    async with make_app(course, file).run_test(size=(80, 24), notifications=True) as pilot:
        await shows(pilot, "is damaged")
        await pilot.press("g")
        record = await opened(pilot)
        await shows(pilot, "Nothing will be kept this time")
        assert not record.kept
        await pilot.press("enter")
        await reading(pilot, "history", "beginning")
    assert file.read_bytes() == GARBAGE
    assert [path.name for path in tmp_path.glob("record*")] == ["record.db"]


@pytest.mark.parametrize("key", ["q", "escape", "ctrl+c"])
async def test_a_damaged_record_and_quit(course: Course, tmp_path: Path, key: str) -> None:
    """Quitting from the question leaves the file as it was."""
    file = tmp_path / "record.db"
    file.write_bytes(GARBAGE)
    app = make_app(course, file)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "is damaged")
        await pilot.press(key)
        await until(pilot, lambda: not app.is_running or app._exit, "the app to end")
    assert file.read_bytes() == GARBAGE
    assert app.return_code == 0


async def test_a_record_of_a_newer_version(course: Course, tmp_path: Path) -> None:
    """It is left as it is and the learner hears what to do."""
    file = tmp_path / "record.db"
    half_way(file)
    with sqlite3.connect(file) as db:
        table = "_sqlite_migrations"
        columns = [row[1] for row in db.execute(f"pragma table_info({table})")]
        row = dict(zip(columns, db.execute(f"select * from {table} limit 1").fetchone(), strict=True))
        row |= {"name": "of_the_future"} | ({"id": 9999} if "id" in row else {})
        marks = ", ".join(f":{column}" for column in columns)
        db.execute(f"insert into {table} values ({marks})", row)
    db.close()
    async with make_app(course, file).run_test(size=(80, 24)) as pilot:
        await shows(pilot, "newer version of tutor", "Update tutor")
        await pilot.press("g")
        await opened(pilot)
    with sqlite3.connect(file) as db:
        assert db.execute(f"select count(*) from {table} where name = 'of_the_future'").fetchone() == (1,)
    db.close()


async def test_a_place_that_cannot_be_written(course: Course, tmp_path: Path) -> None:
    """A read-only home: said once, in one line, and the course is taught all the same."""
    (tmp_path / "file").write_text("not a folder")
    app = make_app(course, tmp_path / "file" / "record.db")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        record = await opened(pilot)
        await shows(pilot, "Nothing will be kept this time", "nothing is kept")
        assert not record.kept
        app.open_lesson("unit", "question")
        await reading(pilot, "unit", "question")
        await pilot.press("right")
        await reading(pilot, "unit", "sum")
        await kept(pilot)
        await pilot.press("escape")
        await shows(pilot, "reading")


async def test_two_windows_on_one_record(course: Course, tmp_path: Path) -> None:
    """Both read, both keep; each sees what the other did when it comes back to the map."""
    file = tmp_path / "record.db"
    async with make_app(course, file).run_test(size=(80, 24)) as one:
        await opened(one)
        async with make_app(course, file).run_test(size=(80, 24)) as two:
            await opened(two)
            app_of(one).open_lesson("history", "beginning")
            app_of(two).open_lesson("unit", "question")
            await reading(one, "history", "beginning")
            await reading(two, "unit", "question")
            for _ in range(2):
                await one.press("right")
                await two.press("right")
            await kept(one)
            await kept(two)
            await one.press("escape")
            await shows(one, "● read", "reading")
    with Record.open(file) as record:
        assert record.sections_read("history") == {"beginning", "summary"}
        assert {"question", "sum"} <= record.sections_read("unit")


async def test_what_was_done_last_is_kept_on_quitting(course: Course, tmp_path: Path) -> None:
    """A quit right after a key loses nothing of what the key did."""
    file = tmp_path / "record.db"
    async with make_app(course, file).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("unit", "question")
        await reading(pilot, "unit", "question")
        await pilot.press("right", "q")
    with Record.open(file) as record:
        assert record.position("unit") == "sum"


async def test_a_record_that_is_busy(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where waiting may help, trying again is offered instead of setting the file aside."""
    whole, calls = Record.open, []

    def busy_once(path: Path | None = None) -> Record:
        calls.append(path)
        if len(calls) == 1:
            raise RecordError("Another program is holding the record.", "Close it and try again.")
        return whole(path)

    monkeypatch.setattr(Record, "open", busy_once)
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Another program", "Try again")
        await pilot.press("t")
        record = await opened(pilot)
        assert record.kept


async def test_leaving_before_the_record_answers(course: Course, tmp_path: Path) -> None:
    """A slow disk: the screen that asked is gone when the answer comes, and nobody minds."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        gate = threading.Event()
        app.with_record(lambda _: gate.wait())
        app.open_lesson("unit", "sum")
        await reading(pilot, "unit", "sum")
        await pilot.press("escape")
        await shows(pilot, "What next")
        gate.set()
        await kept(pilot)
        await shows(pilot, "reading 1/4")


async def test_quitting_before_the_record_is_open(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """q at once: the file that was just being opened is closed again."""
    closed: list[Record] = []
    close = Record.close

    def watched(record: Record) -> None:
        closed.append(record)
        close(record)

    monkeypatch.setattr(Record, "close", watched)
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
    assert len(closed) == 1


async def test_keys_before_the_record_is_open(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter pressed while the record is still being opened is obeyed once it is."""
    with Record.open(tmp_path / "record.db") as record:
        record.set_position("history", "summary", NOW)
    app = make_app(course, tmp_path / "record.db")
    open_now = app.keeper.open
    monkeypatch.setattr(app.keeper, "open", lambda: None)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "Looking up where you stopped")
        await pilot.press("enter")
        assert app.record is None
        open_now()
        await reading(pilot, "history", "summary")
