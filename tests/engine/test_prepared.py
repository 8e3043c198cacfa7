"""Prepared programs: used when they fit, rebuilt when stale or damaged, refused when not ours, trimmed when many."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import prepared
from engine.lab import load_lab, settle
from engine.plan import Plan
from engine.prepared import Stored, Unusable, decode, encode, key, maker, prepare, save
from engine.shelf import trim
from engine.ship import is_current
from engine.traced import Call, Kernel, Segment, Slot, Traced

GATES = Path(__file__).parents[2] / "lessons" / "neuron" / "logic_gates.py"
SLOTS = {"loss": Slot(0, 0, (), "float32")}
TRACED = Traced([Kernel("k", "source")], [64], {"step": [Segment([Call(0, [(0, 0)], ["offset"])])]}, SLOTS, {0: b"x"})
STORED = Stored("key", TRACED, "cpu", b"code")


def plan(**knobs: float | str) -> Plan:
    kind = load_lab(GATES)
    return Plan(kind(settle(kind, knobs)), 1)


@pytest.fixture
def traced_times(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts how often a plan was really traced (the traced program itself is made once, in another process)."""
    times: list[int] = []
    real = ready()

    def count(plan: Plan, progress: object) -> Traced:
        times.append(1)
        return real

    monkeypatch.setattr(prepared, "traced_now", count)
    return times


def ready() -> Traced:
    """The default logic-gates program, traced in a process of its own so that this one stays free of tinygrad."""
    script = (
        "import sys, msgspec\nfrom pathlib import Path\nfrom engine import backend, prepared\n"
        "from engine.lab import load_lab, settle\nfrom engine.plan import Plan\n"
        f"backend.configure('CPU:LLVM'); kind = load_lab({str(GATES)!r})\n"
        "traced = prepared.traced_now(Plan(kind(settle(kind, {})), 1), lambda done, total: None)\n"
        "sys.stdout.buffer.write(msgspec.msgpack.encode(traced))\n"
    )
    import msgspec

    out = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, timeout=120).stdout
    return msgspec.msgpack.decode(out, type=Traced)


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def lab_file(tmp_path: Path) -> Path:
    """The lab alone, without a shipped program beside it."""
    file = tmp_path / "lab" / "logic_gates.py"
    file.parent.mkdir()
    file.write_text(GATES.read_text(encoding="utf-8"), encoding="utf-8")
    return file


def program_files(cache: Path) -> list[Path]:
    return list((cache / "programs").glob("*.program"))


def test_the_second_time_nothing_is_traced(lab_file: Path, tmp_path: Path, traced_times: list[int]) -> None:
    first = prepare(plan(), quiet, lab_file, tmp_path / "cache")
    assert prepare(plan(), quiet, lab_file, tmp_path / "cache") == first
    assert len(traced_times) == 1


def test_a_changed_lab_is_traced_anew(lab_file: Path, tmp_path: Path, traced_times: list[int]) -> None:
    prepare(plan(), quiet, lab_file, tmp_path / "cache")
    lab_file.write_text(lab_file.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    prepare(plan(), quiet, lab_file, tmp_path / "cache")
    assert len(traced_times) == 2


def test_the_key_knows_structural_knobs_but_not_live_ones_or_seeds() -> None:
    base = key(plan(), GATES)
    assert key(plan(w1=2.0, learning_rate=0.5), GATES) == base
    assert key(plan(gate="OR"), GATES) != base


@pytest.mark.parametrize(
    "damage",
    [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b[:-9] + b"tampered!", lambda b: b"other format" + b],
    ids=["truncated", "empty", "tampered", "foreign"],
)
def test_a_damaged_file_is_rebuilt_with_one_line_in_the_log(
    damage: object, lab_file: Path, tmp_path: Path, traced_times: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    cache = tmp_path / "cache"
    prepare(plan(), quiet, lab_file, cache)
    (file,) = program_files(cache)
    file.write_bytes(damage(file.read_bytes()))  # type: ignore[operator]
    with caplog.at_level(logging.WARNING):
        prepare(plan(), quiet, lab_file, cache)
    assert len(traced_times) == 2
    assert len(caplog.records) == 1 and "is not used" in caplog.text
    caplog.clear()
    prepare(plan(), quiet, lab_file, cache)
    assert len(traced_times) == 2 and not caplog.records, "the rebuilt file is whole"


def test_machine_code_of_another_processor_is_never_run(
    lab_file: Path, tmp_path: Path, traced_times: list[int]
) -> None:
    cache = tmp_path / "cache"
    prepare(plan(), quiet, lab_file, cache)
    (file,) = program_files(cache)
    stored = decode(file.read_bytes(), file.stem)
    save(file, Stored(stored.key, stored.traced, "another processor", b"\xcc" * 64))
    _, code = prepare(plan(), quiet, lab_file, cache)
    assert code != b"\xcc" * 64
    assert decode(file.read_bytes(), file.stem).processor == maker()
    assert len(traced_times) == 1, "its source was good: only the machine code was made again"


@pytest.mark.parametrize("where", ["file", "folder"])
def test_a_file_that_others_may_write_is_not_loaded(
    where: str, lab_file: Path, tmp_path: Path, traced_times: list[int]
) -> None:
    cache = tmp_path / "cache"
    prepare(plan(), quiet, lab_file, cache)
    (file,) = program_files(cache)
    (file if where == "file" else file.parent).chmod(0o777)
    prepare(plan(), quiet, lab_file, cache)
    assert len(traced_times) == 2
    assert file.stat().st_mode & 0o022 == 0 and file.parent.stat().st_mode & 0o022 == 0


def test_a_folder_that_cannot_be_written_means_not_kept_and_not_untrained(
    lab_file: Path, tmp_path: Path, traced_times: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    traced, code = prepare(plan(), quiet, lab_file, tmp_path / "file")
    assert traced.programs and code
    assert "is not kept" in caplog.text


def test_a_full_disk_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(self: Path, body: bytes) -> int:
        with self.open("wb") as stream:
            stream.write(body[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    save(tmp_path / "programs" / "x.program", STORED)
    assert list((tmp_path / "programs").iterdir()) == []
    assert "No space left" in caplog.text


def test_a_program_survives_the_file_format() -> None:
    assert decode(encode(STORED), "key") == STORED
    with pytest.raises(Unusable, match="something else"):
        decode(encode(STORED), "other key")


def test_the_programs_used_longest_ago_go_first(tmp_path: Path) -> None:
    for age, name in enumerate(["new", "old", "oldest"]):
        file = tmp_path / f"{name}.program"
        file.write_bytes(b"x" * 100)
        os.utime(file, (1e9 - age, 1e9 - age))
    part = tmp_path / ".key.program.4711"  # of a worker that was killed while it wrote
    part.write_bytes(b"x" * 100)
    os.utime(part, (1e8, 1e8))
    trim(tmp_path, limit=250)
    assert sorted(file.stem for file in tmp_path.iterdir()) == ["new", "old"]


@pytest.mark.parametrize("lab", sorted((GATES.parents[1]).glob("*/[a-z]*.py")), ids=lambda file: file.stem)
def test_every_stock_lab_ships_a_program_that_fits_it(lab: Path) -> None:
    """Stale ones are made anew by: python -m engine.ship lessons/*/[a-z]*.py"""
    assert is_current(lab)


def test_a_shipped_program_spares_tracing(tmp_path: Path, traced_times: list[int]) -> None:
    prepare(plan(), quiet, GATES, tmp_path / "cache")
    assert traced_times == []
