"""A playground for layers: five sets of points in the plane, and a net as wide and as deep as you like.

Every hidden unit has its own map: what it answers at each point of the plane. The first layer can only draw
straight edges; each later layer mixes the maps before it into bent ones, the last into the decision boundary.
Bar: 95 % of the test points right, which the net never trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.chain import Bend, Chain, Dense
from engine.initial import glorot, grid, uniform
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.views import Array, Field, Pictures, Point, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

SETS = ("circles", "xor", "gaussians", "moons", "spiral")
POINTS, SHOWN = 200, 80  # to train on, and as many to test; test points drawn
SIDE, MAP, EDGE = 48, 10, 2.5  # points along the boundary's picture and a unit's map; both reach from −EDGE to EDGE


class Playground(Lab):
    """2 inputs → ``depth`` layers of ``width`` units → 1 sigmoid output, trained by Adam on cross-entropy."""

    id = "playground"
    title = "Playground: width, depth and bends"
    knobs = (
        Choice("data", "spiral", SETS, "Which two classes to part.", data_only=True),
        Number("width", 16, 1, 16, "Units in each hidden layer.", whole=True),
        Number("depth", 2, 1, 4, "How many hidden layers, one after another.", whole=True),
        Choice("activation", "tanh", ("tanh", "relu", "sigmoid", "linear"), "What bends each hidden sum."),
        Number("learning_rate", 0.02, 0.0001, 1, "How far each update moves.", log=True, live=True),
        Number("noise", 0.05, 0, 0.5, "How far points are off their shape; the sets are 4 wide.", data_only=True),
        Number("regularisation", 0, 0, 0.1, "L2: this times the sum of all squared weights is added to the loss."),
        Number("batch", 50, 1, POINTS, "How many points each step sees.", whole=True, log=True),
    )
    bar = Bar("test_accuracy", ">=", 0.95)
    steps = 1500
    presets = (
        Preset("circles", {"data": "circles", "width": 8, "depth": 1}, "A few edges fence the inner ring in."),
        Preset("no bend", {"activation": "linear"}, "Layers without a bend collapse into one: a straight line."),
        Preset("one unit", {"width": 1, "depth": 1}, "One edge, wherever it lies, has both arms on both sides."),
        Preset("too fast", {"learning_rate": 1.0}, "Each step overshoots: the units end up flat and stuck."),
        Preset("learns noise", {"data": "moons", "noise": 0.4}, "Free to bend, it fits chance: train beats test."),
        Preset("calmed", {"data": "moons", "noise": 0.4, "regularisation": 0.001}, "Small weights bend less."),
    )

    def points(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """``POINTS`` points (n, 2) of the chosen set and their classes (n, 1), half of them 1."""
        import numpy as np

        y, t, kind = np.arange(POINTS) % 2, rng.uniform(0, 1, POINTS), self.knob["data"]
        side = 2 * y - 1
        turn, radius = 2 * np.pi * t, np.where(y, 1.0, 2.0)
        if kind == "spiral":  # two arms of one and a half turns, each the other turned by half a turn
            turn, radius = 3 * np.pi * np.sqrt(t) + np.pi * y, 2 * np.sqrt(t)
        x = radius * np.stack([np.cos(turn), np.sin(turn)])
        if kind == "xor":  # the four quarters of a square, with a gap between them
            x = rng.uniform(0.2, 2, (2, POINTS)) * np.stack([s := rng.choice([-1, 1], POINTS), -s * side])
        elif kind == "gaussians":
            x = side + 0.5 * rng.standard_normal((2, POINTS))
        elif kind == "moons":
            x = side * np.stack([1.2 * np.cos(np.pi * t) - 0.6, 1.5 * np.sin(np.pi * t) - 0.5])
        x = x + self.knob["noise"] * rng.standard_normal(x.shape)
        return x.T.astype("float32"), y[:, None].astype("float32")

    def data(self, rng: np.random.Generator) -> Arrays:
        (x, y), (x_test, y_test) = self.points(rng), self.points(rng)
        planes = {"plane": grid(SIDE, -EDGE, EDGE), "map": grid(MAP, -EDGE, EDGE)}
        return {"x": x, "y": y, "x_test": x_test, "y_test": y_test, **planes}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        sizes = [2, *[self.knob["width"]] * self.knob["depth"], 1]
        weights = {f"w{n}": glorot(rng, *shape) for n, shape in enumerate(pairwise(sizes), 1)}
        return weights | {f"b{n}": uniform(rng, 0.5, units) for n, units in enumerate(sizes[1:], 1)}

    def layers(self, p: Tensors, x: Tensor) -> list[Tensor]:
        """What each layer says: x (n, 2) → depth × (n, width), then the output before its sigmoid (n, 1)."""
        said = [x]
        for n in range(1, self.knob["depth"] + 2):
            z = said[-1] @ p[f"w{n}"] + p[f"b{n}"]
            bend = {"tanh": z.tanh, "relu": z.relu, "sigmoid": z.sigmoid, "linear": lambda z=z: z}
            said.append(bend[self.knob["activation"]]() if n <= self.knob["depth"] else z)
        return said[1:]

    def chain(self) -> Chain:
        bend = () if self.knob["activation"] == "linear" else (Bend(self.knob["activation"]),)
        hidden = [(Dense(f"w{n}", f"b{n}"), *bend) for n in range(1, self.knob["depth"] + 1)]
        last = self.knob["depth"] + 1
        return Chain(
            (2,), (*(link for layer in hidden for link in layer), Dense(f"w{last}", f"b{last}"), Bend("sigmoid"))
        )

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        wrong = self.layers(params, batch["x"])[-1].binary_crossentropy_logits(batch["y"])
        squares = [w.square().sum() for name, w in params.items() if name.startswith("w")]
        return wrong + self.knob["regularisation"] * sum(squares[1:], squares[0])

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        outputs = {name: self.layers(params, data[name])[-1].sigmoid() for name in ("x", "x_test", "plane")}
        first, *later, _ = self.layers(params, data["map"])
        return outputs | {"maps": first.cat(*later, dim=1)}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        right = {name: (seen[name] > 0.5) == (data[name.replace("x", "y")] > 0.5) for name in ("x_test", "x")}
        return {"test_accuracy": float(right["x_test"].mean()), "train_accuracy": float(right["x"].mean())}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        rows = list(zip(data["x_test"], seen["x_test"][:, 0] > 0.5, data["y_test"][:, 0] > 0.5, strict=True))
        points = [Point(float(x[0]), float(x[1]), int(y), bool(said == y)) for x, said, y in rows[:SHOWN]]
        plane, reach = Array.of(seen["plane"].reshape(SIDE, SIDE)), (-EDGE, EDGE)
        depth, width = self.knob["depth"], self.knob["width"]  # maps: unit by unit, so that every layer is in sight
        maps = seen["maps"] / (abs(seen["maps"]).max(axis=0) + 1e-6)  # each unit on its own scale
        maps = maps.reshape(-1, depth, width).T.reshape(-1, MAP, MAP)
        names = [f"L{n + 1} unit {i + 1}" for i in range(width) for n in range(depth)]
        boundary = Field("decision boundary", plane, reach, reach, points)
        return [boundary, Pictures("hidden neurons", Array.of(maps), names, signed=True)]
