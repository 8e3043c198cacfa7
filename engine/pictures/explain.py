"""What a fitted model can say when it is asked why: its weights, its first questions, what moved one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.pictures.formulas import parts
from engine.pictures.scores import counts, sizes
from engine.views import Array, Bars, BarSeries, Formula, Pictures, Table, View

if TYPE_CHECKING:
    import numpy as np

SHOWN = 8  # columns or pictures, at most
SCORE = ("A class's score is the sum of all w·x, plus a bias; softmax makes shares of e^score.",)
ODDS = ("p = σ(score), and the score is the sum of all w·x plus a bias: so p/(1 − p) = e^score, the odds.",)
MOVED = (
    "The slope says how the score of the answer rises with this input; x is the input as the net gets it: scaled.",
)


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
        import numpy as np

        if self.picture:
            maps = weights.reshape(-1, *self.picture).astype("float32")
            adds = Formula("adds w·x to the score of {picture}: w = {value}, x the scaled ink of this pixel", {}, SCORE)
            return Pictures(name, Array.of(maps), list(self.classes), signed=True, formulas=[adds])
        first, classes = strongest(weights), self.classes[-len(weights) :]  # of two classes only the second has weights
        what, score = ("e^score", SCORE) if len(weights) > 1 else ("odds p/(1 − p)", ODDS)
        series = [
            BarSeries(f"for {one}", row[first].tolist(), Formula(
                f"one spread more of {{label}}: {what} of {one} times e^{{value}} = {{times}}",
                parts(times=np.exp(row[first].clip(max=80))), score, ["logistic-regression", "weight"],
            ))
            for one, row in zip(classes, weights, strict=True)
        ]  # fmt: skip
        return Bars(name, [self.columns[i] for i in first], series)

    def tree(self, name: str, tree: Any, questions: int = 2) -> View:
        """The first questions of a tree of scikit-learn (``tree_``) and where they lead."""
        head, told = "what most training rows are", self.told(tree, questions)
        counted = [formula for _, formula in told]
        return Table(name, [head], [[line] for line, _ in told], formulas={head: counted})

    def told(
        self, tree: Any, questions: int, node: int = 0, lead: str = "", under: str = ""
    ) -> list[tuple[str, Formula]]:
        """Its first questions, one below the other; where they end, the answer and how often training rows agree."""
        rows = int(tree.n_node_samples[node])
        if questions == 0 or tree.children_left[node] < 0:
            shares = tree.value[node][0] / tree.value[node][0].sum()
            answer, count = self.classes[int(shares.argmax())], round(float(shares.max()) * rows)
            line = f"{lead}{answer}, {100 * shares.max():.0f} % of {rows}"
            return [
                (line, Formula("{count} of {rows} training rows here are " + answer, parts(count=count, rows=rows)))
            ]
        column = tree.feature[node]
        cut = tree.threshold[node] * self.scaling.spread[column] + self.scaling.mean[column]
        yes = int(tree.n_node_samples[tree.children_left[node]])
        asked = Formula(
            "yes for {yes} of {rows} training rows, no for {no}",
            parts(yes=yes, rows=rows, no=rows - yes),
            ["Of all columns and limits, this question leaves the least mixture of classes behind."],
            ["decision-tree"],
        )
        return [
            (f"{lead}{self.columns[column]} ≤ {cut:.3g}?", asked),
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
            most = abs(maps).max()
            pairs = np.concatenate([ink / ink.max(), 0 * ink[:, :1], maps / most], axis=1)
            captions = [f"read as {self.classes[one]}" for one in said]
            text = "ink above; below it slope·x/{most}: how much this pixel moved the score"
            told = Formula(text, parts(most=most), MOVED, ["interpretability"])
            return Pictures(name, Array.of(pairs.astype("float32")), captions, signed=True, formulas=[told])
        first = strongest(moved[:1])
        with np.errstate(divide="ignore", invalid="ignore"):
            slopes = np.nan_to_num(moved[0] / x[0])
        told = Formula(
            "slope·x = {slope}·{x} = {value}", parts(slope=slopes[first], x=x[0, first]), MOVED, ["interpretability"]
        )
        series = BarSeries(f"towards {self.classes[said[0]]}, in one row", moved[0, first].tolist(), told)
        return Bars(name, [self.columns[i] for i in first], [series])


def beside(
    name: str,
    logistic: Any,
    tree: Any,
    params: Mapping[str, np.ndarray],
    wrong: Sequence[float],
    tested: int,
    took: Sequence[float],
) -> Table:
    """Two models of scikit-learn and a net: the percentages ``wrong`` of the rows ``tested``, seconds, sizes."""
    arrays = ([logistic.coef_, logistic.intercept_], [*params.values()])
    numbers = [f"{sum(array.size for array in learned)} numbers" for learned in arrays]
    rows = [
        ["right", *(f"{100 - share:.1f} %" for share in wrong)],
        ["took", *(f"{1000 * seconds:.0f} ms" for seconds in took)],
        ["learned", numbers[0], f"{tree.get_n_leaves() - 1} questions", numbers[1]],
        ["can say", "how much each column counts", f"each answer in {tree.get_depth()} questions or fewer",
         "what moved one answer, but no rule"],
    ]  # fmt: skip
    leaves = Formula("{n} answers − 1: each question parts one group in two", parts(n=tree.get_n_leaves()))
    learned = [sizes(arrays[0]), leaves, sizes(arrays[1])]
    fitted = [Formula("time to fit it: {value}")] * 2 + [Formula("time of all steps so far: {value}")]
    right = [Formula(f"{tested - missed} of {tested} test rows = {{value}}") for missed in counts(wrong, tested)]
    heads = ["logistic", "tree", "net"]
    longest = Formula("the longest way from the first question to an answer")
    told = {
        head: [*behind, longest if head == "tree" else None]
        for head, *behind in zip(heads, right, fitted, learned, strict=True)
    }
    return Table(name, ["", *heads], rows, formulas=told)


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
