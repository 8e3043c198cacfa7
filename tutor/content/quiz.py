"""Loading quizzes: one YAML file a lesson, as the Structs of `quizzes/model.py`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from quizzes.model import Question, Quiz
from tutor.content import strict
from tutor.content.course import BUNDLED, check_format
from tutor.content.errors import UnknownContent, read_text

if TYPE_CHECKING:
    from tutor.content.course import Course

QUIZZES = BUNDLED.parent / "quizzes"


def load_quiz(lesson_id: str, folder: Path | None = None) -> Quiz:
    """The quiz of a lesson, from ``folder`` (None: the bundled ones), read once.

    Raises UnknownContent when the lesson has none, ContentError with every mistake in the file.
    """
    folder = folder or QUIZZES
    file = folder / f"{lesson_id}.yaml"
    if lesson_id not in quiz_ids(folder):
        raise UnknownContent("quiz", lesson_id, quiz_ids(folder))
    return _read(file, file.stat().st_mtime_ns)


def quiz_ids(folder: Path | None = None) -> list[str]:
    """The lessons that have a quiz in ``folder``, in alphabetical order."""
    return sorted(file.stem for file in (folder or QUIZZES).glob("*.yaml"))


def all_questions(course: Course) -> Iterator[tuple[str, Question]]:
    """Every question of a course with the id of its lesson, in order; lessons without a quiz are passed over."""
    with_quiz = quiz_ids(course.quizzes)
    for lesson in course.lessons:
        if lesson.id in with_quiz:
            for question in load_quiz(lesson.id, course.quizzes).questions:
                yield lesson.id, question


@lru_cache(maxsize=64)
def _read(file: Path, changed: int) -> Quiz:
    """The quiz in ``file``; ``changed`` is the file's time, so that an edited file is read again."""
    return strict.convert(read_document(file), Quiz)


def read_document(file: Path) -> strict.Document:
    """The YAML of a quiz with its line numbers, its format checked. Raises ContentError."""
    document = strict.read(read_text(file), file)
    check_format(document)
    return document
