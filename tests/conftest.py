"""Every test gets a home of its own: nothing is read from or written to the developer's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# The suite decides whether a change may land, so it asks the same questions every time. To look for new ones:
# `pytest --hypothesis-profile explore`.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("suite")


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
