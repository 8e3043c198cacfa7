"""Words explained in plain mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.content.errors import UnknownContent

if TYPE_CHECKING:
    from tutor.content.glossary import Term
    from tutor.plain.course import PlainCourse

MOST = 8
"""So many terms are told at most when several fit."""


def explain(tutor: PlainCourse, asked: str) -> None:
    """Say what a word means; where several fit, name them. Raises UnknownContent."""
    glossary = tutor.course.glossary()
    try:
        _tell(tutor, glossary.term(asked))
    except UnknownContent:
        found = glossary.search(asked)
        if not found:
            raise
        if len(found) == 1:
            _tell(tutor, found[0])
            return
        names = ", ".join(term.term for term in found[:MOST])
        tutor.talk.tell(f"Several words fit {asked!r}: {names}. Type term and one of them.")


def _tell(tutor: PlainCourse, term: Term) -> None:
    also = f", also called {' or '.join(term.also)}" if term.also else ""
    tutor.talk.tell(f"{term.term}{also}: {term.text}", rest="  ")
    lesson, _, section = term.lesson.partition("#")
    known = tutor.course.glossary().by_id
    see = f" See also: {', '.join(known[other].term for other in term.see)}." if term.see else ""
    tutor.talk.tell(f"Explained in lesson {lesson} {section}.{see}", "  ", "  ")
