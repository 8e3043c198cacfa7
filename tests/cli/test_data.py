"""``tutor data``: fetching, going on where it broke, refusing what is not the file, and saying what is wrong."""

from __future__ import annotations

import gzip
import hashlib
import json
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from engine import downloaded
from engine.environment import DATASETS
from engine.lab import LabError
from tests.cli.conftest import Run
from tests.cli.data_server import DataServer, serving
from tutor.lab import datasets
from tutor.lab.datasets import CHUNK, DataError, Dataset, Remote, fetch, remove

CONTENT = {"a.bin": Random(1).randbytes(300_000), "b.bin": Random(2).randbytes(1_000)}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[DataServer]:
    with serving({f"/small/{name}": content for name, content in CONTENT.items()}) as made:
        monkeypatch.setenv(datasets.MIRROR, made.address)
        yield made


@pytest.fixture
def small(home: Path) -> Dataset:
    """A data set of two files, to be stored below the test's own home."""
    files = tuple(
        Remote(name, len(content), f"sha256:{hashlib.sha256(content).hexdigest()}") for name, content in CONTENT.items()
    )
    return Dataset("small", "Small", "Made here.", ("http://127.0.0.1:9/none/",), files)


def quiet(arrived: int, total: int) -> None:
    """Nobody watches."""


def stored(dataset: Dataset) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(dataset.folder.iterdir())}


def test_every_file_comes_whole_and_is_not_fetched_twice(server: DataServer, small: Dataset) -> None:
    told: list[tuple[int, int]] = []
    fetch(small, lambda arrived, total: told.append((arrived, total)))
    assert stored(small) == CONTENT and small.is_here
    assert told[-1] == (small.size, small.size) and told == sorted(told)
    fetch(small, quiet)
    assert len(server.asked) == 2


def test_a_connection_that_breaks_goes_on_from_there_by_itself(server: DataServer, small: Dataset) -> None:
    server.cut = [25 * CHUNK, 12 * CHUNK]
    fetch(small, quiet)
    assert stored(small) == CONTENT
    assert [wanted for _, wanted in server.asked] == ["", f"bytes={25 * CHUNK}-", f"bytes={37 * CHUNK}-", ""]


def test_what_arrived_before_giving_up_is_kept_for_the_next_time(server: DataServer, small: Dataset) -> None:
    server.cut = [25 * CHUNK, CHUNK, 0]
    with pytest.raises(DataError) as told:
        fetch(small, quiet)
    assert "broke" in told.value.message and "0.1 of 0.3 MB are here" in told.value.message
    assert small.arrived == 26 * CHUNK and not small.is_here
    fetch(small, quiet)
    assert server.asked[3] == ("/small/a.bin", f"bytes={26 * CHUNK}-")
    assert stored(small) == CONTENT


def test_a_server_that_knows_no_ranges_sends_all_of_it_again(server: DataServer, small: Dataset) -> None:
    server.cut, server.ranges = [100_000], False
    fetch(small, quiet)
    assert stored(small) == CONTENT


@pytest.mark.parametrize("wrong", [Random(3).randbytes(300_000), Random(3).randbytes(400_000)], ids=["same", "longer"])
def test_a_file_with_another_checksum_is_refused_and_not_kept(server: DataServer, small: Dataset, wrong: bytes) -> None:
    server.files["/small/a.bin"] = wrong
    with pytest.raises(DataError, match="checksum differs"):
        fetch(small, quiet)
    assert stored(small) == {}
    server.files["/small/a.bin"] = CONTENT["a.bin"]
    fetch(small, quiet)
    assert stored(small) == CONTENT


def test_a_missing_file_and_a_silent_host_are_one_sentence_each(
    server: DataServer, small: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    del server.files["/small/b.bin"]
    with pytest.raises(DataError, match="answered 404"):
        fetch(small, quiet)
    remove(small)
    monkeypatch.delenv(datasets.MIRROR)
    with pytest.raises(DataError) as told:
        fetch(small, quiet)
    assert told.value.message == "127.0.0.1:9 cannot be reached. Are you online?"
    assert "without a network" in told.value.hint


@pytest.mark.parametrize("address", ["classroom", "ftp://classroom/"])
def test_a_mirror_that_is_no_address_is_said_so(address: str, small: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(datasets.MIRROR, address)
    with pytest.raises(DataError, match=f"TUTOR_DATA_MIRROR is '{address}'"):
        fetch(small, quiet)


def test_stopping_in_the_middle_keeps_what_arrived(server: DataServer, small: Dataset) -> None:
    def stop(arrived: int, total: int) -> None:
        if arrived > 100_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(small, stop)
    assert 100_000 < small.arrived < 300_000
    fetch(small, quiet)
    assert stored(small) == CONTENT


def test_removing_takes_everything_half_files_too(server: DataServer, small: Dataset) -> None:
    server.cut = [25 * CHUNK, 0, 0]
    with pytest.raises(DataError):
        fetch(small, quiet)
    assert remove(small) == 25 * CHUNK
    assert not small.folder.exists() and remove(small) == 0


def test_what_cannot_be_removed_is_one_sentence(small: Dataset) -> None:
    (small.folder / "a.bin").mkdir(parents=True)
    with pytest.raises(DataError, match=r"small cannot be removed: (Is a directory|Operation not permitted)"):
        remove(small)


def test_a_folder_that_cannot_be_written_is_one_sentence(server: DataServer, small: Dataset, home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "datasets").write_text("in the way")
    with pytest.raises(DataError, match="cannot be stored"):
        fetch(small, quiet)


# -- the command -------------------------------------------------------------------------------------------


def test_the_list_says_what_is_here_and_how_to_get_the_rest(tutor: Run) -> None:
    found = json.loads(tutor("data", "list", "--json").stdout)
    assert [entry["id"] for entry in found] == ["mnist", "fashion-mnist", "tiny-shakespeare"]
    assert not any(entry["here"] for entry in found)
    assert "tutor data get mnist" in tutor("data", "list").stdout


def test_a_wrong_checksum_ends_the_command_with_one_sentence(tutor: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"/tiny-shakespeare/input.txt": b"x" * 1_115_394}) as server:
        monkeypatch.setenv(datasets.MIRROR, server.address)
        ran = tutor("data", "get", "tiny-shakespeare")
    assert ran.returncode == 1
    assert ran.stderr.startswith("tutor: input.txt from 127.0.0.1") and "checksum differs" in ran.stderr
    assert "Traceback" not in ran.stderr and len(ran.stderr.strip().splitlines()) == 1


def test_an_unknown_name_is_a_wrong_usage(tutor: Run) -> None:
    ran = tutor("data", "get", "minst")
    assert ran.returncode == 2 and "Did you mean mnist?" in ran.stderr


# -- reading what was fetched ------------------------------------------------------------------------------


def idx(values: np.ndarray) -> bytes:
    head = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    return gzip.compress(head + values.tobytes())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(DATASETS, str(tmp_path))
    (tmp_path / "mnist").mkdir()
    return tmp_path / "mnist"


def write_mnist(folder: Path, change: Callable[[bytes], bytes] = bytes) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    arrays = {
        "images": rng.integers(0, 256, (5, 28, 28), np.uint8),
        "labels": rng.integers(0, 10, 5, np.uint8),
        "test_images": rng.integers(0, 256, (3, 28, 28), np.uint8),
        "test_labels": rng.integers(0, 10, 3, np.uint8),
    }
    for name, file in downloaded.IMAGES.items():
        (folder / file).write_bytes(change(idx(arrays[name])))
    return arrays


def test_downloaded_images_are_read_as_they_were_written(folder: Path) -> None:
    wanted = write_mnist(folder)
    found = downloaded.load("mnist")
    assert all(np.array_equal(found[name], wanted[name]) for name in wanted)
    assert {name: array.shape for name, array in found.items()} == {name: a.shape for name, a in wanted.items()}


def test_a_set_that_is_not_here_says_how_to_get_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LabError) as told:
        downloaded.load("mnist")
    assert "tutor data get mnist" in told.value.hint
    monkeypatch.delenv(DATASETS)
    assert not downloaded.is_there("mnist")


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b[:50],
        lambda b: b"",
        lambda b: b"no gzip",
        lambda b: gzip.compress(b""),
        lambda b: gzip.compress(b"text, no array"),
    ],
)
def test_damaged_files_say_so_and_how_to_get_them_again(folder: Path, change: Callable[[bytes], bytes]) -> None:
    write_mnist(folder, change)
    with pytest.raises(LabError, match="damaged"):
        downloaded.load("mnist")
