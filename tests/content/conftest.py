"""A written course for every test that asks for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.small_course import write_course


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """The ``lessons`` folder of a small course without mistakes, its quizzes beside it."""
    return write_course(tmp_path)
