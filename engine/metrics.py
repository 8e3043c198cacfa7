"""Metrics as small objects: ``add`` batches, read ``value``. NaN means "no value yet" or "undefined", never 0.

What needs all scores at once, the ROC and precision–recall curves and their areas, are functions at the end.
They agree with scikit-learn to 1e-6 (tests), except that undefined ratios are NaN here where scikit-learn says 0.
"""

from __future__ import annotations

import numpy as np

NAN = float("nan")


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else NAN


class _Mean:
    """The mean of something over all examples added."""

    def __init__(self) -> None:
        self.total, self.count = 0.0, 0

    @property
    def value(self) -> float:
        """The mean over everything added; NaN before."""
        return _ratio(self.total, self.count)


class SquaredError(_Mean):
    """Mean squared error: the mean of (prediction − truth)². Unit: the target's, squared."""

    def add(self, truth: np.ndarray, prediction: np.ndarray) -> None:
        """Count one batch; both arrays have the same shape."""
        self.total += float(np.square(np.subtract(prediction, truth, dtype=np.float64)).sum())
        self.count += int(np.size(truth))


class RootSquaredError(SquaredError):
    """RMSE: √MSE. Unit: the target's own."""

    @property
    def value(self) -> float:
        return float(np.sqrt(super().value))


class AbsoluteError(_Mean):
    """Mean absolute error: the mean of |prediction − truth|. Unit: the target's own."""

    def add(self, truth: np.ndarray, prediction: np.ndarray) -> None:
        """Count one batch; both arrays have the same shape."""
        self.total += float(np.abs(np.subtract(prediction, truth, dtype=np.float64)).sum())
        self.count += int(np.size(truth))


class RSquared:
    """R²: 1 − Σ(prediction − truth)² / Σ(truth − mean)². 1 is perfect, 0 is no better than the mean."""

    def __init__(self) -> None:
        self.count, self.mean, self.spread, self.residual = 0, 0.0, 0.0, 0.0

    def add(self, truth: np.ndarray, prediction: np.ndarray) -> None:
        """Count one batch; both arrays have the same shape. Batches merge as in Chan et al. 1979."""
        truth = np.asarray(truth, np.float64)
        if not truth.size:
            return
        self.residual += float(np.square(prediction - truth).sum())
        count, mean = truth.size, float(truth.mean())
        shift, total = mean - self.mean, self.count + truth.size
        self.spread += float(np.square(truth - mean).sum()) + shift * shift * self.count * count / total
        self.mean += shift * count / total
        self.count = total

    @property
    def value(self) -> float:
        """R² over everything added; NaN while all truths are equal."""
        return 1 - self.residual / self.spread if self.spread else NAN


class ConfusionMatrix:
    """Counts of (true class, predicted class), and the ratios read off them.

    Precision, recall and F1 are those of class 1 for two classes, else the mean over classes ("macro").
    """

    def __init__(self, classes: int) -> None:
        self.counts = np.zeros((classes, classes), np.int32)

    def add(self, truth: np.ndarray, prediction: np.ndarray) -> None:
        """Count one batch of class numbers; both arrays have the same shape."""
        np.add.at(self.counts, (np.ravel(truth).astype(int), np.ravel(prediction).astype(int)), 1)

    @property
    def accuracy(self) -> float:
        """Right predictions of all predictions."""
        return _ratio(float(self.counts.trace()), float(self.counts.sum()))

    @property
    def precision(self) -> float:
        """TP / (TP + FP): how many of those called positive are."""
        return self._mean(self.counts.diagonal(), self.counts.sum(axis=0))

    @property
    def recall(self) -> float:
        """TP / (TP + FN): how many of the positive ones were found."""
        return self._mean(self.counts.diagonal(), self.counts.sum(axis=1))

    @property
    def f1(self) -> float:
        """2TP / (2TP + FP + FN): the harmonic mean of precision and recall."""
        return self._mean(2 * self.counts.diagonal(), self.counts.sum(axis=0) + self.counts.sum(axis=1))

    def _mean(self, parts: np.ndarray, wholes: np.ndarray) -> float:
        ratios = [_ratio(float(part), float(whole)) for part, whole in zip(parts, wholes, strict=True)]
        return ratios[1] if len(ratios) == 2 else float(np.mean(ratios))


def counts_by_threshold(truth: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(thresholds, TP, FP) with the threshold at each score that occurs, strictest first.

    ``truth`` is 1 for positive, else 0; an example is called positive if its score is the threshold or more. Equal
    scores fall together, so that the order of the examples means nothing. The first entry, at ∞, calls none positive.
    """
    truth, scores = np.ravel(truth).astype(bool), np.ravel(scores).astype(np.float64)
    order = np.argsort(-scores, kind="stable")
    truth, scores = truth[order], scores[order]
    last = np.append(np.flatnonzero(scores[1:] != scores[:-1]), truth.size - 1) if truth.size else np.array([], int)
    hits, alarms = np.cumsum(truth)[last], np.cumsum(~truth)[last]
    return np.append(np.inf, scores[last]), np.append(0, hits), np.append(0, alarms)


def roc_curve(truth: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(false-positive rate, recall) at every threshold, strictest first: from (0, 0) to (1, 1).

    NaN where a class is missing. Fawcett 2006, "An introduction to ROC analysis".
    """
    _, hits, alarms = counts_by_threshold(truth, scores)
    return _shares(alarms, alarms[-1]), _shares(hits, hits[-1])


def roc_auc(truth: np.ndarray, scores: np.ndarray) -> float:
    """The area under the ROC curve, by trapezoids; NaN where a class is missing.

    It is the chance that a random positive has a higher score than a random negative, a tie counting half: 0.5 for
    scores that know nothing, 1 for a perfect order. Hanley and McNeil 1982.
    """
    alarms, recall = roc_curve(truth, scores)
    return float(np.sum(np.diff(alarms) * (recall[1:] + recall[:-1]) / 2)) if len(alarms) > 1 else NAN


def precision_recall_curve(truth: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(recall, precision) at every threshold, strictest first.

    It starts at recall 0, where precision is undefined (0/0) and drawn as 1. Recall is NaN without positives.
    """
    _, hits, alarms = counts_by_threshold(truth, scores)
    precision = np.append(1.0, hits[1:] / (hits[1:] + alarms[1:]))
    return _shares(hits, hits[-1]), precision


def average_precision(truth: np.ndarray, scores: np.ndarray) -> float:
    """The area under the precision–recall curve in steps: Σ (recallᵢ − recallᵢ₋₁) · precisionᵢ; NaN without positives.

    Steps, because the straight line between two points of this curve is too high: Davis and Goadrich 2006.
    """
    recall, precision = precision_recall_curve(truth, scores)
    return float(np.sum(np.diff(recall) * precision[1:])) if len(recall) > 1 else NAN


def _shares(parts: np.ndarray, whole: int) -> np.ndarray:
    return parts / whole if whole else np.full(len(parts), NAN)
