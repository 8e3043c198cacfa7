"""Reading a course from one folder, strictly: course.yaml and the lessons it names, no quizzes and labs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tutor.content import strict
from tutor.content.errors import ContentError, Problem, UnknownContent, read_text
from tutor.content.formats import FORMAT, CourseFile, LessonHeader, PartFile
from tutor.content.model import BUNDLED, Course, Lesson, Part, Section
from tutor.content.sections import parse_sections
from tutor.content.strict import Document, Where

__all__ = [
    "BUNDLED",
    "ContentError",
    "Course",
    "Lesson",
    "Part",
    "Problem",
    "Section",
    "UnknownContent",
    "load_course",
]


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
    try:
        return strict.convert(strict.read("\n".join(lines), file, first_line=2), LessonHeader)
    except ContentError as error:
        problems += error.problems
        return None
