"""What a quiz asks, and in which order: a lesson's, a whole part's, a placement test, or what is due.

The first quiz of a lesson follows the lesson, because its questions build on each other as the sections do. All
else is shuffled: a later go at the same quiz, so that nobody learns the order by heart; a part and a review, so that
neighbours are of different lessons. The order follows from the seed, which the record keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from tutor.quiz.session import QuizSession, mixed, resumed, unfinished

if TYPE_CHECKING:
    from quizzes.model import Question
    from tutor.content.course import Course, Part
    from tutor.store import Attempt, Record
    from tutor.store.model import Kind

Order = Callable[[int], list["Question"]]


@dataclass(frozen=True)
class Plan:
    """A quiz that could be taken. ``about``: a lesson, a part, or "" for a review, as in the record.

    ``lessons`` names the lesson of each question; ``order`` gives the questions to ask for a seed; ``pool`` holds
    all it could choose from. ``attempt`` is the same quiz left half-way, ``best`` a lesson's best score so far.
    """

    kind: Kind
    about: str
    pool: tuple[Question, ...]
    lessons: Mapping[str, str]
    order: Order
    attempt: Attempt | None = None
    best: float | None = None

    def begin(
        self, seed: int, *, record: Record | None = None, now: Callable[[], datetime], clock: Callable[[], float]
    ) -> QuizSession:
        """A new sitting. Raises ValueError when there is nothing to ask."""
        session = QuizSession(self.about, self.order(seed), seed, record=record, kind=self.kind, now=now, clock=clock)
        session.lessons = self.lessons
        return session

    def resume(
        self, *, record: Record | None = None, now: Callable[[], datetime], clock: Callable[[], float]
    ) -> QuizSession:
        """The sitting that goes on with ``attempt``."""
        if self.attempt is None:
            raise ValueError("nothing was left half-way")
        session = resumed(self.attempt, self.pool, record=record, now=now, clock=clock)
        session.lessons = self.lessons
        return session


def make_plan(
    course: Course, record: Record, kind: Kind, about: str, today: date, only: Sequence[str] | None = None
) -> Plan:
    """The quiz of this kind about a lesson or a part; ``only`` some questions of a lesson, or of all for a retry.

    Raises UnknownContent or ContentError.
    """
    match kind:
        case "part":
            return part_plan(course, about, record)
        case "placement":
            return placement_plan(course, about, record)
        case "review":
            return review_plan(course, record, today)
        case "retry":
            return practice_plan(course, only or ())
    return lesson_plan(course, about, record, only)


def title(course: Course, kind: Kind, about: str) -> str:
    """What such a quiz is called. Raises UnknownContent."""
    match kind:
        case "part":
            return f"Quiz of the part · {course.part(about).title}"
        case "placement":
            return f"Placement test · {course.part(about).title}"
        case "review":
            return "Review"
        case "retry":
            return "Practice"
    return f"Quiz · {course.lesson(about).title}"


def lesson_plan(course: Course, lesson: str, record: Record, only: Sequence[str] | None = None) -> Plan:
    """A lesson's quiz, or only some questions of it. Raises UnknownContent or ContentError."""
    from tutor.content.quiz import load_quiz

    questions = tuple(load_quiz(course.lesson(lesson).id, course.quizzes).questions)
    lessons, best = {question.id: lesson for question in questions}, record.quiz_best(lesson)
    if only is not None:
        questions = tuple(question for question in questions if question.id in set(only))
        return Plan("retry", lesson, questions, lessons, lambda _: list(questions), best=best)
    order = in_order(questions) if best is None else shuffled(questions)
    attempt = unfinished(record, lesson, questions)
    return Plan("quiz", lesson, questions, lessons, order, attempt, best)


def practice_plan(course: Course, only: Sequence[str]) -> Plan:
    """Some questions, of whichever lessons, mixed."""
    from tutor.learner.review import questions_of

    found = {name: there for name, there in questions_of(course).items() if name in set(only)}
    questions, lessons = tuple(q for _, q in found.values()), {name: lesson for name, (lesson, _) in found.items()}
    return Plan("retry", "", questions, lessons, shuffled(questions))


def part_plan(course: Course, part: str, record: Record) -> Plan:
    """All questions of a part's lessons, mixed. Raises UnknownContent or ContentError."""
    questions, lessons = part_questions(course, course.part(part))
    attempt = unfinished(record, part, questions, "part")
    return Plan("part", part, questions, lessons, shuffled(questions), attempt)


def placement_plan(course: Course, part: str, record: Record) -> Plan:
    """A few questions on each lesson of a part. Raises UnknownContent or ContentError."""
    from tutor.quiz.placement import sample

    questions, lessons = part_questions(course, course.part(part))
    attempt = unfinished(record, part, questions, "placement")
    return Plan("placement", part, questions, lessons, lambda seed: sample(questions, lessons, seed), attempt)


def review_plan(course: Course, record: Record, today: date) -> Plan:
    """What is due, the most overdue first, over all lessons. Raises ContentError.

    A review that was left needs no going on with: what was answered is not due any more, the rest still is.
    """
    from tutor.learner import schedule
    from tutor.learner.review import questions_of, read_reviews

    found, due = questions_of(course), read_reviews(course, record, today).agenda.due

    def order(seed: int) -> list[Question]:
        chosen = schedule.sitting(due, lambda cards: mixed(cards, seed))
        return [found[card.question][1] for card in chosen]

    pool = tuple(found[card.question][1] for card in due)
    return Plan("review", "", pool, {question.id: found[question.id][0] for question in pool}, order)


def part_questions(course: Course, part: Part) -> tuple[tuple[Question, ...], dict[str, str]]:
    """The questions of a part's lessons in the order taught, and the lesson of each."""
    from tutor.learner.review import questions_of

    there = {name: found for name, found in questions_of(course).items() if course.lesson(found[0]).part == part.id}
    return tuple(question for _, question in there.values()), {name: lesson for name, (lesson, _) in there.items()}


def in_order(questions: Iterable[Question]) -> Order:
    """As they stand, whatever the seed."""
    listed = list(questions)
    return lambda seed: list(listed)


def shuffled(questions: Iterable[Question]) -> Order:
    """Shuffled by the seed."""
    listed = list(questions)
    return lambda seed: mixed(listed, seed)
