"""The learner's progress as plain data, for ``tutor progress --json``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from tutor.learner import review
from tutor.learner.activity import streak
from tutor.learner.mastery import Concept, weakest
from tutor.learner.progress import PASS
from tutor.learner.results import passed_among, scores_of, weak_among
from tutor.learner.standing import Learner, read_history, read_learner

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.store import Record

MOST_WEAK = 10


def summary(course: Course, record: Record, today: date | None = None, zone: tzinfo | None = None) -> dict[str, Any]:
    """Everything that is derived from the record, on the day ``today`` (None: this one)."""
    day = today or datetime.now().astimezone(zone).date()
    history = read_history(record, zone)
    learner, days = read_learner(course, record, day, zone, history), history.days
    row, step = streak(days, day), learner.next
    return {
        "lessons": list(_lessons(learner)),
        "scores": [
            {"at": p.at.isoformat(), "lesson": p.lesson, "score": round(p.score, 4)}
            for p in scores_of(history.attempts)
        ],
        "labs": [
            {"lab": p.lab, "metric": p.metric, "best": p.best, "passed": p.first.isoformat(), "runs": p.runs}
            for p in passed_among(history.runs, course.bar_of)
        ],
        "weak": [
            {"question": w.question, "missed": w.missed, "asked": w.asked, "last": w.last.isoformat()}
            for w in weak_among(history.answers)
        ],
        "weakest_concepts": [_concept(concept) for concept in weakest(learner.mastery, PASS, MOST_WEAK)],
        "reviews": review.as_data(learner.reviews),
        "streak": {"days": row.days, "longest": row.longest, "today": row.today},
        "days": {learned.isoformat(): days[learned] for learned in sorted(days)},
        "next": {"kind": step.kind, "lesson": step.lesson, "target": step.target, "sentence": step.sentence},
    }


def _lessons(learner: Learner) -> Iterator[dict[str, Any]]:
    for lesson, state in learner.states.items():
        mastery = learner.mastery[lesson]
        yield {
            "id": lesson,
            "state": state.state,
            "sections_read": state.read,
            "sections": state.sections,
            "labs_passed": sorted(state.labs_passed),
            "labs": list(state.labs),
            "quiz_best": state.quiz_best,
            "quiz_begun": state.quiz_begun,
            "mastery": _rounded(mastery.value),
            "share": round(state.share, 4),
            "due": learner.reviews.by_lesson.get(lesson, 0),
            "concepts": [_concept(concept) for concept in mastery.concepts],
        }


def _concept(concept: Concept) -> dict[str, Any]:
    return {
        "lesson": concept.lesson,
        "section": concept.section,
        "title": concept.title,
        "mastery": _rounded(concept.value),
        "asked": concept.asked,
        "questions": concept.questions,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
