"""Words in paragraphs, wrapped to the width; what stands between « and » is bold."""

from __future__ import annotations

import re

from rich.style import Style
from textual.strip import Strip

from engine.views import Text
from tutor.widgets.ink import Ink
from tutor.widgets.painted import row
from tutor.widgets.wrapped import wrapped

_MARKED = re.compile(r"(«[^»]*»?)")


def paint_words(view: Text, width: int, height: int, ink: Ink) -> list[Strip]:
    """The paragraphs with a blank line between where there is room; the last line says when some did not fit."""
    lines = [line for _, line in word_rows(view, width, height)]
    rows = []
    marked = False
    for line in lines[:height]:
        parts, marked = _parts(line, marked, ink)
        rows.append(row(*parts))
    if len(lines) > height > 0:
        rows[-1] = row((f"+{len(lines) - height + 1} lines more", ink.style(ink.warn)))
    return rows


def word_rows(view: Text, width: int, height: int) -> list[tuple[int, str]]:
    """Every line with the place of its paragraph; without the blank ones where all would have no room."""
    lines: list[tuple[int, str]] = []
    for n, paragraph in enumerate(view.paragraphs):
        told = [text for line in paragraph.split("\n") for text in wrapped(line, width) or [""]]
        lines += [(n, text) for text in (*told, "")]
    lines = lines[:-1]
    return [line for line in lines if line[1]] if len(lines) > height else lines


def _parts(line: str, marked: bool, ink: Ink) -> tuple[list[tuple[str, Style]], bool]:
    """A line in pieces, and whether a mark is still open at its end. The signs themselves stay: they carry meaning."""
    parts: list[tuple[str, Style]] = []
    if marked:
        inside, closed, line = line.partition("»")
        parts.append((inside + closed, ink.style(ink.good, bold=True)))
        marked = not closed
    for piece in _MARKED.split(line):
        is_marked = piece.startswith("«")
        parts.append((piece, ink.style(ink.good, bold=True) if is_marked else ink.style()))
        marked = is_marked and not piece.endswith("»") if piece else marked
    return parts, marked
