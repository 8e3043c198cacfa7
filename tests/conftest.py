"""Every test gets a home of its own: nothing is read from or written to the developer's."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The suite decides whether a change may land, so it asks the same questions every time. To look for new ones:
# `pytest --hypothesis-profile explore`.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("suite")


SHELF = "TUTOR_TEST_SHELF"
"""Names the cache in which the tests of labs prepare programs for one another, whichever process runs them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What may take longest begins first: begun last, it would run alone while the other processes wait."""
    items.sort(key=lambda item: -max((mark.args[0] for mark in item.iter_markers("timeout")), default=0))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not go through it again and again. A quarter of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 40, 100)  # as the app does


@pytest.fixture(scope="session", autouse=True)
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One folder for this run of the tests; what is kept there is keyed by everything it depends on."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shelf" / "cache"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ[SHELF] = str(folder)
    yield folder
    del os.environ[SHELF]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh TUTOR_HOME; colours and terminal as in a plain xterm."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TUTOR_HOME", str(folder))
    for name in ("NO_COLOR", "TUTOR_DEVICE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    return folder
