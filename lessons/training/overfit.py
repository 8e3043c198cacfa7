"""Forty points, two hidden layers of 32 units: a net that can learn its points by heart, and remedies against it.

Some points strayed among the other class by chance. Without a remedy the net bends a bay around each of them; the loss
on the training points goes to 0, that on 400 other points, the validation set, turns round and climbs.
Bar: validation loss at most 0.6 at the end. (With no remedy it ends at 0.7 to 2.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.initial import glorot, grid, uniform
from engine.lab import Bar, Lab, Number, Preset
from engine.pictures.scores import as_sure, as_sure_line
from engine.views import Array, Curves, Field, Mark, Point, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

WIDTH, VALIDATION, SHOWN = 32, 400, 200  # units in each hidden layer; points to validate; training points drawn
SIDE, EDGE = 48, 3.0  # points along the picture's side; it reaches from −EDGE to EDGE


@dataclass
class Overfit(Lab):
    """2 inputs → 32 tanh → 32 tanh → 1 sigmoid output, trained by Adam on all training points at every step."""

    id = "overfit"
    title = "Overfitting and its remedies"
    knobs = (
        Number("points", 40, 10, 1000, "Training points: more data is the best remedy.", whole=True, log=True),
        Number("l2", 0.005, 0, 0.3, "This times the sum of all squared weights is added to the loss."),
        Number("dropout", 0, 0, 0.9, "Chance that a hidden unit is switched off in a training step."),
        Number("jitter", 0, 0, 2, "Augmentation: how far training points are moved at each step, at most."),
        Number("learning_rate", 0.01, 0.0001, 1, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("validation_loss", "<=", 0.6)
    steps = 600
    bends = {"": "tanh"}
    noise = {"drop1": (WIDTH,), "drop2": (WIDTH,), "shake": (2,)}
    curves = {"loss": ("training_loss", "validation_loss"), "accuracy": ("training_accuracy", "validation_accuracy")}
    presets = (
        Preset("no remedy", {"l2": 0}, "Training loss 0, validation loss about 1 or more: sure, and wrong."),
        Preset("dropout", {"l2": 0, "dropout": 0.6}, "No unit can rely on another: no private bays."),
        Preset("augmentation", {"l2": 0, "jitter": 0.7}, "A point that never stands still has no bay of its own."),
        Preset("more data", {"l2": 0, "points": 1000}, "One stray among 1,000 has little pull; the curves rejoin."),
        Preset("too much L2", {"l2": 0.3}, "No weight pays any more. Both curves stay high: underfitting."),
        Preset("too much jitter", {"l2": 0, "jitter": 2}, "Points are moved into the other class: underfitting."),
    )
    history: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Training and validation loss at each step looked at."""

    def points(self, rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
        """``count`` points (n, 2) on two moons, thrown off them by chance, and their classes (n, 1)."""
        import numpy as np

        y, turn = np.arange(count) % 2, np.pi * rng.uniform(0, 1, count)
        moons = (2 * y - 1) * np.stack([1.2 * np.cos(turn) - 0.6, 1.5 * np.sin(turn) - 0.5])
        x = moons + 0.4 * rng.standard_normal(moons.shape)
        return x.T.astype("float32"), y[:, None].astype("float32")

    def data(self, rng: np.random.Generator) -> Arrays:
        (x_validation, y_validation), (x, y) = self.points(rng, VALIDATION), self.points(rng, self.knob["points"])
        return {
            "x": x, "y": y, "x_validation": x_validation, "y_validation": y_validation,
            "plane": grid(SIDE, -EDGE, EDGE),
        }  # fmt: skip

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {
            "w1": glorot(rng, 2, WIDTH), "b1": uniform(rng, 0.5, WIDTH),
            "w2": glorot(rng, WIDTH, WIDTH), "b2": uniform(rng, 0.5, WIDTH),
            "w3": glorot(rng, WIDTH, 1), "b3": uniform(rng, 0.5, 1),
        }  # fmt: skip

    def logits(self, p: Tensors, x: Tensor, drop: tuple[Tensor | None, Tensor | None] = (None, None)) -> Tensor:
        """(n, 2) → (n, 1). ``drop`` holds a random number from 0 to 1 for each hidden unit and point; None in use."""
        for n, chances in enumerate(drop, 1):
            x = (x @ p[f"w{n}"] + p[f"b{n}"]).tanh()
            if chances is not None:  # those that stay answer louder, so that sums stay as large as before
                x = x * (chances >= self.knob["dropout"]) / (1 - self.knob["dropout"])
        return x @ p["w3"] + p["b3"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        x = batch["x"] + self.knob["jitter"] * (2 * batch["shake"] - 1)
        wrong = self.logits(params, x, (batch["drop1"], batch["drop2"])).binary_crossentropy_logits(batch["y"])
        return wrong + self.knob["l2"] * sum(params[w].square().sum() for w in ("w1", "w2", "w3"))

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        """Without dropout and jitter: the net as one would use it."""
        return {name: self.logits(params, data[name]) for name in ("x", "x_validation", "plane")}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        import numpy as np

        found: dict[str, float] = {}
        for name, key in (("training", "x"), ("validation", "x_validation")):
            z, y = seen[key], data[key.replace("x", "y")]
            found[f"{name}_loss"] = float((np.logaddexp(0, z) - y * z).mean())  # cross-entropy alone, without L2
            found[f"{name}_accuracy"] = float(((z > 0) == (y > 0.5)).mean())
        self.history[self.step] = found["training_loss"], found["validation_loss"]
        return found

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        import numpy as np

        rows = list(zip(data["x"], seen["x"][:, 0] > 0, data["y"][:, 0] > 0.5, strict=True))
        points = [Point(float(x[0]), float(x[1]), int(y), bool(said == y)) for x, said, y in rows[:SHOWN]]
        plane = Array.of(1 / (1 + np.exp(-seen["plane"].clip(-30, 30).reshape(SIDE, SIDE))))
        steps = sorted(self.history)
        losses = [[self.history[step][n] for step in steps] for n in (0, 1)]
        lowest = min(steps, key=lambda step: self.history[step][1])
        best = Mark(lowest, self.history[lowest][1], f"best: epoch {lowest}")
        lines = [as_sure_line(name, steps, losses[n]) for n, name in enumerate(("training", "validation"))]
        return [
            Field("decision boundary", plane, (-EDGE, EDGE), (-EDGE, EDGE), points),
            Curves(
                "early stopping", lines, "epoch", "loss", marks=[best], dots=as_sure([best.y], "so far the lowest:")
            ),
        ]
