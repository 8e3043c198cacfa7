"""Search in plain mode: what fits some words as a list, the best first; a number goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.plain.lists import Entry
from tutor.plain.quizzes import take
from tutor.search.entries import index_of

if TYPE_CHECKING:
    from tutor.plain.course import PlainCourse
    from tutor.search.index import Found

MOST = 10
"""Entries that are read out: who wants others types another word."""
CALLED = {"term": "word", "milestone": "timeline"}


def found(tutor: PlainCourse, asked: str) -> list[Entry]:
    """The entries of a list; none if nothing fits."""
    return [_entry(tutor, one) for one in index_of(tutor.course).search(asked, MOST)]


def _entry(tutor: PlainCourse, one: Found) -> Entry:
    entry = one.entry
    kind = CALLED.get(entry.kind, entry.kind)
    place = f"; {entry.place.replace(' · ', ', ')}" if entry.place else ""
    return Entry(f"{kind}: {entry.title}{place}", (entry.title.casefold(),), lambda: _follow(tutor, entry.link))


def _follow(tutor: PlainCourse, link: str) -> None:
    """Where a search result leads; a question is asked alone."""
    name = link.removeprefix("question:")
    lesson = tutor.course.lesson_of_question(name) if name != link else None
    if lesson is None:
        tutor.follow(link)
    else:
        take(tutor, "quiz", lesson.id, [name])
