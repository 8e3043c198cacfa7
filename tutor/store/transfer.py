"""The record as a whole: taken out, merged in, removed. Each works inside the caller's transaction.

Merging is safe to repeat and the order of imports does not matter: rows are told apart by their random ids,
answers, runs and what was done with runs never change, and of two times for the same thing a fixed one wins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlite_utils import Database

from tutor.store.errors import RecordError
from tutor.store.format import FORMAT, PROGRAM, TABLES, Export, row_of
from tutor.store.model import ImportReport
from tutor.store.rows import DRAFT, Row, plain

SORTED = {
    "attempts": "started, rowid",
    "answers": "at, rowid",
    "runs": "at, rowid",
    "sections_read": "lesson, section",
    "positions": "lesson",
    "settings": "name",
    "run_marks": "at, id",
}

ON_CONFLICT = {
    "attempts": """(id) DO UPDATE SET
        finished = min(coalesce(finished, excluded.finished), coalesce(excluded.finished, finished))""",
    "answers": "(id) DO NOTHING",
    "runs": "(id) DO NOTHING",
    "sections_read": "(lesson, section) DO UPDATE SET at = min(at, excluded.at)",
    "positions": """(lesson) DO UPDATE SET section = excluded.section, at = excluded.at
        WHERE (excluded.at, excluded.section) > (at, section)""",
    "settings": "(name) DO NOTHING",
    "run_marks": "(id) DO NOTHING",
}
"""What becomes of a row that is known already: finished first, read first and stopped last win; a setting of
this machine stays."""


def export(db: Database) -> Row:
    """Everything in the record, as JSON can hold it; two exports of one state are equal."""
    tables = {name: [plain(row) for row in rows(db, name)] for name in TABLES}
    return {"program": PROGRAM, "format": FORMAT, **tables}


def rows(db: Database, table: str) -> list[Row]:
    """All rows of one table in a fixed order."""
    return list(db.table(table).rows_where(order_by=SORTED[table]))


def merge(db: Database, data: Export) -> ImportReport:
    """Add what the record does not have yet. Raises RecordError if an answer belongs to no attempt."""
    _check_attempts(db, data)
    added, known = {}, {}
    for table in TABLES:
        incoming = [row_of(item) for item in getattr(data, table)]
        before = db.table(table).count
        _insert(db, table, incoming)
        added[table] = db.table(table).count - before
        known[table] = len(incoming) - added[table]
    return ImportReport(added=added, known=known)


def clear(db: Database, lesson: str | None, labs: Sequence[str], owns: Callable[[str], bool]) -> None:
    """Remove what belongs to ``lesson``, drafts too, and the runs of ``labs``; with None, all, settings included.

    Answers to questions that it ``owns`` go wherever they were given, and attempts that have none left with them.
    """
    if lesson is None:
        for table in TABLES:
            db.table(table).delete_where()
        return
    about_parts = "kind IN ('part', 'placement')"
    db.table("attempts").delete_where(f"lesson = ? AND NOT {about_parts}", [lesson])  # answers go with them
    for table in ("sections_read", "positions"):
        db.table(table).delete_where("lesson = ?", [lesson])
    start = f"{DRAFT}{lesson}-"  # a question's id starts with its lesson's
    db.table("settings").delete_where("substr(name, 1, ?) = ?", [len(start), start])
    _forget_answers(db, owns)
    for lab in labs:
        db.table("run_marks").delete_where("run IN (SELECT id FROM runs WHERE lab = ?)", [lab])
        db.table("runs").delete_where("lab = ?", [lab])


def _forget_answers(db: Database, owns: Callable[[str], bool]) -> None:
    given = list(db.query("SELECT id, attempt, question FROM answers"))
    gone = [row for row in given if owns(row["question"])]
    for row in gone:
        db.table("answers").delete(row["id"])
    for attempt in {row["attempt"] for row in gone}:
        db.table("attempts").delete_where("id = ? AND id NOT IN (SELECT attempt FROM answers)", [attempt])


def _check_attempts(db: Database, data: Export) -> None:
    there = {row["id"] for row in db.table("attempts").rows_where(select="id")}
    there |= {attempt.id for attempt in data.attempts}
    for position, given in enumerate(data.answers):
        if given.attempt not in there:
            raise RecordError(
                f"The export cannot be imported: answers[{position}] belongs to attempt {given.attempt!r}, "
                "which is neither in the export nor in the record.",
                "Nothing was changed. Export it again, or add the attempt to the file.",
            )


def _insert(db: Database, table: str, incoming: list[Row]) -> None:
    if not incoming:
        return
    names = list(incoming[0])
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(f":{name}" for name in names)
    db.conn.executemany(
        f'INSERT INTO "{table}" ({columns}) VALUES ({values}) ON CONFLICT {ON_CONFLICT[table]}', incoming
    )
