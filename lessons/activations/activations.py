"""One net, six activations: the same points, the same layers, the same start; only the bend of each sum differs.

A dot lies inside a ring, and no straight line parts them. The curves show the chosen activation and its slope, the
share of the blame that a unit lets through on the way back: turn z and see where it runs dry.
Bar: 95 % of the test points right. Five activations reach it; linear stays below 70 %, however deep the net.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.initial import glorot, grid, zeros
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.pictures.bends import bend_curves, unit_maps
from engine.views import Array, Field, Point, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

POINTS, SHOWN = 200, 80  # to train on, and as many to test; test points drawn
SIDE, MAP, EDGE = 48, 12, 2.5  # points along the boundary's picture and a unit's map; both reach from −EDGE to EDGE
REACH, FLAT = 6, 0.005  # the curves are drawn from −REACH to REACH; a slope below FLAT teaches nothing
WIDEST, DEEPEST = 16, 6
KINDS = ("linear", "sigmoid", "tanh", "relu", "leaky", "randomised")
LOW, HIGH = 1 / 8, 1 / 3  # between these the randomised ReLU draws its slope below 0
MEAN = (LOW + HIGH) / 2


class Activations(Lab):
    """2 inputs → ``depth`` hidden layers of ``width`` units → 1 sigmoid output, trained by Adam on cross-entropy."""

    id = "activations"
    title = "Activations: six bends, one net"
    knobs = (
        Choice("activation", "relu", KINDS, "What bends each sum."),
        Number("z", 2, -REACH, REACH, "Where the point stands on the two curves.", live=True),
        Number("alpha", 0.01, 0, 1, "Slope of the leaky ReLU below 0."),
        Number("bias", 0, -10, 10, "Where every hidden bias starts: it pushes all sums up or down."),
        Number("width", 8, 1, WIDEST, "Units in each hidden layer.", whole=True),
        Number("depth", 1, 1, DEEPEST, "How many hidden layers, one after another.", whole=True),
        Number("learning_rate", 0.02, 0.0001, 3, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("test_accuracy", ">=", 0.95)
    steps = 800
    bends = {"": "activation"}
    noise = {"draw": (DEEPEST, WIDEST)}
    presets = (
        Preset("no bend", {"activation": "linear", "depth": 6}, "Six layers without a bend are one straight line."),
        Preset("triangle", {"width": 3}, "Three ReLUs, three straight edges. Some seeds close the fence, some do not."),
        Preset("hardly bent", {"activation": "leaky", "alpha": 0.9}, "A faint bend is enough. At alpha 1: none."),
        Preset("dead", {"bias": -2.5}, "Every sum is below 0 at every point: slope 0 everywhere, and it stays so."),
        Preset("asleep, wakes", {"bias": -2.5, "activation": "leaky"}, "The same start: slope 0.01 is a way back."),
        Preset("saturated", {"bias": 10.0, "activation": "tanh"}, "All units say +1, out where the curve is flat."),
        Preset("never bends", {"bias": 3.0}, "Every sum is above 0, where ReLU is straight: a linear net again."),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        y = np.arange(2 * POINTS)[:, None] % 2  # every other point lies in the dot, the rest in the ring
        radius = np.where(y, rng.uniform(0, 1, y.shape), rng.uniform(1.4, 2.2, y.shape))
        turn = 2 * np.pi * rng.uniform(0, 1, y.shape)
        x = radius * np.concatenate([np.cos(turn), np.sin(turn)], 1)
        sets = {"x": x[:POINTS], "y": y[:POINTS], "x_test": x[POINTS:], "y_test": y[POINTS:]}
        sets |= {"axis": np.linspace(-REACH, REACH, 481)[:, None]}
        sets |= {"plane": grid(SIDE, -EDGE, EDGE), "map": grid(MAP, -EDGE, EDGE)}
        return {name: values.astype("float32") for name, values in sets.items()}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        sizes = [2, *[self.knob["width"]] * self.knob["depth"], 1]
        weights = {f"w{n}": glorot(rng, *shape) for n, shape in enumerate(pairwise(sizes), 1)}
        biases = {f"b{n}": zeros(units) + self.knob["bias"] for n, units in enumerate(sizes[1:], 1)}
        return weights | biases | {f"b{len(sizes) - 1}": zeros(1)}

    def bend(self, z: Tensor, slope: Tensor | float = MEAN) -> Tensor:
        """f(z), element by element. ``slope`` is the randomised ReLU's below 0, its mean when the net is only used."""
        bends = {
            "linear": lambda: z, "sigmoid": z.sigmoid, "tanh": z.tanh, "relu": z.relu,
            "leaky": lambda: z.relu() - self.knob["alpha"] * (-z).relu(),
            "randomised": lambda: z.relu() - slope * (-z).relu(),
        }  # fmt: skip
        return bends[self.knob["activation"]]()

    def sums(self, p: Tensors, x: Tensor, draw: Tensor | None = None) -> list[Tensor]:
        """Each layer's sums: x (n, 2) → depth × (n, width), then the output before its sigmoid (n, 1)."""
        said = [x @ p["w1"] + p["b1"]]
        for n in range(self.knob["depth"]):
            drawn = {} if draw is None else {"slope": LOW + (HIGH - LOW) * draw[:, n, : self.knob["width"]]}
            said.append(self.bend(said[-1], **drawn) @ p[f"w{n + 2}"] + p[f"b{n + 2}"])
        return said

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return self.sums(params, batch["x"], batch["draw"])[-1].binary_crossentropy_logits(batch["y"])

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        outputs = {name: self.sums(params, data[name])[-1].sigmoid() for name in ("x_test", "plane")}
        hidden, drawn = (self.hidden(params, data[name]) for name in ("x", "map"))
        curves = {"f": self.bend(data["axis"]), "f′": self.slope(data["axis"])}
        return outputs | curves | {"sums": drawn * 1, "maps": self.bend(drawn), "slopes": self.slope(hidden)}

    def hidden(self, p: Tensors, x: Tensor) -> Tensor:
        """The sums of all hidden units: x (n, 2) → (n, depth · width)."""
        first, *later, _ = self.sums(p, x)
        return first.cat(*later, dim=1)

    def slope(self, z: Tensor) -> Tensor:
        """f′(z), as backpropagation finds it."""
        return self.bend(z).sum().gradient(z)[0]

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        right = (seen["x_test"] > 0.5) == (data["y_test"] > 0.5)
        return {"test_accuracy": float(right.mean()), "asleep": float((seen["slopes"] < FLAT).all(axis=0).sum())}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        rows = list(zip(data["x_test"], seen["x_test"][:, 0] > 0.5, data["y_test"][:, 0] > 0.5, strict=True))
        points = [Point(float(x[0]), float(x[1]), int(y), bool(said == y)) for x, said, y in rows[:SHOWN]]
        plane, reach = Array.of(seen["plane"].reshape(SIDE, SIDE)), (-EDGE, EDGE)
        names = [f"L{n + 1} unit {i + 1}" for n in range(self.knob["depth"]) for i in range(self.knob["width"])]
        units = unit_maps("hidden units", names, seen["sums"], seen["maps"], self.knob["activation"])
        slope = {"leaky": self.knob["alpha"]}.get(self.knob["activation"], MEAN)
        both = (data["axis"][:, 0], seen["f"][:, 0], seen["f′"][:, 0])
        curves = bend_curves(self.knob["activation"], slope, *both, self.knob["z"])
        return [curves, Field("decision boundary", plane, reach, reach, points), units]
