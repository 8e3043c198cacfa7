"""Where things are kept, and that asking for it is cheap."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from tests.store.children import ROOT
from tutor import paths


def test_tutor_home_holds_everything_caches_included(home: Path) -> None:
    assert paths.home() == home
    assert paths.record_file() == home / "record.db"
    assert paths.cache_dir() == home / "cache"
    assert paths.log_file() == home / "tutor.log"


def test_without_tutor_home_the_platform_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_HOME", "")
    assert paths.home() == Path(platformdirs.user_data_dir("deep-tutor", appauthor=False))
    assert paths.record_file().parent == paths.home()
    assert paths.cache_dir() == Path(platformdirs.user_cache_dir("deep-tutor", appauthor=False))
    assert paths.log_file().parent == Path(platformdirs.user_log_dir("deep-tutor", appauthor=False))


def test_a_tilde_and_a_relative_tutor_home_become_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TUTOR_HOME", "~/kept")
    assert paths.home() == tmp_path / "kept"
    monkeypatch.setenv("TUTOR_HOME", "kept")
    assert paths.home() == tmp_path / "kept"


def test_a_tilde_that_stands_for_nobody_is_a_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TUTOR_HOME", "~no-such-user-here")
    assert paths.home() == tmp_path / "~no-such-user-here"


def test_asking_for_a_path_makes_nothing(home: Path) -> None:
    paths.record_file(), paths.cache_dir(), paths.log_file()
    assert not home.exists()


def test_paths_load_neither_sqlite_utils_nor_numpy() -> None:
    code = (
        "import sys, tutor.paths as p; p.record_file(); print({'sqlite_utils', 'sqlite3', 'numpy'} & set(sys.modules))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert shown.stdout == "set()\n"
