"""Handwritten digits by a small convolutional net.

1,797 real digits of 8×8 pixels; three quarters to train on, the rest to test. Two convolutions look for small
strokes, pooling keeps the strongest, a dense layer with softmax decides. Watch the filters become strokes and
the misread digits become the ones you would misread too. Bar: at least 97 % of the test digits right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.datasets import load, split
from engine.initial import glorot, he, zeros
from engine.lab import Bar, Drawing, Lab, Number, Preset
from engine.metrics import ConfusionMatrix
from engine.views import Array, Confusion, Pictures, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

SHOWN = 24  # misread digits drawn at most


class Digits(Lab):
    """8×8×1 → conv 3×3 → pool → conv 3×3 → pool → dense softmax of 10, trained by Adam."""

    id = "digits"
    title = "Digits: a convolutional net"
    knobs = (
        Number("filters", 16, 2, 32, "Filters of the first layer; the second has twice as many.", whole=True),
        Number("batch", 64, 8, 256, "How many digits each step sees.", whole=True, log=True),
        Number("learning_rate", 0.005, 0.0001, 1, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("test_accuracy", ">=", 0.97)
    steps = 600
    tries = (8, 8)
    drawing = Drawing(labels=tuple("0123456789"))
    presets = (
        Preset("two filters", {"filters": 2}, "Two strokes are not enough to tell ten digits apart."),
        Preset(
            "too fast",
            {"learning_rate": 0.3},
            "The steps overshoot; ReLUs die and everything becomes one digit.",
        ),
        Preset("too slow", {"learning_rate": 0.0001}, "It would get there, but not in 600 steps."),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        digits = load("digits")
        images = digits["images"].astype("float32")[:, None] / 16
        labels = digits["labels"].astype("int32")
        train, test = split(rng, len(images), test=0.25)
        return {"x": images[train], "y": labels[train], "x_test": images[test], "y_test": labels[test]}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        n = self.knob["filters"]
        return {
            "conv1": he(rng, n, 1, 3, 3), "bias1": zeros(n),
            "conv2": he(rng, 2 * n, n, 3, 3), "bias2": zeros(2 * n),
            "dense": glorot(rng, 2 * n * 2 * 2, 10), "bias3": zeros(10),
        }  # fmt: skip

    def first(self, p: Tensors, x: Tensor) -> Tensor:
        """Feature maps of the first convolution: (n, 1, 8, 8) → (n, filters, 8, 8)."""
        return x.conv2d(p["conv1"], p["bias1"], padding=1).relu()

    def logits(self, p: Tensors, x: Tensor) -> Tensor:
        """(n, 1, 8, 8) → (n, 10)."""
        x = self.first(p, x).max_pool2d()
        x = x.conv2d(p["conv2"], p["bias2"], padding=1).relu().max_pool2d()
        return x.flatten(1) @ p["dense"] + p["bias3"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return self.logits(params, batch["x"]).sparse_categorical_crossentropy(batch["y"])

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {
            "probabilities": self.logits(params, data["x_test"]).softmax(),
            "maps": self.first(params, data["x_test"][:1]),
        }

    def answer(self, params: Tensors, x: Tensor) -> Tensors:
        return {"probabilities": self.logits(params, x.unsqueeze(1)).softmax()}

    def example(self, data: Arrays, place: int) -> tuple[np.ndarray, str]:
        place %= len(data["y_test"])
        return data["x_test"][place, 0], f"a {data['y_test'][place]} that somebody wrote"

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        counted = ConfusionMatrix(10)
        counted.add(data["y_test"], seen["probabilities"].argmax(axis=1))
        return {"test_accuracy": counted.accuracy}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        said = seen["probabilities"].argmax(axis=1)
        counted = ConfusionMatrix(10)
        counted.add(data["y_test"], said)
        wrong = (said != data["y_test"]).nonzero()[0]
        wrong = wrong[(-seen["probabilities"][wrong, said[wrong]]).argsort()][:SHOWN]
        captions = [f"{data['y_test'][i]} read as {said[i]}" for i in wrong]
        return [
            Pictures("filters", Array.of(params["conv1"][:, 0]), signed=True),
            Pictures("feature maps", Array.of(seen["maps"][0]), hi=float(seen["maps"].max()) or 1.0),
            Confusion("confusion matrix", [str(digit) for digit in range(10)], Array.of(counted.counts)),
            Pictures("misread, surest first", Array.of(data["x_test"][wrong, 0]), captions),
        ]
