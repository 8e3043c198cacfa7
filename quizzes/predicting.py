"""Grading a prediction by what the run showed.

What a run showed is kept as text beside the choice: "accuracy = 0.75", "loss = diverged", or "no run: …" when it did
not come about; then the outcome that was expected decides.
"""

from __future__ import annotations

import math

from engine.words import words
from quizzes.model import Answer, Outcome, Predict, Verdict

DIVERGED = "diverged"
NO_RUN = "no run: "


def rounded(value: float) -> float:
    """``value`` to the six digits that are kept and that decide: in 32 bits 0.95 is a little less than 0.95."""
    return float(f"{value:.6g}")


def showed(question: Predict, value: float) -> str:
    """What a run showed, as it is recorded; a value that is no number counts as diverged."""
    return f"{question.metric} = {value:.6g}" if math.isfinite(value) else f"{question.metric} = {DIVERGED}"


def did_not_run(reason: str) -> str:
    """That there was no run, as it is recorded."""
    return f"{NO_RUN}{' '.join(reason.split())}"


def expected(question: Predict) -> Outcome | None:
    """What the author of the question saw happen; None in a question that is wrong."""
    return next((outcome for outcome in question.outcomes if outcome.expected), None)


def can_diverge(question: Predict) -> bool:
    """Whether a loss that is no number is one of the outcomes."""
    return any(outcome.diverges for outcome in question.outcomes)


def outcome_of(question: Predict, evidence: str) -> Outcome | None:
    """The outcome that ``evidence`` stands for; None if it is none of them, or no evidence at all."""
    if evidence.startswith(NO_RUN):
        return expected(question)
    metric, _, shown = evidence.partition(" = ")
    if metric != question.metric:
        return None
    if shown == DIVERGED:
        return next((outcome for outcome in question.outcomes if outcome.diverges), None)
    try:
        value = float(shown)
    except ValueError:
        return None
    return next((outcome for outcome in question.outcomes if holds(outcome, value)), None)


def holds(outcome: Outcome, value: float) -> bool:
    """Whether ``value`` lies in the outcome's range."""
    low = -math.inf if outcome.low is None else outcome.low
    high = math.inf if outcome.high is None else outcome.high
    return not outcome.diverges and low <= value < high


def right_prediction(question: Predict) -> Answer:
    """The expected outcome, with a run that shows it; "" in a question that expects nothing."""
    outcome = expected(question)
    return "" if outcome is None else [outcome.text, showed(question, _inside(outcome))]


def _inside(outcome: Outcome) -> float:
    """A value of the outcome."""
    if outcome.diverges:
        return math.nan
    match outcome.low, outcome.high:
        case None, None:
            return 0.0
        case float(low), _:
            return low
        case _, float(high):
            return high - max(1.0, abs(high))
    raise ValueError(f"{outcome.text!r} has no range")


def problem_with_prediction(question: Predict, answer: Answer) -> str | None:
    """Why the prediction cannot be graded, or None. Before the run there is only the choice."""
    given = [answer] if isinstance(answer, str) else answer
    if not given or given[0] not in [outcome.text for outcome in question.outcomes]:
        return "Choose one of the answers."
    if isinstance(answer, list) and (len(answer) != 2 or outcome_of(question, answer[1]) is None):
        return "What the run showed is none of the answers."
    return None


def grade_prediction(question: Predict, answer: Answer) -> Verdict:
    """Right if the run showed what was predicted. A choice alone, without a run, is not right yet."""
    if isinstance(answer, str):
        return Verdict(False, "The run has not been made yet.")
    chosen = next(outcome for outcome in question.outcomes if outcome.text == answer[0])
    happened, usual = outcome_of(question, answer[1]), expected(question)
    assert happened is not None and usual is not None  # the problem comes first, and rules see to the rest
    what = told(question, answer[1])
    if happened is not usual:  # reasons are written for what is expected
        what += f" That is “{happened.text}”. Usually it is “{usual.text}”. {usual.why}"
        return Verdict(chosen is happened, what)
    return Verdict(chosen is happened, f"{what} {chosen.why}")


def told(question: Predict, evidence: str) -> str:
    """What the run showed, as a sentence."""
    if evidence.startswith(NO_RUN):
        reason = evidence.removeprefix(NO_RUN).rstrip(".")
        return f"The run did not come about ({reason}), so what it showed before counts."
    when = f"After {question.steps:,} steps" if question.steps else "At the end of the run"
    metric, _, shown = evidence.partition(" = ")
    if shown == DIVERGED:
        return "The run blew up: its loss was no number any more."
    front, _, power = f"{float(shown):.4g}".partition("e")
    value = f"{front}e{int(power)}" if power else front
    return f"{when} {words(metric)} was {value.replace('-', '−')}."
