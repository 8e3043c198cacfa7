"""`tutor check`: every mistake in a course, with its file, its line and what to write instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutor.content.course import BUNDLED, Course, Lesson, read_course
from tutor.content.errors import ContentError, Problem
from tutor.content.glossary import FILE, Glossary
from tutor.content.kept import course_folder
from tutor.content.rules import glossary as glossaries
from tutor.content.rules import labs, prose, structure
from tutor.content.rules.known import Known
from tutor.content.rules.predict import Labs
from tutor.content.rules.quizzes import check_quiz, question_owner_problems
from tutor.content.timeline import Timeline, read_timeline


@dataclass
class Report:
    """What a course holds and everything wrong with it.

    ``problems`` must be mended; ``warnings`` are matters of taste. ``by_kind`` and ``by_lesson`` count questions.
    """

    lessons: int = 0
    labs: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    by_lesson: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def questions(self) -> int:
        """All questions that could be read."""
        return sum(self.by_lesson.values())

    def as_json(self) -> dict[str, Any]:
        """The report as plain data for ``tutor check --json``."""
        return {
            "lessons": self.lessons,
            "labs": self.labs,
            "questions": self.questions,
            "by_kind": self.by_kind,
            "by_lesson": self.by_lesson,
            "problems": [_as_data(problem) for problem in self.problems],
            "warnings": [_as_data(warning) for warning in self.warnings],
        }

    def as_text(self) -> str:
        """The report for people: problems, warnings, and a count at the end."""
        lines = [line for problem in self.problems for line in _as_lines(problem, "")]
        lines += [line for warning in self.warnings for line in _as_lines(warning, "note: ")]
        counts = {"lesson": self.lessons, "lab": self.labs, "question": self.questions}
        holds = ", ".join(_counted(count, noun) for noun, count in counts.items())
        return "\n".join([*lines, f"{holds}: {_counted(len(self.problems), 'problem')}."])


def _counted(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}" + ("" if count == 1 else "s")


def _as_data(problem: Problem) -> dict[str, Any]:
    file, line = str(problem.file), problem.line
    return {"file": file, "line": line, "message": problem.message, "instead": problem.instead}


def _as_lines(problem: Problem, label: str) -> Iterator[str]:
    yield f"{problem.file}:{problem.line}: {label}{problem.message}"
    if problem.instead:
        yield f"    {problem.instead}"


def check(path: Path | None = None) -> Report:
    """Check the course in the folder ``path`` (None: the bundled one). Nothing is raised: mistakes are reported.

    ``path`` holds course.yaml; its quizzes are in ``quizzes`` inside it or beside it.
    """
    root = course_folder(path or BUNDLED)
    report = Report()
    if not (root / "course.yaml").is_file():
        hint = "Give the folder that holds course.yaml."
        report.problems.append(Problem(root, 1, "There is no course here.", hint))
        return report
    try:
        course, declared, report.problems = read_course(root)
    except ContentError as error:
        report.problems = error.problems
        return report
    _check_course(course, declared, report)
    report.problems = sorted(dict.fromkeys(report.problems), key=lambda p: (str(p.file), p.line))
    return report


def _check_course(course: Course, declared: list[str], report: Report) -> None:
    """Apply every rule to what could be read; ``declared`` are the lessons that course.yaml names."""
    timelines = list(_timelines(course, report))
    glossary = _glossary(course, report)
    known = Known.of(course, declared, timelines[0][1] if timelines else Timeline((), ()), glossary)
    report.lessons, report.labs = len(course.lessons), len(course.lab_ids)
    report.problems += structure.needs_problems(course, declared)
    report.problems += structure.lab_owner_problems(course)
    report.problems += structure.stray_problems(course, declared)
    sound: dict[str, Path | None] = {}
    for lesson in course.lessons:
        report.problems += prose.lesson_problems(lesson, known)
        report.warnings += prose.figure_notes(lesson)
        sound |= _check_labs(course, lesson, report)
    for file, timeline in timelines:
        if timeline is not None:
            report.problems += prose.timeline_problems(file, timeline, known)
    if glossary is not None:
        report.problems += glossaries.glossary_problems(course.root / FILE, glossary, course, known)
    _check_quizzes(course, declared, sound, report)


def _glossary(course: Course, report: Report) -> Glossary | None:
    """The course's glossary; None when it cannot be read."""
    try:
        return course.glossary()
    except ContentError as error:
        report.problems += error.problems
        return None


def _timelines(course: Course, report: Report) -> Iterator[tuple[Path, Timeline | None]]:
    """The course's timeline with its file; None in its place when it cannot be read. A second one is a problem."""
    files = [f for lesson in course.lessons if (f := lesson.path.with_name("timeline.yaml")).exists()]
    for file in files[:1]:
        try:
            yield file, read_timeline(file)
        except ContentError as error:
            report.problems += error.problems
            yield file, None
    for file in files[1:]:
        message = f"The course has a timeline already, in {files[0].parent.name}."
        report.problems.append(Problem(file, 1, message, "Put both into one file."))


def _check_labs(course: Course, lesson: Lesson, report: Report) -> dict[str, Path | None]:
    """Check the labs of a lesson; returns their files, None for those with mistakes."""
    sound: dict[str, Path | None] = {}
    for lab in lesson.labs:
        file = lesson.path.parent / course.lab_file(lab).name
        problems = list(labs.lab_problems(lesson, lab, file))
        report.problems += problems
        report.warnings += labs.lab_warnings(file)
        sound[lab] = None if problems else file
    return sound


def _check_quizzes(course: Course, declared: list[str], sound: Labs, report: Report) -> None:
    readable = {lesson.id: lesson for lesson in course.lessons}
    whole = set(declared) <= set(readable)
    kinds: Counter[str] = Counter()
    owners: dict[str, str] = {}
    for lesson_id in declared:
        quiz = check_quiz(lesson_id, readable.get(lesson_id), course.quizzes, sound if whole else None)
        report.problems += quiz.problems
        report.problems += question_owner_problems(lesson_id, quiz.questions, course.quizzes, owners)
        report.by_lesson[lesson_id] = len(quiz.questions)
        kinds.update(str(question.__struct_config__.tag) for question in quiz.questions)
    report.by_kind = dict(sorted(kinds.items()))
