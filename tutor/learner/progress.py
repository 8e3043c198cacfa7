"""How far the learner is, derived from the record: states of lessons, and what comes next.

Nothing here is stored; everything follows from what happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tutor.numbers import percent
from tutor.quiz.placement import known_lessons

if TYPE_CHECKING:
    from tutor.content.course import Course, Lesson
    from tutor.store import Attempt, Record

PASS = 0.8
"""The share of right answers at which a quiz counts as done."""

COURSE_DONE = "You have been through the whole course. Play with the labs, or take a quiz again."
State = Literal["not started", "reading", "read", "done", "known"]
"""Known: a placement test has shown that one need not go through the lesson."""

BEHIND = frozenset({"done", "known"})
"""The states of lessons that need nothing more."""


@dataclass(frozen=True)
class LessonState:
    """How far one lesson is. ``read`` of ``sections`` sections, ``quiz_best`` 0 to 1 or None if never finished."""

    state: State
    read: int
    sections: int
    labs_passed: frozenset[str]
    labs: tuple[str, ...]
    quiz_best: float | None
    quiz_begun: bool = False
    """Whether a go at the quiz was left half-way."""

    @property
    def share(self) -> float:
        """How much of the lesson is done, 0 to 1: sections, labs and the quiz, each thing counted once."""
        quiz = min(1.0, (self.quiz_best or 0.0) / PASS)
        return (self.read + len(self.labs_passed) + quiz) / (self.sections + len(self.labs) + 1)

    def __str__(self) -> str:
        words = [f"{self.read} of {self.sections} sections read"]
        if self.labs:
            words.append(f"{len(self.labs_passed)} of {len(self.labs)} {plural('lab', len(self.labs))} passed")
        return ", ".join([*words, self.quiz])

    @property
    def quiz(self) -> str:
        """How the quiz stands."""
        return quiz_words(self.quiz_best, self.quiz_begun)


@dataclass(frozen=True)
class NextStep:
    """What to do now. ``target``: a section, a lab, or the lesson of a quiz; "" when the course is done."""

    kind: Literal["read", "lab", "quiz", "done"]
    lesson: str
    target: str
    sentence: str

    @property
    def link(self) -> str:
        """The link that leads there, such as "lesson:cnn#pooling"; "" when the course is done."""
        links = {"read": f"lesson:{self.lesson}#{self.target}", "lab": f"lab:{self.target}"}
        return "" if self.kind == "done" else links.get(self.kind, f"quiz:{self.lesson}")


def quiz_words(best: float | None, begun: bool) -> str:
    """How a quiz stands, in words."""
    if best is not None:
        return f"best quiz {percent(best)}"
    return "quiz begun" if begun else "quiz not taken"


def plural(noun: str, count: int) -> str:
    """ "1 lab", "2 labs": the noun alone."""
    return noun if count == 1 else f"{noun}s"


# -- lessons -----------------------------------------------------------------------------------------------


def lesson_state(course: Course, record: Record, lesson: str) -> LessonState:
    """The state of one lesson. Raises UnknownContent."""
    return lesson_states(course, record)[course.lesson(lesson).id]


def lesson_states(course: Course, record: Record, attempts: Sequence[Attempt] | None = None) -> dict[str, LessonState]:
    """The states of all lessons, by id, in the course's order; ``attempts``: the record's, if they are at hand."""
    listed = record.attempts() if attempts is None else attempts
    passed, known = record.labs_passed(), known_by(course, listed)
    quizzes, begun = _scores(listed), _begun(listed)
    return {
        lesson.id: replace(
            _state(record, lesson, passed, max(quizzes[lesson.id], default=None), lesson.id in known),
            quiz_begun=lesson.id in begun,
        )
        for lesson in course.lessons
    }


def known_by(course: Course, attempts: Iterable[Attempt]) -> frozenset[str]:
    """The lessons that need not be gone through, by what placement tests have shown."""
    lessons = course.lesson_of_question
    return known_lessons(attempts, lambda name: lesson.id if (lesson := lessons(name)) is not None else None, PASS)


def _scores(attempts: Iterable[Attempt]) -> defaultdict[str, list[float]]:
    """The scores of the finished quizzes of each lesson."""
    scores: defaultdict[str, list[float]] = defaultdict(list)
    for attempt in attempts:
        if attempt.kind == "quiz" and attempt.finished is not None:
            scores[attempt.lesson].append(attempt.score)
    return scores


def _begun(attempts: Iterable[Attempt]) -> set[str]:
    """The lessons whose latest quiz was left half-way."""
    latest = {attempt.lesson: attempt for attempt in attempts if attempt.kind == "quiz"}
    return {lesson for lesson, attempt in latest.items() if attempt.finished is None and attempt.answers}


def _state(record: Record, lesson: Lesson, passed: set[str], best: float | None, known: bool) -> LessonState:
    read = record.sections_read(lesson.id) & {section.id for section in lesson.sections}
    labs = frozenset(passed.intersection(lesson.labs))
    all_read = len(read) == len(lesson.sections)
    state: State
    if all_read and len(labs) == len(lesson.labs) and best is not None and best >= PASS:
        state = "done"
    elif known:
        state = "known"
    elif all_read:
        state = "read"
    elif read or labs or best is not None or record.position(lesson.id) is not None:
        state = "reading"
    else:
        state = "not started"
    return LessonState(state, len(read), len(lesson.sections), labs, lesson.labs, best)


def next_step(course: Course, record: Record, states: dict[str, LessonState] | None = None) -> NextStep:
    """What to do now: go on in the lesson of the last visit, else in the first one that is neither done nor known.

    Where one has only just come to that lesson, what is left of the one before comes first: its lab or its quiz.
    """
    states = lesson_states(course, record) if states is None else states
    last = record.last_place()
    places = [last[0]] if last is not None and last[0] in states else []
    if places and states[places[0]].read <= 1 and (before := course.before(places[0])) is not None:
        places = [before.id, *places] if states[before.id].state == "read" else places
    for lesson_id in (*places, *states):
        if states[lesson_id].state not in BEHIND:
            return _step_in(course, record, course.lesson(lesson_id), states[lesson_id])
    return NextStep("done", "", "", COURSE_DONE)


def _step_in(course: Course, record: Record, lesson: Lesson, state: LessonState) -> NextStep:
    if state.read < state.sections:
        seen = record.sections_read(lesson.id)
        section = next(section for section in lesson.sections if section.id not in seen)
        verb = "Start" if state.state == "not started" else "Go on reading"
        return NextStep("read", lesson.id, section.id, f"{verb} “{lesson.title}”: {section.title}.")
    for lab in state.labs:
        if lab not in state.labs_passed:
            sentence = f"Run the lab “{course.lab_name(lab)}” of “{lesson.title}” and pass its bar."
            return NextStep("lab", lesson.id, lab, sentence)
    if state.quiz_best is None:
        return NextStep("quiz", lesson.id, lesson.id, f"Take the quiz of “{lesson.title}”.")
    so_far = f"{percent(state.quiz_best)} so far, {percent(PASS)} is the goal."
    sentence = f"Take the quiz of “{lesson.title}” again: {so_far}"
    return NextStep("quiz", lesson.id, lesson.id, sentence)
