"""Tables of learners' own, as files: what can be read is read, and everything else is one sentence with its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.lab import LabError
from engine.table import read as reading
from engine.table.columns import look, survey
from engine.table.read import parse, read

GOOD = [f"{n},{n * 7 % 5},{'red' if n % 2 else 'blue'},{n * 1.5}" for n in range(1, 13)]
HEAD = "a,b,colour,price"


def table(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows, ""]).encode()


MALFORMED = {
    "empty": (b"", ["flats.csv is empty"]),
    "blank": (b" \r\n\r\n", ["flats.csv is empty"]),
    "other blanks": (b"\x0b\x1c", ["flats.csv is empty"]),
    "only delimiters": (b",,,\n,,,\n", ["flats.csv is empty"]),
    "only a header": (table(), ["only a header"]),
    "one column": (b"price\n1\n2\n", ['only one column, "price"', "commas, semicolons or tabs"]),
    "another delimiter": (b"a|b\n1|2\n", ['only one column, "a|b"']),
    "too short": (table(*GOOD, "1,2,red"), ["Row 14 has 3 cells, the header has 4", '"price"']),
    "too short after blanks": (table(*GOOD, "", "", "1"), ["Row 16 has 1 cell, the header has 4"]),
    "too long": (table(GOOD[0], "1,2,red,4,surplus", *GOOD), ["Row 3 has 5 cells, the header has 4", '"surplus"']),
    "a column twice": (table(head="a,b, a,c"), ['Row 1: columns 1 and 3 are both called "a"']),
    "a column without a name": (table(head="a,,c"), ["Row 1: column 2 has no name"]),
    "no header": (table(*GOOD, head="1,2,3,4"), ["Row 1 holds only numbers", "names of the columns are missing"]),
    "a word among numbers": (table(*GOOD, "1,many,red,2"), ['Row 14, column "b": "many" is not a number']),
    "infinite": (table(*GOOD, "1,-inf,red,2"), ['Row 14, column "b": "-inf" is infinite']),
    "too large": (table(*GOOD, "1,1e31,red,2"), ['Row 14, column "b": "1e31" is too large']),
    "beyond floats": (table(*GOOD, "1,1e999,red,2"), ['Row 14, column "b": "1e999" is too large for any computer']),
    "one with thousands": (table(*GOOD, '1,"1,234",red,2'), ['Row 14, column "b": "1,234" has thousands separators']),
    "all with thousands": (b'a;b\n"1.234,50";2\n"2.345,60";3\n', ['Row 2, column "a": "1.234,50" has thousands']),
    "no telling": (b"a;b\n1,234;2\n2,345;3\n", ['Row 2, column "a": "1,234" has thousands separators']),
    "underscores": (table(*GOOD, "1,1_000,red,2"), ['Row 14, column "b": "1_000" is not a number']),
    "an open quote": (table(*GOOD, '1,"2,red,4'), ["Row 14: a quote is opened and never closed"]),
    "an open quote far above": (table('1,"2,red,4', *GOOD * 9000), ["Row 2: a quote is opened and never closed"]),
    "text after a quote": (table(GOOD[0], '1,"2"x,red,4'), ["Row 3: there is text after a closing quote"]),
    "NUL bytes": (table(*GOOD) + b"1,\0,red,2\n", ["no text: there is a NUL byte in line 14"]),
    "Latin-1": (table(*GOOD) + "1,2,grün,2\n".encode("latin-1"), ["not written in UTF-8: see line 14", "grün"]),
    "UTF-16": (table(*GOOD).decode().encode("utf-16"), ["written in UTF-16"]),
    "a workbook": (b"PK\x03\x04rest", ["is an Excel workbook"]),
    "compressed": (b"\x1f\x8b\x08rest", ["is compressed by gzip"]),
    "too many columns": (",".join(f"c{n}" for n in range(201)).encode() + b"\n", ["201 columns; the limit is 200"]),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_one_sentence_with_its_place_and_what_to_do(name: str) -> None:
    body, wanted = MALFORMED[name]
    with pytest.raises(LabError) as caught:
        look(parse(body, "flats.csv"))
    told = f"{caught.value.message} {caught.value.hint}"
    assert all(part in told for part in wanted), told
    assert caught.value.hint.endswith(".") and caught.value.message.endswith(".")
    assert len(told) < 260 and "\n" not in told


@pytest.mark.parametrize(
    ("target", "rows", "wanted"),
    [
        ("price", GOOD[:7], "There are 7 rows; at least 10 are needed."),
        ("price", [*GOOD[:7], *["1,2,red,"] * 9], 'There are 7 rows with a value for "price"'),
        ("prize", GOOD, 'no column called "prize". Did you mean price?'),
        ("", GOOD, "No target is named. Choose a column: a, b, colour, price."),
        ("colour", [*GOOD, "1,2,green,3"], 'Row 14, column "colour": the class "green" is there only once'),
        ("colour", [row.replace("blue", "red") for row in GOOD], 'The target "colour" is "red" in every row'),
    ],
)
def test_a_target_that_cannot_be_learned_is_one_sentence(target: str, rows: list[str], wanted: str) -> None:
    with pytest.raises(LabError) as caught:
        survey(parse(table(*rows)), target)
    assert wanted in f"{caught.value.message} {caught.value.hint}"


def test_names_and_texts_are_no_target_and_nothing_to_learn_from() -> None:
    rows = [f"name {n},{2 * n}" for n in range(60)]
    sheet = parse(table(*rows, head="who,much"))
    with pytest.raises(LabError, match='target "who" has 60 different values'):
        survey(sheet, "who")
    with pytest.raises(LabError, match=r"No column is left to learn from \(who: a different text in each row\)"):
        survey(sheet, "much")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_delimiters_line_ends_and_byte_order_marks_do_not_matter(delimiter: str, ending: str, start: bytes) -> None:
    lines = [
        "ä b",
        f'size{delimiter}"named {delimiter} so"',
        f'1{delimiter}"say ""hi"""',
        "",
        f' 2 {delimiter}"two\nlines"',
    ]
    sheet = parse(start + ending.join(lines[1:]).encode())
    assert sheet.columns == ["size", f"named {delimiter} so"]
    assert sheet.rows == [["1", 'say "hi"'], ["2", "two\nlines"]]
    assert sheet.numbers == [2, 4], "blank rows count, as in a spreadsheet"


def test_decimal_commas_are_read_where_the_delimiter_is_another() -> None:
    column = look(parse(b"a;b\n1,5;x\n2,25;y\n3;x\n"))[0]
    assert column.values == [1.5, 2.25, 3.0] and "decimal commas" in column.note


@pytest.mark.parametrize("what", ["missing", "folder", "large", "long", "nobody", "pipe"])
def test_files_that_cannot_be_opened_or_are_too_large(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "flats.csv"
    if what == "folder":
        file.mkdir()
    elif what == "pipe":
        os.mkfifo(file)
    elif what != "missing":
        file.write_bytes(table(*GOOD))
    if what == "large":
        monkeypatch.setattr(reading, "MEGABYTES", 0.0001)
    monkeypatch.setattr(reading, "ROWS", 11 if what == "long" else 12)
    with pytest.raises(LabError) as caught:
        read("~nobody-at-all/flats.csv" if what == "nobody" else file)
    wanted = {"missing": "There is no file", "folder": "is a folder", "nobody": "cannot be read",
              "pipe": "is a device or a pipe", "large": "0.0 MB; the limit is 0.0001 MB",
              "long": "flats.csv has more than 11 rows, which is the limit"}  # fmt: skip
    assert wanted[what] in caught.value.message


def test_the_largest_file_allowed_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "flats.csv").write_bytes(table(*GOOD))
    monkeypatch.setattr(reading, "ROWS", len(GOOD))
    assert len(read(tmp_path / "flats.csv").rows) == len(GOOD)
