"""A small course, and stand-ins for the screens that are tested elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tests.screens.apps import Stub
from tests.screens.courses import small_course
from tutor.content.course import Course

PARSE = Stylesheet._parse_rules
PARSED: dict[tuple[object, ...], list[RuleSet]] = {}


def _parsed_once(self: Stylesheet, *given: Any, **named: Any) -> list[RuleSet]:
    key = (frozenset(self._variables.items()), given, *named.items())
    if key not in PARSED:
        PARSED[key] = PARSE(self, *given, **named)
    return PARSED[key]


@pytest.fixture(scope="session", autouse=True)
def _style_sheets() -> Iterator[None]:
    """Each style sheet is parsed once for each theme, not by every app and at every change of the theme."""
    with mock.patch.object(Stylesheet, "_parse_rules", _parsed_once):
        yield


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Three lessons in two parts."""
    return small_course(tmp_path / "course")


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lab, quiz and progress are stubs that remember what they were opened with."""
    for module, name in (("lab.screen", "LabScreen"), ("quiz.screen", "QuizScreen"), ("progress", "ProgressScreen")):
        monkeypatch.setattr(f"tutor.screens.{module}.{name}", type(name, (Stub,), {}))
