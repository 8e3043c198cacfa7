"""One classifier, and every number one can judge it by: turn the threshold and watch them move against each other.

Real tumours, benign or malignant, from measurements of cell nuclei in a picture. Most of the malignant ones are left
out, so that they are rare, as in screening: then "benign" every time is right 85 times in 100, and worthless. The
threshold does not change the net. It only says how sure the net must be to raise the alarm.
Bar: area under the ROC curve 0.95. (On tumours it never trained on; the threshold does not matter.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.datasets import load
from engine.initial import glorot, zeros
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.metrics import ConfusionMatrix, average_precision, roc_auc
from engine.pictures.rates import against_never, precision_recall, roc, spread
from engine.views import Array, Bars, Confusion, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

MEASURES = {"two": [1, 4], "ten": range(10), "thirty": range(30)}  # columns; 1 and 4 are texture and smoothness
RARE = 32  # malignant tumours to train on, beside 178 benign ones: 15 %
HIDDEN, BINS = 8, 5


class Metrics(Lab):
    """Measurements → 8 tanh units → 1 sigmoid output, trained by Adam on binary cross-entropy."""

    id = "metrics"
    title = "Metrics: one net, many numbers"
    knobs = (
        Number("threshold", 0.5, 0, 1, "How sure the net must be to say malignant. Moves no weight.", live=True),
        Number("malignant", 15, 5, 37, "How many of 100 tumours in the test are malignant.", live=True, unit="%"),
        Choice("measures", "ten", tuple(MEASURES), "How many measurements of each tumour the net sees."),
        Number("learning_rate", 0.003, 0.000001, 1, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("auc", ">=", 0.95)
    steps = 300
    bends = {"": "tanh"}
    presets = (
        Preset("too strict", {"threshold": 0.98}, "Hardly a false alarm, but it misses many: recall down."),
        Preset("too eager", {"threshold": 0.01}, "It finds them all by alarming nearly everybody: precision down."),
        Preset("rarer", {"malignant": 5}, "The same net: the ROC curve hardly moves, precision falls."),
        Preset("hard to tell", {"measures": "two"}, "The two classes overlap: no threshold makes all numbers good."),
        Preset("untrained", {"learning_rate": 0.000001}, "Random weights: the AUC may be anywhere, even below 0.5."),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        """Half of the benign tumours to train on and ``RARE`` malignant ones; the others to test, benign first."""
        import numpy as np

        table = load("breast-cancer")
        well, ill = (rng.permutation(np.flatnonzero(table["y"] == kind)) for kind in (1, 0))
        half = len(well) // 2
        train, test = np.concatenate([well[:half], ill[:RARE]]), np.concatenate([well[half:], ill[RARE:]])
        x = table["x"][:, MEASURES[self.knob["measures"]]]
        x = (x - x[train].mean(axis=0)) / x[train].std(axis=0)  # scaled by what the training half shows
        y = (table["y"] == 0)[:, None].astype("float32")  # 1 is malignant: what is looked for
        return {"x": x[train], "y": y[train], "x_test": x[test], "y_test": y[test]}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        inputs = len(MEASURES[self.knob["measures"]])
        return {
            "w1": glorot(rng, inputs, HIDDEN), "b1": zeros(HIDDEN),
            "w2": glorot(rng, HIDDEN, 1), "b2": zeros(1),
        }  # fmt: skip

    def logits(self, p: Tensors, x: Tensor) -> Tensor:
        """The output before its sigmoid: x (n, inputs) → (n, 1)."""
        return (x @ p["w1"] + p["b1"]).tanh() @ p["w2"] + p["b2"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return self.logits(params, batch["x"]).binary_crossentropy_logits(batch["y"])

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {"probability": self.logits(params, data["x_test"]).sigmoid()}

    def tested(self, seen: Arrays, data: Arrays) -> tuple[np.ndarray, np.ndarray]:
        """(truth, probability) of the tumours in the test: all benign ones, and as many malignant as wanted."""
        benign, share = int((data["y_test"] == 0).sum()), self.knob["malignant"] / 100
        count = benign + round(benign * share / (1 - share))
        return data["y_test"][:count, 0], seen["probability"][:count, 0]

    def judged(self, truth: np.ndarray, scores: np.ndarray) -> ConfusionMatrix:
        """What the net says at the present threshold, counted."""
        counted = ConfusionMatrix(2)
        counted.add(truth, scores >= self.knob["threshold"])
        return counted

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        truth, scores = self.tested(seen, data)
        at = self.judged(truth, scores)
        return {
            "auc": roc_auc(truth, scores), "average_precision": average_precision(truth, scores),
            "accuracy": at.accuracy, "precision": at.precision, "recall": at.recall, "f1": at.f1,
        }  # fmt: skip

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        truth, scores = self.tested(seen, data)
        at, threshold = self.judged(truth, scores), self.knob["threshold"]
        bins = [f"{n / BINS:.1f}–{(n + 1) / BINS:.1f}" for n in range(BINS)]
        return [
            Confusion("confusion matrix", ["malignant", "benign"], Array.of(at.counts[::-1, ::-1])),
            roc(truth, scores, threshold, at),
            against_never(self.metrics(seen, data), at, "against saying benign every time", "benign"),
            precision_recall(truth, scores, threshold, at),
            Bars("how sure of malignant", bins, spread(truth, scores, BINS, ("benign", "malignant"))),
        ]
