"""The course as the app sees it: parts, lessons, sections, and the timeline, read from one folder.

The course map is painted from this, so loading it is kept to a few milliseconds; quizzes and labs are not touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.content.errors import ContentError, Problem, UnknownContent, read_text
from tutor.content.sections import Section, parse_sections

if TYPE_CHECKING:
    from engine.lab import Bar
    from tutor.content.formats import CourseFile, LessonHeader, PartFile
    from tutor.content.glossary import Glossary
    from tutor.content.strict import Document, Where

__all__ = [
    "ContentError",
    "Course",
    "Era",
    "Lesson",
    "Milestone",
    "Part",
    "Problem",
    "Section",
    "Timeline",
    "UnknownContent",
    "load_course",
]

BUNDLED = Path(__file__).resolve().parents[2] / "lessons"
"""The course that comes with the program: the four packages lie side by side wherever they are installed."""


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

    def section(self, section_id: str) -> Section:
        """The section called ``section_id``. Raises UnknownContent."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise UnknownContent("section", section_id, [section.id for section in self.sections])


@dataclass(frozen=True)
class Part:
    """A part of the course and its lessons, in order."""

    id: str
    title: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True)
class Era:
    """A stretch of the timeline that can be shown alone."""

    id: str
    title: str


@dataclass(frozen=True)
class Milestone:
    """One entry of the timeline.

    ``year`` is shown as written, ``sort`` places it. ``jump`` is a link ("lesson:neuron", "lab:xor") or "",
    ``coming`` the title of a later lesson that is not there yet or "", ``note`` says what is disputed or "".
    """

    id: str
    year: str
    sort: float
    era: str
    title: str
    who: str
    made_possible: str
    could_not: str
    note: str
    jump: str
    coming: str


@dataclass(frozen=True)
class Timeline:
    """Eras and milestones, oldest first."""

    eras: tuple[Era, ...]
    entries: tuple[Milestone, ...]


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
        raise UnknownContent("lesson", lesson_id, [lesson.id for lesson in self.lessons])

    def part(self, part_id: str) -> Part:
        """The part called ``part_id``. Raises UnknownContent."""
        for part in self.parts:
            if part.id == part_id:
                return part
        raise UnknownContent("part", part_id, [part.id for part in self.parts])

    def lesson_of_lab(self, lab_id: str) -> Lesson:
        """The lesson that the lab belongs to. Raises UnknownContent."""
        for lesson in self.lessons:
            if lab_id in lesson.labs:
                return lesson
        raise UnknownContent("lab", lab_id, self.lab_ids)

    def lesson_of_question(self, question_id: str) -> Lesson | None:
        """The lesson that a question is about: ids of questions start with their lesson's, the longest that fits."""
        fitting = [lesson for lesson in self.lessons if question_id.startswith(f"{lesson.id}-")]
        return max(fitting, key=lambda lesson: len(lesson.id), default=None)

    def lab_file(self, lab_id: str) -> Path:
        """The Python file of the lab. Raises UnknownContent."""
        return self.lesson_of_lab(lab_id).path.parent / f"{lab_id.replace('-', '_')}.py"

    def bar_of(self, lab_id: str) -> Bar | None:
        """What passes the lab; None for one that is not in the course or cannot be read."""
        from engine.lab import LabError, load_lab

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
        for lesson in self.lessons:
            if (file := lesson.path.with_name("timeline.yaml")).exists():
                return read_timeline(file)
        return Timeline((), ())


def load_course(root: Path | None = None) -> Course:
    """The course in the folder ``root`` (None: the bundled one). Raises ContentError with every mistake."""
    course, _, problems = read_course(root or BUNDLED)
    if problems:
        raise ContentError(problems)
    return course


def read_course(root: Path) -> tuple[Course, list[str], list[Problem]]:
    """What can be read of the course in ``root``, the lessons it names, and what kept some of them out.

    Raises ContentError when course.yaml itself cannot be read.
    """
    from tutor.content import strict
    from tutor.content.formats import CourseFile

    file = root / "course.yaml"
    document = strict.read(read_text(file), file)
    check_format(document)
    course = strict.convert(document, CourseFile)
    problems: list[Problem] = []
    parts = tuple(Part(p.id, p.title, tuple(_lessons(root, p, problems))) for p in course.parts)
    named = [lesson for part in course.parts for lesson in part.lessons]
    return Course(course.title, parts, root), named, [*_repeated(document, course), *problems]


def check_format(document: Document) -> None:
    """Raise ContentError for a file in a format that this program does not read, before it reads more."""
    from tutor.content.formats import FORMAT

    version = document.data.get("format") if isinstance(document.data, dict) else None
    if version not in (None, str(FORMAT)):
        message = f"This is format {version}, and only format {FORMAT} is understood."
        raise ContentError([document.problem(("format",), message, f"Write `format: {FORMAT}`.")])


def _repeated(document: Document, course: CourseFile) -> Iterator[Problem]:
    """Parts and lessons that are named a second time in course.yaml."""
    seen: set[tuple[str, str]] = set()
    for p, part in enumerate(course.parts):
        named: list[tuple[str, str, Where]] = [("part", part.id, ("parts", p, "id"))]
        named += [("lesson", lesson, ("parts", p, "lessons", n)) for n, lesson in enumerate(part.lessons)]
        for kind, name, where in named:
            if (kind, name) in seen:
                yield document.problem(where, f"The {kind} {name!r} is there twice.", "Take one of them out.")
            seen.add((kind, name))


def _lessons(root: Path, part: PartFile, problems: list[Problem]) -> Iterator[Lesson]:
    """The lessons of one part that can be read; what is wrong with the others is added to ``problems``."""
    for lesson_id in part.lessons:
        try:
            yield read_lesson(root / lesson_id / "lesson.md", part.id)
        except ContentError as error:
            problems += error.problems


def read_lesson(file: Path, part: str = "") -> Lesson:
    """The lesson in the file ``file``. Raises ContentError with every mistake in its header and sections."""
    lines = read_text(file).split("\n")
    problems: list[Problem] = []
    body = _header_length(file, lines)
    header = _header(file, lines[1 : body - 1], problems)
    sections = parse_sections(file, lines[body:], body + 1, problems)
    if header is not None and header.id != file.parent.name:
        message = f"The id is {header.id!r} and the folder is {file.parent.name!r}."
        problems.append(Problem(file, 2, message, f"Write `id: {file.parent.name}`, or rename the folder."))
    if header is None or problems:
        raise ContentError(problems)
    needs, labs = tuple(header.needs), tuple(header.labs)
    return Lesson(header.id, header.title, header.goal, header.minutes, needs, labs, part, sections, file)


def _header_length(file: Path, lines: list[str]) -> int:
    """How many lines the header takes, with the two lines of ``---`` around it. Raises ContentError without them."""
    marks = [n for n, line in enumerate(lines) if line.rstrip() == "---"][:2]
    if len(marks) == 2 and marks[0] == 0:
        return marks[1] + 1
    message = "The lesson must start with a header between two lines of '---'."
    raise ContentError([Problem(file, 1, message, "Write ---, then id, title, goal, minutes, then ---.")])


def _header(file: Path, lines: list[str], problems: list[Problem]) -> LessonHeader | None:
    """The header in ``lines``, which start on the second line of ``file``; None when it is wrong."""
    from tutor.content import strict
    from tutor.content.formats import LessonHeader

    try:
        return strict.convert(strict.read("\n".join(lines), file, first_line=2), LessonHeader)
    except ContentError as error:
        problems += error.problems
        return None


def read_timeline(file: Path) -> Timeline:
    """The timeline in ``file``, entries oldest first. Raises ContentError with every mistake."""
    from tutor.content import strict
    from tutor.content.formats import TimelineFile

    document = strict.read(read_text(file), file)
    check_format(document)
    content = strict.convert(document, TimelineFile)
    entries = (Milestone(**{name: getattr(e, name) for name in e.__struct_fields__}) for e in content.entries)
    return Timeline(tuple(Era(e.id, e.title) for e in content.eras), _oldest_first(entries))


def _oldest_first(entries: Iterable[Milestone]) -> tuple[Milestone, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.sort))
