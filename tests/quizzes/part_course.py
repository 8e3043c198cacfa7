"""A course of two parts and three lessons, whose quizzes are made by rule: many questions over many sections."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec
import yaml

from quizzes.graders import reference
from quizzes.model import Choice, Question, Quiz, Single
from tutor.content.course import Course, load_course
from tutor.store import Kind, Record

COURSE = """\
format: 1
title: A course of three
parts:
  - {id: basics, title: First things, lessons: [one, two]}
  - {id: more, title: Further on, lessons: [three]}
"""
TITLES = {"one": "The first lesson", "two": "The second lesson", "three": "The third lesson"}
SECTIONS = ("start", "middle", "end", "summary")


def questions_of(lesson: str, count: int) -> list[Question]:
    """``count`` questions on ``lesson``, over its sections in turn; the right answer is always "yes"."""
    return [
        Single(
            id=f"{lesson}-q{number}",
            section=SECTIONS[number % len(SECTIONS)],
            prompt=f"Is this question {number} of {lesson}?",
            explain="It is.",
            hints=["Read it again."],
            choices=[
                Choice(text="yes", why="So it says.", right=True),
                Choice(text="no", why="It says otherwise."),
                Choice(text="maybe", why="It is quite clear."),
            ],
        )
        for number in range(count)
    ]


def part_course(folder: Path, count: int = 8) -> Course:
    """Write the course to ``folder`` and load it; ``count`` questions a lesson."""
    (folder / "quizzes").mkdir(parents=True)
    for lesson, title in TITLES.items():
        (folder / "lessons" / lesson).mkdir(parents=True)
        sections = "\n".join(f"## The {section} of {lesson} {{#{section}}}\n\nText.\n" for section in SECTIONS)
        header = f"id: {lesson}\ntitle: {title}\ngoal: After this you know {lesson}.\nminutes: 10"
        text = f"---\n{header}\n---\n\n{sections}"
        (folder / "lessons" / lesson / "lesson.md").write_text(text, encoding="utf-8")
        quiz = msgspec.to_builtins(Quiz(format=1, lesson=lesson, questions=questions_of(lesson, count)))
        (folder / "quizzes" / f"{lesson}.yaml").write_text(yaml.safe_dump(quiz, sort_keys=False), encoding="utf-8")
    (folder / "lessons" / "course.yaml").write_text(COURSE, encoding="utf-8")
    return load_course(folder / "lessons")


def took(record: Record, at: datetime, kind: Kind, about: str, rights: dict[str, bool], finished: bool = True) -> str:
    """An attempt at ``at`` with one answer to each question of ``rights``."""
    attempt = record.start_attempt(about, kind, 1, list(rights), at)
    for question, right in rights.items():
        record.answer(attempt, question, "yes" if right else "no", right, 3.0, at)
    if finished:
        record.finish_attempt(attempt, at)
    return attempt


def right_answer(question: Question) -> str:
    """What to give to have ``question`` right."""
    return str(reference(question))
