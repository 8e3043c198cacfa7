"""Metrics as small objects: ``add`` batches, read ``value``. NaN means "no value yet" or "undefined", never 0.

They agree with scikit-learn to 1e-6 (tests), except that undefined ratios are NaN here where scikit-learn says 0.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

NAN = float("nan")


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else NAN


class SquaredError:
    """Mean squared error: the mean of (prediction − truth)². Unit: the target's, squared."""

    higher_is_better: ClassVar[bool] = False

    def __init__(self) -> None:
        self.total, self.count = 0.0, 0

    def add(self, truth: np.ndarray, prediction: np.ndarray) -> None:
        """Count one batch; both arrays have the same shape."""
        self.total += float(np.square(np.subtract(prediction, truth, dtype=np.float64)).sum())
        self.count += int(np.size(truth))

    @property
    def value(self) -> float:
        """The mean over everything added."""
        return _ratio(self.total, self.count)


class RootSquaredError(SquaredError):
    """RMSE: √MSE. Unit: the target's own."""

    @property
    def value(self) -> float:
        return float(np.sqrt(super().value))


class AbsoluteError:
    """Mean absolute error: the mean of |prediction − truth|. Unit: the target's own."""

    higher_is_better: ClassVar[bool] = False

    def __init__(self) -> None:
        self.total, self.count = 0.0, 0

    def add(self, truth: np.ndarray, prediction: np.ndarray) -> None:
        """Count one batch; both arrays have the same shape."""
        self.total += float(np.abs(np.subtract(prediction, truth, dtype=np.float64)).sum())
        self.count += int(np.size(truth))

    @property
    def value(self) -> float:
        """The mean over everything added."""
        return _ratio(self.total, self.count)


class RSquared:
    """R²: 1 − Σ(prediction − truth)² / Σ(truth − mean)². 1 is perfect, 0 is no better than the mean."""

    higher_is_better: ClassVar[bool] = True

    def __init__(self) -> None:
        self.count, self.mean, self.spread, self.residual = 0, 0.0, 0.0, 0.0

    def add(self, truth: np.ndarray, prediction: np.ndarray) -> None:
        """Count one batch; both arrays have the same shape. Batches merge as in Chan et al. 1979."""
        truth = np.asarray(truth, np.float64)
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

    higher_is_better: ClassVar[bool] = True

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


class Accuracy:
    """The share of predictions that are right."""

    higher_is_better: ClassVar[bool] = True

    def __init__(self) -> None:
        self.right, self.count = 0, 0

    def add(self, truth: np.ndarray, prediction: np.ndarray) -> None:
        """Count one batch of class numbers; both arrays have the same shape."""
        self.right += int((np.ravel(truth) == np.ravel(prediction)).sum())
        self.count += int(np.size(truth))

    @property
    def value(self) -> float:
        """Right predictions of all added."""
        return _ratio(self.right, self.count)
