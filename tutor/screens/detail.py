"""One lesson in a few lines, for the course map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from tutor.numbers import percent
from tutor.screens import standing
from tutor.screens.course_list import facts
from tutor.screens.standing import FULL, OPEN, Standing

if TYPE_CHECKING:
    from tutor.content.course import Course, Lesson
    from tutor.learner.progress import LessonState


def lesson_detail(course: Course, lesson: Lesson, standings: Standing, width: int) -> Content:
    """Title, minutes, goal; in a pane of ``width`` columns also sections, labs and quiz (0: there is no pane)."""
    parts = _whole(course, lesson, standings, width) if width else _brief(lesson, standings)
    return Content("\n").join(parts)


def _brief(lesson: Lesson, standings: Standing) -> Iterator[Content]:
    yield Content.assemble((lesson.title, "bold"), "   ", (facts(lesson), "$text-muted"))
    state, due, words = standings.state(lesson.id), standings.due(lesson.id), []
    if state is not None and state.quiz_best is not None:
        words.append(f"best quiz {percent(state.quiz_best)}")
    words += [_due(due)] if due else []
    if words:
        yield Content.styled(" · ".join(words), "$text-accent")
    yield Content(lesson.goal)


def _whole(course: Course, lesson: Lesson, standings: Standing, width: int) -> Iterator[Content]:
    yield Content.styled(lesson.title, "bold $text-primary")
    yield Content.styled(f"{lesson.minutes} minutes · {len(lesson.sections)} sections\n", "$text-muted")
    yield Content(lesson.goal + "\n")
    yield Content.styled("Sections", "bold")
    read = standings.sections.get(lesson.id, frozenset())
    for section in lesson.sections:
        mark = (f"{FULL} ", "$text-success") if section.id in read else (f"{OPEN} ", "$text-muted")
        yield Content.assemble(mark, section.title).truncate(width, ellipsis=True)
    yield from _work(course, lesson, standings.state(lesson.id))
    yield from _memory(lesson, standings)


def _due(count: int) -> str:
    from tutor.learner.review import count_words

    return f"{count_words(count)} due for review"


def _memory(lesson: Lesson, standings: Standing) -> Iterator[Content]:
    """How well it is known, and what of it is due."""
    mastery = standings.mastery(lesson.id)
    if mastery is None:
        return
    yield Content.styled("\nMastery", "bold")
    if mastery.value is None:
        yield Content.styled("nothing answered yet", "$text-muted")
        return
    yield Content.styled(*standing.mastered(mastery.value, 12))
    asked = sum(concept.value is not None for concept in mastery.concepts)
    yield Content.styled(f"{asked} of {len(mastery.concepts)} sections asked about", "$text-muted")
    if due := standings.due(lesson.id):
        yield Content.styled(_due(due), "$text-accent")


def _work(course: Course, lesson: Lesson, state: LessonState | None) -> Iterator[Content]:
    """The labs and the quiz."""
    if lesson.labs:
        yield Content.styled("\nLab" if len(lesson.labs) == 1 else "\nLabs", "bold")
    for lab in lesson.labs:
        done = state is not None and lab in state.labs_passed
        mark = (f"{FULL} ", "$text-success") if done else (f"{OPEN} ", "$text-muted")
        yield Content.assemble(mark, course.lab_name(lab), (" passed", "$text-success") if done else "")
    yield Content.styled("\nQuiz", "bold")
    words, style = standing.quiz(state)
    yield Content.styled(words or f"{OPEN} quiz", style)
