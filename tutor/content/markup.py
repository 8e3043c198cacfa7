"""The Markdown of lessons: CommonMark with tables, formulas between ``$$`` and figures in fences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

FORMULA = "formula"
"""Type of the token for a display formula; its content is LaTeX."""
FIGURE = "figure"
"""Type of the token for a picture drawn in characters; its content is the picture."""


def parser() -> MarkdownIt:
    """A parser for lessons. Besides the usual tokens it makes ``formula`` and ``figure`` ones."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.block.ruler.before("fence", FORMULA, _formula, {"alt": ["paragraph", "blockquote", "list"]})
    markdown.core.ruler.push(FIGURE, _figures)
    return markdown


def _formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The block rule for ``$$ … $$``, on one line or over several."""
    first = _line(state, start)
    if not first.startswith("$$"):
        return False
    if silent:
        return True
    last = start
    rows = [first[2:]]
    while not rows[-1].endswith("$$") and last + 1 < end:
        last += 1
        rows.append(_line(state, last))
    rows[-1] = rows[-1].removesuffix("$$")
    token = state.push(FORMULA, "", 0)
    token.content, token.map = "\n".join(rows).strip(), [start, last + 1]
    state.line = last + 1
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def _figures(state: StateCore) -> None:
    """The core rule that tells figures from code. Words behind "figure" say the picture to who cannot see it."""
    for token in state.tokens:
        kind, _, says = token.info.strip().partition(" ")
        if token.type == "fence" and kind == FIGURE:
            token.type, token.tag, token.content = FIGURE, "", token.content.rstrip()
            token.meta = {"says": says.strip()}


@dataclass(frozen=True)
class Block:
    """A stretch of a section. ``text`` is Markdown source, LaTeX or the picture; ``line`` counts from 0."""

    kind: Literal["markdown", "formula", "figure"]
    text: str
    line: int


def lesson_blocks(text: str) -> Iterator[Block]:
    """A section's source cut into prose, formulas and figures, in order. Those inside lists stay in the prose."""
    lines = text.split("\n")
    done = 0
    for token in parser().parse(text):
        if token.type not in (FORMULA, FIGURE) or token.level or token.map is None:
            continue
        yield from _prose(lines, done, token.map[0])
        yield Block("formula" if token.type == FORMULA else "figure", token.content, token.map[0])
        done = token.map[1]
    yield from _prose(lines, done, len(lines))


def _prose(lines: list[str], start: int, end: int) -> Iterator[Block]:
    if text := "\n".join(lines[start:end]).strip("\n"):
        yield Block("markdown", text, start)


@dataclass(frozen=True)
class Link:
    """A link of a section: its target as written, its words, and the line it is on, counted from 0."""

    href: str
    text: str
    line: int


def links(text: str) -> Iterator[Link]:
    """Every link in a section's source, in order."""
    lines = text.split("\n")
    for token in parser().parse(text):
        if token.type == "inline" and token.map:
            yield from _inline_links(token, lines)


def _inline_links(token: Token, lines: list[str]) -> Iterator[Link]:
    assert token.map is not None
    children = token.children or []
    for place, child in enumerate(children):
        if child.type == "link_open":
            href = str(child.attrs.get("href", ""))
            end = next(n for n in range(place, len(children)) if children[n].type == "link_close")
            words = "".join(c.content or " " * (c.type == "softbreak") for c in children[place:end])
            yield Link(href, words, _line_of(f"]({href}", lines, token.map[0], token.map[1]))


def _line_of(wanted: str, lines: list[str], start: int, end: int) -> int:
    """The first line from ``start`` to ``end`` that holds ``wanted``; ``start`` where none does."""
    return next((n for n in range(start, end) if wanted in lines[n]), start)


_KINDS = re.compile(r"(lesson|lab|quiz|timeline|term):([^#]*)(?:#(.*))?")


def link_parts(href: str) -> tuple[str, str, str] | None:
    """A link's kind, id and section ("" for none), such as ("lesson", "cnn", "pooling"); None for other links."""
    parts = _KINDS.fullmatch(href)
    return (parts[1], parts[2], parts[3] or "") if parts else None
