"""Quizzes and reviews in plain mode; afterwards one is back where one was."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, TextIO, cast

from tutor.content.spoken_signs import said
from tutor.plain.manner import Manner, aloud, kept_report
from tutor.plain.quiz import open_session, run_plain_quiz
from tutor.quiz.prediction import Bench

if TYPE_CHECKING:
    from tutor.plain.course import PlainCourse
    from tutor.quiz.session import QuizSession
    from tutor.store.model import Kind


def take(tutor: PlainCourse, kind: Kind, about: str, only: Sequence[str] | None = None) -> None:
    """Ask the questions of a lesson or a part, or ``only`` some, going on where one stopped. Raises UnknownContent."""
    from tutor.quiz.plan import make_plan, title

    heading = title(tutor.course, kind, about)
    plan = make_plan(tutor.course, tutor.record, kind, about, tutor.now().astimezone().date(), only)
    if not plan.pool:
        tutor.talk.say("There are no questions on this yet.")
        return
    tutor.talk.say(heading)
    both = cast("TextIO", tutor.talk)
    seed = secrets.randbelow(2**31)
    session = open_session(plan, tutor.record, both, both, seed=seed, now=tutor.now, clock=time.monotonic)
    _run(tutor, session)
    if kind == "placement" and session.done:
        _tell_placed(tutor, session)


def review(tutor: PlainCourse) -> None:
    """Ask what is due, over all lessons."""
    from tutor.learner import review as reviews
    from tutor.quiz.plan import review_plan

    today = tutor.now().astimezone().date()
    there = reviews.read_reviews(tutor.course, tutor.record, today)
    if not there.due:
        tutor.talk.tell(f"Nothing to review today. {reviews.next_words(there, today)}")
        return
    tutor.talk.tell(reviews.due_words(there))
    plan = review_plan(tutor.course, tutor.record, today)
    _run(tutor, plan.begin(secrets.randbelow(2**31), record=tutor.record, now=tutor.now, clock=time.monotonic))


def _run(tutor: PlainCourse, session: QuizSession) -> None:
    both = cast("TextIO", tutor.talk)
    manner = Manner(aloud, said, partial(kept_report, tutor.course))
    with closing(Bench(tutor.course, tutor.device)) as bench:
        run_plain_quiz(session, both, both, bench, manner)


def _tell_placed(tutor: PlainCourse, session: QuizSession) -> None:
    from tutor.quiz.placement import RULE, placed

    tutor.talk.say("")
    tutor.talk.tell(RULE)
    for one in placed(session):
        word = "known" if one.known else "not yet"
        tutor.talk.say(f"  {tutor.course.lesson(one.lesson).title}: {word}, {one.right} of {one.asked} right")
