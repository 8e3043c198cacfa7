"""How the record's tables came to be, one step a version.

A step that was published is never changed or renamed: its name in the file is what says which version wrote it.
To change the tables, add a step; ``tests/store`` proves that old records arrive at the same tables as new ones.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("deep-tutor")


@MIGRATIONS()
def m0001_first_record(db: Database) -> None:
    """Quizzes, lab runs, reading and settings.

    Ids of rows are random hex strings, so that records of several machines merge; ids of content are the
    course's own strings. Times are UTC in ISO 8601 with microseconds, so that they sort as text. ``questions``,
    ``answer``, ``knobs``, ``metrics`` and ``curve`` are JSON.
    """
    db.executescript("""
        CREATE TABLE attempts (
            id TEXT NOT NULL PRIMARY KEY,
            lesson TEXT NOT NULL,
            kind TEXT NOT NULL,
            seed INTEGER NOT NULL,
            questions TEXT NOT NULL,
            started TEXT NOT NULL,
            finished TEXT
        );
        CREATE INDEX attempts_by_lesson ON attempts (lesson, started);
        CREATE TABLE answers (
            id TEXT NOT NULL PRIMARY KEY,
            attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
            question TEXT NOT NULL,
            answer TEXT NOT NULL,
            "right" INTEGER NOT NULL,
            seconds REAL NOT NULL,
            at TEXT NOT NULL
        );
        CREATE INDEX answers_by_attempt ON answers (attempt);
        CREATE TABLE runs (
            id TEXT NOT NULL PRIMARY KEY,
            lab TEXT NOT NULL,
            knobs TEXT NOT NULL,
            seed INTEGER NOT NULL,
            device TEXT NOT NULL,
            steps INTEGER NOT NULL,
            seconds REAL NOT NULL,
            metrics TEXT NOT NULL,
            bar_met INTEGER NOT NULL,
            curve TEXT NOT NULL,
            at TEXT NOT NULL
        );
        CREATE INDEX runs_by_lab ON runs (lab, at);
        CREATE TABLE sections_read (
            lesson TEXT NOT NULL,
            section TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (lesson, section)
        );
        CREATE TABLE positions (
            lesson TEXT NOT NULL PRIMARY KEY,
            section TEXT NOT NULL,
            at TEXT NOT NULL
        );
        CREATE TABLE settings (
            name TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL
        );
    """)


@MIGRATIONS()
def m0002_runs_compared(db: Database) -> None:
    """The curve of a run's bar metric, and what the learner did with runs: named, deleted, taken back."""
    # One by one: a script would end the transaction that all steps share.
    db.execute("ALTER TABLE runs ADD COLUMN metric_curve TEXT NOT NULL DEFAULT '[]'")
    db.execute("""
        CREATE TABLE run_marks (
            id TEXT NOT NULL PRIMARY KEY,
            run TEXT NOT NULL,
            what TEXT NOT NULL,
            text TEXT NOT NULL,
            at TEXT NOT NULL
        )
    """)
    db.execute("CREATE INDEX run_marks_by_run ON run_marks (run, at)")


@MIGRATIONS()
def m0003_turned_midway(db: Database) -> None:
    """What was changed by hand in the middle of a run."""
    db.execute("ALTER TABLE runs ADD COLUMN turns TEXT NOT NULL DEFAULT '[]'")


def unknown(db: Database, migrations: Migrations = MIGRATIONS) -> list[str]:
    """Names of steps the file has been through that this version does not know: it is newer than we are."""
    with Database(memory=True) as empty:
        known = {step.name for step in migrations.pending(empty)}
    return [step.name for step in migrations.applied(db) if step.name not in known]
