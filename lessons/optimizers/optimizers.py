"""A race on real digits: four copies of one net, with the same starting weights and the same batches.

Only the optimiser differs. Look at the loss of all four in one chart. Is the winner the better optimiser, or has it the
better learning rate? By default each has a rate that suits it; the preset "one rate for all" takes that away.
Bar: the worst of the four reads 93 % right. (Of the test digits.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.datasets import load, split
from engine.initial import glorot, he, zeros
from engine.lab import Bar, Lab, Number, Preset
from engine.pictures.scores import as_sure_line, percent
from engine.views import Bars, BarSeries, Curves, View
from engine.words import words

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

FOUR = ("sgd", "momentum", "rmsprop", "adam")
ALL_ALIKE = {"sgd_times": 1, "momentum_times": 1}


@dataclass
class Optimizers(Lab):
    """64 pixels → 32 ReLU units → softmax of 10, four times over; each copy belongs to one optimiser."""

    id = "optimizers"
    title = "Optimisers: a race on digits"
    knobs = (
        Number("learning_rate", 0.01, 0.0001, 10, "How far each update moves.", log=True, live=True),
        Number("sgd_times", 100, 1, 1000, "SGD's own rate: this many times learning_rate.", log=True),
        Number("momentum_times", 10, 1, 1000, "Momentum's own rate: this many times learning_rate.", log=True),
        Number("batch", 64, 8, 256, "How many digits each step sees.", whole=True, log=True),
    )
    bar = Bar("worst_accuracy", ">=", 0.93)
    steps = 300
    bends = {"sgd.": "relu", "momentum.": "relu", "rmsprop.": "relu", "adam.": "relu"}
    optimizers = {f"{name}.": name for name in FOUR}
    rates = {"sgd.": "sgd_times", "momentum.": "momentum_times"}
    curves = {"test digits right": tuple(f"{name}_accuracy" for name in FOUR), "training loss": FOUR}
    presets = (
        Preset("one rate for all", ALL_ALIKE, "0.01 suits Adam and RMSprop. For SGD it is a crawl."),
        Preset("SGD's rate", ALL_ALIKE | {"learning_rate": 1.0}, "What suits SGD breaks the other three."),
        Preset(
            "momentum's rate",
            ALL_ALIKE | {"learning_rate": 0.1},
            "Momentum is in front and SGD follows, both smoothly. RMSprop and Adam begin to hop.",
        ),
        Preset("too small", {"learning_rate": 0.0003}, "All four fall evenly, and are still falling at the end."),
        Preset(
            "too large", {"learning_rate": 0.3}, "All four leap up and stay high: the best reads every second digit."
        ),
    )

    losses: dict[int, list[float]] = field(default_factory=dict)
    """The four training losses at each step looked at."""

    def data(self, rng: np.random.Generator) -> Arrays:
        digits = load("digits")
        pixels = digits["images"].reshape(-1, 64).astype("float32") / 16
        labels = digits["labels"].astype("int32")
        train, test = split(rng, len(pixels), test=0.25)
        return {"x": pixels[train], "y": labels[train], "x_test": pixels[test], "y_test": labels[test]}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        net = {"w1": he(rng, 64, 32), "b1": zeros(32), "w2": glorot(rng, 32, 10), "b2": zeros(10)}
        return {f"{name}.{part}": values for name in FOUR for part, values in net.items()}

    def logits(self, p: Tensors, name: str, x: Tensor) -> Tensor:
        """What the net of one optimiser answers: (n, 64) → (n, 10)."""
        hidden = (x @ p[f"{name}.w1"] + p[f"{name}.b1"]).relu()
        return hidden @ p[f"{name}.w2"] + p[f"{name}.b2"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        """The four losses added up. No weight is in two of them, so the copies do not disturb each other."""
        wrong = [self.logits(params, name, batch["x"]).sparse_categorical_crossentropy(batch["y"]) for name in FOUR]
        return sum(wrong[1:], wrong[0])

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        seen = {}
        for name in FOUR:
            seen[name] = self.logits(params, name, data["x"]).sparse_categorical_crossentropy(data["y"])
            seen[f"{name}_said"] = self.logits(params, name, data["x_test"]).argmax(axis=1)
        return seen

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        self.losses[self.step] = [float(seen[name].mean()) for name in FOUR]
        right = {f"{name}_accuracy": float((seen[f"{name}_said"] == data["y_test"]).mean()) for name in FOUR}
        return {"worst_accuracy": min(right.values())} | dict(zip(FOUR, self.losses[self.step], strict=True)) | right

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        rate = self.knob["learning_rate"]
        rates = [rate * self.knob["sgd_times"], rate * self.knob["momentum_times"], rate, rate]
        labels = [f"{words(name)} at {own:.4g}" for name, own in zip(FOUR, rates, strict=True)]
        right = [100 * float((seen[f"{name}_said"] == data["y_test"]).mean()) for name in FOUR]
        steps = sorted(self.losses)
        falls = [
            as_sure_line(words(name), steps, [self.losses[step][n] for step in steps], "digit")
            for n, name in enumerate(FOUR)
        ]
        return [
            Curves("the race", falls, "step", "training loss", log_y=True),
            Bars("test digits right", labels, [BarSeries("", right, percent(right, len(data["y_test"])))], unit="%"),
        ]
