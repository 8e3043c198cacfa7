"""Exports in files: JSON, one CSV, a zip of CSV tables. All hold everything and all come back."""

from __future__ import annotations

import csv
import io
import json
import os
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.store.builders import bytes_of, fill
from tests.store.test_transfer import exports
from tutor.store import DiskFull, Record, RecordError, RecordUnwritable, is_export, read_export, write_export
from tutor.store.format import TABLES
from tutor.store.tables import read_csv, read_zip, write_csv, write_zip

NAMES = ["record.json", "record.csv", "record.zip", "record.ZIP", "record"]


@pytest.fixture
def data() -> dict[str, Any]:
    with Record.in_memory() as record:
        fill(record)
        record.start_attempt("cnn", "quiz", 1, [], record.attempts()[0].started)
        return record.export()


@pytest.mark.parametrize("name", NAMES)
def test_an_export_comes_back_equal_from_its_file(tmp_path: Path, data: dict[str, Any], name: str) -> None:
    write_export(data, tmp_path / name)
    assert read_export(tmp_path / name) == data
    assert list(bytes_of(tmp_path)) == [name]
    assert is_export(tmp_path / name)


@given(exports())
@settings(deadline=None, max_examples=60)
def test_any_export_comes_back_from_csv_tables(data: dict[str, Any]) -> None:
    for write, read in ((write_csv, read_csv), (write_zip, read_zip)):
        stream = io.BytesIO()
        write(data, stream)
        stream.seek(0)
        assert read(stream) == data


def test_a_json_export_is_plain_json_with_a_row_a_line(tmp_path: Path, data: dict[str, Any]) -> None:
    write_export(data, tmp_path / "record.json")
    text = (tmp_path / "record.json").read_text(encoding="ascii")
    assert json.loads(text) == data
    assert sum("neuron-sum" in line and '"right": true' in line for line in text.splitlines()) == 1


def test_a_zip_has_a_table_a_file_with_its_columns_first(tmp_path: Path, data: dict[str, Any]) -> None:
    write_export(data, tmp_path / "record.zip")
    with zipfile.ZipFile(tmp_path / "record.zip") as archive:
        assert archive.namelist() == [f"{table}.csv" for table in TABLES]
        answers = archive.read("answers.csv").decode("utf-8-sig").splitlines()
    assert answers[0] == "id,attempt,question,answer,right,seconds,at"
    assert len(answers) == 3


def test_one_csv_names_the_table_of_each_line(tmp_path: Path, data: dict[str, Any]) -> None:
    write_export(data, tmp_path / "record.csv")
    with (tmp_path / "record.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["table"] for line in lines] == [table for table in TABLES for _ in data[table]]
    assert [(line["question"], line["right"]) for line in lines if line["table"] == "answers"] == [
        ("neuron-sum", "true"),
        ("neuron-bias", "false"),
    ]


def test_exporting_again_replaces_the_file_and_through_a_link_its_target(tmp_path: Path, data: dict[str, Any]) -> None:
    target = tmp_path / "real.json"
    target.write_text("old")
    (tmp_path / "link.json").symlink_to(target)
    write_export(data, tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert read_export(target) == data


def test_an_export_that_fails_leaves_the_older_one(
    tmp_path: Path, data: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "record.json").write_text("older")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskFull):
        write_export(data, tmp_path / "record.json")
    assert bytes_of(tmp_path) == {"record.json": b"older"}


def test_an_export_goes_through_a_pipe_instead_of_replacing_it(tmp_path: Path, data: dict[str, Any]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_export(data, pipe)
    reader.join(timeout=30)
    assert json.loads(heard[0]) == data
    assert pipe.is_fifo()


@pytest.mark.parametrize("place", [".", "no/such/folder/record.json", "file/record.json"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, data: dict[str, Any], place: str) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(RecordUnwritable) as caught:
        write_export(data, tmp_path / place)
    assert str(tmp_path / place) in caught.value.message
    assert caught.value.hint == "Choose another place for it."


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return stream.getvalue()


UNREADABLE: dict[str, tuple[str, bytes, str]] = {
    "no JSON": ("a.json", b"{", "not valid JSON"),
    "no Unicode": ("a.json", b"\xff\xfe\xfd", "not valid JSON"),
    "too deep": ("a.json", b"[" * 100_000, "not valid JSON"),
    "a cell that is too deep": (
        "a.zip",
        zipped(answers=b"id,attempt,question,answer,right,seconds,at\r\na,b,c," + b"[" * 100_000 + b",true,1,d\r\n"),
        "line 2, answer is .*, which is not JSON",
    ),
    "no zip": ("a.zip", b"PK, but nothing more", "no whole zip"),
    "a zip cut short": ("a.zip", zipped(settings=b"name,value\r\n")[:-30], "no whole zip"),
    "a zip of something else": ("a.zip", zipped(poll=b"a,b\r\n"), "no table of a record"),
    "an unknown column": ("a.zip", zipped(settings=b"name,value,mood\r\n"), "columns must be name, value"),
    "a missing column": ("a.zip", zipped(settings=b"name\r\n"), r"settings.csv, line 1.*name, value"),
    "too many cells": ("a.zip", zipped(settings=b"name,value\r\na,b,c\r\n"), r"line 2.*2 cells"),
    "too few cells": ("a.zip", zipped(settings=b"name,value\r\na\r\n"), r"line 2.*2 cells"),
    "an open quote": ("a.zip", zipped(settings=b'name,value\r\n"a,b'), "no CSV table"),
    "an empty CSV": ("a.csv", b"", "columns must be table, id"),
    "a CSV in another encoding": ("a.csv", b"\xff\xfe\x00", "no CSV table"),
}


@pytest.mark.parametrize("mistake", UNREADABLE)
def test_a_file_that_is_no_export_is_named_in_one_sentence(tmp_path: Path, mistake: str) -> None:
    name, content, named = UNREADABLE[mistake]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RecordError, match=named) as caught:
        read_export(tmp_path / name)
    assert "\n" not in caught.value.message and caught.value.hint
    assert not is_export(tmp_path / name)


def test_a_cell_that_is_not_what_its_column_holds_is_named(tmp_path: Path, data: dict[str, Any]) -> None:
    file = tmp_path / "record.csv"
    write_export(data, file)
    whole = file.read_text(encoding="utf-8-sig")
    for old, new, named in (("true", "perhaps", "line 4, right is 'perhaps'"), ("settings", "moods", "'moods'")):
        file.write_text(whole.replace(old, new), encoding="utf-8")
        with pytest.raises(RecordError, match=named):
            read_export(file)


@pytest.mark.parametrize("name", ["record.zip", "record.csv"])
def test_long_texts_come_back_from_tables(tmp_path: Path, name: str) -> None:
    """Python's csv refuses cells of more than 131,072 characters unless it is told to read them."""
    with Record.in_memory() as record:
        record.set_draft("neuron-code", "x" * 200_000)
        write_export(record.export(), tmp_path / name)
        assert read_export(tmp_path / name) == record.export()


def test_a_zip_with_only_some_tables_holds_the_rest_empty(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(settings=b"value,name\r\nnord,theme\r\n"))
    read = read_export(tmp_path / "a.zip")
    assert read["settings"] == [{"name": "theme", "value": "nord"}]
    with Record.in_memory() as record:
        assert record.import_(read).added["settings"] == 1


def test_tables_of_the_version_before_metric_curves_still_come_in(data: dict[str, Any]) -> None:
    """They have neither the column nor the table of marks, whose columns the one sheet lacks as well."""
    later = ("metric_curve", "turns", "run", "what", "text")
    stream = io.BytesIO()
    write_csv(data | {"run_marks": []}, stream)
    lines = list(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))
    sheet = io.StringIO(newline="")
    writer = csv.DictWriter(sheet, [name for name in lines[0] if name not in later], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    with Record.in_memory() as record:
        record.import_(read_csv(io.BytesIO(sheet.getvalue().encode())))
        assert [run.metric_curve for run in record.runs()] == [[], []]
        assert [run.curve for run in record.runs()] == [[(1, 0.7), (400, 0.01)]] * 2


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"none\.json cannot be read: No such file"):
        read_export(tmp_path / "none.json")
