"""Match, spot and predict: only the reference is right, and each wrong answer hears why."""

from __future__ import annotations

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.graders import grade, problem_with, reference
from quizzes.matching import all_rights, chosen_rights, pair_up
from quizzes.model import Outcome, Question
from quizzes.predicting import did_not_run, outcome_of, showed
from tests.quizzes.questions import MATCH, PREDICT, SPOT
from tutor.content.rules.quizzes import question_faults, wrong_answers
from tutor.quiz.session import shuffled

LEFTS = [pair.left for pair in MATCH.pairs]


# -- match -------------------------------------------------------------------------------------------------


@given(st.permutations(all_rights(MATCH)))
def test_every_pairing_but_one_is_wrong(rights: list[str]) -> None:
    chosen = dict(zip(LEFTS, rights, strict=False))
    answer = pair_up(MATCH, chosen)
    assert chosen_rights(MATCH, answer) == chosen
    assert problem_with(MATCH, answer) is None
    assert grade(MATCH, answer).right == (chosen == {pair.left: pair.right for pair in MATCH.pairs})


def test_a_wrong_pair_hears_its_reason_and_a_decoy_its_own() -> None:
    verdict = grade(MATCH, pair_up(MATCH, {"sigmoid": "0 to 1", "tanh": "−2 to 2", "ReLU": "0 and up"}))
    assert verdict.why == (
        "2 of 3 pairs are right.\n"
        "tanh → −1 to 1: It is the sigmoid, stretched and lowered. (“−2 to 2”: No activation here reaches −2.)"
    )


def test_a_partner_that_is_a_question_is_not_followed_by_a_colon() -> None:
    pairs = [msgspec.structs.replace(pair, right=f"{pair.right}?") for pair in MATCH.pairs]
    asked = msgspec.structs.replace(MATCH, pairs=pairs)
    swapped = dict(zip(LEFTS, [pairs[0].right, pairs[2].right, pairs[1].right], strict=True))
    why = grade(asked, pair_up(asked, swapped)).why
    assert "→ −1 to 1? It is the sigmoid" in why and "?:" not in why


def test_missing_and_repeated_partners_are_asked_for_again() -> None:
    assert problem_with(MATCH, pair_up(MATCH, {"sigmoid": "0 to 1"})) == "Choose a partner for “tanh”."
    twice = pair_up(MATCH, dict.fromkeys(LEFTS, "0 to 1"))
    assert problem_with(MATCH, twice) == "“0 to 1” is chosen twice; each belongs to one at most."


def test_partners_are_shuffled_by_the_seed_and_lines_never() -> None:
    assert {tuple(shuffled(MATCH, seed)) for seed in range(40)} != {tuple(all_rights(MATCH))}
    assert shuffled(MATCH, 3) == shuffled(MATCH, 3)
    assert {tuple(shuffled(SPOT, seed)) for seed in range(40)} == {tuple(SPOT.choosable)}


# -- spot --------------------------------------------------------------------------------------------------


def test_only_the_wrong_line_is_right_and_context_cannot_be_chosen() -> None:
    verdicts = {text: grade(SPOT, text) for text in SPOT.choosable}
    assert [text for text, verdict in verdicts.items() if verdict.right] == ["    z = sum(x) * sum(w) + b"]
    assert verdicts["    return y"].why == (
        "Right: the output.\nLine 2 is the wrong one. Sums are multiplied; products should be summed."
    )
    assert problem_with(SPOT, "def neuron(x, w, b):") == "Choose one of the lines."


# -- predict -----------------------------------------------------------------------------------------------


@given(st.floats(0, 1), st.sampled_from(PREDICT.outcomes))
def test_the_run_decides(value: float, chosen: Outcome) -> None:
    verdict = grade(PREDICT, [chosen.text, showed(PREDICT, value)])
    assert verdict.right == (chosen.text == ("all four" if value >= 0.99 else "three at most"))
    assert verdict.why.startswith("After 50 steps accuracy was ")


def test_what_the_run_showed_is_written_as_everywhere_else() -> None:
    assert "accuracy was −0.1114." in grade(PREDICT, ["three at most", showed(PREDICT, -0.11143)]).why


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_an_outcome_of_its_own(value: float) -> None:
    evidence = showed(PREDICT, value)
    assert grade(PREDICT, ["it blows up", evidence]).right
    assert "blew up" in grade(PREDICT, ["all four", evidence]).why


def test_a_run_that_did_not_come_about_is_said_and_the_expected_outcome_counts() -> None:
    evidence = did_not_run("The training process ended by signal 9.")
    verdict = grade(PREDICT, ["three at most", evidence])
    assert verdict.right
    assert "The run did not come about (The training process ended by signal 9), so" in verdict.why


def test_a_choice_without_a_run_is_never_right() -> None:
    assert problem_with(PREDICT, "three at most") is None
    assert not grade(PREDICT, "three at most").right


@given(st.text(max_size=40))
def test_evidence_of_another_kind_is_no_evidence(text: str) -> None:
    if outcome_of(PREDICT, text) is None:
        assert problem_with(PREDICT, ["three at most", text]) is not None
        assert not grade(PREDICT, ["three at most", text]).right


def test_the_reference_holds_whatever_ends_its_range_has() -> None:
    for low, high in ((None, 0.5), (0.5, None), (0.2, 0.4), (None, None)):
        outcome = Outcome(text="this", why="so", low=low, high=high, expected=True)
        question = msgspec.structs.replace(PREDICT, outcomes=[outcome])
        assert grade(question, reference(question)).right


# -- rules -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", [MATCH, SPOT, PREDICT], ids=lambda q: q.id)
def test_the_wrong_answers_that_check_tries_are_wrong(question: Question) -> None:
    wrong = wrong_answers(question)
    assert wrong
    assert not any(grade(question, answer).right for answer in wrong)
    assert list(question_faults(question)) == []


def faults(question: Question, **changes: object) -> list[str]:
    changed = msgspec.structs.replace(question, **changes)
    return [message for _, message, _ in question_faults(changed)]


def test_mistakes_in_matches_are_told() -> None:
    first, second, third = MATCH.pairs
    again = msgspec.structs.replace(second, right=first.right)
    assert faults(MATCH, pairs=[first, again, third]) == ["'0 to 1' is there twice."]
    arrow = msgspec.structs.replace(first, left="a → b")
    assert faults(MATCH, pairs=[arrow, second, third]) == ["An arrow stands in 'a → b'."]


def test_mistakes_in_lines_are_told() -> None:
    right = [msgspec.structs.replace(line, wrong=False) for line in SPOT.lines]
    assert faults(SPOT, lines=right) == ["No line is marked wrong."]
    assert "Only 2 lines can be chosen." in faults(SPOT, lines=SPOT.lines[:3])


def test_mistakes_in_outcomes_are_told() -> None:
    high, low, diverging = PREDICT.outcomes
    replace = msgspec.structs.replace
    assert faults(PREDICT, outcomes=[high, replace(low, expected=False)]) == ["No outcome is expected."]
    assert faults(PREDICT, outcomes=[high, replace(low, high=0.5)]) == ["The ranges leave a gap between 0.5 and 0.99."]
    assert faults(PREDICT, outcomes=[replace(high, low=0.9), low]) == ["The ranges overlap between 0.99 and 0.9."]
    assert faults(PREDICT, outcomes=[low, diverging]) == ["Some values belong to no outcome."]
    assert faults(PREDICT, outcomes=[high, low, replace(diverging, low=1.0)]) == ["What diverges has no range."]
