"""What a loss asks for is what you get: the same model trained on different losses, side by side.

Regression: twenty points on a line, one of them far off. The line trained on squared errors bends to that one point.
Classification: a unit that starts sure and wrong. Cross-entropy pulls it round, squared error has no slope there.
Bar: squared error at least 3 times as far off. (As the better loss, on all points but the outlier.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.initial import array, zeros
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.pictures.errors import Errors
from engine.views import Curves, Mark, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

POINTS, OUTLIER = 20, 18  # how many points; which of them is thrown off
NETS = {"regression": ("mse", "mae", "huber"), "classification": ("mse", "cross_entropy")}


class Losses(Lab):
    """ŷ = wx + b, through a sigmoid for classes; one w and b for each loss, all trained by plain gradient descent."""

    id = "losses"
    title = "Losses: ask well, get well"
    knobs = (
        Choice("task", "regression", tuple(NETS), "A line through points, or a yes or no for each point."),
        Number("outlier", 15, 0, 30, "Regression: how far one of the twenty points is thrown off."),
        Number("delta", 1, 0.1, 30, "Huber: errors up to here are squared, larger ones are not.", log=True),
        Number("wrong", 8, 0, 12, "Classification: how sure of the wrong thing the units start."),
        Number("learning_rate", 0.1, 0.001, 3, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("times_worse", ">=", 3)
    steps = 800
    optimizer = "sgd"
    curves = {"off": ("mse_off", "mae_off", "huber_off", "cross_entropy_off")}
    presets = (
        Preset("no outlier", {"outlier": 0.0}, "Tidy data: all three losses draw the same line."),
        Preset("wide delta", {"delta": 30.0}, "Now even the outlier is squared: Huber is MSE again."),
        Preset("sure and wrong", {"task": "classification"}, "Far out the sigmoid is flat: MSE has no slope."),
        Preset("undecided", {"task": "classification", "wrong": 0.0}, "From p = 0.5 on, both losses learn."),
        Preset("overshoots", {"learning_rate": 1.0}, "MSE's pull grows with the error: each step lands farther off."),
    )

    @property
    def nets(self) -> tuple[str, ...]:
        """The losses trained side by side."""
        return NETS[self.knob["task"]]

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        x, axis, ordinary = np.linspace(-2, 2, POINTS)[:, None], np.linspace(-4, 4, 161)[:, None], np.ones((POINTS, 1))
        if self.knob["task"] == "classification":
            x, axis = np.sign(x) * rng.uniform(1, 2, x.shape), 3 * axis
            y = 1.0 * (x > 0)
        else:
            y = 1 + x + 0.2 * rng.standard_normal(x.shape)
            y[OUTLIER] -= self.knob["outlier"]
            ordinary[OUTLIER] = 0
        arrays = {"x": x, "y": y, "ordinary": ordinary, "axis": axis, "shown": np.linspace(-2.5, 2.5, 101)[:, None]}
        return {name: values.astype("float32") for name, values in arrays.items()}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        w = 0.0 - self.knob["wrong"] if self.knob["task"] == "classification" else 0
        return {f"{net}.w": array([[w]]) for net in self.nets} | {f"{net}.b": zeros(1) for net in self.nets}

    def error(self, guess: Tensor, y: Tensor | float) -> Tensor:
        """Guess minus truth; for classes the guess is what the sigmoid makes of the sum."""
        return (guess.sigmoid() if self.knob["task"] == "classification" else guess) - y

    def wrong(self, net: str, guess: Tensor, y: Tensor) -> Tensor:
        """The loss of each single point, by the loss that ``net`` is trained on."""
        if net == "cross_entropy":
            return guess.softplus() - y * guess  # −ln p for y = 1, −ln(1 − p) for y = 0, without ever taking ln 0
        error, delta = self.error(guess, y).abs(), self.knob["delta"]
        near = error.minimum(delta)  # Huber: a parabola up to delta, from there on straight
        return {"mse": error.square(), "mae": error, "huber": near * (error - near / 2)}[net]

    def guess(self, p: Tensors, net: str, x: Tensor) -> Tensor:
        """One model's sums: x (n, 1) → (n, 1)."""
        return x @ p[f"{net}.w"] + p[f"{net}.b"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        first, *others = [self.wrong(net, self.guess(params, net, batch["x"]), batch["y"]).mean() for net in self.nets]
        return sum(others, first)  # no weight is in two of them, so none feels the others

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        said, right = {"over": self.error(data["axis"], 0)}, data["axis"] * 0 + (self.knob["task"] == "classification")
        for net in self.nets:
            z = self.guess(params, net, data["x"])
            losses, at = self.wrong(net, data["axis"], right), self.wrong(net, z, data["y"])
            error = self.error(z, data["y"])
            said |= {f"{net} error": error, f"{net} pull": at.sum().gradient(z)[0]}
            said |= {f"{net} off": ((error * data["ordinary"]).square().sum() / data["ordinary"].sum()).sqrt()}
            said |= {f"{net} loss": losses, f"{net} slope": losses.sum().gradient(data["axis"])[0]}
            said |= {f"{net} shown": self.error(self.guess(params, net, data["shown"]), 0)}
        return said

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        off = {f"{net}_off": seen[f"{net} off"].item() for net in self.nets}
        return {"times_worse": off["mse_off"] / off[f"{self.nets[-1]}_off"]} | off

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        said, of, at = {
            "regression": ("three lines", "one point's error", "one point's error"),
            "classification": ("how sure of a yes", "p, where 1 is right", "the sum z, where p = 1 is right"),
        }[self.knob["task"]]
        points = [Mark(float(x), float(y), "") for x, y in zip(data["x"][:, 0], data["y"][:, 0], strict=True)]
        behind = Errors(self.nets, self.knob["task"] == "classification", self.knob["delta"])
        return [
            Curves(said, behind.lines(data["shown"], "shown", seen, params), "x", marks=points, dots=behind.dots(seen)),
            Curves("loss of one point", behind.lines(seen["over"], "loss", seen, params), of),
            Curves("its slope: how hard the point pulls", behind.lines(data["axis"], "slope", seen, params), at),
            behind.table(seen, data, params),
        ]
