"""The learner's record, kept in one SQLite file."""

from tutor.store.errors import DiskFull, RecordDamaged, RecordError, RecordTooNew, RecordUnwritable
from tutor.store.files import is_export, read_export, set_aside, write_export
from tutor.store.model import Answer, Attempt, GivenAnswer, ImportReport, Kind, Marked, RunMark, RunRecord
from tutor.store.record import Record

__all__ = [
    "Answer",
    "Attempt",
    "DiskFull",
    "GivenAnswer",
    "ImportReport",
    "Kind",
    "Marked",
    "Record",
    "RecordDamaged",
    "RecordError",
    "RecordTooNew",
    "RecordUnwritable",
    "RunMark",
    "RunRecord",
    "is_export",
    "read_export",
    "set_aside",
    "write_export",
]
