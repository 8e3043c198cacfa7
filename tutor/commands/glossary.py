"""``tutor glossary``: the words of the course as text."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from tutor.commands.shared import UsageMistake, print_json
from tutor.content.errors import UnknownContent
from tutor.quiz.text import wrapped

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.content.glossary import Term


def show_glossary(course: Course, asked: str | None, as_json: bool) -> int:
    """Print the terms that fit ``asked`` (None: all, by name); returns the exit code. Raises UsageMistake."""
    glossary = course.glossary()
    terms = list(glossary.terms) if asked is None else _found(course, asked)
    if as_json:
        print_json([asdict(term) for term in terms])
    elif asked is None:
        for term in terms:
            click.echo(wrapped(f"{term.term}: {term.text}", rest="    "))
    else:
        click.echo("\n\n".join(_whole(term, course) for term in terms))
    return 0


def _found(course: Course, asked: str) -> list[Term]:
    """The term itself if there is one of that name, else all that fit."""
    glossary = course.glossary()
    try:
        return [glossary.term(asked)]
    except UnknownContent as unknown:
        if found := glossary.search(asked):
            return found
        hint = unknown.hint if unknown.hint.startswith("Did you mean") else "`tutor glossary` lists all."
        raise UsageMistake(unknown.message, hint) from None


def _whole(term: Term, course: Course) -> str:
    lesson, _, section = term.lesson.partition("#")
    head = term.term + (f" (also {', '.join(term.also)})" if term.also else "")
    lines = [
        head,
        wrapped(term.text, first="  ", rest="  "),
        f"  Explained in: tutor read {lesson}, section {section}.",
    ]
    if term.see:
        lines.append(f"  See also: {', '.join(course.glossary().by_id[other].term for other in term.see)}.")
    return "\n".join(lines)
