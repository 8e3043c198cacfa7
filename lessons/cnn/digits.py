"""Handwritten digits by a small convolutional net.

1,797 real digits of 8×8 pixels; three quarters to train on, the rest to test. Two convolutions look for small
strokes, pooling keeps the strongest, a dense layer with softmax decides. Watch the filters become strokes and
the misread digits become the ones you would misread too. Bar: at least 97 % of the test digits right.
The knob ``data`` has larger pictures, 28×28, once they are downloaded: MNIST's digits, and clothes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine import downloaded
from engine.chain import Bend, Chain, Conv, Dense, Flatten, MaxPool
from engine.datasets import load, split
from engine.initial import glorot, he, zeros
from engine.lab import Bar, Choice, Drawing, Lab, Number, Preset
from engine.metrics import ConfusionMatrix
from engine.pictures.images import answered, first_layer
from engine.pictures.walk import stages, walk
from engine.views import Array, Confusion, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

SHOWN = 24  # misread digits drawn, at most
DOWNLOADED, FEW, FEWER = {"mnist": "mnist", "fashion": "fashion-mnist"}, 10_000, 1_000  # to train on, and to test
DIGITS = tuple("0123456789")
CLOTHES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot")


class Digits(Lab):
    """A picture → conv 3×3 → pool → conv 3×3 → pool → dense softmax of 10, trained by Adam."""

    id = "digits"
    title = "Digits: a convolutional net"
    knobs = (
        Number("filters", 16, 2, 32, "Filters of the first layer; the second has twice as many.", whole=True),
        Number("batch", 64, 8, 256, "How many digits each step sees.", whole=True, log=True),
        Number("learning_rate", 0.005, 0.0001, 1, "How far each update moves.", log=True, live=True),
        Choice("data", "bundled", ("bundled", "mnist", "fashion"), "The lab's own pictures, or downloaded ones."),
    )
    bar = Bar("test_accuracy", ">=", 0.97)
    steps = 600
    tries = (8, 8)
    drawing = Drawing(DIGITS)
    presets = (
        Preset("two filters", {"filters": 2}, "Two strokes are not enough to tell ten digits apart."),
        Preset("too fast", {"learning_rate": 0.3}, "The steps overshoot; ReLUs die, everything becomes one digit."),
        Preset("too slow", {"learning_rate": 0.0001}, "It would get there, but not in 600 steps."),
    )

    def __post_init__(self) -> None:
        """Pictures drawn by hand are laid out as the chosen data are."""
        if self.knob.get("data") == "mnist":
            self.tries, self.drawing = (28, 28), Drawing(DIGITS, margin=4, by_mass=True)
        elif self.knob.get("data") == "fashion":
            self.tries, self.drawing = (28, 28), Drawing(CLOTHES)

    @property
    def names(self) -> tuple[str, ...]:
        """What the ten outputs mean."""
        return CLOTHES if self.knob["data"] == "fashion" else DIGITS

    def data(self, rng: np.random.Generator) -> Arrays:
        if self.knob["data"] == "bundled":
            digits = load("digits")
            x, y = digits["images"][:, None] / 16, digits["labels"]
            train, test = split(rng, len(x), test=0.25)
            x, x_test, y, y_test = x[train], x[test], y[train], y[test]
        else:
            large = downloaded.load(DOWNLOADED[self.knob["data"]])
            x, y = large["images"][:FEW, None] / 255, large["labels"][:FEW]
            x_test, y_test = large["test_images"][:FEWER, None] / 255, large["test_labels"][:FEWER]
        pictures = {"x": x.astype("float32"), "x_test": x_test.astype("float32")}
        return {**pictures, "y": y.astype("int32"), "y_test": y_test.astype("int32")}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        n, side = self.knob["filters"], (self.tries or (8, 8))[0] // 4  # pooled twice
        return {
            "conv1": he(rng, n, 1, 3, 3), "bias1": zeros(n),
            "conv2": he(rng, 2 * n, n, 3, 3), "bias2": zeros(2 * n),
            "dense": glorot(rng, 2 * n * side * side, 10), "bias3": zeros(10),
        }  # fmt: skip

    def first(self, p: Tensors, x: Tensor) -> Tensor:
        """Feature maps of the first convolution: (n, 1, side, side) → (n, filters, side, side)."""
        return x.conv2d(p["conv1"], p["bias1"], padding=1).relu()

    def logits(self, p: Tensors, x: Tensor) -> Tensor:
        """(n, 1, side, side) → (n, 10)."""
        x = self.first(p, x).max_pool2d()
        x = x.conv2d(p["conv2"], p["bias2"], padding=1).relu().max_pool2d()
        return x.flatten(1) @ p["dense"] + p["bias3"]

    def chain(self) -> Chain:
        one, two = ((Conv(f"conv{n}", f"bias{n}", padding=1), Bend("relu"), MaxPool()) for n in (1, 2))
        return Chain((1, *(self.tries or (8, 8))), (*one, *two, Flatten(), Dense("dense", "bias3"), Bend("softmax")))

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return self.logits(params, batch["x"]).sparse_categorical_crossentropy(batch["y"])

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        x = data["x_test"]  # and what each filter makes of one digit
        return {"probabilities": self.logits(params, x).softmax(), "maps": self.first(params, x[:1])}

    def answer(self, params: Tensors, x: Tensor) -> Tensors:
        return {"probabilities": self.logits(params, x.unsqueeze(1)).softmax()}

    def example(self, data: Arrays, place: int) -> tuple[np.ndarray, str]:
        place %= len(data["y_test"])
        name = self.names[data["y_test"][place]]
        return data["x_test"][place, 0], name if self.knob["data"] == "fashion" else f"a {name} that somebody wrote"

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        return {"test_accuracy": float((seen["probabilities"].argmax(axis=1) == data["y_test"]).mean())}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        said, counted, truth = seen["probabilities"].argmax(axis=1), ConfusionMatrix(10), data["y_test"]
        counted.add(truth, said)
        wrong = (said != truth).nonzero()[0]
        wrong = wrong[(-seen["probabilities"][wrong, said[wrong]]).argsort()][:SHOWN]
        captions = [f"{self.names[truth[i]]} read as {self.names[said[i]]}" for i in wrong]
        return [
            *first_layer("digit", data["x_test"][0, 0], seen["maps"][0], params["conv1"][:, 0], params["bias1"]),
            Confusion("confusion matrix", list(self.names), Array.of(counted.counts)),
            answered("misread, surest first", data["x_test"][wrong, 0], captions, seen["probabilities"][wrong]),
            walk("one digit through the net", [*stages(self.chain(), params, data["x_test"][0]), ("truth", truth[:1])]),
        ]
