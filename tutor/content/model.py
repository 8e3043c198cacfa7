"""What a course is made of: parts, lessons, sections. Light, because the course map is painted from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.lab import Bar
    from tutor.content.errors import UnknownContent
    from tutor.content.glossary import Glossary
    from tutor.content.timeline import Timeline

BUNDLED = Path(__file__).resolve().parents[2] / "lessons"
"""The course that comes with the program: the four packages lie side by side wherever they are installed."""


@dataclass(frozen=True)
class Section:
    """A section of a lesson: its Markdown source without the heading, and the line where that starts."""

    id: str
    title: str
    text: str
    line: int


@dataclass(frozen=True)
class Lesson:
    """A lesson's header and sections. ``part`` is the id of its part, ``path`` its lesson.md."""

    id: str
    title: str
    goal: str
    minutes: int
    needs: tuple[str, ...]
    labs: tuple[str, ...]
    part: str
    sections: tuple[Section, ...]
    path: Path

    @property
    def name(self) -> str:
        """What the lesson is called in a list or a sentence: its title up to a colon."""
        return self.title.partition(":")[0]

    def section(self, section_id: str) -> Section:
        """The section called ``section_id``. Raises UnknownContent."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise _unknown("section", section_id, [section.id for section in self.sections])


@dataclass(frozen=True)
class Part:
    """A part of the course and its lessons, in order."""

    id: str
    title: str
    lessons: tuple[Lesson, ...]


TITLE = re.compile(r'^    title = "(.+)"$', re.MULTILINE)
"""The line of a lab's file that says what the lab is called."""
ABOUT = re.compile(r'\A"""(.+?)"""', re.DOTALL)
"""How a lab's file begins: what the lab shows, first in one line."""


@dataclass(frozen=True)
class Course:
    """A whole course. ``root`` is the folder that holds course.yaml."""

    title: str
    parts: tuple[Part, ...]
    root: Path

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in the order they are taught."""
        return tuple(lesson for part in self.parts for lesson in part.lessons)

    @cached_property
    def lab_ids(self) -> tuple[str, ...]:
        """All labs, in the order of their lessons."""
        return tuple(lab for lesson in self.lessons for lab in lesson.labs)

    @property
    def quizzes(self) -> Path:
        """The folder of the quizzes: ``quizzes`` inside the course's folder, else beside it."""
        inside = self.root / "quizzes"
        return inside if inside.is_dir() else self.root.parent / "quizzes"

    def lesson(self, lesson_id: str) -> Lesson:
        """The lesson called ``lesson_id``. Raises UnknownContent."""
        for lesson in self.lessons:
            if lesson.id == lesson_id:
                return lesson
        raise _unknown("lesson", lesson_id, [lesson.id for lesson in self.lessons])

    def part(self, part_id: str) -> Part:
        """The part called ``part_id``. Raises UnknownContent."""
        for part in self.parts:
            if part.id == part_id:
                return part
        raise _unknown("part", part_id, [part.id for part in self.parts])

    def lesson_of_lab(self, lab_id: str) -> Lesson:
        """The lesson that the lab belongs to. Raises UnknownContent."""
        for lesson in self.lessons:
            if lab_id in lesson.labs:
                return lesson
        raise _unknown("lab", lab_id, self.lab_ids)

    def lesson_of_question(self, question_id: str) -> Lesson | None:
        """The lesson that a question is about: ids of questions start with their lesson's, the longest that fits."""
        fitting = [lesson for lesson in self.lessons if question_id.startswith(f"{lesson.id}-")]
        return max(fitting, key=lambda lesson: len(lesson.id), default=None)

    def lab_file(self, lab_id: str) -> Path:
        """The Python file of the lab. Raises UnknownContent."""
        return self.lesson_of_lab(lab_id).path.parent / f"{lab_id.replace('-', '_')}.py"

    @cached_property
    def lab_titles(self) -> dict[str, str]:
        """What each lab calls itself, by its id; read from its file, because loading all labs takes long."""
        return {lab: self._lab_title(lab) for lab in self.lab_ids}

    @cached_property
    def lab_abouts(self) -> dict[str, str]:
        """What each lab is about, by its id: how its file begins; "" where it says nothing."""
        return {lab: self._of_lab_file(lab, ABOUT).strip() for lab in self.lab_ids}

    def lab_name(self, lab_id: str) -> str:
        """What the lab is called in a sentence: its title up to a colon."""
        return self._lab_title(lab_id).partition(":")[0]

    def _lab_title(self, lab_id: str) -> str:
        return self._of_lab_file(lab_id, TITLE) or lab_id

    def _of_lab_file(self, lab_id: str, wanted: re.Pattern[str]) -> str:
        try:
            found = wanted.search(self.lab_file(lab_id).read_text(encoding="utf-8"))
        except OSError:
            found = None
        return found[1] if found else ""

    def bar_of(self, lab_id: str) -> Bar | None:
        """What passes the lab; None for one that is not in the course or cannot be read."""
        from engine.lab import LabError, load_lab
        from tutor.content.errors import UnknownContent

        try:
            return load_lab(self.lab_file(lab_id)).bar
        except (UnknownContent, LabError):
            return None

    def after(self, lesson_id: str) -> Lesson | None:
        """The lesson that follows, None after the last. Raises UnknownContent."""
        place = self.lessons.index(self.lesson(lesson_id)) + 1
        return self.lessons[place] if place < len(self.lessons) else None

    def before(self, lesson_id: str) -> Lesson | None:
        """The lesson that comes first, None before the first. Raises UnknownContent."""
        place = self.lessons.index(self.lesson(lesson_id))
        return self.lessons[place - 1] if place else None

    def timeline(self) -> Timeline:
        """The timeline, read on first use; empty when no lesson has one. Raises ContentError."""
        return self._timeline

    def glossary(self) -> Glossary:
        """The words of the course, read on first use; empty when it explains none. Raises ContentError."""
        return self._glossary

    @cached_property
    def _glossary(self) -> Glossary:
        from tutor.content.glossary import read_glossary

        return read_glossary(self.root)

    @cached_property
    def _timeline(self) -> Timeline:
        from tutor.content.timeline import Timeline, read_timeline

        for lesson in self.lessons:
            if (file := lesson.path.with_name("timeline.yaml")).exists():
                return read_timeline(file)
        return Timeline((), ())


def _unknown(kind: str, asked: str, known: Sequence[str]) -> UnknownContent:
    from tutor.content.errors import UnknownContent

    return UnknownContent(kind, asked, known)
