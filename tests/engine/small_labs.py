"""Labs made for tests: two nets side by side under rules of their own, and a net with dropout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from engine.initial import uniform, zeros
from engine.lab import Bar, Knob, Lab, Number
from engine.views import View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

ROWS, INPUTS, HIDDEN = 24, 3, 5


class Regression(Lab):
    """Nets named by their prefix, each fitting the same random plane."""

    id = "regression"
    title = "Regression"
    knobs: ClassVar[tuple[Knob, ...]] = (
        Number("learning_rate", 0.05, 0.0001, 1, "", log=True, live=True),
        Number("batch", 8, 1, ROWS, "", whole=True),
    )
    bar = Bar("loss", "<=", 0.1)
    steps = 60
    nets: ClassVar[tuple[str, ...]] = ("",)

    def data(self, rng: np.random.Generator) -> Arrays:
        x = rng.standard_normal((ROWS, INPUTS)).astype("float32")
        return {"x": x, "y": (x @ x[:INPUTS, :1]).astype("float32")}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        one = {"w1": uniform(rng, 0.5, INPUTS, HIDDEN), "b1": zeros(HIDDEN), "w2": uniform(rng, 0.5, HIDDEN, 1)}
        return {net + name: values for net in self.nets for name, values in one.items()}

    def error(self, p: Tensors, net: str, x: Tensor, y: Tensor) -> Tensor:
        """One net's mean squared error."""
        hidden = (x @ p[f"{net}w1"] + p[f"{net}b1"]).tanh()
        return (hidden @ p[f"{net}w2"] - y).square().mean()

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        first, *rest = (self.error(params, net, batch["x"], batch["y"]) for net in self.nets)
        return sum(rest, start=first)

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {net or "only": self.error(params, net, data["x"], data["y"]) for net in self.nets}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        return {name: float(value) for name, value in seen.items() if name != "gradient"}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        return []


class Side(Regression):
    """The same net four times, once under each rule, one of them at a tenth of the rate."""

    id = "side"
    nets = ("sgd.", "momentum.", "rmsprop.", "adam.")
    optimizer = "adam"
    optimizers: ClassVar = {"sgd.": "sgd", "momentum.": "momentum", "rmsprop.": "rmsprop"}
    rates: ClassVar = {"rmsprop.": 0.1}


class Dropout(Regression):
    """Inputs are dropped with probability 0.4; the mask is all there is to see."""

    id = "dropout"
    noise: ClassVar = {"drop": (INPUTS,)}
    show_gradients = True

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return self.error(params, "", batch["x"] * (batch["drop"] > 0.4), batch["y"])


class Valley(Regression):
    """No data: the loss is the height of a bowl above two weights, lowest at (1, −2)."""

    id = "valley"
    knobs = (Number("learning_rate", 0.1, 0.0001, 1, "", log=True, live=True),)
    train_arrays: ClassVar = ()

    def data(self, rng: np.random.Generator) -> Arrays:
        return {}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {"at": uniform(rng, 1, 2)}

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        x, y = params["at"].split(1)
        return ((x - 1).square() + (y + 2).square()).sum()

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {"height": self.loss(params, {})}
