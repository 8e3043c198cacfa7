"""Which quiz of a part: all its questions, or a short test to skip what one knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.quiz.placement import PER_LESSON, RULE
from tutor.screens.ask import Answer, AskScreen

if TYPE_CHECKING:
    from tutor.app import TutorApp


def choose_part_quiz(app: TutorApp, part_id: str) -> None:
    """Ask which, then open it. Raises UnknownContent."""
    part = app.course.part(part_id)
    count = len(part.lessons)
    lessons = "1 lesson" if count == 1 else f"{count} lessons"
    answers = (
        Answer("placement", "p", f"Placement test: {PER_LESSON * count} questions, to skip what you know"),
        Answer("part", "u", f"Quiz of the part: all questions of its {lessons}"),
    )

    def chosen(kind: str | None) -> None:
        if kind == "part":
            app.open_quiz(part.id, kind="part")
        elif kind == "placement":
            app.open_quiz(part.id, kind="placement")

    rule = f"The placement test asks {PER_LESSON} questions on each lesson. {RULE}"
    app.push_screen(AskScreen(f"Which questions on “{part.title}”?", answers, rule), chosen)
