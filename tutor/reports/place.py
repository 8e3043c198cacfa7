"""Where in the app a learner stands, as the beginning of a report."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tutor.reports.report import Fact, Report, about

if TYPE_CHECKING:
    from textual.screen import Screen

    from tutor.content.course import Course
    from tutor.quiz.session import QuizSession
    from tutor.screens.lab.screen import LabScreen


def report_on(course: Course, screen: Screen[Any]) -> Report:
    """A report on what ``screen`` shows."""
    from tutor.screens.lab.screen import LabScreen

    if isinstance(screen, LabScreen):  # first: nothing else is imported while a lab trains
        return about(course, f"lab:{screen.lab_id}", _run(screen))
    from tutor.screens.lesson import LessonScreen
    from tutor.screens.quiz.screen import QuizScreen

    if isinstance(screen, LessonScreen):
        return about(course, f"lesson:{screen.lesson.id}#{screen.section.id}")
    if isinstance(screen, QuizScreen) and screen.session is not None and (asked := screen.asked) is not None:
        return about(course, f"question:{asked.id}", _answer(screen.session, asked.id))
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(screen).__name__.removesuffix("Screen")).lower()
    return about(course, f"screen:{name}", [("title", f"{screen.title or ''} {screen.sub_title or ''}".strip())])


def _answer(session: QuizSession, question: str) -> list[Fact]:
    given = session.given.get(question)
    if given is None:
        return [("answered", "not yet")]
    return [("answered", str(given.answer)), ("graded", "right" if given.verdict.right else "not right"),
            ("because", given.verdict.why)]  # fmt: skip


def _run(screen: LabScreen) -> list[Fact]:
    try:
        desk = screen.desk
    except RuntimeError:
        return [("state", "could not be opened")]
    knobs = ", ".join(f"{name} {value}" for name, value in desk.knobs.items())
    metrics = ", ".join(f"{name} {value:.4g}" for name, value in desk.view.metrics.items())
    return [
        ("knobs", knobs),
        ("seed", str(desk.seed)),
        ("state", f"{desk.view.status} at step {desk.view.step}"),
        ("device", desk.view.device),
        ("metrics", metrics),
        ("message", f"{desk.view.message} {desk.view.hint}".strip()),
    ]
