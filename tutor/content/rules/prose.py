"""Rules for the text of lessons and the timeline."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tutor.content import formulas
from tutor.content.course import Lesson, Section
from tutor.content.errors import Problem, did_you_mean
from tutor.content.markup import FIGURE, FORMULA, links, parser
from tutor.content.rules.known import Known, line_of
from tutor.content.spoken import needs_words
from tutor.content.timeline import Timeline

if TYPE_CHECKING:
    from markdown_it.token import Token

WIDEST = 72
"""Columns a figure, formula or line of code may take: what is left of 80 beside margins and a scroll bar."""
LONGEST = 60
"""Lines of source in a section: more takes long to set up on the screen and long to scroll."""
SECTIONS = range(3, 9)
SUMMARY = "summary"

_INLINE_TEX = re.compile(r"\$[^$\s](?:[^$]*[^$\s])?\$")


def lesson_problems(lesson: Lesson, known: Known) -> Iterator[Problem]:
    """Everything wrong with a lesson's text."""
    yield from _outline_problems(lesson)
    yield from composed_problems(lesson.path)
    for section in lesson.sections:
        yield from _section_problems(lesson.path, section)
        for link in links(section.text):
            if fault := known.fault(link.href):
                yield Problem(lesson.path, section.line + link.line, *fault)


def _outline_problems(lesson: Lesson) -> Iterator[Problem]:
    """Too few or too many sections, or no summary at the end."""
    if len(lesson.sections) not in SECTIONS:
        message = f"The lesson has {len(lesson.sections)} sections."
        yield Problem(lesson.path, 1, message, f"Write {SECTIONS[0]} to {SECTIONS[-1]}.")
    ids = [section.id for section in lesson.sections]
    if SUMMARY not in ids:
        hint = f"End with `## Summary {{#{SUMMARY}}}`: what one could put on a card."
        yield Problem(lesson.path, lesson.sections[-1].line, "The summary is missing.", hint)
    elif ids[-1] != SUMMARY:
        line = lesson.section(SUMMARY).line
        yield Problem(lesson.path, line, "The summary is not the last section.", "Move it to the end.")


def composed_problems(file: Path) -> Iterator[Problem]:
    """Lines with characters put together from parts (ŷ as y and ^), which terminals draw badly."""
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        composed = unicodedata.normalize("NFC", line)
        if composed != line:
            apart = next(a for a, b in zip(line.split(), composed.split(), strict=False) if a != b)
            hint = f"Write {unicodedata.normalize('NFC', apart)} (NFC)."
            yield Problem(file, number, f"{apart!r} is made of characters put together.", hint)


def _section_problems(file: Path, section: Section) -> Iterator[Problem]:
    """A section that is empty or too long, and everything wrong with its blocks."""
    length = section.text.count("\n") + 1
    if not section.text:
        yield Problem(file, section.line, f"The section {section.id!r} is empty.", "Write it, or take it out.")
    if length > LONGEST:
        message = f"The section {section.id!r} has {length} lines."
        yield Problem(file, section.line, message, f"Split it: {LONGEST} at most.")
    lines = section.text.split("\n")
    for token in parser().parse(section.text):
        if token.map is not None:
            for line, message, instead in _token_problems(token, lines):
                yield Problem(file, section.line + line, message, instead)


def _token_problems(token: Token, lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """Everything wrong with one block, with the line it is on, counted from 0."""
    assert token.map is not None
    start = token.map[0]
    if token.type == FORMULA:
        yield from _formula_problems(token.content, start)
    elif token.type in (FIGURE, "fence", "code_block"):
        first = start + (token.type != "code_block")
        yield from _width_problems(token.content, first)
    elif token.type == "inline":
        text = "".join(child.content for child in token.children or () if child.type in ("text", "softbreak"))
        if inline := _INLINE_TEX.search(text):
            line = next((n for n in range(*token.map) if inline[0] in lines[n]), start)
            hint = "Type it in plain characters, such as *ŷ = σ(z)*, or give it a block of $$ of its own."
            yield line, f"{inline[0]} is not set inside a line.", hint


def _formula_problems(tex: str, line: int) -> Iterator[tuple[int, str, str]]:
    if wrong := formulas.problem(tex):
        yield line, wrong, ""
    elif (width := max(map(cell_len, formulas.display(tex).split("\n")))) > WIDEST:
        yield line, f"The formula is {width} columns wide.", f"Split it: {WIDEST} at most."


def _width_problems(picture: str, first: int) -> Iterator[tuple[int, str, str]]:
    """Lines that are too wide or that hold tabs."""
    for number, row in enumerate(picture.split("\n"), first):
        if (width := cell_len(row)) > WIDEST:
            yield number, f"This line is {width} columns wide.", f"Make it {WIDEST} at most."
        if "\t" in row:
            yield number, "This line holds a tab, which is as wide as each terminal likes.", "Write blanks."


def figure_notes(lesson: Lesson) -> Iterator[Problem]:
    """Figures that say little when they are read from left to right, and have no words of their own."""
    for section in lesson.sections:
        for token in parser().parse(section.text):
            if token.type == FIGURE and token.map and not token.meta["says"] and needs_words(token.content):
                message = "Who listens to the lesson cannot tell what this figure shows."
                hint = "Say it behind `figure`: ```figure A line that rises, then falls."
                yield Problem(lesson.path, section.line + token.map[0], message, hint)


def timeline_problems(file: Path, timeline: Timeline, known: Known) -> Iterator[Problem]:
    """Everything wrong with the timeline that its shape does not tell."""
    eras = [era.id for era in timeline.eras]
    names = [("era", era) for era in eras] + [("milestone", entry.id) for entry in timeline.entries]
    for (kind, name), count in Counter(names).items():
        if count > 1:
            yield Problem(file, line_of(file, f"id: {name}"), f"The {kind} {name!r} is there twice.", "Rename one.")
    for entry in timeline.entries:
        line = line_of(file, f"id: {entry.id}")
        if entry.era not in eras:
            yield Problem(file, line, f"There is no era {entry.era!r}.", did_you_mean(entry.era, eras))
        if entry.jump and (fault := known.fault(entry.jump)):
            yield Problem(file, line_of(file, f"jump: {entry.jump}", line), *fault)
        if entry.jump and entry.coming:
            yield Problem(file, line, f"{entry.id!r} has both `jump` and `coming`.", "Keep one of them.")
    used = {entry.era for entry in timeline.entries}
    for era in sorted(set(eras) - used) if used <= set(eras) else ():  # else one of them may be meant
        yield Problem(file, line_of(file, f"id: {era}"), f"The era {era!r} has no milestones.", "Take it out.")
    yield from composed_problems(file)
