"""Rows of text under column heads, each marked right or wrong: a truth table."""

from __future__ import annotations

import re

import msgspec
from rich.cells import cell_len
from rich.style import Style
from textual.strip import Strip

from engine.views import Table
from tutor.widgets.ink import Ink
from tutor.widgets.painted import row
from tutor.widgets.wrapped import wrapped

MINUS = re.compile(r"(?<!\w)-(?=[\d.])")
GAP = 2
MARK = 2


def paint_table(view: Table, width: int, height: int, ink: Ink) -> list[Strip]:
    """Heads, a rule, the rows that fit; then how many do not. Where it is too wide, columns close up, and then long
    texts are wrapped."""
    return [strip for _, strip in table_rows(view, width, height, ink)[0]]


def table_rows(
    view: Table, width: int, height: int, ink: Ink
) -> tuple[list[tuple[int | None, Strip]], list[tuple[int, int]]]:
    """Each row with the place of the entry it belongs to, if any; and where each column starts and ends."""
    view = msgspec.structs.replace(view, rows=[[MINUS.sub("−", text) for text in line] for line in view.rows])
    words = [[max(text.split(" "), key=cell_len) for text in line] for line in (view.columns, *view.rows)]
    least = _widths(words[0], words[1:])
    mark_width = MARK * any(mark is not None for mark in view.marks)
    widths = _widths(view.columns, view.rows)
    gap = GAP if 1 + sum(widths) + GAP * (len(widths) - 1) <= width - mark_width else 1
    room = width - mark_width - gap * (len(widths) - 1) - 1
    widths = _squeezed(_squeezed(widths, room, least), room)
    places = [(1 + sum(widths[:n]) + gap * n, 1 + sum(widths[: n + 1]) + gap * n) for n in range(len(widths))]
    left = [any(i < len(cells) and cells[i][:1].isalpha() for cells in view.rows) for i in range(len(widths))]
    heads = _lines(view.columns, widths, left, gap, ("", ink.style()), ink.style(ink.soft, bold=True))
    rows: list[tuple[int | None, Strip]] = [(None, strip) for strip in heads]
    marks = [*view.marks, *[None] * len(view.rows)]
    entries = [
        _lines(texts, widths, left, gap, _mark(mark, ink), ink.style())
        for texts, mark in zip(view.rows, marks, strict=False)
    ]
    if height > len(rows) + sum(map(len, entries)):
        across = (places[-1][1] if places else 0) + mark_width
        rows.append((None, row(("─" * min(width, across), ink.style(ink.ghost)))))
    for n, entry in enumerate(entries):
        last = n == len(entries) - 1
        if len(rows) + len(entry) + (not last) > height:
            rows.append((None, row((f"+{len(entries) - n} rows more", ink.style(ink.warn)))))
            break
        rows += [(n, strip) for strip in entry]
    return rows, places


def _widths(columns: list[str], texts: list[list[str]]) -> list[int]:
    """Cells for each column, the widest of its head and texts."""
    count = max((len(columns), *(len(cells) for cells in texts)))
    return [max((cell_len(line[i]) for line in (columns, *texts) if i < len(line)), default=0) for i in range(count)]


def _squeezed(widths: list[int], room: int, least: list[int] | None = None) -> list[int]:
    """``widths`` cut, the widest first, until they fit in ``room``; none below ``least``, or 1."""
    widths, least = list(widths), least or [1] * len(widths)
    while sum(widths) > room:
        widest = max((n for n, wide in enumerate(widths) if wide > least[n]), key=widths.__getitem__, default=None)
        if widest is None:
            break
        widths[widest] -= 1
    return widths


def _lines(
    texts: list[str], widths: list[int], left: list[bool], gap: int, mark: tuple[str, Style], style: Style
) -> list[Strip]:
    """One entry and its mark: words set ``left`` in their columns, the rest right, digits under digits."""
    columns = [wrapped(text, wide) or [""] for text, wide in zip([*texts, *[""] * len(widths)], widths, strict=False)]
    rows = []
    for n in range(max(map(len, columns), default=1)):
        cells = [lines[n] if n < len(lines) else "" for lines in columns]
        blanks = [" " * (wide - cell_len(cell)) for cell, wide in zip(cells, widths, strict=True)]
        padded = (" " * gap).join(
            cell + blank if words else blank + cell for cell, blank, words in zip(cells, blanks, left, strict=True)
        )
        rows.append(row((" " + padded, style), mark if n == 0 else ("", style)))
    return rows


def _mark(mark: bool | None, ink: Ink) -> tuple[str, Style]:
    """✓ or ✗ in its colour; nothing where the row is neither."""
    if mark is None:
        return "", ink.style()
    return (" ✓", ink.style(ink.good, bold=True)) if mark else (" ✗", ink.style(ink.bad, bold=True))
