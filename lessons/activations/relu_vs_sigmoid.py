"""The same deep net twice, on the same wines: once with ReLU, once with sigmoid, trained side by side.

Thirteen measurements of a wine tell which of three grapes it is from. With one hidden layer both nets can. With six,
the sigmoids' small slopes multiply on the way back, and the first layers hear next to nothing: look at the bars.
Bar: ReLU 0.3 ahead on test wines. (Ahead in the share of them that the net has right.)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.datasets import load, split
from engine.initial import glorot, he, zeros
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.pictures.scores import as_sure, norms, of_all
from engine.views import Bars, Formula, Table, View
from engine.words import words

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

NETS = ("relu", "sigmoid")
INPUTS, CLASSES = 13, 3
START = {"fitting": 1.0, "as tanh": 1.0, "small": 0.3, "large": 3.0}  # times what fits the activation
TEST = 0.3  # the share of wines set aside


class ReluVsSigmoid(Lab):
    """13 inputs → ``depth`` hidden layers of ``width`` units → 3 classes by softmax, twice; two losses, added."""

    id = "relu-vs-sigmoid"
    title = "ReLU against sigmoid, many layers deep"
    knobs = (
        Number("depth", 6, 1, 12, "Hidden layers in each of the two nets.", whole=True),
        Number("width", 16, 2, 32, "Units in each hidden layer.", whole=True),
        Choice("start", "fitting", tuple(START), "How the weights start."),
        Choice("optimizer", "sgd", ("sgd", "momentum", "rmsprop", "adam"), "What makes a step out of a slope."),
        Number("learning_rate", 0.1, 0.0001, 10, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("lead", ">=", 0.3)
    steps = 1000
    bends = {"relu.": "relu", "sigmoid.": "sigmoid"}
    show_gradients = True
    curves = {"loss": ("relu_loss", "sigmoid_loss"), "accuracy": ("relu_accuracy", "sigmoid_accuracy")}
    presets = (
        Preset("shallow", {"depth": 1}, "One hidden layer: a single small slope on the way back, and both nets learn."),
        Preset("at the edge", {"depth": 4}, "Some seeds' sigmoids get away within 1000 steps, some do not."),
        Preset("tanh in disguise", {"start": "as tanh"}, "The same sigmoids, started to act as tanh: they learn."),
        Preset("faint start", {"start": "small"}, "Each layer's numbers are smaller: ReLU may get stuck too."),
        Preset("explodes", {"start": "large"}, "ReLU has no upper end: numbers grow with each layer and overflow."),
        Preset("Adam", {"optimizer": "adam", "learning_rate": 0.005}, "It scales each slope up to its usual size."),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        wine = load("wine")
        train, test = split(rng, len(wine["x"]), TEST)
        known = wine["x"][train]
        x = (wine["x"] - known.mean(axis=0)) / known.std(axis=0)  # scaled by what may be known: the training wines
        y = wine["y"].astype("int32")
        return {"x": x[train], "y": y[train], "x_test": x[test], "y_test": y[test]}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        sizes = [INPUTS, *[self.knob["width"]] * self.knob["depth"], CLASSES]
        params: dict[str, np.ndarray] = {}
        for net, fitting in (("relu", he), ("sigmoid", glorot)):
            for n, shape in enumerate(pairwise(sizes), 1):
                w, b = fitting(rng, *shape) * START[self.knob["start"]], zeros(shape[1])
                if net == "sigmoid" and self.knob["start"] == "as tanh":  # tanh(z) = 2σ(2z) − 1
                    w *= 2 if n in (1, len(sizes) - 1) else 4
                    b -= w.sum(axis=0) / 2 * (n > 1)
                params |= {f"{net}.w{n}": w, f"{net}.b{n}": b}
        return params

    def scores(self, p: Tensors, net: str, x: Tensor) -> Tensor:
        """One net's last sums, before the softmax: x (n, 13) → (n, 3)."""
        last = self.knob["depth"] + 1
        for n in range(1, last):
            z = x @ p[f"{net}.w{n}"] + p[f"{net}.b{n}"]
            x = z.relu() if net == "relu" else z.sigmoid()
        return x @ p[f"{net}.w{last}"] + p[f"{net}.b{last}"]

    def losses(self, p: Tensors, x: Tensor, y: Tensor) -> list[Tensor]:
        """Each net's cross-entropy: −ln of the share that softmax gives to the right grape, on average."""
        return [self.scores(p, net, x).sparse_categorical_crossentropy(y) for net in NETS]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        relu, sigmoid = self.losses(params, batch["x"], batch["y"])
        return relu + sigmoid  # no weight is in both, so neither net feels the other

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        losses = zip(NETS, self.losses(params, data["x"], data["y"]), strict=True)
        tests = {f"{net}_test": self.scores(params, net, data["x_test"]) for net in NETS}
        return tests | {f"{net}_loss": loss for net, loss in losses}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        right = [float((seen[f"{net}_test"].argmax(axis=1) == data["y_test"]).mean()) for net in NETS]
        losses = {f"{net}_loss": float(seen[f"{net}_loss"].item()) for net in NETS}
        return {"lead": right[0] - right[1], "relu_accuracy": right[0], "sigmoid_accuracy": right[1]} | losses

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        counts = [[int((seen[f"{net}_test"].argmax(axis=1) == c).sum()) for c in range(CLASSES)] for net in NETS]
        scores, tested = self.metrics(seen, data), len(data["y_test"])
        rows = [
            [words(net), f"{scores[f'{net}_loss']:.3f}", f"{scores[f'{net}_accuracy']:.1%}", *map(str, named)]
            for net, named in zip(NETS, counts, strict=True)
        ]
        right = [scores[f"{net}_accuracy"] * tested for net in NETS]
        told = {"loss": [as_sure([scores[f"{net}_loss"] for net in NETS], "as if for each wine p =", "grape")]}
        told |= {"right": [of_all(right, tested, "test wines")]}
        told |= {grape: [Formula(f"{{value}} of {tested} test wines are called {grape}")] for grape in "ABC"}
        table = Table("wines: right, and called A, B, C", ["net", "loss", "right", *"ABC"], rows, formulas=told)
        return [*([self.norms(gradients)] if gradients else []), table]

    def norms(self, gradients: Arrays) -> Bars:
        """How long the gradient of each layer's weights is: what is left of the blame when it gets there."""
        layers = range(1, self.knob["depth"] + 2)
        series = [norms(words(net), [gradients[f"{net}.w{n}"] for n in layers]) for net in NETS]
        return Bars("gradient norm of each layer", [f"layer {n}" for n in layers], series, log=True)
