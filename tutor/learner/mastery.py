"""How well each lesson and each of its concepts is known now: one formula, between 0 and 1, from answers and labs.

* A **question** counts the share of its last three answers that were right, the latest four, the one before two
  times as much as the third, times the chance that it would still be answered right today (FSRS's retrievability).
* A **concept** is a section of a lesson that questions ask about. It counts the mean of its questions answered so
  far; before the first answer there is nothing to say, and its mastery is None.
* A **lesson** counts the mean of its concepts and its labs: a concept not asked yet counts 0, a lab passed counts 1,
  one not passed 0. While nothing was answered and no lab passed, its mastery is None.

So mastery grows by answering right over all sections and by passing labs, and sinks slowly while nothing is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tutor.learner.schedule import recall

if TYPE_CHECKING:
    from quizzes.model import Question
    from tutor.content.course import Course, Lesson
    from tutor.learner.schedule import Card
    from tutor.store.model import GivenAnswer

WEIGHTS = (4, 2, 1)
"""How much the latest answers to a question count, the latest first."""


@dataclass(frozen=True)
class Concept:
    """A section that ``questions`` questions are about, ``asked`` of them so far; ``value`` None: none yet."""

    lesson: str
    section: str
    title: str
    value: float | None
    asked: int
    questions: int


@dataclass(frozen=True)
class Mastery:
    """How well a lesson is known now, 0 to 1, or None while there is nothing to say; and each of its concepts."""

    value: float | None
    concepts: tuple[Concept, ...] = ()


def share_right(rights: Sequence[bool]) -> float:
    """The share of right ones among the last three of ``rights`` (the oldest first), late ones counting more."""
    latest = list(zip(reversed(rights), WEIGHTS, strict=False))
    return sum(weight for right, weight in latest if right) / sum(weight for _, weight in latest)


def strengths(answers: Iterable[GivenAnswer], cards: Mapping[str, Card], today: date) -> dict[str, float]:
    """How well each question of ``cards`` is known today, 0 to 1."""
    rights: defaultdict[str, list[bool]] = defaultdict(list)
    for answer in sorted(answers, key=lambda given: (given.at, given.attempt, given.right)):
        rights[answer.question].append(answer.right)
    return {name: share_right(rights[name]) * recall(card, today) for name, card in cards.items()}


def masteries(
    course: Course,
    questions: Mapping[str, tuple[str, Question]],
    strength: Mapping[str, float],
    labs_passed: Collection[str],
) -> dict[str, Mastery]:
    """The mastery of every lesson; ``questions``: lesson and question by id, ``strength``: those answered."""
    by_section: defaultdict[tuple[str, str], list[float | None]] = defaultdict(list)
    for name, (lesson, question) in questions.items():
        by_section[lesson, question.section].append(strength.get(name))
    return {lesson.id: _mastery(lesson, by_section, labs_passed) for lesson in course.lessons}


def _mastery(
    lesson: Lesson, by_section: Mapping[tuple[str, str], list[float | None]], labs_passed: Collection[str]
) -> Mastery:
    concepts = tuple(
        _concept(lesson.id, section.id, section.title, by_section[lesson.id, section.id])
        for section in lesson.sections
        if (lesson.id, section.id) in by_section
    )
    values = [concept.value for concept in concepts]
    values += [1.0 if lab in labs_passed else None for lab in lesson.labs]
    if all(value is None for value in values):
        return Mastery(None, concepts)
    return Mastery(sum(value or 0.0 for value in values) / len(values), concepts)


def _concept(lesson: str, section: str, title: str, strength: list[float | None]) -> Concept:
    asked = [value for value in strength if value is not None]
    value = sum(asked) / len(asked) if asked else None
    return Concept(lesson, section, title, value, len(asked), len(strength))


def weakest(masteries: Mapping[str, Mastery], below: float, most: int) -> list[Concept]:
    """The concepts known least, at most ``most``, all of them below ``below``; those never asked are not among them."""
    asked = [concept for one in masteries.values() for concept in one.concepts if concept.value is not None]
    weak = [(concept.value, concept) for concept in asked if concept.value is not None and concept.value < below]
    return [concept for _, concept in sorted(weak, key=lambda pair: pair[0])][:most]
