"""When each question is asked again: FSRS cards, worked out anew from the answers whenever they are wanted.

Nothing of a schedule is stored. :func:`replay` goes through all answers ever given, of every kind of quiz, and a
question enters it with its first. A right answer is FSRS's "good", a wrong one its "again".

A schedule knows days, not hours: an answer belongs to the learner's day it was given on, and what is due is due
from that day's beginning. So who learns every evening is not told to wait because yesterday's evening was ten minutes
longer. Further answers to a question on the same day follow FSRS's rule for that: wrong again shortens the
interval, while right answers hardly lengthen it, for they show that the explanation was read, not that it will last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache
from typing import TYPE_CHECKING

from tutor.learner.activity import local_day

if TYPE_CHECKING:
    import fsrs

    from tutor.store.model import GivenAnswer

RETENTION = 0.9
"""A question is due when the chance that it would be answered right has sunk to this."""

LONGEST = 365
"""Days after which a question is asked again at the latest, however well it is known."""

SITTING = 20
"""Questions in one review at most."""


@dataclass(frozen=True)
class Card:
    """A question's place in the schedule after all its answers.

    ``stability``: days from ``last``, the day of the latest answer, until the chance of a right one is 90 %.
    """

    question: str
    due: date
    last: date
    stability: float
    answers: int
    missed: int


@dataclass(frozen=True)
class Agenda:
    """What there is to review: ``due`` today, most overdue first, and how many on each day to come."""

    due: tuple[Card, ...] = ()
    coming: Mapping[date, int] = field(default_factory=dict)

    @property
    def next(self) -> tuple[date, int] | None:
        """The next day after today on which something is due, and how much; None when nothing is scheduled."""
        return min(self.coming.items(), default=None)


def replay(answers: Iterable[GivenAnswer], zone: tzinfo | None = None) -> dict[str, Card]:
    """The card of every question that was ever answered. The order in which ``answers`` come does not matter.

    ``zone`` is where the learner's days begin; None: the machine's own.
    """
    given: defaultdict[str, list[GivenAnswer]] = defaultdict(list)
    for answer in sorted(answers, key=_moment):
        given[answer.question].append(answer)
    return {question: _card(question, listed, zone) for question, listed in given.items()}


def _moment(answer: GivenAnswer) -> tuple[datetime, str, str, bool]:
    """Sorts answers by time, and those of one moment always the same way."""
    return answer.at, answer.question, answer.attempt, answer.right


def _card(question: str, answers: list[GivenAnswer], zone: tzinfo | None) -> Card:
    import fsrs

    card = fsrs.Card(card_id=0, due=_noon(date.min))
    for answer in answers:
        rating = fsrs.Rating.Good if answer.right else fsrs.Rating.Again
        card, _ = _scheduler().review_card(card, rating, _noon(local_day(answer.at, zone)))
    assert card.stability is not None and card.last_review is not None
    missed = sum(not answer.right for answer in answers)
    return Card(question, card.due.date(), card.last_review.date(), card.stability, len(answers), missed)


@cache
def _scheduler() -> fsrs.Scheduler:
    """Without steps of minutes, which are for sitting with a pile of cards, and without chance: replays must agree."""
    import fsrs

    return fsrs.Scheduler(
        desired_retention=RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=LONGEST,
        enable_fuzzing=False,
    )


def _noon(day: date) -> datetime:
    """The moment that stands for a day: FSRS counts whole days between moments in UTC."""
    return datetime.combine(day, time(12), UTC)


def recall(card: Card, today: date) -> float:
    """The chance, 0 to 1, that the question would be answered right today; 1 on the day it was answered."""
    import fsrs

    at = fsrs.Card(card_id=0, due=_noon(card.due), stability=card.stability, last_review=_noon(card.last))
    return _scheduler().get_card_retrievability(at, _noon(today))


def agenda(cards: Iterable[Card], today: date) -> Agenda:
    """Which of ``cards`` are due, the most overdue first, and when the others will be."""
    listed = sorted(cards, key=lambda card: (card.due, card.question))
    coming = Counter(card.due for card in listed if card.due > today)
    return Agenda(tuple(card for card in listed if card.due <= today), dict(coming))


def sitting(due: Iterable[Card], shuffled: Callable[[list[Card]], list[Card]], most: int = SITTING) -> list[Card]:
    """The cards of one review: the most overdue first, those due on one day ``shuffled`` among each other."""
    by_day: defaultdict[date, list[Card]] = defaultdict(list)
    for card in due:
        by_day[card.due].append(card)
    return [card for day in sorted(by_day) for card in shuffled(by_day[day])][:most]
