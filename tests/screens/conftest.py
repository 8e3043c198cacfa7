"""A small course, and stand-ins for the screens that are tested elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.apps import Stub
from tests.screens.courses import small_course
from tutor.content.course import Course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Three lessons in two parts."""
    return small_course(tmp_path / "course")


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lab, quiz and progress are stubs that remember what they were opened with."""
    for module, name in (("lab.screen", "LabScreen"), ("quiz.screen", "QuizScreen"), ("progress", "ProgressScreen")):
        monkeypatch.setattr(f"tutor.screens.{module}.{name}", type(name, (Stub,), {}))
