"""A section of a lesson as lines to be listened to: no drawing, no mark that carries meaning alone.

Formulas are put in words, a figure is announced and read from left to right, tables are read row by row, links are
numbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from textwrap import TextWrapper
from typing import TYPE_CHECKING

from tutor.content.formula_words import formula_words
from tutor.content.formulas import display
from tutor.content.markup import FIGURE, FORMULA, parser
from tutor.content.spoken_signs import said

if TYPE_CHECKING:
    from markdown_it.token import Token

WIDTH = 76
_DRAWN = re.compile("[\u2191-\u21ff\u2500-\u259f\u25a0-\u25ff\u2800-\u28ff]+")
"""Arrows, lines, blocks and dots: what draws and says nothing. (← is no drawing: w ← w + 1.)"""
_APART = re.compile(r"\s{2,}|(?:^|\s)\|(?=\s|$)")
_BRACKETS = re.compile(r"\(\s*([^()]*?)\s*\)")
_WIDE = re.compile(r",?\s{2,}")
_SHOWN = re.compile("[\u2502-\u259f\u25a0-\u25b5\u25cb-\u25ff\u2800-\u28ff•]")
FEW = 3
"""So many signs that show something make a drawing; fewer are a rule in a table or a mark."""
_POINTS = frozenset("→▶►➜")
_SIGNS = frozenset("=+−×·≤≥<>")
_GLUE = _SIGNS | {"to"}
"""Between these and their neighbours there is no comma."""


@dataclass
class Spoken:
    """A section's lines, and what they refer to by number (from 1): figures and formulas as drawn, links."""

    lines: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    """Words and target of each link that leads somewhere else; terms of the glossary are asked for by name."""
    terms: list[str] = field(default_factory=list)
    """Ids of the terms of the glossary that are linked, in order."""


def spoken(text: str) -> Spoken:
    """A section's source as lines."""
    told = Spoken()
    tokens = parser().parse(text)
    places = _Places()
    rows: list[list[str]] = []
    for token in tokens:
        places.pass_(token)
        match token.type:
            case "inline" if places.in_table:
                rows[-1].append(_sentence(token, told))
            case "tr_open":
                rows.append([])
            case "table_close":
                _paragraph(told, _table(rows))
                rows = []
            case "inline":
                _flow(told, places.lead() + _sentence(token, told), places.depth)
            case _ if token.type == FORMULA:
                told.formulas.append(display(token.content))
                _flow(told, f"Formula: {formula_words(token.content)}.", places.depth)
            case _ if token.type == FIGURE:
                told.figures.append(token.content)
                _paragraph(told, _figure(len(told.figures), token))
            case "fence" | "code_block":
                code = token.content.rstrip().split("\n")
                _paragraph(told, [f"Code, {_count(len(code), 'line')}:", *code, "End of the code."])
    return told


class _Places:
    """Where in the text one is: in which lists, whether in a table."""

    def __init__(self) -> None:
        self.lists: list[int | None] = []
        self.in_table = False
        self._new_item = ""

    @property
    def depth(self) -> int:
        return len(self.lists)

    def pass_(self, token: Token) -> None:
        """Go past ``token``."""
        match token.type:
            case "bullet_list_open":
                self.lists.append(None)
            case "ordered_list_open":
                self.lists.append(int(token.attrs.get("start", 1)) - 1)
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                number = self.lists[-1]
                self.lists[-1] = number + 1 if number is not None else None
                self._new_item = "- " if number is None else f"{number + 1}. "
            case "blockquote_open":
                self._new_item = "Note: "
            case "table_open" | "table_close":
                self.in_table = token.type == "table_open"

    def lead(self) -> str:
        """What goes before the next paragraph."""
        lead, self._new_item = self._new_item, ""
        return lead


def _flow(told: Spoken, text: str, depth: int) -> None:
    lead = "  " * (depth - 1) if depth else ""
    lines = _lines(text, lead, lead + "  " * bool(depth))
    _paragraph(told, lines, close=bool(depth))


def _lines(text: str, first: str = "", rest: str = "") -> list[str]:
    """``text`` in lines. No word is cut, not even at its hyphen: half a word at a line's end is said as one."""
    shape = TextWrapper(
        WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return shape.wrap(text)


def _paragraph(told: Spoken, lines: Iterable[str], close: bool = False) -> None:
    """Add lines after a blank one; items of a list follow each other without."""
    listed = close and bool(told.lines) and re.match(r"\s*(-|\d+\.|  )", told.lines[-1])
    if told.lines and not listed:
        told.lines.append("")
    told.lines.extend(lines)


def _sentence(token: Token, told: Spoken) -> str:
    """The words of a paragraph; links are noted."""
    words: list[str] = []
    targets: list[tuple[str, int]] = []
    for child in token.children or ():
        if child.type == "link_open":
            targets.append((str(child.attrs.get("href", "")), len(words)))
        elif child.type == "link_close" and targets:
            href, start = targets.pop()
            words.append(_link(told, href, "".join(words[start:])))
        elif child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        else:
            words.append(child.content)
    return re.sub(" {2,}", " ", said("".join(words)))


def _link(told: Spoken, href: str, words: str) -> str:
    """Note a link; what is said behind its words."""
    if href.startswith("term:"):
        told.terms.append(href.removeprefix("term:"))
        return ""
    told.links.append((words, href))
    return f" (link {len(told.links)})"


def _table(rows: list[list[str]]) -> Iterator[str]:
    heads = rows[0] if rows else []
    yield f"Table, {_count(len(rows) - 1, 'row')}, columns: {', '.join(heads)}."
    for number, row in enumerate(rows[1:], 1):
        cells = "; ".join(f"{head}: {cell}" for head, cell in zip(heads, row, strict=False))
        yield from _lines(f"Row {number}: {cells}.", rest="  ")
    yield "End of the table."


def _figure(number: int, token: Token) -> Iterator[str]:
    """A figure announced, with what it says; its author's own words for it if there are some."""
    height = token.content.count("\n") + 1
    if own := str(token.meta.get("says", "")):
        yield from _lines(f"Figure {number}: {said(own)}")
    else:
        yield f"Figure {number}, {_count(height, 'line')}, read from left to right:"
        for line in figure_words(token.content):
            yield from _lines(line, "  ", "    ")
    hint = "; type figure 1 to have it as drawn" if number == 1 else ""
    yield f"End of figure {number}{hint}."


def figure_words(drawing: str) -> Iterator[str]:
    """What is written in a drawing, line by line: arrows as "to", words that stand apart with commas between, or
    semicolons where commas stand already.
    """
    rows = [[part.strip(" ,") for part in _APART.split(_held(line))] for line in drawing.split("\n")]
    mark = ";" if any(", " in word for row in rows for word in row) else ","
    for row in rows:
        read = ""
        for word in row:
            if word.strip("-_. "):
                glued = not read or word in _GLUE or word.split(" ")[0] in _SIGNS or read.rsplit(" ", 1)[-1] in _GLUE
                read += f"{'' if glued else mark} {word}"
        if read.strip() not in ("", "to"):
            yield said(read.strip())


def _held(line: str) -> str:
    """A line without what only draws; numbers in brackets, (2   4), hold together as (2, 4)."""
    return _BRACKETS.sub(lambda row: f"({_WIDE.sub(', ', row[1])})", _DRAWN.sub(_drawn, line))


def needs_words(drawing: str) -> bool:
    """Whether a drawing shows by its lines, dots and shades what its words alone do not say: a plot, a net."""
    return len(_SHOWN.findall(drawing)) >= FEW


def _drawn(signs: re.Match[str]) -> str:
    return "  to  " if _POINTS & set(signs[0]) else "  "


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
