"""A report on the course: what is wrong or unclear, and everything that is needed to find it.

It is a Markdown file in a folder of the learner's. Nothing is sent anywhere.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.content.errors import UnknownContent

if TYPE_CHECKING:
    from tutor.content.course import Course

PLACE = "(Write here what is wrong or unclear, and what you expected.)"
Fact = tuple[str, str]


@dataclass(frozen=True)
class Report:
    """What is reported on: a name for the file, a title, facts, and the file of the course that holds it, if any."""

    name: str
    title: str
    facts: tuple[Fact, ...]
    source: Path | None = None

    def text(self, root: Path, said: str = "") -> str:
        """The report as Markdown; ``said`` is the learner's description, ``root`` the folder of the course."""
        facts = [*self.facts, *_versions(self.source, root)]
        lines = [f"# {self.title}", "", said.strip() or PLACE, "", "## Where and with what", ""]
        lines += [f"- {name}: {_one_line(value)}" for name, value in facts if value]
        lines += ["", "Nothing was sent anywhere. Give this file to whoever keeps the course.", ""]
        return "\n".join(lines)


def about(course: Course, target: str, extra: Sequence[Fact] = ()) -> Report:
    """The report on a link ("lesson:neuron#xor", "lab:xor"), a question's id, a lesson or "neuron#xor".

    ``extra`` are facts that only the place knows. Raises UnknownContent.
    """
    kind, _, rest = target.rpartition(":")
    if kind == "lab" or (not kind and rest in course.lab_ids):
        lesson = course.lesson_of_lab(rest)
        facts = (("lab", rest), ("lesson", lesson.id), *extra)
        return Report(f"lab-{rest}", f"Report on the lab {rest}", facts, course.lab_file(rest))
    if kind == "screen":
        return Report(f"{kind}-{rest}", f"Report on the screen “{rest}”", ((kind, rest), *extra))
    if kind in ("term", "timeline"):
        return Report(f"{kind}-{rest}", f"Report on the {kind} {rest}".strip(), ((kind, rest), *extra))
    lesson_id, _, section = rest.partition("#")
    if kind == "question" or lesson_id not in {lesson.id for lesson in course.lessons}:
        return _about_question(course, rest, extra)
    lesson = course.lesson(lesson_id)
    facts = (("lesson", lesson.id), *extra)
    if section:
        found = lesson.section(section)
        facts = (("lesson", lesson.id), ("section", f"{found.id}, {found.title}"), *extra)
    name = f"{lesson.id}-{section}".strip("-")
    return Report(name, f"Report on the lesson {lesson.id}{f', section {section}' * bool(section)}", facts, lesson.path)


def _about_question(course: Course, question_id: str, extra: Sequence[Fact]) -> Report:
    from tutor.content.quiz import load_quiz
    from tutor.quiz.text import one_line

    lesson = course.lesson_of_question(question_id)
    if lesson is None:
        known = [lesson.id for lesson in course.lessons]
        raise UnknownContent("question or lesson", question_id, known)
    questions = {one.id: one for one in load_quiz(lesson.id, course.quizzes).questions}
    if question_id not in questions:
        raise UnknownContent("question", question_id, list(questions))
    question = questions[question_id]
    facts = (
        ("question", question.id),
        ("kind", type(question).__name__.lower()),
        ("lesson", lesson.id),
        ("section", question.section),
        ("prompt", one_line(question.prompt)),
        *extra,
    )
    return Report(question.id, f"Report on the question {question.id}", facts, course.quizzes / f"{lesson.id}.yaml")


def write(report: Report, root: Path, folder: Path, now: datetime, said: str = "") -> Path:
    """Write the report to a new file in ``folder``. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{now:%Y-%m-%d}-{re.sub(r'[^a-z0-9]+', '-', report.name.casefold()).strip('-')}"
    number = 1
    while True:
        file = folder / f"{stem}{'' if number == 1 else f'-{number}'}.md"
        try:
            with file.open("x", encoding="utf-8") as out:
                out.write(report.text(root, said))
        except FileExistsError:
            number += 1
        else:
            return file


def _versions(source: Path | None, root: Path) -> list[Fact]:
    """The versions of program and content, and the terminal; no paths of the machine."""
    try:
        program = version("deep-tutor")
    except PackageNotFoundError:
        program = "unknown"
    size = shutil.get_terminal_size()
    terminal = f"{os.environ.get('TERM', '') or 'TERM is not set'}, {size.columns}×{size.lines}"
    colours = os.environ.get("COLORTERM", "") + (" NO_COLOR" if os.environ.get("NO_COLOR") else "")
    facts = [("tutor", program), ("content", _content(source, root))]
    facts += [("python", f"{platform.python_version()} on {platform.system()}")]
    return [*facts, ("terminal", f"{terminal} {colours}".strip())]


def _content(source: Path | None, root: Path) -> str:
    """The file that holds it, and a fingerprint that says which version of it."""
    if source is None or not source.exists():
        return ""
    base = root.parent if source.is_relative_to(root.parent) else source.parent
    print_ = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
    return f"{source.relative_to(base).as_posix()}, fingerprint {print_}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
