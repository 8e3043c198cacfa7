"""Whatever an author writes that passes the rules, and whatever a learner answers: the graders hold."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizzes.graders import grade, problem_with, reference
from quizzes.matching import all_rights, chosen_rights, pair_up
from quizzes.model import Answer, Base, Decoy, Line, Match, Outcome, Pair, Predict, Question, Spot
from quizzes.predicting import outcome_of, right_prediction, rounded, showed
from tutor.content.rules.quizzes import question_faults, wrong_answers
from tutor.plain.answers import asked, listed, right_answer
from tutor.quiz.session import shuffled

COMMON = {"id": "a-b", "section": "c", "prompt": "d", "explain": "e", "hints": ["f", "g"]}
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="→"), min_size=1, max_size=12).filter(
    str.strip
)
RAW = st.one_of(st.text(max_size=30), st.lists(st.text(max_size=20), max_size=6))


def different(count: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(WORDS, min_size=count, max_size=most, unique_by=lambda text: " ".join(text.split()).casefold())


@st.composite
def matches(draw: st.DrawFn) -> Match:
    rights = draw(different(3, 7))
    lefts = draw(different(3, len(rights)).filter(lambda lefts: len(lefts) <= len(rights)))
    pairs = [Pair(left=left, right=right, why="So.") for left, right in zip(lefts, rights, strict=False)]
    return Match(**COMMON, pairs=pairs, extra=[Decoy(text=text, why="No.") for text in rights[len(lefts) :]])  # type: ignore[arg-type]


@st.composite
def spots(draw: st.DrawFn) -> Spot:
    texts = draw(different(3, 8))
    wrong = draw(st.integers(0, len(texts) - 1))
    lines = [Line(text=text, why=f"Reason {n}.", wrong=n == wrong) for n, text in enumerate(texts)]
    for place in draw(st.lists(st.integers(0, len(lines)), max_size=3)):
        lines.insert(place, Line(text=draw(st.text(max_size=8))))
    return Spot(**COMMON, lines=lines)  # type: ignore[arg-type]


@st.composite
def predictions(draw: st.DrawFn) -> Predict:
    bounds = sorted(set(draw(st.lists(st.floats(-1e6, 1e6).map(rounded), max_size=4))))
    ends = [None, *bounds, None]
    diverging = draw(st.booleans()) or not bounds
    texts = draw(different(len(bounds) + 1 + diverging, 9))
    expected = draw(st.integers(0, len(bounds) + diverging))
    outcomes = [
        Outcome(text=texts[n], why="So.", low=low, high=high, expected=n == expected)
        for n, (low, high) in enumerate(pairwise(ends))
    ]
    if diverging:
        last = len(outcomes)
        outcomes.append(Outcome(text=texts[last], why="So.", diverges=True, expected=last == expected))
    return Predict(**COMMON, lab="xor", metric="loss", outcomes=outcomes)  # type: ignore[arg-type]


QUESTIONS: st.SearchStrategy[Question] = st.one_of(matches(), spots(), predictions())


@given(QUESTIONS)
def test_the_reference_is_right_and_what_check_tries_is_wrong(question: Question) -> None:
    assert isinstance(question, Base)
    assert list(question_faults(question)) == []
    assert problem_with(question, reference(question)) is None
    assert grade(question, reference(question)).right
    assert not any(grade(question, wrong).right for wrong in ["", [], *wrong_answers(question)])


@given(QUESTIONS, RAW)
def test_no_answer_ever_raises_and_what_cannot_be_graded_is_wrong(question: Question, raw: Answer) -> None:
    verdict = grade(question, raw)
    assert verdict.why
    if problem_with(question, raw) is not None:
        assert not verdict.right
    assert isinstance(right_answer(question, raw), str)


@given(QUESTIONS, st.integers(0, 2**31))
def test_what_is_shown_is_all_there_is_to_choose(question: Question, seed: int) -> None:
    shown = shuffled(question, seed)
    assert shown == shuffled(question, seed)
    assert asked(question) and list(listed(question, shown))
    match question:
        case Match():
            assert sorted(shown) == sorted(all_rights(question))
            assert shown[: len(question.pairs)] != [pair.right for pair in question.pairs]
        case Predict():
            assert sorted(shown) == sorted(outcome.text for outcome in question.outcomes)
        case Spot():
            assert shown == question.choosable


@given(matches(), st.randoms(use_true_random=False))
def test_only_one_pairing_is_right(question: Match, chance: object) -> None:
    rights = all_rights(question)
    chance.shuffle(rights)  # type: ignore[attr-defined]
    chosen = dict(zip([pair.left for pair in question.pairs], rights, strict=False))
    answer = pair_up(question, chosen)
    assert chosen_rights(question, answer) == chosen and problem_with(question, answer) is None
    assert grade(question, answer).right == all(chosen[pair.left] == pair.right for pair in question.pairs)


@given(spots())
def test_only_the_wrong_line_is_right(question: Spot) -> None:
    assert [text for text in question.choosable if grade(question, text).right] == [reference(question)]


@given(predictions(), st.floats())
def test_whatever_a_run_shows_is_one_outcome_and_only_that_choice_is_right(question: Predict, value: float) -> None:
    evidence = showed(question, value)
    happened = outcome_of(question, evidence)
    if happened is None:
        assert not math.isfinite(value) and not any(outcome.diverges for outcome in question.outcomes)
        return
    verdicts = {outcome.text: grade(question, [outcome.text, evidence]) for outcome in question.outcomes}
    assert [text for text, verdict in verdicts.items() if verdict.right] == [happened.text]


@given(predictions())
def test_the_reference_is_what_a_run_would_leave_behind(question: Predict) -> None:
    right = right_prediction(question)
    assert isinstance(right, list)
    assert outcome_of(question, right[1]) == next(outcome for outcome in question.outcomes if outcome.expected)
