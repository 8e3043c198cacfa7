"""What a quiz has done in the record's thread: reading what is to be asked, writing what was answered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.quiz.plan import Plan
    from tutor.quiz.session import QuizSession
    from tutor.store import Kind, Record


def read_plan(
    course: Course, kind: Kind, about: str, today: date, only: list[str] | None, record: Record
) -> Plan | str:
    """The quiz that is wanted, or why there is none; slow, for the record's thread."""
    from tutor.content.course import ContentError, UnknownContent
    from tutor.quiz.plan import make_plan

    try:
        return make_plan(course, record, kind, about, today, only)
    except (ContentError, UnknownContent) as error:
        return f"{error}\nRun `tutor check` to see what is wrong with the course."


def keep(session: QuizSession, record: Record) -> str:
    """Write what ``session`` has not written; the trouble in words, or ""."""
    from tutor.store.errors import RecordError

    session.record = record
    try:
        session.keep()
    except RecordError as error:
        return f"{error.message} {error.hint}"
    return ""


def keep_and_best(session: QuizSession, record: Record) -> float | None:
    """Write what is left and read the best score of the lesson."""
    keep(session, record)
    return record.quiz_best(session.lesson)
