"""Say what each column is, and what is learned: numbers or classes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine.lab import LabError, did_you_mean
from engine.table.read import COUNTED, Sheet
from engine.table.values import (
    NO_NUMBER,
    as_number,
    has_decimal_comma,
    has_thousands,
    is_date,
    is_missing,
    shown,
    why_no_number,
)

Kind = Literal["number", "category", "left out"]
Task = Literal["regression", "classification"]
CATEGORIES = 20
"""The most different words a column may have and still be a category, or a target and still be classes."""
FEW = 10
"""Whole numbers with so many different values or fewer are classes, if they are the target."""
LEAST = 10
"""Rows below which there is nothing to learn from and to test on."""
STRAY = 0.1
"""A column of numbers may hold this share of other words before it counts as a column of words."""
OWN_CATEGORY = "(missing)"
_ROW_NUMBER = re.compile(
    r"(?i:id|nr|no|num|number|index|idx|key|row|unnamed.*|.*[ _-](id|nr|no|index|key))|.*[a-z]I[dD]"
)


@dataclass(frozen=True)
class Column:
    """A column and what becomes of it; ``note`` says so in words. ``values`` are numbers, or words; None is missing."""

    name: str
    kind: Kind
    note: str = ""
    values: Sequence[float | str | None] = field(default=(), repr=False)
    levels: tuple[str, ...] = ()
    missing: int = 0


@dataclass(frozen=True)
class Survey:
    """A table with its target: what to learn from, what to learn, and how many rows had no target."""

    target: Column
    task: Task
    columns: list[Column]
    rows: int
    dropped: int = 0

    @property
    def used(self) -> list[Column]:
        """The columns that are learned from."""
        return [column for column in self.columns if column.kind != "left out"]


def look(sheet: Sheet) -> list[Column]:
    """Every column of a sheet. Raises LabError for a cell that does not fit its column."""
    return [_column(sheet, place) for place in range(len(sheet.columns))]


def find(sheet: Sheet, name: str) -> int:
    """Where the column called ``name`` is, in any case. Raises LabError that names the nearest one."""
    for same in (name, name.strip().lower()):
        for place, column in enumerate(sheet.columns):
            if same in (column, column.lower()):
                return place
    if not name.strip():
        raise LabError("No target is named.", f"Choose a column: {_some(sheet.columns)}.")
    near = did_you_mean(name, sheet.columns)
    hint = near if near.startswith("Did") else f"There is: {_some(sheet.columns)}."
    raise LabError(f"The table has no column called {shown(name)}.", hint)


def survey(sheet: Sheet, target: str, task: str = "auto") -> Survey:
    """The table with ``target`` to be learned; ``task`` other than "auto" overrules what its values look like.

    Raises LabError.
    """
    place = find(sheet, target)
    there = _column(sheet, place)
    values = there.values if there.kind == "number" else [None if is_missing(c) else c for c in sheet.column(place)]
    kept = [n for n, value in enumerate(values) if value is not None]
    dropped = len(sheet.rows) - len(kept)
    if len(kept) < LEAST:
        besides = f" with a value for {shown(sheet.columns[place])}" if dropped else ""
        are = "is 1 row" if len(kept) == 1 else f"are {len(kept)} rows"
        raise LabError(f"There {are}{besides}; at least {LEAST} are needed.", "Add rows.")
    part = Sheet(sheet.columns, [sheet.rows[n] for n in kept], [sheet.numbers[n] for n in kept], sheet.delimiter)
    columns = look(part)
    learned, kind = _as_target(part, place, columns[place], task)
    others = [column for n, column in enumerate(columns) if n != place]
    if all(column.kind == "left out" for column in others):
        why = "; ".join(f"{column.name}: {column.note}" for column in others[:3])
        raise LabError(f"No column is left to learn from ({why}).", "Add columns of numbers or of a few words.")
    return Survey(learned, kind, others, len(kept), dropped)


def _column(sheet: Sheet, place: int) -> Column:
    """One column. Raises LabError for a stray word among numbers."""
    name, cells = sheet.columns[place], sheet.column(place)
    there = [cell for cell in cells if not is_missing(cell)]
    missing = len(cells) - len(there)
    if 2 * missing > len(cells):
        return Column(name, "left out", "mostly empty" if there else "empty", missing=missing)
    comma = _writes_decimal_commas(there, sheet.delimiter)
    numbers = [_number(cell, comma) for cell in cells]
    found = sum(number is not None for number in numbers)
    stray = sum(cell.lower() not in NO_NUMBER for cell in there) - found
    if stray and found >= 3 and (stray == 1 or stray <= STRAY * len(there)):
        _refuse_stray(sheet, place, comma)
    if found and not stray:
        return _of_numbers(name, numbers, comma)
    if there and all(has_thousands(cell) or as_number(cell) is not None for cell in there):
        _refuse_stray(sheet, place, comma)
    return _of_words(name, cells, there)


def _writes_decimal_commas(cells: list[str], delimiter: str) -> bool:
    """Whether all are numbers with a comma for the point. 1,234 alone may as well be a thousand."""
    if delimiter == "," or not cells or not all(has_decimal_comma(cell) for cell in cells):
        return False
    return any("," in cell and not has_thousands(cell) for cell in cells)


def _number(cell: str, comma: bool) -> float | None:
    return as_number(cell.replace(",", ".") if comma else cell)


def _refuse_stray(sheet: Sheet, place: int, comma: bool) -> None:
    """Raise LabError for the first cell of a column of numbers that holds none."""
    for number, cell in zip(sheet.numbers, sheet.column(place), strict=True):
        if not is_missing(cell) and cell.lower() not in NO_NUMBER and _number(cell, comma) is None:
            where = f"Row {number}, column {shown(sheet.columns[place])}"
            hint = f"The column's other values are numbers. A missing value is an empty cell. {COUNTED}"
            raise LabError(f"{where}: {shown(cell)} {why_no_number(cell)}.", hint)


def _of_numbers(name: str, numbers: list[float | None], comma: bool) -> Column:
    there = [number for number in numbers if number is not None]
    missing, different = len(numbers) - len(there), set(there)
    if 2 * missing > len(numbers):
        return Column(name, "left out", "mostly empty", missing=missing)
    if len(different) == 1:
        return Column(name, "left out", "always the same", numbers, missing=missing)
    if counts_rows(name, there, different) and not missing:
        return Column(name, "left out", "numbers the rows", numbers)
    notes = ["decimal commas read as points"] if comma else []
    if missing:
        notes.append("missing ones: the mean")
    return Column(name, "number", "; ".join(notes) or "scaled", numbers, missing=missing)


def counts_rows(name: str, numbers: list[float], different: set[float]) -> bool:
    """Whether a column only tells rows apart: all different whole numbers, without gaps or with such a name."""
    if len(different) < len(numbers) or any(number != int(number) for number in numbers):
        return False
    return max(numbers) - min(numbers) == len(numbers) - 1 or _ROW_NUMBER.fullmatch(name) is not None


def _of_words(name: str, cells: list[str], there: list[str]) -> Column:
    missing, levels = len(cells) - len(there), sorted(set(there))
    words = [None if is_missing(cell) else cell for cell in cells]
    if not there:
        return Column(name, "left out", "empty", missing=missing)
    if sum(map(is_date, there)) >= 0.9 * len(there):
        return Column(name, "left out", "dates", words, missing=missing)
    if len(levels) == 1 and not missing:
        return Column(name, "left out", "always the same", words)
    if len(levels) > CATEGORIES or 2 * len(levels) > len(there):
        unlike = "a different text in each row" if len(levels) == len(there) else f"{len(levels)} different texts"
        return Column(name, "left out", unlike, words, tuple(levels), missing)
    note = f"{len(levels)} categories" + ("; missing ones: a category" if missing else "")
    own = [OWN_CATEGORY] if missing and OWN_CATEGORY not in levels else []
    return Column(name, "category", note, words, (*levels, *own), missing)


def _as_target(sheet: Sheet, place: int, column: Column, task: str) -> tuple[Column, Task]:
    """The target's column as it is learned. Raises LabError if it cannot be."""
    cells, name = sheet.column(place), shown(column.name)
    comma = _writes_decimal_commas(cells, sheet.delimiter)
    numbers = [_number(cell, comma) for cell in cells]
    absent = next((n for n, number in enumerate(numbers) if number is None), None)
    if len(set(cells)) == 1:
        raise LabError(f"The target {name} is {shown(cells[0])} in every row: nothing to learn.", "Choose another.")
    if task == "auto":
        whole = absent is None and all(number == int(number) for number in numbers if number is not None)
        classes = absent is not None or (whole and len(set(numbers)) <= min(FEW, len(numbers) // 2))
        task = "classification" if classes else "regression"
    if task == "regression":
        if absent is not None:
            where = f"Row {sheet.numbers[absent]}, column {name}"
            raise LabError(f"{where}: {shown(cells[absent])} {why_no_number(cells[absent])}.", "Learn classes instead.")
        return Column(column.name, "number", "target: a number", numbers), "regression"
    counts = Counter(cells)
    if len(counts) > CATEGORIES or sum(map(is_date, cells)) >= 0.9 * len(cells):
        what = f"has {len(counts)} different values; at most {CATEGORIES} classes can be learned"
        what = "holds dates" if is_date(cells[0]) else what
        raise LabError(f"The target {name} {what}.", "Choose a column of numbers or of fewer words.")
    lonely = next((n for n, cell in enumerate(cells) if counts[cell] == 1), None)
    if lonely is not None:
        where = f"Row {sheet.numbers[lonely]}, column {name}"
        hint = "Each class needs a row to learn from and one to be tested on: add rows, or take this one out."
        raise LabError(f"{where}: the class {shown(cells[lonely])} is there only once.", hint)
    levels = sorted(counts, key=lambda cell: (as_number(cell) is None, as_number(cell) or 0.0, cell))
    return Column(column.name, "category", f"target: {len(levels)} classes", cells, tuple(levels)), "classification"


def _some(names: Sequence[str], count: int = 12) -> str:
    """The first names of many."""
    return ", ".join(names[:count]) + (", …" if len(names) > count else "")
