"""The learner's record: everything that is remembered from one day to the next.

Answers and runs are only ever added; scores, mastery and what is weak are worked out from them elsewhere.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from sqlite_utils import Database

from tutor.paths import record_file
from tutor.store import transfer
from tutor.store.connection import connect, connect_in_memory, writing
from tutor.store.errors import RecordError, plainly
from tutor.store.files import write_backup
from tutor.store.format import parse
from tutor.store.model import Answer, Attempt, GivenAnswer, ImportReport, Kind, Marked, RunMark, RunRecord
from tutor.store.rows import DRAFT, UNKNOWN, Row, answer_of, attempt_of, dump, mark_of, run_of, run_row, stamp

ATTEMPTS = "SELECT * FROM attempts WHERE :lesson IS NULL OR lesson = :lesson ORDER BY started, rowid"
ANSWERS = """
    SELECT answers.* FROM answers JOIN attempts ON attempts.id = answers.attempt
    WHERE :lesson IS NULL OR lesson = :lesson ORDER BY answers.at, answers.rowid
"""
RUNS = "SELECT * FROM runs WHERE :lab IS NULL OR lab = :lab ORDER BY at, rowid"
MARKS = """
    SELECT run_marks.* FROM run_marks JOIN runs ON runs.id = run_marks.run
    WHERE :lab IS NULL OR lab = :lab ORDER BY run_marks.at, run_marks.id
"""
POSITION = """
    INSERT INTO positions (lesson, section, at) VALUES (?, ?, ?)
    ON CONFLICT (lesson) DO UPDATE SET section = excluded.section, at = excluded.at
"""


class Record:
    """One learner's record. Every write is on disk when its method returns, whole or not at all.

    All methods may be called from any thread, and several programs may have the same record open. ``now`` is
    always an aware datetime. Every method may raise RecordError; ids are strings that nothing here interprets.
    """

    def __init__(self, db: Database, path: Path | None) -> None:
        self.path = path
        self._db = db
        self._lock = threading.RLock()
        self._closed = False

    @classmethod
    def open(cls, path: Path | None = None) -> Self:
        """The record in ``path`` (None: the usual place), made if there is none.

        Raises RecordDamaged, RecordTooNew, RecordUnwritable or DiskFull; the file is then as it was.
        """
        file = path or record_file()
        with plainly(file):
            return cls(connect(file), file)

    @classmethod
    def in_memory(cls) -> Self:
        """An empty record that works as any other and ends with the program."""
        return cls(connect_in_memory(), None)

    @property
    def kept(self) -> bool:
        """Whether anything survives the end of the program."""
        return self.path is not None

    def close(self) -> None:
        """Let go of the file; closing twice is harmless."""
        with self._lock, plainly(self.path):
            self._closed = True
            self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading lessons

    def position(self, lesson: str) -> str | None:
        """The section of ``lesson`` where the reader stopped; None if it was never opened."""
        found = self._rows("SELECT section FROM positions WHERE lesson = ?", [lesson])
        return found[0]["section"] if found else None

    def set_position(self, lesson: str, section: str, now: datetime) -> None:
        """Remember that the reader is at ``section`` of ``lesson``."""
        with self._writing() as db:
            db.execute(POSITION, [lesson, section, stamp(now)])

    def last_place(self) -> tuple[str, str] | None:
        """Lesson and section where the reader was last; None at the very start."""
        found = self._rows("SELECT lesson, section FROM positions ORDER BY at DESC, lesson LIMIT 1")
        return (found[0]["lesson"], found[0]["section"]) if found else None

    def mark_read(self, lesson: str, section: str, now: datetime) -> None:
        """Note that ``section`` of ``lesson`` was read; the first time counts."""
        row = {"lesson": lesson, "section": section, "at": stamp(now)}
        with self._writing() as db:
            db.table("sections_read").insert(row, pk=("lesson", "section"), ignore=True)

    def sections_read(self, lesson: str) -> set[str]:
        """Ids of the sections of ``lesson`` that were read."""
        return {row["section"] for row in self._rows("SELECT * FROM sections_read WHERE lesson = ?", [lesson])}

    def reading_times(self) -> list[datetime]:
        """When each section was read for the first time."""
        return [datetime.fromisoformat(row["at"]) for row in self._rows("SELECT at FROM sections_read ORDER BY at")]

    # Quizzes

    def start_attempt(self, lesson: str, kind: Kind, seed: int, questions: list[str], now: datetime) -> str:
        """Begin a quiz and return the attempt's id. ``questions``: their ids in the order asked."""
        row = {
            "id": uuid4().hex,
            "lesson": lesson,
            "kind": kind,
            "seed": seed,
            "questions": dump(questions),
            "started": stamp(now),
            "finished": None,
        }
        with self._writing() as db:
            db.table("attempts").insert(row)
        return str(row["id"])

    def answer(self, attempt: str, question: str, answer: Answer, right: bool, seconds: float, now: datetime) -> None:
        """Keep one answer; it is committed when this returns. Raises RecordError for an unknown attempt."""
        row = {
            "id": uuid4().hex,
            "attempt": attempt,
            "question": question,
            "answer": dump(answer),
            "right": right,
            "seconds": seconds,
            "at": stamp(now),
        }
        with self._writing() as db:
            db.table("answers").insert(row)

    def finish_attempt(self, attempt: str, now: datetime) -> None:
        """Note that ``attempt`` is over; the first time counts."""
        with self._writing() as db:
            db.execute("UPDATE attempts SET finished = ? WHERE id = ? AND finished IS NULL", [stamp(now), attempt])

    def open_attempt(self, lesson: str, kind: Kind = "quiz") -> Attempt | None:
        """The latest quiz of ``lesson`` (or of a part, for the kinds that are about one) that was not finished."""
        unfinished = [a for a in self.attempts(lesson) if a.kind == kind and a.finished is None]
        if not unfinished:
            return None
        unknown = self.setting(f"{UNKNOWN}{unfinished[-1].id}", "")
        return replace(unfinished[-1], unknown=frozenset(unknown.split()))

    def attempts(self, lesson: str | None = None) -> list[Attempt]:
        """All attempts, or those at one lesson, in the order started."""
        given: defaultdict[str, list[GivenAnswer]] = defaultdict(list)
        with self._reading():
            found = self._rows(ATTEMPTS, {"lesson": lesson})
            for one in self.answers(lesson):
                given[one.attempt].append(one)
        return [attempt_of(row, given[row["id"]]) for row in found]

    def set_unknown(self, attempt: str, questions: Iterable[str]) -> None:
        """Keep what the learner said not to know in a test that is under way; nothing when it is over."""
        self._set_or_forget(f"{UNKNOWN}{attempt}", " ".join(sorted(questions)))

    def answers(self, lesson: str | None = None) -> list[GivenAnswer]:
        """All answers, or those of one lesson's attempts, in the order given."""
        return [answer_of(row) for row in self._rows(ANSWERS, {"lesson": lesson})]

    def quiz_best(self, lesson: str) -> float | None:
        """The best score (0 to 1) of the finished quizzes of ``lesson``; None if there is none."""
        scores = [a.score for a in self.attempts(lesson) if a.kind == "quiz" and a.finished is not None]
        return max(scores, default=None)

    # Labs

    def save_run(self, run: RunRecord) -> None:
        """Keep a run, its curve thinned to 500 points. A run with an id that is known is kept as it was."""
        row = run_row(run)
        with self._writing() as db:
            db.table("runs").insert(row, pk="id", ignore=True)

    def runs(self, lab: str | None = None) -> list[RunRecord]:
        """All runs, or those of one lab, oldest first."""
        return [run_of(row) for row in self._rows(RUNS, {"lab": lab})]

    def mark_run(self, run: str, what: Marked, text: str, now: datetime) -> None:
        """Note that ``run`` was named ``text``, deleted from the list ("gone") or taken back; it stays as it is."""
        row = {"id": uuid4().hex, "run": run, "what": what, "text": text, "at": stamp(now)}
        with self._writing() as db:
            db.table("run_marks").insert(row)

    def run_marks(self, lab: str | None = None) -> list[RunMark]:
        """What was done with all runs, or with those of one lab, oldest first; the same on every machine."""
        return [mark_of(row) for row in self._rows(MARKS, {"lab": lab})]

    def labs_passed(self) -> set[str]:
        """Ids of the labs that met their bar at least once."""
        return {row["lab"] for row in self._rows("SELECT DISTINCT lab FROM runs WHERE bar_met")}

    # Settings

    def setting(self, name: str, default: str) -> str:
        """A setting, or ``default`` where it was never set."""
        found = self._rows("SELECT value FROM settings WHERE name = ?", [name])
        return found[0]["value"] if found else default

    def set_setting(self, name: str, value: str) -> None:
        """Keep a setting."""
        with self._writing() as db:
            db.table("settings").upsert({"name": name, "value": value}, pk="name")

    # Code that is being written: a setting of its own for each question, gone once it is answered

    def draft(self, question: str) -> str | None:
        """The code that was begun for ``question``; None if there is none."""
        return self.setting(f"{DRAFT}{question}", "") or None

    def drafts(self) -> dict[str, str]:
        """All code that was begun, by question."""
        found = self._rows("SELECT * FROM settings WHERE substr(name, 1, ?) = ?", [len(DRAFT), DRAFT])
        return {row["name"].removeprefix(DRAFT): row["value"] for row in found}

    def set_draft(self, question: str, code: str | None) -> None:
        """Keep ``code`` as begun for ``question``; None forgets it."""
        self._set_or_forget(f"{DRAFT}{question}", code or "")

    def _set_or_forget(self, name: str, value: str) -> None:
        if value:
            self.set_setting(name, value)
            return
        with self._writing() as db:
            db.table("settings").delete_where("name = ?", [name])

    # The whole

    def export(self) -> dict[str, Any]:
        """The whole record as JSON can hold it; ``import_`` takes it back, here or on another machine."""
        with self._reading() as db, db.atomic():  # one moment for all tables, whoever writes meanwhile
            return transfer.export(db)

    def import_(self, data: object) -> ImportReport:
        """Merge an export; repeating it changes nothing.

        Raises RecordError naming what is wrong with ``data``, RecordTooNew for a later format; then nothing
        was changed.
        """
        checked = parse(data)
        with self._writing() as db:
            return transfer.merge(db, checked)

    def reset(
        self,
        lesson: str | None,
        labs: Sequence[str] = (),
        now: datetime | None = None,
        owns: Callable[[str], bool] = lambda question: False,
    ) -> Path:
        """Remove one lesson's attempts, answers and reading, and the runs of ``labs``; with None, everything.

        ``owns`` says which questions are the lesson's: their answers go from reviews and part quizzes too.
        A backup of the whole record is written first, beside it and dated ``now``; its path is returned.
        """
        with self._writing() as db:
            backup = write_backup(transfer.export(db), self.path, now or datetime.now(UTC))
            transfer.clear(db, lesson, labs, owns)
        return backup

    @contextmanager
    def _reading(self) -> Iterator[Database]:
        with self._lock, plainly(self.path):
            if self._closed:
                raise RecordError("The record is closed already.", "Start tutor again.")
            yield self._db

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with self._reading(), writing(self._db):
            yield self._db

    def _rows(self, sql: str, values: Sequence[object] | dict[str, Any] = ()) -> list[Row]:
        with self._reading() as db:
            return list(db.query(sql, values))
