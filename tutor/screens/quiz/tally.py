"""How a quiz over several lessons went, lesson by lesson."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from tutor.quiz.placement import placed

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.quiz.session import QuizSession

KNOWN, NOT_YET = "✓", "○"


def tally(course: Course, session: QuizSession) -> Iterator[Content]:
    """A line for each lesson, for a placement test with its verdict; nothing where there is only one lesson."""
    if not session.lessons_apart:
        return
    listed = placed(session)
    titles = {one.lesson: course.lesson(one.lesson).title for one in listed}
    room = min(44, max(map(len, titles.values()), default=0))
    order = [lesson.id for lesson in course.lessons]
    for one in sorted(listed, key=lambda one: order.index(one.lesson)):
        name = Content(titles[one.lesson]).truncate(room, ellipsis=True, pad=True)
        score = f"  {one.right} of {one.asked} right"
        if session.kind == "placement":
            mark, word, style = (KNOWN, "known", "$text-success") if one.known else (NOT_YET, "not yet", "$text-muted")
            yield Content.assemble((f"{mark} ", style), name, (f"  {word:<8}", f"bold {style}"), (score, "$text-muted"))
        else:
            yield Content.assemble(name, (score, "$text-muted"))
