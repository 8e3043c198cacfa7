"""XOR with one hidden layer: what a single neuron cannot do, four and one can.

The net sees all four rows of the truth table at every step. Each hidden neuron draws one line; the output
neuron combines them. Turn the activation to linear, or the hidden layer down to one, and it can only fail.
Bar: all four rows right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.chain import Bend, Chain, Dense
from engine.initial import array, grid, uniform, zeros
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.views import Array, Field, Layer, Network, Point, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

EXAMPLE = 1  # the row whose numbers the network view shows: x = (0, 1), target 1
SIDE = 48


class Xor(Lab):
    """2 inputs → hidden units → 1 sigmoid output, trained by Adam on binary cross-entropy."""

    id = "xor"
    title = "XOR: one hidden layer"
    knobs = (
        Number("hidden", 4, 1, 8, "How many hidden units: each draws one line.", whole=True),
        Choice("activation", "tanh", ("tanh", "sigmoid", "relu", "linear"), "What bends each hidden sum."),
        Number("learning_rate", 0.05, 0.0001, 100, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("accuracy", ">=", 1.0)
    steps = 400
    show_gradients = True
    presets = (
        Preset("one line is not enough", {"hidden": 1}, "One hidden unit draws one line; XOR needs two."),
        Preset("no bend", {"activation": "linear"}, "Without a bend two layers collapse into one line."),
        Preset("too slow", {"learning_rate": 0.0003}, "400 tiny steps: the loss has hardly left 0.69, a coin's toss."),
        Preset(
            "too fast",
            {"learning_rate": 30.0},
            "Each step overshoots: the units saturate, the loss leaps and stays high.",
        ),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        rows = array([[0, 0], [0, 1], [1, 0], [1, 1]])
        return {"x": rows, "y": array([[0], [1], [1], [0]]), "plane": grid(SIDE, -0.5, 1.5)}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        units = self.knob["hidden"]
        return {
            "w1": uniform(rng, 0.3, 2, units), "b1": uniform(rng, 0.3, units),  # small: no unit starts saturated
            "w2": uniform(rng, 2, units, 1), "b2": zeros(1),  # large: each unit soon gets a clear slope
        }  # fmt: skip

    def hidden(self, p: Tensors, x: Tensor) -> Tensor:
        """Hidden activations: x (n, 2) → (n, hidden)."""
        z = x @ p["w1"] + p["b1"]
        bend = {"tanh": z.tanh, "sigmoid": z.sigmoid, "relu": z.relu, "linear": lambda: z}
        return bend[self.knob["activation"]]()

    def logits(self, p: Tensors, x: Tensor) -> Tensor:
        """The output before its sigmoid: x (n, 2) → (n, 1)."""
        return self.hidden(p, x) @ p["w2"] + p["b2"]

    def chain(self) -> Chain:
        bend = () if self.knob["activation"] == "linear" else (Bend(self.knob["activation"]),)
        return Chain((2,), (Dense("w1", "b1"), *bend, Dense("w2", "b2"), Bend("sigmoid")))

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return self.logits(params, batch["x"]).binary_crossentropy_logits(batch["y"])

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {
            "hidden": self.hidden(params, data["x"]),
            "output": self.logits(params, data["x"]).sigmoid(),
            "plane": self.logits(params, data["plane"]).sigmoid(),
        }

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        right = (seen["output"] > 0.5) == (data["y"] > 0.5)
        return {"accuracy": float(right.mean())}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        says = seen["output"][:, 0] > 0.5
        points = [
            Point(float(x), float(y), int(target), bool(said == target))
            for (x, y), target, said in zip(data["x"], data["y"][:, 0], says, strict=True)
        ]
        plane = Array.of(seen["plane"].reshape(SIDE, SIDE))
        return [
            Field("decision boundary", plane, (-0.5, 1.5), (-0.5, 1.5), points),
            Network("network", "x = (0, 1), target 1", ["x₁", "x₂"], [0.0, 1.0], [
                self.layer("hidden", "1", seen["hidden"][EXAMPLE], params, gradients),
                self.layer("output", "2", seen["output"][EXAMPLE], params, gradients),
            ], [("w1", "b1"), ("w2", "b2")]),
        ]  # fmt: skip

    def layer(self, name: str, n: str, units: np.ndarray, params: Arrays, gradients: Arrays) -> Layer:
        """Layer ``n`` as drawn: its activations, parameters and, once known, their gradients."""
        w, b = (Array.of(params[key + n]) for key in "wb")
        bend = "sigmoid" if name == "output" else self.knob["activation"]
        if not gradients:
            return Layer(name, Array.of(units), w, b, activation=bend)
        to_w, to_b = (Array.of(gradients[key + n]) for key in "wb")
        return Layer(name, Array.of(units), w, b, to_w, to_b, activation=bend)

    def explain(self, phase: str, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> str:
        output = float(seen["output"][EXAMPLE, 0])
        if phase == "forward":
            return f"For (0, 1) the output says {output:.3f}; the target is 1."
        if phase == "loss":
            return (
                f"This row's own loss is −ln {output:.3f} = {-math.log(max(output, 1e-30)):.3f}; the loss is the mean."
            )
        if phase == "backward":
            slope = float(gradients["w2"][0, 0])
            way = "smaller" if slope > 0 else "larger"
            return f"First output weight: slope {slope:+.4f}, so the loss falls if that weight gets {way}."
        return ""
