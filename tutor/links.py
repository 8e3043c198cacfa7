"""Where the links in lessons and on the timeline lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.content.errors import UnknownContent
from tutor.content.markup import link_parts

if TYPE_CHECKING:
    from tutor.app import TutorApp


def follow(app: TutorApp, link: str) -> None:
    """Open what ``link`` names, such as "lesson:cnn#pooling"; say so when the course does not have it."""
    try:
        _open(app, link)
    except UnknownContent as error:
        app.notify(f"{error.message} {error.hint}", severity="warning", markup=False)


def _open(app: TutorApp, link: str) -> None:
    match link_parts(link):
        case ("lesson", lesson, section):
            app.open_lesson(lesson, section or None)
        case ("lab", lab, _):
            app.open_lab(lab)
        case ("quiz", lesson, _):
            app.open_quiz(lesson)
        case ("term", term, _):
            app.show_term(term)
        case ("timeline", entry, _):
            app.open_timeline(entry or None)
        case _ if link.startswith("question:"):
            _open_question(app, link.removeprefix("question:"))
        case _ if link.startswith(("http://", "https://")):
            app.open_url(link)
        case _:
            app.notify(f"This link leads nowhere: {link}", severity="warning", markup=False)


def _open_question(app: TutorApp, question: str) -> None:
    """Ask one question alone; only search results lead here."""
    lesson = app.course.lesson_of_question(question)
    if lesson is None:
        raise UnknownContent("question", question, [])
    app.open_quiz(lesson.id, [question])
