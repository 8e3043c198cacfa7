"""The record taken out, merged in from elsewhere, and removed: nothing is lost, nothing is doubled."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.builders import NOW, a_run, after, fill, filled_file
from tutor.store import Kind, Marked, Record, RecordError, RecordTooNew, RecordUnwritable, RunRecord, read_export

texts = st.text(max_size=12)
names = st.sampled_from(["neuron", "cnn", "", "ünï-ködé", "a'b\"c", "x\x00y", "line\r\nbreak", "=1+1"])
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda at: at.isoformat(timespec="microseconds")
)
finite = st.floats(-1e9, 1e9)
readings = st.one_of(finite, st.sampled_from(["NaN", "Infinity", "-Infinity"]))
whole = st.integers(-(2**63), 2**63 - 1)
ids = st.uuids(version=4).map(lambda uuid: uuid.hex)
knobs = st.dictionaries(texts, st.one_of(finite, whole, st.booleans(), texts), max_size=3)


def rows(keys: tuple[str, ...], **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows that no two of share the values of ``keys``."""
    return st.lists(st.fixed_dictionaries(columns), max_size=4, unique_by=lambda row: tuple(row[key] for key in keys))


curves = st.lists(st.tuples(st.integers(0, 10**6), readings).map(list), max_size=5)
attempts = rows(
    ("id",),
    id=ids,
    lesson=names,
    kind=st.sampled_from(get_args(Kind)),
    seed=whole,
    questions=st.lists(texts, max_size=3),
    started=times,
    finished=st.none() | times,
)
runs = rows(
    ("id",),
    id=ids,
    lab=names,
    knobs=knobs,
    seed=whole,
    device=texts,
    steps=st.integers(0, 10**6),
    seconds=finite,
    metrics=st.dictionaries(texts, readings, max_size=3),
    bar_met=st.booleans(),
    curve=curves,
    at=times,
    metric_curve=curves,
    turns=st.lists(st.tuples(whole, texts, st.booleans() | finite | texts).map(list), max_size=3),
)
marks = rows(("id",), id=ids, run=ids, what=st.sampled_from(get_args(Marked)), text=texts, at=times)
places = rows(("lesson", "section"), lesson=names, section=texts, at=times)
stops = rows(("lesson",), lesson=names, section=texts, at=times)
settings_kept = rows(("name",), name=texts, value=texts)


@st.composite
def exports(draw: st.DrawFn) -> dict[str, Any]:
    """Any valid export; answers only to the attempts in it."""
    begun = draw(attempts)
    answers: list[dict[str, Any]] = []
    if begun:
        to_one_of_them = st.sampled_from([attempt["id"] for attempt in begun])
        answer = st.one_of(texts, st.lists(texts, max_size=3))
        columns = {"question": texts, "answer": answer, "right": st.booleans(), "seconds": finite, "at": times}
        answers = draw(rows(("id",), id=ids, attempt=to_one_of_them, **columns))
    return {
        "program": "deep-tutor",
        "format": 4,
        "attempts": begun,
        "answers": answers,
        "runs": draw(runs),
        "sections_read": draw(places),
        "positions": draw(stops),
        "settings": draw(settings_kept),
        "run_marks": draw(marks),
    }


def sorted_tables(export: dict[str, Any]) -> dict[str, Any]:
    """An export whose rows are in an order that does not depend on how they came in."""
    by_text = partial(json.dumps, sort_keys=True)
    return {name: sorted(value, key=by_text) if isinstance(value, list) else value for name, value in export.items()}


def of(*imports: dict[str, Any]) -> dict[str, Any]:
    """The export of a new record that took in ``imports`` one after the other."""
    with Record.in_memory() as record:
        for data in imports:
            record.import_(data)
        return record.export()


@given(exports())
@settings(deadline=None, max_examples=60)
def test_export_reset_import_brings_everything_back(data: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder) / "record.db") as record:
        record.import_(data)
        before = record.export()
        assert sorted_tables(before) == sorted_tables(data)
        backup = record.reset(None)
        assert not any(value for value in record.export().values() if isinstance(value, list))
        record.import_(json.loads(json.dumps(before)))
        assert record.export() == before
        assert read_export(backup) == before


@given(exports())
@settings(deadline=None, max_examples=60)
def test_importing_twice_equals_importing_once(data: dict[str, Any]) -> None:
    with Record.in_memory() as record:
        first = record.import_(data)
        once = record.export()
        second = record.import_(data)
        assert record.export() == once
    assert set(second.added.values()) == {0}
    assert second.known == {table: first.added[table] for table in first.added}
    assert sum(first.added.values()) == sum(len(value) for value in data.values() if isinstance(value, list))


@given(exports(), exports())
@settings(deadline=None, max_examples=60)
def test_two_records_merge_to_the_same_in_either_order(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    here = of(mine, theirs) | {"settings": []}  # a setting belongs to its machine: the one that is there stays
    there = of(theirs, mine) | {"settings": []}
    assert sorted_tables(here) == sorted_tables(there)


def test_the_same_quiz_continued_on_two_machines_has_the_answers_of_both() -> None:
    with Record.in_memory() as desk, Record.in_memory() as laptop:
        attempt = desk.start_attempt("neuron", "quiz", 1, ["a", "b"], NOW)
        laptop.import_(desk.export())
        desk.answer(attempt, "a", "", True, 1.0, after(1))
        laptop.answer(attempt, "b", "", True, 1.0, after(2))
        laptop.finish_attempt(attempt, after(3))
        laptop.set_position("neuron", "later", after(4))
        desk.set_position("neuron", "earlier", after(1))
        report = desk.import_(laptop.export())
        assert desk.quiz_best("neuron") == 1.0
        assert desk.attempts()[0].finished == after(3)
        assert desk.position("neuron") == "later"
        assert (report.added["answers"], report.known["attempts"]) == (1, 1)


def test_an_import_leaves_the_settings_that_this_machine_has() -> None:
    with Record.in_memory() as record:
        record.set_setting("device", "CPU")
        settings_elsewhere = [{"name": "device", "value": "CUDA"}, {"name": "theme", "value": "nord"}]
        record.import_(VALID | {"settings": settings_elsewhere})
        assert record.setting("device", "") == "CPU"
        assert record.setting("theme", "") == "nord"


def test_an_imported_curve_is_thinned_as_a_saved_one_is() -> None:
    with Record.in_memory() as record:
        record.save_run(a_run())
        data = record.export()
    data["runs"][0]["curve"] = [[step, 0.5] for step in range(2000)]
    assert len(of(data)["runs"][0]["curve"]) == 500


def test_times_of_other_zones_come_in_as_utc() -> None:
    place = {"lesson": "neuron", "section": "a", "at": "2026-03-01T21:00:00+09:00"}
    assert of(VALID | {"positions": [place]})["positions"][0]["at"] == "2026-03-01T12:00:00.000000+00:00"


VALID: dict[str, Any] = {
    "program": "deep-tutor",
    "format": 4,
    "attempts": [],
    "answers": [],
    "runs": [],
    "sections_read": [],
    "positions": [],
    "settings": [],
    "run_marks": [],
}
ANSWER = {
    "id": "b" * 32,
    "attempt": "a" * 32,
    "question": "neuron-sum",
    "answer": "0.5",
    "right": True,
    "seconds": 1.0,
    "at": "2026-03-01T12:00:00+00:00",
}
ATTEMPT = {
    "id": "a" * 32,
    "lesson": "neuron",
    "kind": "quiz",
    "seed": 1,
    "questions": [],
    "started": "2026-03-01T12:00:00+00:00",
}
RUN = {
    "id": "c" * 32,
    "lab": "xor",
    "knobs": {},
    "seed": 1,
    "device": "CPU",
    "steps": 1,
    "seconds": 1.0,
    "metrics": {},
    "bar_met": False,
    "curve": [],
    "at": "2026-03-01T12:00:00+00:00",
}
PLACE = {"lesson": "neuron", "section": "a", "at": "2026-03-01T12:00:00+00:00"}

MALFORMED: dict[str, tuple[object, str]] = {
    "a list": ([], "not an export"),
    "nothing": (None, "not an export"),
    "another program's file": ({"version": 3}, "not an export"),
    "a format that is no number": (VALID | {"format": "one"}, "format"),
    "a table missing": ({key: value for key, value in VALID.items() if key != "runs"}, "runs"),
    "a table too many": (VALID | {"moods": []}, "moods"),
    "a table that is no list": (VALID | {"runs": {}}, "runs"),
    "a row that is no object": (VALID | {"settings": [3]}, r"settings\[0\]"),
    "an unknown column": (VALID | {"attempts": [ATTEMPT | {"mood": 1}]}, "mood"),
    "a missing column": (VALID | {"settings": [{"name": "theme"}]}, "value"),
    "an unknown kind": (VALID | {"attempts": [ATTEMPT | {"kind": "exam"}]}, r"attempts\[0\].kind"),
    "a seed out of range": (VALID | {"attempts": [ATTEMPT | {"seed": 2**63}]}, r"attempts\[0\].seed"),
    "an empty id": (VALID | {"attempts": [ATTEMPT | {"id": ""}]}, r"attempts\[0\].id"),
    "a number for an answer": (VALID | {"answers": [ANSWER | {"answer": 3}]}, r"answers\[0\].answer"),
    "right as a number": (VALID | {"answers": [ANSWER | {"right": 2}]}, r"answers\[0\].right"),
    "seconds that are no number": (VALID | {"answers": [ANSWER | {"seconds": float("nan")}]}, "seconds"),
    "seconds without end": (VALID | {"answers": [ANSWER | {"seconds": float("inf")}]}, "seconds"),
    "a knob that is no number": (VALID | {"runs": [RUN | {"knobs": {"rate": float("nan")}}]}, r"runs\[0\].knobs"),
    "a knob without end": (VALID | {"runs": [RUN | {"knobs": {"rate": float("inf")}}]}, r"runs\[0\].knobs"),
    "a time that is none": (VALID | {"positions": [PLACE | {"at": "yesterday"}]}, r"positions\[0\].at"),
    "a time without a zone": (VALID | {"positions": [PLACE | {"at": "2026-03-01T12:00:00"}]}, r"positions\[0\].at"),
    "a time before all time": (VALID | {"positions": [PLACE | {"at": "0001-01-01T00:00:00+09:00"}]}, "range"),
    "a time at the end of all time": (VALID | {"positions": [PLACE | {"at": "9999-12-31T23:00:00+00:00"}]}, "range"),
    "half a character": (VALID | {"settings": [{"name": "a", "value": "\ud800"}]}, "range"),
    "an answer without its attempt": (VALID | {"answers": [ANSWER]}, r"answers\[0\] belongs to attempt 'aaa"),
}


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(filled_file(tmp_path)) as opened:
        yield opened


@pytest.mark.parametrize("mistake", MALFORMED)
def test_malformed_data_is_named_in_one_sentence_and_changes_nothing(record: Record, mistake: str) -> None:
    data, named = MALFORMED[mistake]
    before = record.export()
    with pytest.raises(RecordError, match=named) as caught:
        record.import_(data)
    assert "\n" not in caught.value.message and caught.value.hint
    assert record.export() == before


def test_a_mistake_in_the_last_row_undoes_the_rows_before_it(record: Record) -> None:
    data = VALID | {"attempts": [ATTEMPT], "settings": [{"name": "new", "value": "\udcff"}]}
    before = record.export()
    with pytest.raises(RecordError):
        record.import_(data)
    assert record.export() == before


def test_an_export_of_a_later_format_is_too_new(record: Record) -> None:
    with pytest.raises(RecordTooNew, match="format 5"):
        record.import_({"program": "deep-tutor", "format": 5, "moods": []})


def test_an_export_of_the_first_format_still_comes_in() -> None:
    """It knew no quizzes of parts, no curves of metrics, no changes midway and no marks; all else is the same."""
    run = {name: value for name, value in exported(a_run()).items() if name not in ("metric_curve", "turns")}
    old = VALID | {"format": 1, "attempts": [ATTEMPT], "answers": [ANSWER], "runs": [run]}
    del old["run_marks"]
    assert of(old) == of(VALID | {"attempts": [ATTEMPT], "answers": [ANSWER], "runs": [exported(a_run())]})
    assert [row["question"] for row in of(old)["answers"]] == ["neuron-sum"]


def exported(run: RunRecord) -> dict[str, Any]:
    """A run as an export holds it."""
    with Record.in_memory() as record:
        record.save_run(run)
        (row,) = record.export()["runs"]
        return dict(row)


def test_what_was_done_with_runs_on_two_machines_is_the_same_on_both() -> None:
    """The later name counts, and a deletion is not undone by a record that still lists the run."""
    with Record.in_memory() as desk, Record.in_memory() as laptop:
        desk.save_run(a_run())
        laptop.import_(desk.export())
        desk.mark_run("r1", "name", "first", after(1))
        laptop.mark_run("r1", "name", "second", after(2))
        laptop.mark_run("r1", "gone", "", after(3))
        desk.import_(laptop.export())
        laptop.import_(desk.export())
        told = [("name", "first"), ("name", "second"), ("gone", "")]
        assert [(mark.what, mark.text) for mark in desk.run_marks("xor")] == told
        assert desk.run_marks() == laptop.run_marks() and desk.run_marks("digits") == []
        assert [run.id for run in desk.runs()] == ["r1"]


def test_reset_of_a_lesson_takes_its_answers_out_of_reviews_and_part_quizzes(record: Record) -> None:
    """Whatever they were part of; what is about other lessons, or about a part of that very name, stays."""
    mixed = record.start_attempt("", "review", 1, ["neuron-sum", "cnn-a"], NOW)
    part = record.start_attempt("neuron", "part", 1, ["cnn-a"], NOW)
    placement = record.start_attempt("neurons", "placement", 1, ["neuron-sum"], NOW)
    for attempt, question in ((mixed, "neuron-sum"), (mixed, "cnn-a"), (part, "cnn-a"), (placement, "neuron-sum")):
        record.answer(attempt, question, "", True, 1.0, NOW)
    begun = record.start_attempt("cnn", "quiz", 1, ["cnn-a"], NOW)
    record.reset("neuron", owns=lambda question: question.startswith("neuron-"))
    assert {attempt.id for attempt in record.attempts()} == {mixed, part, begun}
    assert [given.question for given in record.answers()] == ["cnn-a", "cnn-a"]


def test_reset_of_a_lesson_removes_what_is_its_own_and_the_runs_of_its_labs(record: Record) -> None:
    other = record.start_attempt("cnn", "quiz", 1, ["cnn-a"], NOW)
    record.answer(other, "cnn-a", "", True, 1.0, NOW)
    record.mark_read("cnn", "question", NOW)
    record.set_position("cnn", "question", NOW)
    record.save_run(a_run("r3", lab="digits"))
    record.mark_run("r3", "name", "kept", NOW)
    record.reset("neuron", labs=["xor", "logic-gates"])
    assert [mark["run"] for mark in record.export()["run_marks"]] == ["r3"]
    assert [attempt.lesson for attempt in record.attempts()] == ["cnn"]
    assert [given.question for given in record.answers()] == ["cnn-a"]
    assert record.sections_read("neuron") == set() and record.position("neuron") is None
    assert record.sections_read("cnn") == {"question"} and record.position("cnn") == "question"
    assert [run.lab for run in record.runs()] == ["digits"]
    assert record.setting("theme", "") == "nord"


def test_reset_without_labs_keeps_all_runs(record: Record) -> None:
    record.reset("neuron")
    assert [run.lab for run in record.runs()] == ["xor", "xor"]


def test_the_backup_lies_beside_the_record_and_brings_it_back(record: Record, tmp_path: Path) -> None:
    before = record.export()
    backup = record.reset(None, now=NOW)
    assert backup == tmp_path / "record-backup-2026-03-01T120000Z.json"
    record.import_(read_export(backup))
    assert record.export() == before


def test_backups_never_overwrite_each_other(record: Record) -> None:
    full = record.export()
    backups = [record.reset(None, now=NOW) for _ in range(3)]
    assert len(set(backups)) == 3
    assert read_export(backups[0]) == full


def test_without_a_backup_nothing_is_removed(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    before = record.export()
    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(RecordUnwritable, match="Input/output error"):
        record.reset(None, now=NOW)
    assert record.export() == before
    assert record.path is not None and not list(record.path.parent.glob("*.json"))


def test_a_record_in_memory_backs_up_to_a_place_of_its_own() -> None:
    with Record.in_memory() as record:
        fill(record)
        before = record.export()
        backup = record.reset(None)
        assert read_export(backup) == before
    backup.unlink()
    backup.parent.rmdir()
