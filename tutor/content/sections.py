"""Cutting a lesson into its sections, without taking a line of code for a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tutor.content.errors import Problem
from tutor.content.model import Section

_HEADING = re.compile(r" {0,3}(#{1,2})[ \t]+(.*?)[ \t]*")
_WITH_ID = re.compile(r"(.*?)[ \t]*\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
FORMULA = "$$"


@dataclass
class _Open:
    """A section whose end has not been reached. ``heading`` and ``first`` are line numbers in the file."""

    id: str
    title: str
    heading: int
    lines: list[str]

    def close(self) -> Section:
        """The finished section, blank lines around its text dropped."""
        blank = next((n for n, line in enumerate(self.lines) if line.strip()), 0)
        return Section(self.id, self.title, "\n".join(self.lines[blank:]).rstrip(), self.heading + 1 + blank)


def parse_sections(file: Path, lines: list[str], first_line: int, problems: list[Problem]) -> tuple[Section, ...]:
    """The sections in ``lines``, which start on line ``first_line`` of ``file``; adds mistakes to ``problems``."""
    found: list[_Open] = []
    for number, line, is_text in prose_lines(file, lines, first_line, problems):
        heading = _HEADING.fullmatch(line) if is_text else None
        if heading:
            found.append(_opened(file, number, heading, problems))
        elif found:
            found[-1].lines.append(line)
        elif line.strip():
            problems.append(Problem(file, number, "This text stands before the first section.", _HEADING_HINT))
            found.append(_Open("", "", number, []))
    problems += _repeated_ids(file, found)
    if not found:
        problems.append(Problem(file, first_line, "The lesson has no sections.", _HEADING_HINT))
    return tuple(section.close() for section in found)


_HEADING_HINT = "Write a heading such as `## A question first {#question}` above it."


def _opened(file: Path, number: int, heading: re.Match[str], problems: list[Problem]) -> _Open:
    """The section that a heading opens."""
    words = heading[2]
    if named := _WITH_ID.fullmatch(words):
        title, section_id = named.groups()
    else:
        title, section_id = words.partition("{")[0].strip(), ""
        slug = "-".join(re.findall(r"[a-z0-9]+", title.lower())) or "question"
        hint = f"Write `## {title or 'Title'} {{#{slug}}}`."
        problems.append(Problem(file, number, "This heading has no id, or not a valid one.", hint))
    if heading[1] == "#":
        message = "A lesson's title belongs in its header; sections have headings with '##'."
        problems.append(Problem(file, number, message, f"Write `## {words}`."))
    if not title:
        problems.append(Problem(file, number, "This section has no title.", "Write one between ## and {#…}."))
    return _Open(section_id, title, number, [])


def _repeated_ids(file: Path, sections: list[_Open]) -> Iterator[Problem]:
    seen: set[str] = set()
    for section in sections:
        if section.id and section.id in seen:
            message = f"The section id {section.id!r} is there twice."
            yield Problem(file, section.heading, message, "Give each section an id of its own.")
        seen.add(section.id)


def prose_lines(
    file: Path, lines: list[str], first_line: int, problems: list[Problem]
) -> Iterator[tuple[int, str, bool]]:
    """Every line with its number and whether it is ordinary text, not code, a figure or a formula.

    A fence or formula that is never closed is added to ``problems``.
    """
    closing, opened = "", 0
    for number, line in enumerate(lines, first_line):
        inside, was = bool(closing), closing
        closing = _closing(line, closing)
        if closing and not was:
            opened = number
        yield number, line, not (inside or closing)
    if closing:
        what = "formula" if closing == FORMULA else "block"
        problems.append(Problem(file, opened, f"This {what} is never closed.", f"End it with a line `{closing}`."))


def _closing(line: str, closing: str) -> str:
    """What closes the block that is open after ``line``, "" when none is; ``closing`` is the same before it."""
    stripped = line.strip()
    if closing == FORMULA:
        return "" if stripped.endswith(FORMULA) else closing
    if closing:
        done = set(stripped) == {closing[0]} and len(stripped) >= len(closing)
        return "" if done and not line.startswith("    ") else closing
    if fence := _FENCE.fullmatch(line):
        mark, info = fence.groups()
        return "" if mark[0] == "`" and "`" in info else mark
    if stripped.startswith(FORMULA) and not (len(stripped) >= 4 and stripped.endswith(FORMULA)):
        return FORMULA
    return ""
