"""What there is to review: which questions are due, in which lessons, and when the next ones will be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from tutor.learner.schedule import SITTING, Agenda, Card, agenda, replay

if TYPE_CHECKING:
    from quizzes.model import Question
    from tutor.content.course import Course
    from tutor.store import Record


@dataclass(frozen=True)
class Reviews:
    """The agenda of the questions that the course has; ``by_lesson`` counts those that are due.

    ``scheduled``: how many questions were ever answered and so come back one day.
    """

    agenda: Agenda = field(default_factory=Agenda)
    by_lesson: Mapping[str, int] = field(default_factory=dict)
    scheduled: int = 0

    @property
    def due(self) -> int:
        """How many questions are due today."""
        return len(self.agenda.due)


def questions_of(course: Course) -> dict[str, tuple[str, Question]]:
    """Lesson and question of every question id, in the order taught. Quizzes that cannot be read are passed over."""
    from tutor.content.errors import ContentError
    from tutor.content.quiz import load_quiz, quiz_ids

    there, found = set(quiz_ids(course.quizzes)), dict[str, tuple[str, "Question"]]()
    for lesson in course.lessons:
        try:
            quiz = load_quiz(lesson.id, course.quizzes) if lesson.id in there else None
        except ContentError:
            continue  # told by `tutor check`, and when that quiz is opened
        found |= {question.id: (lesson.id, question) for question in quiz.questions} if quiz is not None else {}
    return found


def cards_of(course: Course, record: Record, zone: tzinfo | None = None) -> dict[str, Card]:
    """The card of every question that was answered and that the course still has."""
    known = questions_of(course)
    return {name: card for name, card in replay(record.answers(), zone).items() if name in known}


def read_reviews(course: Course, record: Record, today: date, zone: tzinfo | None = None) -> Reviews:
    """What there is to review on the day ``today``."""
    return reviews_of(course, cards_of(course, record, zone), today)


def reviews_of(course: Course, cards: Mapping[str, Card], today: date) -> Reviews:
    """The same, from cards that were worked out before."""
    planned = agenda(cards.values(), today)
    lessons = Counter(lesson.id for card in planned.due if (lesson := course.lesson_of_question(card.question)))
    by_lesson = {lesson.id: lessons[lesson.id] for lesson in course.lessons if lessons[lesson.id]}
    return Reviews(planned, by_lesson, len(cards))


# -- in words ----------------------------------------------------------------------------------------------


def day_words(day: date, today: date) -> str:
    """ "today", "tomorrow", "on Friday" within a week, else "on Friday, 6 March", with the year if it is another."""
    if day == today:
        return "today"
    if day == today + timedelta(days=1):
        return "tomorrow"
    if today < day <= today + timedelta(days=6):
        return f"on {day:%A}"
    return f"on {day:%A}, {day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")


def count_words(count: int) -> str:
    """ "1 question", "7 questions"."""
    return "1 question" if count == 1 else f"{count} questions"


def are_due(reviews: Reviews) -> str:
    """ "7 questions are due." """
    return f"{count_words(reviews.due)} {'is' if reviews.due == 1 else 'are'} due."


def due_words(reviews: Reviews) -> str:
    """The same, and how many of them a review asks."""
    words = are_due(reviews)
    return words if reviews.due <= SITTING else f"{words} A review asks {SITTING}, those that wait longest first."


def next_words(reviews: Reviews, today: date) -> str:
    """When the next review comes: "The next review is tomorrow: 5 questions."; why there is none, else."""
    if (coming := reviews.agenda.next) is not None:
        return f"The next review is {day_words(coming[0], today)}: {count_words(coming[1])}."
    if reviews.due:
        return "Nothing else is planned yet."
    return "Reviews begin once you have answered a question in a quiz."


def as_data(reviews: Reviews) -> dict[str, Any]:
    """As plain data, for ``--json``."""
    coming = reviews.agenda.next
    return {
        "due": reviews.due,
        "by_lesson": dict(reviews.by_lesson),
        "scheduled": reviews.scheduled,
        "next": None if coming is None else {"day": coming[0].isoformat(), "questions": coming[1]},
        "questions": [
            {"question": card.question, "due": card.due.isoformat(), "last": card.last.isoformat()}
            for card in reviews.agenda.due
        ],
        "coming": [
            {"day": day.isoformat(), "questions": count} for day, count in sorted(reviews.agenda.coming.items())
        ],
    }
