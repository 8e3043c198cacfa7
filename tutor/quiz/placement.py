"""Placement tests: a few questions on each lesson of a part, so that who knows a lesson need not go through it.

The rule, which the learner is told: a lesson is *known* when all of its questions in the test were right at the
first try. The latest finished test that asked about a lesson decides, until a quiz of that lesson ends below its
goal. Nothing is stored but the answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizzes.model import Question
    from tutor.quiz.session import QuizSession
    from tutor.store.model import Attempt

PER_LESSON = 3
"""Questions on each lesson."""

LEFT_OUT = frozenset({"code", "predict"})
"""Kinds that take minutes and not seconds."""

RULE = "A lesson is known when all of its questions are right."


@dataclass(frozen=True)
class Placed:
    """What a placement test says of one lesson: ``right`` of ``asked`` questions."""

    lesson: str
    right: int
    asked: int

    @property
    def known(self) -> bool:
        """Whether the learner need not go through the lesson."""
        return self.right == self.asked > 0


def sample(questions: Sequence[Question], lessons: Mapping[str, str], seed: int) -> list[Question]:
    """The questions of a test: ``PER_LESSON`` of each lesson in the order taught, spread over its sections."""
    by_lesson: defaultdict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if question.__struct_config__.tag not in LEFT_OUT:
            by_lesson[lessons[question.id]].append(question)
    return [
        question for lesson, listed in by_lesson.items() for question in _spread(listed, Random(f"{seed}:{lesson}"))
    ]


def _spread(questions: list[Question], random: Random) -> list[Question]:
    """``PER_LESSON`` of ``questions``: one of as many sections, a second of a section only when there are no others."""
    by_section: defaultdict[str, list[Question]] = defaultdict(list)
    for question in random.sample(questions, len(questions)):
        by_section[question.section].append(question)
    rounds = (listed[turn] for turn in range(len(questions)) for listed in by_section.values() if turn < len(listed))
    return [question for question, _ in zip(rounds, range(PER_LESSON), strict=False)]


def results(
    questions: Iterable[str], rights: Mapping[str, bool], lesson_of: Callable[[str], str | None]
) -> list[Placed]:
    """What a test over ``questions`` says, lesson by lesson; a question without an answer in ``rights`` is missed."""
    by_lesson: defaultdict[str, list[bool]] = defaultdict(list)
    for question in questions:
        if (lesson := lesson_of(question)) is not None:
            by_lesson[lesson].append(rights.get(question, False))
    return [Placed(lesson, sum(listed), len(listed)) for lesson, listed in by_lesson.items()]


def placed(session: QuizSession) -> list[Placed]:
    """Right and asked by lesson, of a sitting over several lessons."""
    rights = {name: given.verdict.right for name, given in session.given.items()}
    return results((question.id for question in session.questions), rights, session.lessons.get)


def known_lessons(attempts: Iterable[Attempt], lesson_of: Callable[[str], str | None], goal: float) -> frozenset[str]:
    """The lessons that the learner has shown to know; a quiz that ended below ``goal`` later says otherwise."""
    known: dict[str, bool] = {}
    finished = [(attempt.finished, attempt) for attempt in attempts if attempt.finished is not None]
    for _, attempt in sorted(finished, key=lambda pair: pair[0]):
        if attempt.kind == "placement":
            placed = results(attempt.questions, attempt.first_answers, lesson_of)
            known |= {one.lesson: one.known for one in placed}
        elif attempt.kind == "quiz" and attempt.score < goal:
            known[attempt.lesson] = False
    return frozenset(lesson for lesson, there in known.items() if there)
