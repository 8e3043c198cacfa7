"""Grading a prediction by what the run showed.

What a run showed is kept as text beside the choice: "accuracy = 0.75", "loss = diverged", or "no run: …" when it did
not come about; then the outcome that was expected decides.
"""

from __future__ import annotations

import math

from quizzes.model import Outcome, Predict, Verdict

DIVERGED = "diverged"
NO_RUN = "no run: "


def showed(question: Predict, value: float) -> str:
    """What a run showed, as it is recorded; a value that is no number counts as diverged."""
    return f"{question.metric} = {value!r}" if math.isfinite(value) else f"{question.metric} = {DIVERGED}"


def did_not_run(reason: str) -> str:
    """That there was no run, as it is recorded."""
    return f"{NO_RUN}{' '.join(reason.split())}"


def expected(question: Predict) -> Outcome | None:
    """What the author of the question saw happen; None in a question that is wrong."""
    return next((outcome for outcome in question.outcomes if outcome.expected), None)


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


def problem_with_prediction(question: Predict, answer: str | list[str]) -> str | None:
    """Why the prediction cannot be graded, or None. Before the run there is only the choice."""
    given = [answer] if isinstance(answer, str) else answer
    if not given or given[0] not in [outcome.text for outcome in question.outcomes]:
        return "Choose one of the answers."
    if isinstance(answer, list) and (len(answer) != 2 or outcome_of(question, answer[1]) is None):
        return "What the run showed is none of the answers."
    return None


def grade_prediction(question: Predict, answer: str | list[str]) -> Verdict:
    """Right if the run showed what was predicted. A choice alone, without a run, is not right yet."""
    if isinstance(answer, str):
        return Verdict(False, "The run has not been made yet.")
    chosen, evidence = answer
    happened = outcome_of(question, evidence)
    assert happened is not None  # problem_with_prediction comes first
    right = chosen == happened.text
    return Verdict(right, f"{told(evidence)} {happened.why}".strip())


def told(evidence: str) -> str:
    """What the run showed, as a sentence."""
    if evidence.startswith(NO_RUN):
        reason = evidence.removeprefix(NO_RUN).rstrip(".")
        return f"The run did not come about ({reason}), so this is what it has shown before."
    metric, _, shown = evidence.partition(" = ")
    name = metric.replace("_", " ")
    if shown == DIVERGED:
        return f"The run blew up: the {name} was no longer a number."
    return f"The run ended with {name} {float(shown):.4g}."
