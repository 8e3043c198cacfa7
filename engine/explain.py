"""What a fitted model can say when it is asked why: its weights, its first questions, what moved one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.views import Array, Bars, BarSeries, Pictures, Table, View

if TYPE_CHECKING:
    import numpy as np

SHOWN = 8  # columns or pictures, at most


@dataclass(frozen=True)
class Scaling:
    """Columns shifted and stretched to mean 0 and spread 1, and the way back."""

    mean: np.ndarray
    spread: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray) -> Scaling:
        """The scaling that fits ``rows`` (n, columns); a column that never changes is left as it is."""
        spread = rows.std(axis=0)
        return cls(rows.mean(axis=0), spread + (spread == 0))

    def apply(self, rows: np.ndarray) -> np.ndarray:
        """Scaled rows, float32."""
        scaled: np.ndarray = ((rows - self.mean) / self.spread).astype("float32")
        return scaled

    def undo(self, scaled: np.ndarray) -> np.ndarray:
        """Scaled rows as they were."""
        rows: np.ndarray = scaled * self.spread + self.mean
        return rows


@dataclass(frozen=True)
class Explainer:
    """Tells what models have learned from one table, in its names and units.

    ``picture`` is (height, width) if the columns of a row are the pixels of a picture.
    """

    columns: Sequence[str]
    classes: Sequence[str]
    scaling: Scaling
    picture: tuple[int, int] | None = None

    def weights(self, name: str, weights: np.ndarray) -> View:
        """What counts for a linear model, ``weights`` (classes, columns): a map for each class, or the largest."""
        if self.picture:
            maps = weights.reshape(-1, *self.picture).astype("float32")
            return Pictures(name, Array.of(maps), list(self.classes), signed=True)
        first, classes = strongest(weights), self.classes[-len(weights) :]  # of two classes only the second has weights
        series = [BarSeries(f"for {one}", row[first].tolist()) for one, row in zip(classes, weights, strict=True)]
        return Bars(name, [self.columns[i] for i in first], series)

    def tree(self, name: str, tree: Any, questions: int = 2) -> View:
        """The first questions of a tree of scikit-learn (``tree_``) and where they lead."""
        return Table(name, ["what most training rows are"], [[line] for line in self.told(tree, questions)])

    def told(self, tree: Any, questions: int, node: int = 0, lead: str = "", under: str = "") -> list[str]:
        """Its first questions, one below the other; where they end, the answer and how often training rows agree."""
        if questions == 0 or tree.children_left[node] < 0:
            shares = tree.value[node][0] / tree.value[node][0].sum()
            answer = self.classes[int(shares.argmax())]
            return [f"{lead}{answer}, {100 * shares.max():.0f} % of {tree.n_node_samples[node]}"]
        column = tree.feature[node]
        cut = tree.threshold[node] * self.scaling.spread[column] + self.scaling.mean[column]
        return [
            f"{lead}{self.columns[column]} ≤ {cut:.3g}?",
            *self.told(tree, questions - 1, tree.children_left[node], f"{under}├ yes: ", f"{under}│ "),
            *self.told(tree, questions - 1, tree.children_right[node], f"{under}└ no: ", f"{under}  "),
        ]

    def moves(self, name: str, params: Mapping[str, np.ndarray], x: np.ndarray, said: np.ndarray) -> View:
        """What moved a net (see :func:`moved_by`): some pictures, each above its map, or one row of a table."""
        import numpy as np

        x, said = x[:SHOWN], said[:SHOWN]
        moved = moved_by(params, x, said)
        if self.picture:
            ink, maps = self.scaling.undo(x).reshape(-1, *self.picture), moved.reshape(-1, *self.picture)
            pairs = np.concatenate([ink / ink.max(), 0 * ink[:, :1], maps / abs(maps).max()], axis=1)
            captions = [f"read as {self.classes[one]}" for one in said]
            return Pictures(name, Array.of(pairs.astype("float32")), captions, signed=True)
        first = strongest(moved[:1])
        series = BarSeries(f"towards {self.classes[said[0]]}, in one row", moved[0, first].tolist())
        return Bars(name, [self.columns[i] for i in first], [series])


def strongest(weights: np.ndarray, count: int = SHOWN) -> list[int]:
    """The ``count`` columns of ``weights`` (classes, columns) with the largest weight for any class, largest first."""
    largest: list[int] = abs(weights).max(axis=0).argsort()[::-1][:count].tolist()
    return largest


def moved_by(params: Mapping[str, np.ndarray], x: np.ndarray, said: np.ndarray) -> np.ndarray:
    """How much each input of ``x`` (n, inputs) moved the score of the class that a net said.

    That is the slope of this score for the input, times the input; it holds for this row alone. The net has one hidden
    layer of ReLU units: ``w1``, ``b1``, ``w2``.
    """
    awake = x @ params["w1"] + params["b1"] > 0
    moved: np.ndarray = x * ((params["w2"].T[said] * awake) @ params["w1"].T)
    return moved
