"""Behind the numbers one can judge a yes or no by: what was counted, at every threshold."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from engine.metrics import ConfusionMatrix, counts_by_threshold, precision_recall_curve, roc_curve
from engine.pictures.formulas import parts
from engine.views import Array, BarSeries, Curves, Formula, Line, Mark, Table
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SAYS = (
    "Called positive is what gets p = {t} or more: of all {P} positives TP = {TP}, of all {N} negatives FP = {FP}.",
)
ROC = "recall TP/P = {TP}/{P}; false alarms FP/N = {FP}/{N}; from p = {t} on"
FOUND = "precision TP/(TP + FP) = {TP}/({TP} + {FP}); recall TP/P = {TP}/{P}; from p = {t} on"
BEHIND = {
    "auc": "the share of {pairs} pairs, positive and negative, whose positive has the higher p",
    "average_precision": "Σ (rise of recall)·precision, over all thresholds",
    "accuracy": "(TP + TN)/all = ({TP} + {TN})/{all} = {value}",
    "precision": "TP/(TP + FP) = {TP}/({TP} + {FP}) = {value}",
    "recall": "TP/P = {TP}/{P} = {value}",
    "f1": "2·TP/(2·TP + FP + FN) = 2·{TP}/(2·{TP} + {FP} + {FN}) = {value}",
}
"""How each metric is counted: true and false positives and negatives, P and N of each class."""
TERMS = {"auc": "auc", "average_precision": "pr-curve", "f1": "f1"}


def roc(truth: np.ndarray, scores: np.ndarray, threshold: float, at: ConfusionMatrix) -> Curves:
    """The ROC curve, with a mark at the ``threshold`` where ``at`` was counted."""
    coin = Formula("a coin finds the same part of both: recall = false-alarm rate")
    lines = [_line(roc_curve, ROC, truth, scores), Line("a coin", [0, 1], [0, 1], dashed=True, formula=coin)]
    alarms = float(at.counts[0, 1] / at.counts[0].sum())
    dot, here = Mark(alarms, at.recall, f"{threshold:.2f}"), Formula(ROC, _at(at, threshold), SAYS, ["recall"])
    return Curves("ROC curve", lines, "false-alarm rate", "recall", marks=[dot], dots=here)


def precision_recall(truth: np.ndarray, scores: np.ndarray, threshold: float, at: ConfusionMatrix) -> Curves:
    """The precision–recall curve, with a mark at the ``threshold`` unless nothing is called positive there."""
    share = float(truth.mean())
    coin = Formula("a coin's precision is the share of positives: {P}/({P} + {N}) = {value}", _at(at, threshold))
    lines = [
        _line(precision_recall_curve, FOUND, truth, scores),
        Line("a coin", [0, 1], [share] * 2, dashed=True, formula=coin),
    ]
    dots = [] if isnan(at.precision) else [Mark(at.recall, at.precision, f"{threshold:.2f}")]
    here = Formula(FOUND, _at(at, threshold), SAYS, ["precision"])
    return Curves("precision–recall curve", lines, "recall", "precision", marks=dots, dots=here)


def _line(
    curve: Callable[..., tuple[np.ndarray, np.ndarray]], text: str, truth: np.ndarray, scores: np.ndarray
) -> Line:
    """The net's line and what was counted at each of its points."""
    thresholds, hits, alarms = counts_by_threshold(truth, scores)
    xs, ys = (values.tolist() for values in curve(truth, scores))
    told = parts(t=thresholds, TP=hits, FP=alarms, P=hits[-1], N=alarms[-1])
    return Line("net", xs, ys, formula=Formula(text, told, SAYS, ["roc-curve" if text == ROC else "pr-curve"]))


def _at(at: ConfusionMatrix, threshold: float) -> dict[str, Array]:
    """What was counted at one threshold."""
    (tn, fp), (fn, tp) = at.counts.tolist()
    known = parts(t=threshold, TP=tp, FP=fp, FN=fn, TN=tn, P=tp + fn, N=tn + fp)
    return known | parts(all=tp + fp + fn + tn, pairs=(tp + fn) * (tn + fp))


def against_never(numbers: Mapping[str, float], at: ConfusionMatrix, name: str, never: str) -> Table:
    """The metrics of a net beside those of saying ``never``, the negative class, every time."""
    share = float((at.counts[1] / at.counts.sum()).sum())
    lazy = (0.5, share, 1 - share, np.nan, 0.0, 0.0)
    rows = [
        [words(metric), _shown(value), _shown(other)]
        for (metric, value), other in zip(numbers.items(), lazy, strict=True)
    ]
    known = _at(at, np.nan)
    nobody = known | parts(TP=0, FP=0, FN=at.counts[1].sum(), TN=at.counts[0].sum())
    told = {
        column: [Formula(BEHIND[metric], values, (), [TERMS.get(metric, metric)]) for metric in numbers]
        for column, values in (("the net", known), (never, nobody))
    }
    told[never][:2] = [Formula("all are equally sure, so each pair is a toss-up: {value}"),
                       Formula("the share of positives, P/all = {P}/{all} = {value}", known)]  # fmt: skip
    return Table(name, ["", "the net", never], rows, formulas=told)


def spread(truth: np.ndarray, scores: np.ndarray, bins: int, kinds: tuple[str, str]) -> list[BarSeries]:
    """How many examples of either of the two ``kinds`` have a score in each of the ``bins``."""
    found = []
    for kind, name in enumerate(kinds):
        scored = scores[truth == kind]
        text = f"{{value}} of {len(scored)} {name} have a p of {{label}}"
        counts = np.histogram(scored, bins, (0, 1))[0].astype(float).tolist()
        found.append(BarSeries(name, counts, Formula(text)))
    return found


def _shown(ratio: float) -> str:
    """A ratio in figures; a dash where it is 0/0."""
    return "–" if isnan(ratio) else f"{ratio:.3f}"
