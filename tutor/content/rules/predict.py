"""Rules for predictions: outcomes that leave no value out, and a lab that can be run so. Nothing is trained."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from engine.lab import LabError, load_lab, settle
from quizzes.graders import reference
from quizzes.model import Answer, Outcome, Predict
from quizzes.predicting import rounded
from tutor.content.errors import did_you_mean
from tutor.content.rules.found import Found, blank_reason, repeated
from tutor.content.rules.measured import is_metric, named_metrics

Labs = Mapping[str, Path | None]
"""The files of the course's labs by id; None for a lab that has mistakes of its own."""


def predict_faults(question: Predict) -> Iterator[Found]:
    """Outcomes that are not all a run can show, or of which not exactly one is expected."""
    marked = sum(outcome.expected for outcome in question.outcomes)
    if marked != 1:
        what = f"{marked} outcomes are expected." if marked else "No outcome is expected."
        yield ("outcomes",), what, "Mark the one that a run shows with `expected: true`."
    if (blowing_up := sum(outcome.diverges for outcome in question.outcomes)) > 1:
        yield ("outcomes",), f"{blowing_up} outcomes diverge.", "Keep `diverges: true` in one."
    yield from repeated(("outcomes",), (outcome.text for outcome in question.outcomes))
    ranges: list[tuple[float, float]] = []
    empty = False
    for number, outcome in enumerate(question.outcomes):
        where = ("outcomes", number)
        yield from blank_reason((*where, "why"), outcome.why)
        low, high = _ends(outcome)
        for bound in (outcome.low, outcome.high):
            if bound is not None and math.isfinite(bound) and rounded(bound) != bound:
                yield where, f"The bound {bound!r} has more digits than decide.", f"Write {rounded(bound)!r}."
        if outcome.diverges:
            if outcome.low is not None or outcome.high is not None:
                yield where, "What diverges has no range.", "Take `low` and `high` out."
        elif not low < high:  # nor a NaN
            empty = True
            yield where, f"The range from {low:g} to {high:g} is empty.", "Write `low` below `high`."
        else:
            ranges.append((low, high))
    if not empty:
        yield from _gaps(sorted(ranges))


def _ends(outcome: Outcome) -> tuple[float, float]:
    low = -math.inf if outcome.low is None else outcome.low
    return low, math.inf if outcome.high is None else outcome.high


def _gaps(ranges: list[tuple[float, float]]) -> Iterator[Found]:
    """Values between, below or above ``ranges`` (sorted) that belong to none, or to two."""
    apart = [(before[1], after[0]) for before, after in itertools.pairwise(ranges) if before[1] != after[0]]
    for end, start in apart:
        what = "overlap" if start < end else "leave a gap"
        yield ("outcomes",), f"The ranges {what} between {end:g} and {start:g}.", "Let each begin where one ends."
    if ranges and not apart and (ranges[0][0] > -math.inf or ranges[-1][1] < math.inf):
        hint = "Leave out the lowest `low` and the highest `high`."
        yield ("outcomes",), "Some values belong to no outcome.", hint


def run_faults(question: Predict, labs: Labs) -> Iterator[Found]:
    """A lab, a knob or a metric that is not there. Labs with mistakes of their own are taken on trust."""
    if question.lab not in labs:
        yield ("lab",), f"There is no lab {question.lab!r}.", did_you_mean(question.lab, sorted(labs))
        return
    if (file := labs[question.lab]) is None:
        return
    lab = load_lab(file)
    try:
        settle(lab, question.knobs)
    except LabError as error:
        yield ("knobs",), error.message, error.hint
    if not is_metric(question.metric, lab, file):
        hint = did_you_mean(question.metric, sorted(named_metrics(lab)))
        yield ("metric",), f"The lab {question.lab} has no metric {question.metric!r}.", hint


def wrong_predictions(question: Predict) -> Iterable[Answer]:
    """Every other choice with the run that is expected, and the right choice without a run."""
    right = reference(question)
    if isinstance(right, list):
        yield right[0]
        yield from ([outcome.text, right[1]] for outcome in question.outcomes if outcome.text != right[0])
