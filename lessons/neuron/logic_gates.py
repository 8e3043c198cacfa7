"""One neuron with a threshold as a logic gate: it fires when w₁x₁ + w₂x₂ + b > 0.

Set the weights by hand, or press space and let the perceptron rule find them: after every pass, each row that is
wrong pulls the line towards itself. AND, OR, NAND and NOT are reached; XOR never, whatever the weights.
Bar: all four rows right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.initial import array, grid, uniform
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.pictures.unit import SUM, columns, line, worked
from engine.views import Array, Field, Point, Table, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

TABLES = {
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "NOT": (1, 1, 0, 0),
    "XOR": (0, 1, 1, 0),
}
SIDE = 48  # points along the picture's side
MARGIN = 0.1  # a row pulls until its sum is beyond 0 by this much, so that the line keeps off its point


class LogicGates(Lab):
    """Two inputs, two weights, one bias, one threshold."""

    id = "logic-gates"
    title = "Logic gates: one neuron"
    knobs = (
        Choice("gate", "AND", tuple(TABLES), "The truth table to reach. NOT looks at x₁ only."),
        Number("w1", 0, -3, 3, "Weight of x₁: how much, and which way, it counts.", live=True, moves=("w", 0)),
        Number("w2", 0, -3, 3, "Weight of x₂: how much, and which way, it counts.", live=True, moves=("w", 1)),
        Number("b", 0, -3, 3, "Bias: pushes towards firing (+) or against it (−).", live=True, moves=("b", 0)),
        Number("learning_rate", 0.2, 0.01, 2, "How far a wrong row pulls.", log=True, live=True),
    )
    bar = Bar("accuracy", ">=", 1.0)
    steps = 200
    bends = {"": "linear"}
    optimizer = "sgd"
    presets = (
        Preset("OR", {"gate": "OR"}, "Either input is enough: a small bias against, two weights for."),
        Preset("NOT", {"gate": "NOT"}, "A negative weight turns firing off."),
        Preset(
            "XOR cannot be done",
            {"gate": "XOR"},
            "No line has (0,1) and (1,0) on one side and the rest on the other.",
        ),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        targets = [[t] for t in TABLES[self.knob["gate"]]]
        return {
            "x": array([[0, 0], [0, 1], [1, 0], [1, 1]]),
            "y": array(targets),
            "plane": grid(SIDE, -0.5, 1.5),
        }

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {"w": uniform(rng, 1, 2, 1), "b": uniform(rng, 1, 1)}

    def weighted_sum(self, p: Tensors, x: Tensor) -> Tensor:
        """z = w₁x₁ + w₂x₂ + b: x (n, 2) → (n, 1)."""
        return x @ p["w"] + p["b"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        """The perceptron's loss: how far the wrong rows are on the wrong side; 0 when all are right with margin.

        Its gradient is the perceptron rule: a wrong row adds ±x to the weights, a right one nothing.
        """
        side = batch["y"] * 2 - 1
        return (MARGIN - side * self.weighted_sum(params, batch["x"])).relu().sum()

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {name: self.weighted_sum(params, data[name]) for name in ("x", "plane")}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        return {"accuracy": float(((seen["x"] > 0) == (data["y"] > 0.5)).mean())}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        rows = list(zip(data["x"], seen["x"][:, 0], data["y"][:, 0], strict=True))
        marks = [bool((z > 0) == (target > 0.5)) for _, z, target in rows]
        fires = (seen["plane"] > 0).astype("float32").reshape(SIDE, SIDE)
        gate = self.knob["gate"]
        return [
            Field("the unit's line", Array.of(fires), (-0.5, 1.5), (-0.5, 1.5), [
                Point(float(x[0]), float(x[1]), int(target), mark)
                for (x, _, target), mark in zip(rows, marks, strict=True)
            ], formula=line(params)),
            Table("truth table", ["x₁", "x₂", SUM, "fires", "wanted"], [
                [f"{x[0]:.0f}", f"{x[1]:.0f}", worked(x, params), f"{int(z > 0)}", f"{target:.0f}"]
                for x, z, target in rows
            ], marks, columns(data["x"], params, f"{gate} says {{value}} to x₁ = {{x₁}}, x₂ = {{x₂}}")),
        ]  # fmt: skip

    def explain(self, phase: str, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> str:
        z, side = seen["x"][:, 0], data["y"][:, 0] * 2 - 1
        pull = int((side * z < MARGIN).sum())
        return {
            "forward": f"For (1, 1) the sum is {z[3]:.2f}: the unit {'fires' if z[3] > 0 else 'does not fire'}.",
            "loss": f"Only rows count that are wrong, or right by less than {MARGIN}: {pull} of 4.",
            "backward": "A row that is wrong pulls with its inputs; one that is right has the slope 0.",
            "update": f"Rows that would pull now: {pull} of 4.",
        }[phase]
