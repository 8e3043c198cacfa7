"""The schedule: replayed from the answers, the same whatever their order, in the learner's days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from random import Random

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.learner.schedule import LONGEST, RETENTION, SITTING, Card, agenda, recall, replay, sitting
from tutor.store import GivenAnswer

DAY = date(2026, 3, 1)


def answer(question: str, day: int, right: bool, hour: float = 12, attempt: str = "a") -> GivenAnswer:
    at = datetime.combine(DAY, time(), UTC) + timedelta(days=day, hours=hour)
    return GivenAnswer(attempt, question, "", right, 1.0, at)


def card_after(history: str, days: Iterable[int]) -> Card:
    """The card after right (R) and wrong (W) answers on ``days``."""
    given = [
        answer("q", day, letter == "R", 12 + n / 60) for n, (letter, day) in enumerate(zip(history, days, strict=True))
    ]
    return replay(given, UTC)["q"]


answers = st.lists(
    st.builds(
        answer,
        st.sampled_from(["q1", "q2", "q3"]),
        st.integers(0, 60),
        st.booleans(),
        st.sampled_from([0.0, 6.5, 12.0, 23.99]),
        st.sampled_from(["a", "b"]),
    ),
    max_size=30,
)


@given(answers, st.integers(0, 2**16))
def test_the_order_in_which_answers_come_does_not_matter(given_answers: list[GivenAnswer], seed: int) -> None:
    """Records of two machines merge in any order; a replay gives the same again."""
    other = list(given_answers)
    Random(seed).shuffle(other)
    assert replay(other, UTC) == replay(given_answers, UTC)


@given(answers)
def test_every_question_answered_has_one_card_that_counts_its_answers(given_answers: list[GivenAnswer]) -> None:
    cards = replay(given_answers, UTC)
    assert set(cards) == {one.question for one in given_answers}
    assert sum(card.answers for card in cards.values()) == len(given_answers)
    assert sum(card.missed for card in cards.values()) == sum(not one.right for one in given_answers)
    for card in cards.values():
        assert card.last < card.due <= card.last + timedelta(days=LONGEST)


@given(st.lists(st.booleans(), min_size=1, max_size=12), st.lists(st.integers(1, 40), min_size=12, max_size=12))
def test_it_is_fsrs_own_arithmetic(rights: list[bool], gaps: list[int]) -> None:
    """Against the library called directly, day by day."""
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False)
    expected, day, given_answers = fsrs.Card(card_id=1), 0, []
    for right, gap in zip(rights, gaps, strict=False):
        day += gap
        at = datetime.combine(DAY, time(12), UTC) + timedelta(days=day)
        rating = fsrs.Rating.Good if right else fsrs.Rating.Again
        expected, _ = scheduler.review_card(expected, rating, at)
        given_answers.append(answer("q", day, right))
    card = replay(given_answers, UTC)["q"]
    assert (card.due, card.stability) == (expected.due.date(), expected.stability)


def test_intervals_grow_with_right_answers_and_shrink_with_a_wrong_one() -> None:
    """What the docs promise: two days, then about eleven, about six weeks; a miss comes back tomorrow."""
    assert (card_after("R", [0]).due - DAY).days == 2
    assert (card_after("RR", [0, 2]).due - DAY).days == 2 + 11
    assert (card_after("RRR", [0, 2, 13]).due - DAY).days == 13 + 46
    assert (card_after("W", [0]).due - DAY).days == 1
    missed = card_after("RRRW", [0, 2, 13, 59])
    assert 1 <= (missed.due - missed.last).days <= 7


def test_more_answers_on_one_day_shorten_when_wrong_and_hardly_lengthen_when_right() -> None:
    once = card_after("R", [0])
    assert card_after("RRRRRR", [0] * 6).due == once.due, "cramming buys no time"
    assert card_after("RW", [0, 0]).due == DAY + timedelta(days=1)
    assert card_after("WRRR", [0] * 4).due == DAY + timedelta(days=1), (
        "missed today is asked tomorrow, whatever follows"
    )


def test_an_evening_is_one_day_after_the_evening_before_though_ten_minutes_early() -> None:
    on_time = replay([answer("q", 0, True, 20), answer("q", 2, True, 20)], UTC)["q"]
    early = replay([answer("q", 0, True, 20), answer("q", 2, True, 19.5)], UTC)["q"]
    assert early == on_time


def test_a_day_is_the_learner_s_own() -> None:
    """23:30 in UTC is tomorrow in Tokyo."""
    late = [answer("q", 0, True, 23.5)]
    assert replay(late, UTC)["q"].last == DAY
    assert replay(late, timezone(timedelta(hours=9)))["q"].last == DAY + timedelta(days=1)


@given(answers, st.integers(0, 400))
def test_recall_is_a_chance_that_only_sinks(given_answers: list[GivenAnswer], later: int) -> None:
    for card in replay(given_answers, UTC).values():
        chances = [recall(card, card.last + timedelta(days=day)) for day in (0, later, later + 1)]
        assert chances == sorted(chances, reverse=True) and chances[0] == 1.0 and chances[-1] > 0
        assert recall(card, card.last - timedelta(days=3)) == 1.0, "a clock that was set back changes nothing"


def test_a_card_is_due_when_recall_has_sunk_to_nine_in_ten() -> None:
    card = card_after("RRR", [0, 2, 13])
    assert recall(card, card.due) == pytest.approx(RETENTION, abs=0.005)


@given(answers, st.integers(-5, 500))
def test_each_card_is_either_due_or_to_come(given_answers: list[GivenAnswer], day: int) -> None:
    today = DAY + timedelta(days=day)
    cards = replay(given_answers, UTC)
    planned = agenda(cards.values(), today)
    assert len(planned.due) + sum(planned.coming.values()) == len(cards)
    assert all(card.due <= today for card in planned.due) and all(later > today for later in planned.coming)
    assert [card.due for card in planned.due] == sorted(card.due for card in planned.due)


def test_nothing_answered_means_nothing_planned() -> None:
    assert agenda([], DAY).due == () and agenda([], DAY).next is None


def test_a_sitting_takes_the_most_overdue_and_mixes_those_of_one_day() -> None:
    """Twenty at most; the seed decides only among questions due on the same day."""
    old = [answer(f"old-{n}", -30 - n, True) for n in range(5)]
    new = [answer(f"new-{n}", -2, True) for n in range(40)]
    due = agenda(replay([*old, *new], UTC).values(), DAY).due

    def of(seed: int) -> list[str]:
        return [card.question for card in sitting(due, lambda cards: Random(seed).sample(cards, len(cards)))]

    assert len(of(1)) == SITTING and of(1) == of(1) != of(2)
    assert of(1)[:5] == ["old-4", "old-3", "old-2", "old-1", "old-0"]
