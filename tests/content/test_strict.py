"""Reading files strictly: whatever is in them, the answer is data or a ContentError with a line of that file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.model import Predict, Quiz
from tests.content.small_course import COURSE, LINES, SUMS, TIMELINE, quiz
from tutor.content import strict
from tutor.content.course import read_lesson
from tutor.content.errors import ContentError
from tutor.content.formats import CourseFile
from tutor.content.timeline import read_timeline

FILE = Path("some.yaml")
YAML_SIGNS = "ab1:-,.[]{}&*!|>'\"#%@`?~<= \t\n"


def problems_of(text: str, kind: type = CourseFile) -> list[tuple[int, str]]:
    """Line and message of everything wrong with YAML text; nothing when it is right."""
    try:
        strict.convert(strict.read(text, FILE), kind)
    except ContentError as error:
        return [(problem.line, problem.message) for problem in error.problems]
    return []


def broken(whole: str) -> st.SearchStrategy[str]:
    """``whole`` with one stretch replaced by something else."""
    place = st.integers(0, len(whole))
    other = st.text(YAML_SIGNS, max_size=12) | st.text(max_size=5)
    return st.builds(lambda a, b, new: whole[: min(a, b)] + new + whole[max(a, b) :], place, place, other)


@given(st.text() | st.text(YAML_SIGNS) | broken(COURSE) | broken(quiz("sums")))
def test_any_text_is_a_course_or_a_content_error_with_its_lines(text: str) -> None:
    lines = text.count("\n") + 2  # a parser may find the fault at the end
    for kind in (CourseFile, Quiz):
        assert all(1 <= line <= lines + text.count("\r") for line, _ in problems_of(text, kind))


@given(broken(SUMS) | broken(LINES) | st.text())
def test_any_text_is_a_lesson_or_a_content_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("lesson") / "lesson.md"
    file.write_text(text, encoding="utf-8")
    try:
        lesson = read_lesson(file)
    except ContentError as error:
        assert error.problems
    else:
        assert lesson.sections


@given(broken(TIMELINE))
def test_any_text_is_a_timeline_or_a_content_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("timeline") / "timeline.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        assert read_timeline(file).entries
    except ContentError as error:
        assert error.problems


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 100_000, "? " * 100_000])
def test_absurd_nesting_is_refused_and_not_followed(text: str) -> None:
    [(line, message)] = problems_of(text)
    assert (line, message) == (1, "This is nested too deeply.")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x [*x]", "Anchors"),
        ("a: !!python/name:os.system", "Anchors (&), aliases (*) and tags"),
        ("a: 1\n---\nb: 2", "A second document starts here."),
        ("[a]: 1", "A key must be a word."),
        ("a: 1\na: 2", "The key 'a' is there twice."),
        ("- a", "This file is a list of 1."),
        ("", "The key 'format' is missing."),
        ("a: 'b", "This is not YAML: found unexpected end of stream."),
        ("a: \x07", "This is not YAML: unacceptable character"),
    ],
)
def test_what_yaml_allows_and_course_files_do_not(text: str, message: str) -> None:
    assert any(told.startswith(message) for _, told in problems_of(text)), problems_of(text)


def test_every_mistake_of_a_file_is_told_with_its_own_line() -> None:
    text = "format: one\ntitel: A\nparts:\n  - id: A!\n    title: x\n    lessons: []\n    more: 1\n  - lessons\n"
    assert problems_of(text) == [
        (2, "There is no key 'titel' here."),
        (1, "'format' is 'one'."),
        (7, "There is no key 'more' here."),
        (4, "'id' is 'A!'."),
        (6, "'lessons' is an empty list."),
        (8, "Entry 2 of 'parts' is 'lessons'."),
    ]


def test_lines_are_counted_from_where_the_text_stands_in_its_file() -> None:
    with pytest.raises(ContentError) as caught:
        strict.convert(strict.read("format: one", FILE, first_line=10), CourseFile)
    assert {problem.line for problem in caught.value.problems} == {10}


def test_a_field_that_may_be_left_out_is_read_or_complained_of_like_any_other() -> None:
    head = "kind: predict\nid: a-b\nsection: c\nprompt: d\nexplain: e\nhints: [f]\nlab: xor\nmetric: loss\noutcomes:\n"
    text = f"{head}  - {{text: g, why: h, low: 0.5}}\n  - {{text: i, why: j, high: %s}}\n"
    assert problems_of(text % "0.5", Predict) == []
    assert problems_of(text % "half", Predict) == [(11, "'high' is 'half'.")]
