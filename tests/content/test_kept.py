"""The course that is kept: the same as the one that is read, as long as nothing has changed; never a wrong one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.content.small_course import change
from tutor.content import course as reading
from tutor.content.course import ContentError, Course, load_course
from tutor.content.kept import load_kept


@pytest.fixture
def kept(lessons: Path, home: Path) -> Path:
    """The file in which the small course is kept."""
    assert load_kept(lessons) == load_course(lessons)
    return home / "cache" / "course.json"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were read anew, from YAML."""
    read: list[Path] = []
    usual = reading.load_course

    def noted(root: Path | None = None) -> Course:
        read.append(root or reading.BUNDLED)
        return usual(root)

    monkeypatch.setattr(reading, "load_course", noted)
    return read


def test_what_is_kept_is_the_course_itself_and_spares_the_reading(
    lessons: Path, kept: Path, readings: list[Path]
) -> None:
    assert load_kept(lessons) == load_course(lessons)
    assert readings == []


def test_a_changed_lesson_is_read_anew(lessons: Path, kept: Path, readings: list[Path]) -> None:
    file = change(lessons, "sums/lesson.md", "Sums: adding things", "Sums: adding other things")
    assert load_kept(lessons).lesson("sums").title == "Sums: adding other things"
    assert readings == [lessons]
    os.utime(file, ns=(0, 0))
    load_kept(lessons)
    assert readings == [lessons, lessons]
    load_kept(lessons)
    assert readings == [lessons, lessons]


def test_a_lesson_that_is_gone_or_wrong_now_is_told_as_ever(lessons: Path, kept: Path) -> None:
    (lessons / "sums" / "lesson.md").unlink()
    with pytest.raises(ContentError, match="This file is missing"):
        load_kept(lessons)


def test_another_course_is_not_mistaken_for_it(lessons: Path, kept: Path, readings: list[Path]) -> None:
    assert load_kept(reading.BUNDLED).root == reading.BUNDLED
    assert load_kept(lessons).title == "A small course"
    assert readings == [reading.BUNDLED, lessons]


@pytest.mark.parametrize(
    "harm",
    [
        lambda kept: b"",
        lambda kept: kept[: len(kept) // 2],
        lambda kept: kept.replace(b"adding", b"ADDING", 1),
        lambda kept: b"1\n" + kept,
        lambda kept: b"\xff\xfe" * 400,
        lambda kept: b"223132457\n[]",  # its checksum is right, and it is no course
    ],
    ids=["empty", "cut", "altered", "shifted", "no text", "something else"],
)
def test_damage_is_noticed_and_mended(
    lessons: Path, kept: Path, readings: list[Path], harm: Callable[[bytes], bytes]
) -> None:
    whole = kept.read_bytes()
    kept.write_bytes(harm(whole))
    assert load_kept(lessons) == load_course(lessons)
    assert readings == [lessons]
    assert kept.read_bytes() == whole


def test_without_a_place_to_keep_it_the_course_is_read_each_time(
    lessons: Path, home: Path, readings: list[Path]
) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    for _ in range(2):
        assert load_kept(lessons) == load_course(lessons)
    assert readings == [lessons, lessons]
