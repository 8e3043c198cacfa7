"""Rules for the glossary: every term stands once, leads to where it is explained, and is linked from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tutor.content.course import Course, Lesson
from tutor.content.errors import Problem, UnknownContent, did_you_mean
from tutor.content.glossary import Glossary, Term, plain
from tutor.content.markup import links
from tutor.content.rules.known import Known, line_of
from tutor.content.rules.prose import composed_problems

LONGEST = 400
"""Characters of an explanation: it is shown on a card over the lesson."""


def glossary_problems(file: Path, glossary: Glossary, course: Course, known: Known) -> Iterator[Problem]:
    """Everything wrong with the glossary that its shape does not tell."""
    if not glossary.terms:
        return
    ids = [term.id for term in glossary.terms]
    for name, count in Counter(ids).items():
        if count > 1:
            yield Problem(file, line_of(file, f"id: {name}"), f"The term {name!r} is there twice.", "Take one out.")
    yield from _ambiguous(file, glossary)
    for term in glossary.terms:
        line = line_of(file, f"id: {term.id}")
        yield from (Problem(file, line, *fault) for fault in _term_faults(term, ids, course, known))
    yield from composed_problems(file)


def _ambiguous(file: Path, glossary: Glossary) -> Iterator[Problem]:
    """Names that two terms share: nobody could say which is meant."""
    owners: dict[str, str] = {}
    for term in glossary.terms:
        for name in dict.fromkeys(map(plain, term.names)):
            if owners.setdefault(name, term.id) != term.id:
                message = f"{name!r} is a name of both {owners[name]!r} and {term.id!r}."
                yield Problem(file, line_of(file, f"id: {term.id}"), message, "Call one of them something else.")


def _term_faults(term: Term, ids: list[str], course: Course, known: Known) -> Iterator[tuple[str, str]]:
    if len(term.text) > LONGEST:
        yield f"The term {term.id!r} takes {len(term.text)} characters.", f"Say it in {LONGEST} at most."
    for other in term.see:
        if other not in ids or other == term.id:
            yield f"The term {term.id!r} says to see {other!r}.", did_you_mean(other, [i for i in ids if i != term.id])
    if "#" not in term.lesson:
        yield f"The term {term.id!r} names no section.", "Write `lesson: LESSON#SECTION`, where it is explained."
    elif fault := known.fault(term.link):
        yield fault
    elif not _is_linked(term, course):
        hint = f"Link its first use there: [{term.term}](term:{term.id})."
        yield f"The section {term.lesson} does not link the term {term.id!r}.", hint


def _is_linked(term: Term, course: Course) -> bool:
    """Whether the section that explains the term links it; one that cannot be read is taken on trust."""
    lesson_id, _, section = term.lesson.partition("#")
    try:
        lesson: Lesson = course.lesson(lesson_id)
    except UnknownContent:
        return True
    return any(link.href == f"term:{term.id}" for link in links(lesson.section(section).text))
