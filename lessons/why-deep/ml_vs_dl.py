"""Classic machine learning against a neural net: the same rows to learn from, the same rows to be tested on.

Logistic regression and a decision tree come from scikit-learn as they are, with its own defaults, and are fitted
before the net takes its first step. All three see each column scaled to mean 0 and spread 1 and have one processor
core. Compare how often each is right, how long it took, and what it can say when asked why. On the small tables a net
gains nothing: try them. Bar, for the digits: net above logistic regression.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

from engine.datasets import as_table, split
from engine.initial import glorot, he, zeros
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.pictures.explain import Explainer, Scaling, beside
from engine.pictures.scores import percent
from engine.views import Bars, BarSeries, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

SETS = ("digits", "breast-cancer", "wine")


class MlVsDl(Lab):
    """Columns → ``hidden`` ReLU units → softmax over the classes, by Adam; and two rivals that are not nets."""

    id = "ml-vs-dl"
    title = "Machine learning against deep learning"
    knobs = (
        Choice("data", "digits", SETS, "Pictures of digits, or one of two small tables."),
        Number("share", 1, 0.05, 1, "Share of the training rows that all three may learn from.", log=True),
        Number("tree_depth", 20, 1, 20, "Questions the tree may ask in a row.", whole=True, data_only=True),
        Number("hidden", 128, 1, 256, "Hidden units of the net.", whole=True, log=True),
        Number("learning_rate", 0.003, 0.0001, 1, "How far each update of the net moves.", log=True, live=True),
        Number("batch", 64, 8, 256, "How many rows each step of the net sees.", whole=True, log=True),
    )
    bar = Bar("lead", ">", 0.0)
    steps = 800
    bends = {"": "relu"}
    presets = (
        Preset("a small table", {"data": "breast-cancer"}, "569 tumours, 30 numbers each: the net gains nothing."),
        Preset("a tiny table", {"data": "wine"}, "178 wines: logistic regression is as good, and explains itself."),
        Preset("a readable tree", {"data": "breast-cancer", "tree_depth": 2}, "Two questions, and hardly worse."),
        Preset("few examples", {"share": 0.05}, "67 digits to learn from: all three suffer, the tree most."),
        Preset("a narrow net", {"hidden": 4}, "Everything must pass through four numbers: logistic regression wins."),
        Preset(
            "too fast", {"learning_rate": 1}, "The net's steps overshoot. Its rivals have no such knob to get wrong."
        ),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        from sklearn.linear_model import LogisticRegression
        from sklearn.tree import DecisionTreeClassifier
        from threadpoolctl import threadpool_limits

        table = as_table(self.knob["data"])
        train, test = split(rng, len(table.x), test=0.25)
        scaling = Scaling.of(table.x[train])
        self.why = Explainer(table.columns, table.classes, scaling, table.picture)
        x, y = scaling.apply(table.x), table.y
        train = train[: round(self.knob["share"] * len(train))]
        self.price = 1 / (2 * len(train))
        seed = int(rng.integers(2**31))  # the tree draws lots where two questions are equally good
        self.rivals: dict[str, Any] = {
            "logistic_regression": LogisticRegression(max_iter=1000),
            "tree": DecisionTreeClassifier(max_depth=self.knob["tree_depth"], random_state=seed),
        }
        self.took: dict[str, float] = {}
        for name, model in self.rivals.items():
            with threadpool_limits(1):
                began = perf_counter()
                model.fit(x[train], y[train])
                self.took[name] = perf_counter() - began
        said = {name: model.predict(x[test]).astype("int32") for name, model in self.rivals.items()}
        return {"x": x[train], "y": y[train], "x_test": x[test], "y_test": y[test]} | said

    def parameters(self, rng: np.random.Generator) -> Arrays:
        units, count = self.knob["hidden"], len(self.why.classes)
        return {
            "w1": he(rng, len(self.why.columns), units), "b1": zeros(units),
            "w2": glorot(rng, units, count), "b2": zeros(count),
        }  # fmt: skip

    def logits(self, p: Tensors, x: Tensor) -> Tensor:
        """(n, columns) → (n, classes)."""
        return (x @ p["w1"] + p["b1"]).relu() @ p["w2"] + p["b2"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        """Cross-entropy, and for large weights the very price that scikit-learn's logistic regression pays."""
        squares = params["w1"].square().sum() + params["w2"].square().sum()
        return self.logits(params, batch["x"]).sparse_categorical_crossentropy(batch["y"]) + self.price * squares

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {"net": self.logits(params, data["x_test"]).argmax(axis=1)}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        said = {"net": seen["net"], **{name: data[name] for name in self.rivals}}
        right = {name: float((answers == data["y_test"]).mean()) for name, answers in said.items()}
        return {"lead": right["net"] - right["logistic_regression"], **right}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        logistic, tree, right = self.rivals["logistic_regression"], self.rivals["tree"], self.metrics(seen, data)
        wrong = [round(100 * (1 - right[name]), 1) for name in (*self.rivals, "net")]
        took = [*self.took.values(), self.seconds]
        tested, names = len(data["y_test"]), ["log. regression", "decision tree", "net"]
        return [
            Bars("wrong on the test rows", names, [BarSeries("", wrong, percent(wrong, tested))], unit="%"),
            beside("side by side", logistic, tree, params, wrong, tested, took),
            self.why.weights("logistic regression: weights", logistic.coef_),
            self.why.tree("tree: its first questions", tree.tree_),
            self.why.moves("net: what moved it", params, data["x_test"], seen["net"]),
        ]
