"""``tutor quiz`` and ``tutor review`` in plain text."""

from __future__ import annotations

import secrets
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tutor.commands.shared import record_or_memory
from tutor.plain_quiz import open_session, run_plain_quiz
from tutor.quiz_session import QuizSession

if TYPE_CHECKING:
    from tutor.content.course import Course

REVIEWED = 20  # questions in one review at most


def _now() -> datetime:
    return datetime.now(UTC)


def _seed() -> int:
    return secrets.randbelow(2**31)


def take_quiz(course: Course, lesson_id: str) -> int:
    """Ask the questions of one lesson, going on where one stopped; returns the exit code."""
    from tutor.content.quiz import load_quiz

    lesson = course.lesson(lesson_id)
    questions = load_quiz(lesson.id, course.quizzes).questions
    with record_or_memory() as kept:
        session = open_session(
            lesson.id, questions, kept, sys.stdin, sys.stdout, seed=_seed(), now=_now, clock=time.monotonic
        )
        return run_plain_quiz(session, sys.stdin, sys.stdout)


def review(course: Course) -> int:
    """Ask again what was missed lately, over all lessons, the most missed first; returns the exit code."""
    from tutor.content.quiz import all_questions
    from tutor.progress import weak_questions

    known = {question.id: (lesson, question) for lesson, question in all_questions(course)}
    with record_or_memory() as kept:
        due = [known[weak.question] for weak in weak_questions(kept) if weak.question in known][:REVIEWED]
        if not due:
            click.echo("Nothing to review: no question was missed lately. Take a quiz: tutor quiz LESSON.")
            return 0
        code = 0
        for lesson in dict.fromkeys(lesson for lesson, _ in due):
            click.echo(f"\n{course.lesson(lesson).title}")
            questions = [question for of, question in due if of == lesson]
            session = QuizSession(
                lesson, questions, _seed(), kind="review", record=kept, now=_now, clock=time.monotonic
            )
            code = max(code, run_plain_quiz(session, sys.stdin, sys.stdout))
            if not session.done:
                break  # asked to stop
        return code
