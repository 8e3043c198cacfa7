"""What the record says about the whole course, read in one go for the map, and how it is put in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutor.numbers import percent

if TYPE_CHECKING:
    from datetime import date

    from tutor.content.course import Course
    from tutor.learner.mastery import Mastery
    from tutor.learner.progress import LessonState
    from tutor.learner.standing import Learner
    from tutor.store import Record

OPEN, HALF, FULL, DONE, KNOWN = "○", "◐", "●", "✔", "✓"
GOOD = 0.8
TOURED = "tour"
"""The setting that says whether the tour was seen, or left."""
BAR = 5
"""Cells of a small bar."""
Word = tuple[str, str]
"""Text and its style."""
UNKNOWN: Word = ("", "$text-muted")


@dataclass(frozen=True)
class Standing:
    """How the learner stands, None before the record is open, and by lesson the sections read."""

    learner: Learner | None = None
    sections: dict[str, frozenset[str]] = field(default_factory=dict)
    toured: bool = False
    """Whether the tour was seen."""

    def state(self, lesson: str) -> LessonState | None:
        """How far a lesson is."""
        return self.learner.states[lesson] if self.learner is not None else None

    def mastery(self, lesson: str) -> Mastery | None:
        """How well a lesson is known."""
        return self.learner.mastery[lesson] if self.learner is not None else None

    def due(self, lesson: str) -> int:
        """How many of a lesson's questions are due for review."""
        return self.learner.reviews.by_lesson.get(lesson, 0) if self.learner is not None else 0


def read_standing(course: Course, today: date, record: Record) -> Standing:
    """Everything the map shows of the record. Slow the first time; call it from the record's thread."""
    from tutor.learner.standing import read_learner

    sections = {lesson.id: frozenset(record.sections_read(lesson.id)) for lesson in course.lessons}
    return Standing(read_learner(course, record, today), sections, bool(record.setting(TOURED, "")))


def counted(learner: Learner) -> str:
    """ "2 of 11 lessons done", and those known by a placement test, if any."""
    states = [state.state for state in learner.states.values()]
    known = f", {states.count('known')} known" if "known" in states else ""
    return f"{states.count('done')} of {len(states)} lessons done{known}"


def reading(state: LessonState | None, short: bool = False) -> Word:
    """How far a lesson is read: "◐ reading 3/6", or "◐ 3/6" where there is little room."""
    if state is None:
        return UNKNOWN
    if state.state == "reading":
        return (
            f"{HALF} {state.read}/{state.sections}" if short else f"{HALF} reading {state.read}/{state.sections}",
            "$text-warning",
        )
    if state.state == "read":
        return f"{FULL} read", "$text-primary"
    if state.state == "done":
        return f"{DONE} done", "$text-success"
    if state.state == "known":
        return f"{KNOWN} known", "$text-success"
    return (OPEN if short else f"{OPEN} not started", "$text-muted")


def labs(state: LessonState | None, short: bool = False) -> Word:
    """Which labs are passed: "● lab passed", "◐ labs 1/2" (short: "✓ lab", "◐ 1/2"), "○ lab"; nothing without one."""
    if state is None or not state.labs:
        return UNKNOWN
    passed, total = len(state.labs_passed), len(state.labs)
    name = "lab" if total == 1 else "labs"
    if passed == total:
        return f"{KNOWN} {name}" if short else f"{FULL} {name} passed", "$text-success"
    if passed:
        return f"{HALF} {passed}/{total}" if short else f"{HALF} {name} {passed}/{total}", "$text-warning"
    return f"{OPEN} {name}", "$text-muted"


def quiz(state: LessonState | None, short: bool = False) -> Word:
    """The best quiz so far: "● quiz best 80 %", short "✓ quiz" or "◐ quiz" below the goal.

    Before there is one, "◐ quiz begun" (short "◐ quiz") or "○ quiz".
    """
    if state is None:
        return UNKNOWN
    if state.quiz_best is None:
        begun = f"{HALF} quiz" if short else f"{HALF} quiz begun"
        return (begun, "$text-warning") if state.quiz_begun else (f"{OPEN} quiz", "$text-muted")
    good = state.quiz_best >= GOOD
    glyph, style = (FULL, "$text-success") if good else (HALF, "$text-warning")
    if short:
        return f"{KNOWN if good else HALF} quiz", style
    return f"{glyph} quiz best {percent(state.quiz_best)}", style


def mastered(value: float | None, bar: int = BAR) -> Word:
    """How well something is known: "━━━── 62 %"; dashes alone while there is nothing to say."""
    if value is None:
        return f"{'─' * bar}     –".lstrip(), "$text-muted"
    full = max(1, round(value * bar)) if value > 0 else 0
    words = f"{'━' * full}{'─' * (bar - full)} {value * 100:3.0f} %".lstrip()
    return words, "$text-success" if value >= GOOD else "$text-warning"
