"""``tutor search``: everything in the course that fits some words, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutor.commands.shared import plain_terminal, print_json
from tutor.content.plain import link_command
from tutor.quiz.text import wrapped
from tutor.search.entries import index_of
from tutor.search.index import KINDS, Found, excerpt, grouped, marked

if TYPE_CHECKING:
    from tutor.content.course import Course

PER_KIND = 5
EXCERPT = 200


def show_found(course: Course, asked: str, as_json: bool) -> int:
    """Print what fits ``asked``, by kind, the best first; returns the exit code, 1 for nothing."""
    found = index_of(course).search(asked)
    if as_json:
        print_json([_as_data(one) for one in found])
    elif not found:
        click.echo(f"Nothing fits “{asked}”. Try another word, or only the beginning of one.")
    else:
        click.echo("\n".join(_lines(found)))
    return 0 if found else 1


def _as_data(found: Found) -> dict[str, object]:
    entry = found.entry
    return {
        "kind": entry.kind,
        "title": entry.title,
        "place": entry.place,
        "excerpt": excerpt(entry.text, found.words, EXCERPT),
        "link": entry.link,
        "command": command(entry.link),
        "score": found.score,
    }


def _lines(found: list[Found]) -> list[str]:
    lines: list[str] = []
    for kind, listed in grouped(found).items():
        lines += ([""] if lines else []) + [KINDS[kind]]
        for one in listed[:PER_KIND]:
            entry = one.entry
            place = f" ({entry.place})" if entry.place else ""
            lines.append(_bold(wrapped(f"{entry.title}{place}", first="  ", rest="    "), one.words))
            if text := excerpt(entry.text, one.words, EXCERPT):
                lines.append(_bold(wrapped(text, first="    ", rest="    "), one.words))
            lines.append(f"    → {command(entry.link)}")
        if len(listed) > PER_KIND:
            lines.append(f"  … {len(listed) - PER_KIND} more")
    return lines


def _bold(text: str, words: frozenset[str]) -> str:
    """The words that fit, bold where the terminal can."""
    if plain_terminal():
        return text
    return "".join(click.style(piece, bold=True) if hit else piece for piece, hit in marked(text, words))


def command(link: str) -> str:
    """The command that leads where ``link`` does."""
    question = link.removeprefix("question:")
    return f"the question {question}, in the app" if question != link else link_command(link)
