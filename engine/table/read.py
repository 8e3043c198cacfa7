"""Read a CSV file into rows of text, or say in one sentence why that cannot be done."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from engine.lab import LabError
from engine.table.values import as_number, shown

MEGABYTES, ROWS, COLUMNS = 10, 50_000, 200
"""The largest file, and the most rows and columns in it: as much as trains here while one watches."""
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
NOTHING = ',;"'
"""What a file may hold, beside blanks, and still be empty."""
COUNTED = "Rows are counted as in a spreadsheet: the header is row 1."
UTF8 = "Save the table as CSV with the encoding UTF-8."
SIGNATURES = {
    b"PK\x03\x04": "an Excel workbook or a zip archive", b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "compressed by gzip", b"%PDF": "a PDF", b"SQLite format 3": "a SQLite database",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"PAR1": "a Parquet file",
}  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A table as text. ``numbers`` says for each row which row of the file it is, the header being row 1."""

    columns: list[str]
    rows: list[list[str]]
    numbers: list[int]
    delimiter: str = ","

    def column(self, place: int) -> list[str]:
        """All cells of a column."""
        return [row[place] for row in self.rows]


def read(file: str | Path) -> Sheet:
    """The table in ``file``. Raises LabError: one sentence, with row and column where there is one."""
    path = Path(file)
    try:
        path = path.expanduser()
        if path.is_dir():
            raise LabError(f"{path} is a folder, not a file.", "Name a CSV file in it.")
        size = path.stat().st_size
        if not path.is_file():
            raise LabError(f"{path} is a device or a pipe, not a file.", "Save the table in a file.")
        if size > MEGABYTES * 1_000_000:
            raise LabError(
                f"{path.name} has {size / 1e6:.1f} MB; the limit is {MEGABYTES} MB.", "Keep a part of its rows."
            )
        body = path.read_bytes()
    except FileNotFoundError:
        hint = "Check the path; a relative one starts where tutor was started."
        raise LabError(f"There is no file {path}.", hint) from None
    except (OSError, ValueError, RuntimeError) as why:  # RuntimeError: nobody is called so, in ~nobody/flats.csv
        reason = getattr(why, "strerror", None) or why
        raise LabError(f"{path} cannot be read: {reason}.", "Choose another file.") from None
    return parse(body, path.name)


def parse(body: bytes, name: str = "The file") -> Sheet:
    """The table in the bytes of a file called ``name``. Raises LabError."""
    text = _decoded(body, name)
    if not "".join(text.split()).strip(NOTHING):
        raise LabError(f"{name} is empty.", "It needs a row with the names of the columns, then rows of data.")
    delimiter = _delimiter(text)
    records = _records(text, delimiter)
    number, header = next((n, cells) for n, cells in records if _said(cells))
    columns = _checked_header([cell.strip() for cell in header], number, delimiter)
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, cells in records:
        if not _said(cells):
            continue
        if len(cells) != len(columns):
            raise LabError(_ragged(number, cells, columns), f"Quote a cell that holds {delimiter!r}. {COUNTED}")
        if len(rows) == ROWS:
            raise LabError(f"{name} has more than {ROWS:,} rows, which is the limit.", "Keep a part of its rows.")
        rows.append([cell.strip() for cell in cells])
        numbers.append(number)
    if not rows:
        raise LabError(f"{name} holds only a header: there is no row of data.", "Add rows below the names.")
    return Sheet(columns, rows, numbers, delimiter)


def _said(cells: list[str]) -> bool:
    """Whether a record says anything: blank lines and lines of nothing but delimiters do not."""
    return any(cell.strip() for cell in cells)


def _decoded(body: bytes, name: str) -> str:
    for signature, kind in SIGNATURES.items():
        if body.startswith(signature):
            raise LabError(f"{name} is {kind}, not a CSV file.", UTF8)
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LabError(f"{name} is written in UTF-16, not UTF-8.", UTF8)
    if (place := body.find(b"\0")) >= 0:
        raise LabError(f"{name} is no text: there is a NUL byte in line {_line(body, place)}.", UTF8)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = body[: error.start].rpartition(b"\n")[2].decode("utf-8", "replace")
        near = shown(before[-12:] + body[error.start : error.start + 12].decode("latin-1").partition("\n")[0].strip())
        where = f"line {_line(body, error.start)}, near {near}"
        raise LabError(f"{name} is not written in UTF-8: see {where}.", UTF8) from None


def _line(body: bytes, place: int) -> int:
    """The line of a byte: what an editor counts, where it cannot be known yet where rows end."""
    return body.count(b"\n", 0, place) + 1


def _delimiter(text: str) -> str:
    """The delimiter that cuts most of the first rows into as many cells as the header, and into most cells."""

    def score(delimiter: str) -> tuple[bool, int, int]:
        widths = [len(cells) for cells in islice(_loose(text, delimiter), 50) if _said(cells)]
        width = widths[0] if widths else 0
        return width > 1, widths.count(width), width

    return max(DELIMITERS, key=score)


def _loose(text: str, delimiter: str) -> Iterator[list[str]]:
    """Records, up to the first that the reader chokes on."""
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from records
    except csv.Error:
        return


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number. Raises LabError where quotes do not fit."""
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            yield number, cells
    except csv.Error as error:
        row = number + 1
        if "unexpected end" in str(error) or "field larger" in str(error):
            raise LabError(
                f"Row {row}: a quote is opened and never closed.", f"Close it with '\"'. {COUNTED}"
            ) from None
        hint = f"Write a quote inside a quoted cell twice. {COUNTED}"
        raise LabError(f"Row {row}: there is text after a closing quote.", hint) from None


def _checked_header(columns: list[str], number: int, delimiter: str) -> list[str]:
    if len(columns) == 1:
        hint = "Cells are parted by commas, semicolons or tabs; one column is the target, the others are learned from."
        raise LabError(f"There is only one column, {shown(columns[0])}.", hint)
    if len(columns) > COLUMNS:
        raise LabError(f"There are {len(columns)} columns; the limit is {COLUMNS}.", "Keep those that may matter.")
    for place, column in enumerate(columns, 1):
        if not column:
            raise LabError(f"Row {number}: column {place} has no name.", "Name it, or take the column out.")
    twice = next((name for name, count in Counter(columns).items() if count > 1), None)
    if twice is not None:
        first = columns.index(twice)
        places = f"columns {first + 1} and {columns.index(twice, first + 1) + 1}"
        raise LabError(f"Row {number}: {places} are both called {shown(twice)}.", "Rename one.")
    if all(as_number(column) is not None for column in columns):
        raise LabError(
            f"Row {number} holds only numbers: the names of the columns are missing.", "Put a row with names first."
        )
    return columns


def _ragged(number: int, cells: list[str], columns: list[str]) -> str:
    """What is wrong with a row of another width."""
    cell = "cell" if len(cells) == 1 else "cells"
    expected = f"Row {number} has {len(cells)} {cell}, the header has {len(columns)}"
    if len(cells) < len(columns):
        return f"{expected}: nothing for {shown(columns[len(cells)])}."
    return f"{expected}: {shown(cells[len(columns)])} is one too many."
