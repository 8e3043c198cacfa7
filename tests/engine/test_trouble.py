"""Trouble with kept programs, through a real worker: the lab trains all the same, and the log says why it waited."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.client import WorkerClient
from engine.events import AnyEvent, Preparing, Step
from engine.prepared import MAGIC, Stored, decode, encode, maker
from engine.shelf import LOG_LIMIT, log_file, log_to
from tests.engine.workers import GATES, alone, finished, programs

Damage = Callable[[bytes], bytes]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    return alone(GATES, tmp_path)


@pytest.fixture
def client(cache: Path) -> Iterator[WorkerClient]:
    made = WorkerClient("CPU", cache=cache)
    yield made
    made.close()


def losses(client: WorkerClient, lab: Path) -> list[float]:
    return [loss for event in trained(client, lab) if isinstance(event, Step) for loss in event.losses]


def trained(client: WorkerClient, lab: Path) -> list[AnyEvent]:
    client.start(lab, {}, seed=1, steps=20)
    return finished(client)


def log_lines(cache: Path) -> list[str]:
    file = log_file(cache)
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def for_another_processor(body: bytes) -> bytes:
    """Whole, but with machine code that would end the process if it were run here."""
    stored = decode(body, _key(body))
    return encode(Stored(stored.key, stored.traced, "another processor", b"\xcc" * 4096))


def of_another_lab(body: bytes) -> bytes:
    stored = decode(body, _key(body))
    return encode(Stored("0" * 64, stored.traced, stored.processor, stored.machine_code))


def _key(body: bytes) -> str:
    import zlib

    import msgspec

    key: str = msgspec.msgpack.decode(zlib.decompress(body[len(MAGIC) + 32 :]))["key"]
    return key


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda b: b[: len(b) // 3], 1),
        (lambda b: b"", 1),
        (lambda b: b[: len(b) // 2] + b"tampered" + b[len(b) // 2 + 8 :], 1),
        (lambda b: MAGIC.replace(b"1", b"0") + b[len(MAGIC) :], 1),
        (of_another_lab, 1),
        (for_another_processor, 0),
    ],
    ids=["truncated", "empty", "tampered", "old format", "of another lab", "for another processor"],
)
def test_a_bad_program_is_made_anew_and_the_run_is_the_same(
    damage: Damage, told: int, client: WorkerClient, lab: Path, cache: Path
) -> None:
    """``told``: lines in the log. Another processor is no fault: the folder may be shared between machines."""
    expected = losses(client, lab)
    (file,) = programs(cache)
    file.write_bytes(damage(file.read_bytes()))
    assert losses(client, lab) == expected
    assert decode(file.read_bytes(), file.stem).processor == maker(), "made anew"
    assert losses(client, lab) == expected
    assert len(log_lines(cache)) == told
    assert all(str(file) in line and "is not used" in line for line in log_lines(cache))


def test_a_program_that_cannot_be_read_costs_a_line_and_nothing_else(
    client: WorkerClient, lab: Path, cache: Path
) -> None:
    expected = losses(client, lab)
    (file,) = programs(cache)
    file.unlink()
    file.mkdir()
    assert losses(client, lab) == expected
    assert any("is not used" in line for line in log_lines(cache))


def test_a_full_disk_means_not_kept_not_untrained(lab: Path, cache: Path) -> None:
    """A limit on the size of files stands in for the full disk: writing fails half-way in the same way."""
    script = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom engine.client import WorkerClient\n"
        "from engine.events import Failed, Finished\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))\n"
        f"client = WorkerClient('CPU', cache=Path({str(cache)!r}))\n"
        f"client.start(Path({str(lab)!r}), {{}}, seed=1, steps=20)\n"
        "while not isinstance(event := client.wait(), Failed | Finished): pass\n"
        "print(event); client.close()\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert ran.stdout.startswith("Finished"), ran.stdout + ran.stderr
    assert programs(cache) == []
    assert not list((cache / "programs").glob(".*")), "nothing half-written is left"
    assert len([line for line in log_lines(cache) if "is not kept" in line]) == 1


def test_a_folder_others_may_write_is_not_trusted(client: WorkerClient, lab: Path, cache: Path) -> None:
    expected = losses(client, lab)
    (file,) = programs(cache)
    file.chmod(0o666)
    assert losses(client, lab) == expected
    assert file.stat().st_mode & 0o777 == 0o600
    assert "others may write" in log_lines(cache)[0]


def test_without_trouble_there_is_no_log(client: WorkerClient, lab: Path, cache: Path) -> None:
    assert any(isinstance(event, Preparing) for event in trained(client, lab))
    trained(client, lab)
    assert log_lines(cache) == []


def test_a_long_log_begins_anew(cache: Path) -> None:
    import logging

    cache.mkdir()
    log_file(cache).write_bytes(b"x" * (LOG_LIMIT + 1))
    before = list(logging.getLogger().handlers)
    log_to(cache)
    (mine,) = (handler for handler in logging.getLogger().handlers if handler not in before)
    logging.getLogger().removeHandler(mine)
    mine.close()
    assert not log_file(cache).exists()
