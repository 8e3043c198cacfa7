"""``tutor quiz`` and ``tutor review`` in plain text."""

from __future__ import annotations

import os
import secrets
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import click

from tutor.commands.device import stored_device
from tutor.commands.shared import print_json, record_or_memory
from tutor.plain.manner import Manner, kept_report
from tutor.plain.quiz import open_session, run_plain_quiz
from tutor.quiz.prediction import Bench
from tutor.quiz.session import QuizSession

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.store.model import Kind

NOTHING = {"retry": "Nothing was missed, or all of it was answered right since."}


def _now() -> datetime:
    return datetime.now(UTC)


def _seed() -> int:
    return secrets.randbelow(2**31)


def which(lesson: str | None, part: str | None, place: str | None, missed: bool = False) -> tuple[Kind, str]:
    """The kind of quiz that is wanted and what about: exactly one of them is given."""
    wanted: list[tuple[Kind, str | None]] = [("quiz", lesson), ("part", part), ("placement", place)]
    wanted.append(("retry", "" if missed else None))
    given = [(kind, about) for kind, about in wanted if about is not None]
    if len(given) != 1:
        raise click.UsageError(
            "Name one lesson, or say --part PART, --place PART or --missed. For example: tutor quiz neuron."
        )
    return given[0]


def take_quiz(course: Course, kind: Kind, about: str) -> int:
    """Ask the questions of a lesson or of a part, going on where one stopped; returns the exit code."""
    from tutor.learner.results import weak_questions
    from tutor.quiz.plan import make_plan, title

    heading = title(course, kind, about)
    with record_or_memory() as kept:
        only = [weak.question for weak in weak_questions(kept)] if kind == "retry" else None
        plan = make_plan(course, kept, kind, about, _now().astimezone().date(), only)
        if not plan.pool:
            click.echo(NOTHING.get(kind, "There are no questions on this yet."))
            return 0
        if kind != "quiz":
            click.echo(heading)
        session = open_session(plan, kept, sys.stdin, sys.stdout, seed=_seed(), now=_now, clock=time.monotonic)
        code = _run(course, session)
        if kind == "placement" and session.done:
            _say_placed(course, session)
        return code


def _run(course: Course, session: QuizSession) -> int:
    """Ask everything, with a worker at hand for the labs that decide predictions; returns the exit code."""
    with closing(Bench(course, os.environ.get("TUTOR_DEVICE") or stored_device())) as bench:
        manner = Manner(report=partial(kept_report, course))
        return run_plain_quiz(session, sys.stdin, sys.stdout, bench, manner)


def _say_placed(course: Course, session: QuizSession) -> None:
    """What a placement test found, lesson by lesson."""
    from tutor.quiz.placement import RULE, placed

    click.echo(f"\n{RULE}")
    for one in placed(session):
        word = "known" if one.known else "not yet"
        click.echo(f"  {course.lesson(one.lesson).title}: {word}, {one.right} of {one.asked} right")


def review(course: Course, as_json: bool = False) -> int:
    """Ask what is due, over all lessons, the most overdue first; returns the exit code."""
    from tutor.learner import review as reviews
    from tutor.quiz.plan import review_plan

    today = _now().astimezone().date()
    with record_or_memory() as kept:
        there = reviews.read_reviews(course, kept, today)
        if as_json:
            print_json(reviews.as_data(there))
            return 0
        if not there.due:
            click.echo(f"Nothing to review today. {reviews.next_words(there, today)}")
            return 0
        click.echo(reviews.due_words(there))
        plan = review_plan(course, kept, today)
        session = plan.begin(_seed(), record=kept, now=_now, clock=time.monotonic)
        code = _run(course, session)
        if session.done:
            left = reviews.read_reviews(course, kept, today)
            click.echo(f"\n{reviews.due_words(left) if left.due else reviews.next_words(left, today)}")
        return code
