"""What the record says about the whole course, read in one go for the map, and how it is put in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.progress import LessonState, NextStep
    from tutor.store import Record

OPEN, HALF, FULL, DONE = "○", "◐", "●", "✔"
Word = tuple[str, str]
"""Text and its style."""
UNKNOWN: Word = ("", "$text-muted")


@dataclass(frozen=True)
class Standing:
    """How the learner stands: by lesson its state and the sections read, and what to do next."""

    states: dict[str, LessonState] = field(default_factory=dict)
    sections: dict[str, frozenset[str]] = field(default_factory=dict)
    next: NextStep | None = None

    @property
    def lessons_done(self) -> int:
        """How many lessons are done: read, labs passed, quiz passed."""
        return sum(state.state == "done" for state in self.states.values())


def read_standing(course: Course, record: Record) -> Standing:
    """Everything the map shows of the record. Slow the first time; call it from the record's thread."""
    from tutor import progress

    states = progress.lesson_states(course, record)
    sections = {lesson.id: frozenset(record.sections_read(lesson.id)) for lesson in course.lessons}
    return Standing(states, sections, progress.next_step(course, record))


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
    return (OPEN if short else f"{OPEN} not started", "$text-muted")


def labs(state: LessonState | None, short: bool = False) -> Word:
    """Which labs are passed: "● lab passed", "◐ labs 1/2", "○ lab"; nothing where there is no lab."""
    if state is None or not state.labs:
        return UNKNOWN
    passed, total = len(state.labs_passed), len(state.labs)
    name = "lab" if total == 1 else "labs"
    if passed == total:
        return f"{FULL} {name}" if short else f"{FULL} {name} passed", "$text-success"
    return (f"{HALF} {name} {passed}/{total}", "$text-warning") if passed else (f"{OPEN} {name}", "$text-muted")


def quiz(state: LessonState | None, short: bool = False) -> Word:
    """The best quiz so far: "● quiz best 80 %"; "○ quiz" before the first."""
    if state is None:
        return UNKNOWN
    if state.quiz_best is None:
        return f"{OPEN} quiz", "$text-muted"
    glyph, style = (FULL, "$text-success") if state.quiz_best >= 0.8 else (HALF, "$text-warning")
    return f"{glyph} quiz {'' if short else 'best '}{state.quiz_best * 100:.0f} %", style
