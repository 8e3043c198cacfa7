"""An export as CSV tables, for spreadsheets and statistics; nothing is lost and both forms come back.

A ``.zip`` holds one file a table (``answers.csv`` …), each with its columns in the first line. A ``.csv`` holds all
tables one below the other in one sheet, with a first column ``table`` and every column there is; cells that a
table does not have are empty. Texts stand as they are, all else as JSON; no value is an empty cell.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any

from msgspec.structs import fields

from tutor.store.errors import RecordError
from tutor.store.format import FORMAT, PROGRAM, TABLES
from tutor.store.rows import BOOL_COLUMNS, JSON_COLUMNS, Row

COLUMNS = {table: [field.name for field in fields(kind)] for table, kind in TABLES.items()}
ALL_COLUMNS = list(dict.fromkeys(name for names in COLUMNS.values() for name in names))
AS_JSON = JSON_COLUMNS | BOOL_COLUMNS | {"seed", "steps", "seconds"}
OPTIONAL = {"finished"}
LATER = {"metric_curve", "turns", "run", "what", "text"}
"""Columns that tables written by an earlier version do not have."""
ENCODING = "utf-8-sig"
"""With the mark that lets Excel see that it is UTF-8."""

SHOWN = 60
"""Characters of a wrong cell that are told."""
csv.field_size_limit(2**31 - 1)  # code and what its run brought may be longer than csv expects of a cell


def write_zip(data: dict[str, Any], stream: IO[bytes]) -> None:
    """Write an export as one CSV file a table."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for table, columns in COLUMNS.items():
            text = _sheet(columns, (_cells(row) for row in data[table]))
            archive.writestr(f"{table}.csv", text.encode(ENCODING, "surrogatepass"))


def read_zip(stream: IO[bytes]) -> Row:
    """The export in a zip of CSV tables; a table that is not there is empty. Raises RecordError."""
    try:
        with zipfile.ZipFile(stream) as archive:
            there = {table: f"{table}.csv" for table in TABLES if f"{table}.csv" in archive.namelist()}
            if not there:
                raise RecordError(
                    f"The zip holds no table of a record: none of {', '.join(TABLES)}.", "Was it another file?"
                )
            tables = {table: _table(table, archive.read(name)) for table, name in there.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise RecordError(f"This is no whole zip file: {error}.", "Export the record again.") from error
    return _export({table: tables.get(table, []) for table in TABLES})


def write_csv(data: dict[str, Any], stream: IO[bytes]) -> None:
    """Write an export as one CSV file."""
    rows = ({"table": table} | _cells(row) for table in TABLES for row in data[table])
    stream.write(_sheet(["table", *ALL_COLUMNS], rows).encode(ENCODING, "surrogatepass"))


def read_csv(stream: IO[bytes]) -> Row:
    """The export in one CSV file. Raises RecordError naming the line that is wrong."""
    tables: dict[str, list[Row]] = {table: [] for table in TABLES}
    for line, cells in _lines("the file", stream.read(), ["table", *ALL_COLUMNS]):
        table = cells["table"]
        if table not in tables:
            raise _wrong("the file", line, f"{table!r} is no table; there are {', '.join(TABLES)}")
        tables[table].append(_values("the file", line, {name: cells[name] for name in COLUMNS[table] if name in cells}))
    return _export(tables)


def _export(tables: dict[str, list[Row]]) -> Row:
    return {"program": PROGRAM, "format": FORMAT, **tables}


def _cells(row: Row) -> dict[str, str]:
    return {name: _cell(name, value) for name, value in row.items() if value is not None}


def _cell(name: str, value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if name in AS_JSON else str(value)


def _sheet(columns: list[str], rows: Iterable[dict[str, str]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _table(table: str, content: bytes) -> list[Row]:
    name = f"{table}.csv"
    return [_values(name, line, cells) for line, cells in _lines(name, content, COLUMNS[table])]


def _lines(name: str, content: bytes, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and cells of every line below the header, which must name ``columns``: any order, LATER ones or not."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode(ENCODING, "surrogatepass"), newline=""), strict=True)
        names = list(reader.fieldnames or [])
        if sorted({*names, *LATER.intersection(columns)}) != sorted(columns) or len(names) != len({*names}):
            raise _wrong(name, 1, f"the columns must be {', '.join(columns)}")
        for cells in reader:
            if None in cells or None in cells.values():
                raise _wrong(name, reader.line_num, f"there must be {len(names)} cells")
            yield reader.line_num, cells
    except (csv.Error, UnicodeDecodeError) as error:
        raise RecordError(f"{name} is no CSV table: {error}.", "Export the record again.") from error


def _values(name: str, line: int, cells: dict[str, str]) -> Row:
    row: Row = {}
    for column, cell in cells.items():
        try:
            row[column] = json.loads(cell) if column in AS_JSON else cell
        except (ValueError, RecursionError) as error:
            shown = cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}…"
            raise _wrong(name, line, f"{column} is {shown!r}, which is not JSON") from error
    return row | {column: None for column in OPTIONAL if row.get(column) == ""}


def _wrong(name: str, line: int, what: str) -> RecordError:
    return RecordError(
        f"The tables cannot be imported: in {name}, line {line}, {what}.",
        "Nothing was changed. Export the record again, or correct the file.",
    )
