"""A table as arrays that a net can learn from: split, then scaled by what the training part alone shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.lab import LabError
from engine.table.columns import OWN_CATEGORY, Column, Survey

TEST = 0.25
"""The share of the rows that is set aside to test on."""
CELLS = 4_000_000
"""The most numbers a table may become: categories turn into a column for each word."""
FAR = 1e6
"""So many spreads from the mean is as far as a value may lie: else one wild one in the test is infinity to the net."""


@dataclass(frozen=True)
class Learnable:
    """A table ready to learn from.

    ``x`` and ``y`` are float32: ``y`` is (n, 1) the scaled target, or (n, classes) with a 1 for the class.
    ``inputs`` names the columns of ``x``, and ``source`` says for each which column of the table it came from.
    A number of the target is ``y · spread + mean``. ``shared`` rows of the test are also in the training part.
    """

    found: Survey
    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    inputs: list[str]
    source: np.ndarray
    mean: float = 0.0
    spread: float = 1.0
    shared: int = 0
    scales: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
    """What was taken from each column of ``x``, and what it was then divided by."""

    @property
    def baseline(self) -> float:
        """How wrong the best answer is that looks at no column: RMSE of the training mean, or errors of the most
        frequent class, as a share."""
        if self.found.task == "regression":
            return float(np.sqrt(np.square(self.y_test, dtype=np.float64).mean()) * self.spread)
        return float((self.y_test.argmax(axis=1) != self.usual).mean())

    @property
    def usual(self) -> int:
        """The class most frequent in the training part."""
        return int(self.y.sum(axis=0).argmax())


def learnable(found: Survey, rng: np.random.Generator) -> Learnable:
    """The table split by ``rng`` and turned into arrays. Raises LabError if it would become too large."""
    width = sum(len(column.levels) or 1 for column in found.used)
    if width * found.rows > CELLS:
        size = f"{found.rows:,} rows of {width} numbers"
        raise LabError(f"The table becomes {size}, more than {CELLS:,}.", "Keep fewer rows or columns.")
    train, test = split(found, rng)
    parts = [_encoded(column, train) for column in found.used]
    scales = [scale for column in found.used for scale in _scales(column, train)]
    x = np.concatenate(parts, axis=1).astype(np.float32)
    inputs = [name for column in found.used for name in _names(column)]
    source = np.repeat(np.arange(len(parts)), [part.shape[1] for part in parts])
    mean, spread = 0.0, 1.0
    if found.task == "regression":
        values = np.array(found.target.values, np.float64)[:, None]
        mean, spread = _scale(values[train, 0])
        y = (values - mean) / spread
        if np.abs(y).max() > FAR:
            raise LabError(
                f'The values of "{found.target.name}" lie too far apart to be learned together: most within '
                f"{spread:.2g} of {mean:.2g}, one {np.abs(values - mean).max():.2g} away.",
                "Correct or leave out the outliers, or take the logarithm of the column.",
            )
    else:
        y = _one_hot(found.target)
    y = y.astype(np.float32)
    means, spreads = zip(*scales, strict=True)
    known = {row.tobytes() for row in np.hstack([x, y])[train]}
    shared = sum(row.tobytes() in known for row in np.hstack([x, y])[test])
    return Learnable(
        found,
        x[train],
        y[train],
        x[test],
        y[test],
        inputs,
        source,
        mean,
        spread,
        shared,
        (tuple(means), tuple(spreads)),
    )


def split(found: Survey, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers to train and to test on. Of each class the same share, and at least one row on either side."""
    if found.task == "regression":
        groups = [np.arange(found.rows)]
    else:
        labels = np.array([found.target.levels.index(str(value)) for value in found.target.values])
        groups = [np.flatnonzero(labels == n) for n in range(len(found.target.levels))]
    train, test = [], []
    for group in groups:
        order = rng.permutation(group)
        held_out = max(1, round(TEST * len(group)))
        test.append(order[:held_out])
        train.append(order[held_out:])
    return rng.permutation(np.concatenate(train)), np.concatenate(test)


def _encoded(column: Column, train: np.ndarray) -> np.ndarray:
    """A column as one column of scaled numbers, or as one of 0 and 1 for each category."""
    if column.kind == "category":
        return _one_hot(column)
    (mean, spread), *_ = _scales(column, train)
    scaled = np.clip((_numbers(column) - mean) / spread, -FAR, FAR)
    return np.nan_to_num(scaled, nan=0.0)[:, None]  # the mean stands in for what is missing


def _scales(column: Column, train: np.ndarray) -> list[tuple[float, float]]:
    """Mean and spread of a column of numbers; categories stay 0 and 1."""
    return [(0.0, 1.0)] * len(column.levels) if column.kind == "category" else [_scale(_numbers(column)[train])]


def _numbers(column: Column) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in column.values], np.float64)


def _scale(values: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation of what is not missing; (0 or the mean, 1) where nothing varies."""
    there = values[~np.isnan(values)]
    mean = float(there.mean()) if there.size else 0.0
    spread = float(there.std()) if there.size else 0.0
    return mean, spread if spread > 1e-12 * abs(mean) else 1.0


def _one_hot(column: Column) -> np.ndarray:
    place = {level: n for n, level in enumerate(column.levels)}
    words = [OWN_CATEGORY if value is None else str(value) for value in column.values]
    return np.eye(len(place))[[place[word] for word in words]]


def _names(column: Column) -> list[str]:
    return [f"{column.name} = {level}" for level in column.levels] or [column.name]
