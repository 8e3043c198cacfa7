"""Rosenblatt's perceptron: it sees one point at a time and moves its line only when that point is wrong.

Sixty points in the plane, in clouds of two classes. If a straight line can part them, the rule finds one after a
finite number of mistakes. On XOR at least one point of every four corners stays wrong: at most 75 %, for ever.
Bar: every point on its side.
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

POINTS, SIDE, SHOWN = 60, 48, 6  # to learn from; along the picture's side; the hardest, in the table
# Centres of class 0, centres of class 1, how far the points spread, and at most.
CLOUDS: dict[str, tuple[list[list[float]], list[list[float]], float, float]] = {
    "separable": ([[-1, -1]], [[1, 1]], 0.6, 0.9),
    "overlapping": ([[-0.8, -0.8]], [[0.8, 0.8]], 1.0, 1.6),
    "XOR": ([[-1, -1], [1, 1]], [[-1, 1], [1, -1]], 0.2, 0.49),
}


class Perceptron(Lab):
    """Two inputs, two weights, one bias, one threshold, trained by the perceptron rule."""

    id = "perceptron"
    title = "The perceptron: a line that learns"
    knobs = (
        Choice("data", "separable", tuple(CLOUDS), "How the two classes lie in the plane."),
        Number("learning_rate", 0.1, 0.0001, 10, "How far a wrong point pulls the line.", log=True, live=True),
        Number("margin", 0.1, 0, 1, "A point counts as right only if its sum is beyond 0 by this much."),
        Number("batch", 1, 1, POINTS, "Points seen at each step; 1 is Rosenblatt's rule.", whole=True),
    )
    bar = Bar("accuracy", ">=", 1.0)
    steps = 1200
    bends = {"": "linear"}
    optimizer = "sgd"
    watch_speed = 60.0
    presets = (
        Preset("no margin", {"margin": 0.0}, "Stops at the first line without mistakes, however close to a point."),
        Preset("huge steps", {"learning_rate": 10.0}, "It leaps, then rests: if a line exists, no rate is too large."),
        Preset("too slow", {"learning_rate": 0.0001}, "Right way, tiny steps: 1,200 of them hardly move the line."),
        Preset("overlapping", {"data": "overlapping"}, "No line has no mistakes, so each new mistake moves it again."),
        Preset("XOR", {"data": "XOR"}, "Of four corners one is always wrong: never more than 75 %, whatever you turn."),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        zeros, ones, spread, limit = CLOUDS[self.knob["data"]]
        centres = array(zeros + ones).repeat(POINTS // len(zeros + ones), axis=0)
        around = (spread * rng.standard_normal((POINTS, 2))).clip(-limit, limit).astype("float32")
        sides = array([[0], [1]]).repeat(POINTS // 2, axis=0)
        return {"x": centres + around, "y": sides, "plane": grid(SIDE, -2.5, 2.5)}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {"w": uniform(rng, 0.5, 2, 1) - 1, "b": uniform(rng, 1, 1)}  # the wrong way round: much to learn

    def weighted_sum(self, p: Tensors, x: Tensor) -> Tensor:
        """z = XW + b, all points at once: x (n, 2) → (n, 1)."""
        return x @ p["w"] + p["b"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        """How far points are on the wrong side, on average; a point right by more than the margin adds nothing.

        Its slope for w is −side·x for a wrong point, so a step down adds η·side·x: the perceptron rule.
        """
        side = batch["y"] * 2 - 1  # −1 or +1: the sign that z should have
        return (self.knob["margin"] - side * self.weighted_sum(params, batch["x"])).relu().mean()

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {name: self.weighted_sum(params, data[name]) for name in ("x", "plane")}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        return {"accuracy": float(((seen["x"] > 0) == (data["y"] > 0.5)).mean())}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        rows = list(zip(data["x"], seen["x"][:, 0], data["y"][:, 0], strict=True))
        marks = [bool((z > 0) == (target > 0.5)) for _, z, target in rows]
        fires = Array.of((seen["plane"] > 0).astype("float32").reshape(SIDE, SIDE))
        points = [Point(float(x[0]), float(x[1]), int(t), ok) for (x, _, t), ok in zip(rows, marks, strict=True)]
        hardest = ((data["y"] * 2 - 1) * seen["x"])[:, 0].argsort()[:SHOWN]
        return [
            Field("the perceptron's line", fires, (-2.5, 2.5), (-2.5, 2.5), points, formula=line(params)),
            Table("the hardest points", [SUM, "fires", "wanted"], [
                [worked(x, params, 3), f"{int(z > 0)}", f"{target:.0f}"]
                for x, z, target in (rows[i] for i in hardest)
            ], [marks[i] for i in hardest], columns(data["x"][hardest], params, "the class of this point: {value}")),
        ]  # fmt: skip

    def explain(self, phase: str, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> str:
        z, side = seen["x"][:, 0], data["y"][:, 0] * 2 - 1
        wrong = int((side * z <= self.knob["margin"]).sum())
        return {
            "forward": "The unit fires where the sum is above 0.",
            "loss": f"A point adds to it that is wrong, or right by less than the margin of {self.knob['margin']:g}.",
            "backward": "A wrong point pulls the line with its x; for a right one all slopes are 0, and nothing moves.",
            "update": f"Points that would pull now: {wrong} of {POINTS}.",
        }[phase]
