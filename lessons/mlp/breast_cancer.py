"""Benign or malignant? Thirty measurements of the cell nuclei in a tumour → one probability.

569 real tumours; a quarter of them are kept for the test. What the columns hold differs a thousandfold: an area is
about 650, a smoothness about 0.1. Scaled, each column starts with the same say. Unscaled, the areas drown the others.
Bar: 95 % of unseen tumours right. (Always saying "benign" gets about 63 %.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.chain import Bend, Chain, Dense, Scale
from engine.datasets import load, split
from engine.initial import he, zeros
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.metrics import ConfusionMatrix
from engine.pictures import formulas
from engine.pictures.scores import scaled, sigmoid_of
from engine.pictures.walk import stages, walk
from engine.views import Array, Confusion, Matrix, Table, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

KINDS, ODD = ("malignant", "benign"), "most unusual in"
WORST, LOUD, UNITS, SILENT = 8, 16, 10, 1e18  # a column divided by the last says nothing


class BreastCancer(Lab):
    """30 inputs → 64 ReLU → 32 ReLU → 1 sigmoid output, trained by Adam on binary cross-entropy."""

    id = "breast-cancer"
    title = "Breast cancer: yes or no from a table"
    knobs = (
        Choice("scaling", "standard", ("standard", "0 to 1", "none"), "What is done to the columns.", data_only=True),
        Number("columns", 30, 1, 30, "How many of the measurements the net sees.", whole=True, data_only=True),
        Number("l2", 0.001, 0, 1, "This times the sum of squared weights is added to the loss."),
        Number("learning_rate", 0.001, 0.000001, 1, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("test_accuracy", ">=", 0.95)
    steps = 200
    bends = {"": "relu"}
    curves = {"accuracy": ("train_accuracy", "test_accuracy")}
    presets = (
        Preset("not scaled", {"scaling": "none"}, "Areas of 650 drown a smoothness of 0.1: 87 to 95 %, a wild start."),
        Preset("two columns", {"columns": 2}, "Radius and texture alone: the classes overlap."),
        Preset("0 to 1", {"scaling": "0 to 1"}, "The other usual scaling: about as good here."),
        Preset("too slow", {"learning_rate": 0.000003}, "200 steps later hardly a weight has moved."),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        table = load("breast-cancer")
        train, test = split(rng, len(table["x"]), 0.25)
        x = table["x"].copy()
        shift, spread = 0 * x[0], 0 * x[0] + 1
        if self.knob["scaling"] == "standard":  # by the training rows alone: the test must stay unseen
            shift, spread = x[train].mean(axis=0), x[train].std(axis=0)
        elif self.knob["scaling"] == "0 to 1":
            shift, spread = (low := x[train].min(axis=0)), x[train].max(axis=0) - low
        x = (x - shift) / spread
        x[:, self.knob["columns"] :] = 0  # a column that is always 0 says nothing
        seen = self.knob["columns"]
        self.scale = Scale((*shift.tolist(),), (*spread[:seen].tolist(), *[SILENT] * (30 - seen)))
        y = (table["y"] == 0)[:, None].astype("float32")  # 1 is malignant: what is looked for
        return {"x": x[train], "y": y[train], "x_test": x[test], "y_test": y[test]}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {
            "w1": he(rng, 30, 64), "b1": zeros(64), "w2": he(rng, 64, 32), "b2": zeros(32),
            "w3": he(rng, 32, 1), "b3": zeros(1),
        }  # fmt: skip

    def logits(self, p: Tensors, x: Tensor) -> Tensor:
        """The output before its sigmoid: (n, 30) → (n, 1)."""
        h = (x @ p["w1"] + p["b1"]).relu()
        return (h @ p["w2"] + p["b2"]).relu() @ p["w3"] + p["b3"]

    def chain(self) -> Chain:
        layers = (Dense("w1", "b1"), Bend("relu"), Dense("w2", "b2"), Bend("relu"), Dense("w3", "b3"), Bend("sigmoid"))
        names = load("breast-cancer")["names"].tolist()
        return Chain((30,), (self.scale, *layers), (*names,), ("probability that it is malignant",))

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        large = sum(params[w].square().sum() for w in ("w1", "w2", "w3"))
        return self.logits(params, batch["x"]).binary_crossentropy_logits(batch["y"]) + self.knob["l2"] * large

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {name: self.logits(params, data[name]).sigmoid() for name in ("x", "x_test")}

    def counted(self, seen: Arrays, data: Arrays, name: str) -> ConfusionMatrix:
        """True and said classes, counted over the training rows "x" or the test rows "x_test"."""
        counts = ConfusionMatrix(2)
        counts.add(data[name.replace("x", "y")][:, 0], seen[name][:, 0] >= 0.5)
        return counts

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        test, train = (self.counted(seen, data, name) for name in ("x_test", "x"))
        return {"test_accuracy": test.accuracy, "recall": test.recall, "train_accuracy": train.accuracy}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        import numpy as np

        names, p = load("breast-cancer")["names"].tolist(), params
        x, truth, sure = data["x_test"], data["y_test"][:, 0], seen["x_test"][:, 0]
        wrong = np.flatnonzero((sure >= 0.5) != (truth == 1))
        wrong = wrong[np.argsort(-np.abs(sure[wrong] - truth[wrong]))][:WORST]  # the surest first
        mistakes = [[f"{sure[n]:.1%}", KINDS[int(truth[n] < 1)], names[int(abs(x[n]).argmax())]] for n in wrong]
        heard = np.argsort(-np.abs(p["w2"]).sum(axis=1))[:UNITS]  # the units that the next layer listens to most
        loud = np.sort(np.argsort(-np.abs(p["w1"][:, heard]).sum(axis=1))[:LOUD])  # the measurements they hear most
        units = [f"h{n + 1}" for n in heard]
        told = {"said malignant": [sigmoid_of(sure[wrong])], ODD: [scaled(x[wrong], self.scale)]}
        return [
            Confusion("confusion matrix", list(KINDS), Array.of(self.counted(seen, data, "x_test").counts[::-1, ::-1])),
            Table("surest mistakes", ["said malignant", "is", ODD], mistakes, [False] * len(mistakes), told),
            walk("one tumour through the net", [*stages(self.chain(), p, x[0], scaled=True), ("truth", truth[:1])]),
            Matrix(
                "weights from the strongest",
                Array.of(p["w1"][loud][:, heard]),
                [names[n] for n in loud],
                units,
                formula=formulas.weights(x[0, loud], "the first tumour of the test"),
            ),
        ]
