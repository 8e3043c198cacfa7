"""Data sets in the app: fetched with a bar, stopped and gone on with, refused and removed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.cli.data_server import DataServer, serving
from tests.screens.apps import app_of, make_app, opened, shows, until
from tutor.content.course import Course
from tutor.lab import datasets
from tutor.lab.datasets import CHUNK, Dataset, Remote
from tutor.screens.data import DataScreen

CONTENT = Random(1).randbytes(40 * CHUNK)


@pytest.fixture
def small(home: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """The only data set there is."""
    file = Remote("a.bin", len(CONTENT), f"sha256:{hashlib.sha256(CONTENT).hexdigest()}")
    made = Dataset("small", "Small: a small set", "Made here.", ("http://127.0.0.1:9/none/",), (file,))
    monkeypatch.setattr("tutor.screens.data.DATASETS", {"small": made})
    return made


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[DataServer]:
    with serving({"/small/a.bin": CONTENT}) as made:
        monkeypatch.setenv(datasets.MIRROR, made.address)
        yield made


async def test_enter_fetches_and_a_second_enter_says_it_is_here(
    course: Course, small: Dataset, server: DataServer
) -> None:
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_data()
        await shows(pilot, "Small: a small set   0.2 MB")
        await pilot.press("enter")
        await shows(pilot, "✓ small is here now", "here, 0.2 MB")
        await pilot.press("enter")
        await shows(pilot, "is here already")
        assert (small.folder / "a.bin").read_bytes() == CONTENT


async def test_a_broken_download_says_so_and_enter_goes_on(course: Course, small: Dataset, server: DataServer) -> None:
    server.cut = [25 * CHUNK, 0, 0]
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_data()
        await shows(pilot, "Small")
        await pilot.press("enter")
        await shows(pilot, "✗ The connection to 127.0.0.1", "◐")
        await pilot.press("enter")
        await shows(pilot, "✓ small is here now")
        assert server.asked[-1] == ("/small/a.bin", f"bytes={25 * CHUNK}-")


async def test_removing_asks_first(course: Course, small: Dataset, server: DataServer) -> None:
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_data()
        await shows(pilot, "Small")
        await pilot.press("x")
        await shows(pilot, "There is nothing to remove.")
        await pilot.press("enter")
        await shows(pilot, "✓ small is here now")
        await pilot.press("x")
        await shows(pilot, "Delete small from this machine?")
        await pilot.press("k")
        await until(pilot, lambda: isinstance(pilot.app.screen, DataScreen), "the list again")
        assert small.is_here
        await pilot.press("x", "r")
        await shows(pilot, "0.2 MB freed.")
        assert not small.folder.exists()


async def test_offline_is_one_sentence(course: Course, small: Dataset) -> None:
    async with make_app(course).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_data()
        await shows(pilot, "Small")
        await pilot.press("enter")
        await shows(pilot, "✗ 127.0.0.1:9 cannot be reached. Are you online?")
