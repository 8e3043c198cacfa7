"""Pointing at tables, counts and words."""

from __future__ import annotations

from textual.geometry import Region

from engine.views import Confusion, Table, Text
from tutor.pointing.base import PLAIN, UNKNOWN, Aim, Learning, Pointed, aim
from tutor.pointing.formulas import filled, one_of
from tutor.widgets.confusion import confusion_place, counts_of
from tutor.widgets.table import MARK, MINUS, table_rows
from tutor.widgets.words import word_rows

DIGITS = ("zeros", "ones", "twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines")
ONE = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@aim.register
def _confusion(view: Confusion, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    counts = counts_of(view)
    if not counts:
        return lambda x, y: None
    place = confusion_place(view, width, height)
    columns = [sum(line[k] for line in counts) for k in range(len(counts))]

    def at(x: int, y: int) -> Pointed | None:
        n, k = y - place.above, (x - place.margin) // place.cell
        if not (0 <= n < len(counts) and x >= place.margin and k < place.shown):
            return None
        count, total = counts[n][k], sum(counts[n])
        true, said = view.labels[n], view.labels[k]
        text = f"{_how_many(count, true)} read as {said}: {'right' if n == k else 'wrong'}"
        of_all, of_column = ("recall ", "precision ") if n == k else ("", "")
        all_of_it = f"{total:.0f}" if n == k else _how_many(total, true)
        shares = [
            f"{of_all}{count:.0f} of {all_of_it} = {count / total:.1%}" if total else "",
            f"{of_column}{count:.0f} of {columns[k]:.0f} read as {said} = {count / columns[k]:.1%}"
            if columns[k]
            else "",
        ]
        long = (
            "A row is a true class, a column what the net says: the diagonal is right, all else a mistake.",
            "The share of a row that is right is the class's recall; of a column, its precision.",
        )
        box = Region(place.margin + k * place.cell, y, place.cell, 1)
        return Pointed(box, text, ", ".join(filter(None, shares)), long, ("confusion-matrix", "recall", "precision"))

    return at


def _how_many(count: float, label: str) -> str:
    """ "3 sevens", "1 seven", "12 × malignant"."""
    if label.isdigit() and len(label) == 1:
        return f"{count:.0f} {(ONE if count == 1 else DIGITS)[int(label)]}"
    return f"{count:.0f} × {label}"


@aim.register
def _table(view: Table, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    rows, places = table_rows(view, width, height, PLAIN)
    across = places[-1][1] if places else 0

    def at(x: int, y: int) -> Pointed | None:
        if not 0 <= y < len(rows) or (entry := rows[y][0]) is None or x >= across + MARK:
            return None
        column = next((n for n, (_, end) in enumerate(places) if x < end), len(places) - 1)
        line = [MINUS.sub("−", text) for text in view.rows[entry]]
        value = " ".join(line[column].split()) if column < len(line) else ""
        head = view.columns[column] if column < len(view.columns) else ""
        who = (line[0].strip() if column and line else "") or f"row {entry + 1}"
        mark = view.marks[entry] if entry < len(view.marks) else None
        verdict = "" if mark is None else "this row is right" if mark else "this row is wrong"
        cells = dict(zip(view.columns, (" ".join(cell.split()) for cell in line), strict=False))
        told = filled(one_of(view.formulas.get(head, ()), entry), (entry,), {**cells, "row": who, "value": value})
        more = " · ".join(filter(None, (told.text, verdict)))
        start, end = places[column]
        box = Region(start, y, end - start, 1)
        return Pointed(box, f"{who}, {head}: {value}" if head else f"{who}: {value}", more, told.long, told.terms)

    return at


@aim.register
def _words(view: Text, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    rows = word_rows(view, width, height)[:height]

    def at(x: int, y: int) -> Pointed | None:
        if not 0 <= y < len(rows) or not rows[y][1]:
            return None
        n = rows[y][0]
        text = " ".join(view.paragraphs[n].split())
        return Pointed(
            Region(0, y, width, 1), f"paragraph {n + 1} of {len(view.paragraphs)}: {rows[y][1]}", "", (text,)
        )

    return at
