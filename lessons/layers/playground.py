"""A playground for layers: points in the plane, and a net as wide and as deep as you like.

Every input and every hidden unit has its own map: what it says at each point of the plane. The first layer can only
draw straight edges through plain inputs; each later layer mixes the maps before it into bent ones, the last into the
decision boundary. What the net is told of a point are its features; those that are off are 0. To be learned is a class
(cross-entropy), or a number from 0 to 1 (squared error; an answer within 0.1 is right).
Bar: 95 % of the test points right. (The net never trained on them.)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.chain import Bend, Chain, Dense
from engine.initial import glorot, grid, uniform
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.plane import CLASSES, FEATURES, NUMBERS, dots, features, maps, network, points, scores, spread
from engine.views import Array, Field, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

POINTS, SHOWN = 400, 80  # to train on and to test; points drawn of each
SIDE, MAP, EDGE = 48, 20, 2.5  # points along the boundary's picture and a unit's map; both reach from −EDGE to EDGE
SETS, TASKS, SWITCH = (*CLASSES, *NUMBERS), ("classes", "numbers"), ("off", "on")


class Playground(Lab):
    """Features → up to six hidden layers → 1 output, with a sigmoid if it is a class. Trained by Adam."""

    id = "playground"
    title = "Playground: width, depth and bends"
    knobs = (
        Choice("data", "spiral", SETS, "Which points; slope and hills are for problem = numbers.", data_only=True),
        Choice("problem", TASKS[0], TASKS, "Classification: a class is learned. Regression: a number, 0 to 1."),
        Number("width", 16, 1, 16, "Units in each hidden layer.", whole=True),
        Number("depth", 2, 0, 6, "How many hidden layers, one after another.", whole=True),
        Choice("activation", "tanh", ("tanh", "relu", "sigmoid", "linear"), "What bends each hidden sum."),
        Number("learning_rate", 0.02, 0.00001, 10, "How far each update moves.", log=True, live=True),
        Number("noise", 0.05, 0, 0.5, "How far points are off their shape; the sets are 4 wide.", data_only=True),
        Choice("penalty", "L2", ("none", "L1", "L2"), "L1 adds up all weights without sign, L2 their squares."),
        Number("regularisation", 0, 0, 10, "This times the penalty is added to the loss.", log=True),
        Number("batch", 50, 1, 200, "How many points each step sees.", whole=True, log=True),
        Number("split", 50, 10, 90, "How much of 400 points is to train on; the rest tests.", whole=True, unit="%"),
        Choice("points", "test", ("test", "training", "both"), "Which points are drawn.", live=True),
        Choice("discretise", "off", SWITCH, "Two colours only: what the net decides, not how sure it is.", live=True),
        *(Choice(x, SWITCH[x in ("x1", "x2")], SWITCH, f"Input: {FEATURES[x]}.", data_only=True) for x in FEATURES),
        *(Number(f"layer_{n}", 0, 0, 16, f"Units in hidden layer {n}; 0: width.", whole=True) for n in range(1, 7)),
    )
    bar = Bar("test_accuracy", ">=", 0.95)
    steps = 1500
    curves = {"loss": ("train_loss", "test_loss"), "accuracy": ("test_accuracy", "train_accuracy")}
    presets = (
        Preset("circles", {"data": "circles", "width": 8, "depth": 1}, "A few edges fence the inner ring in."),
        Preset("no bend", {"activation": "linear"}, "Layers without a bend collapse into one: a straight line."),
        Preset("one unit", {"width": 1, "depth": 1}, "One edge, wherever it lies, has both arms on both sides."),
        Preset("too fast", {"learning_rate": 1.0}, "Each step overshoots: the units end up flat and stuck."),
        Preset("learns noise", {"data": "moons", "noise": 0.4}, "Free to bend, it fits chance: train beats test."),
        Preset("calmed", {"data": "moons", "noise": 0.4, "regularisation": 0.001}, "Small weights bend less."),
        Preset("hills", {"data": "hills", "problem": "numbers"}, "Regression: the height itself is to be learned."),
        Preset("told", {"data": "xor", "depth": 0, "x1_times_x2": "on"}, "No layer at all: x₁x₂ is the answer."),
    )

    def __post_init__(self) -> None:
        self.number = self.knob["problem"] == TASKS[1]
        self.on = [self.knob[name] == "on" for name in FEATURES]
        hidden = [self.knob[f"layer_{n}"] or self.knob["width"] for n in range(1, self.knob["depth"] + 1)]
        self.sizes = [len(FEATURES), *hidden, 1]

    def data(self, rng: np.random.Generator) -> Arrays:
        kind, noise, train = self.knob["data"], self.knob["noise"], POINTS * self.knob["split"] // 100
        (at, y), (at_test, y_test) = points(rng, kind, train, noise), points(rng, kind, POINTS - train, noise)
        if not self.number:
            y, y_test = y.round(), y_test.round()
        told = {"x": at, "x_test": at_test, "plane": grid(SIDE, -EDGE, EDGE), "map": grid(MAP, -EDGE, EDGE)}
        told = {name: features(where, self.on) for name, where in told.items()}
        return {"y": y, "y_test": y_test, "at": at, "at_test": at_test, **told}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        shapes = list(pairwise([sum(self.on), *self.sizes[1:]]))
        weights = {f"w{n}": glorot(rng, *shape) for n, shape in enumerate(shapes, 1)}
        biases = {f"b{n}": uniform(rng, 0.5, units) for n, (_, units) in enumerate(shapes, 1)}
        return {**weights, "w1": spread(weights["w1"], self.on), **biases}

    def layers(self, p: Tensors, x: Tensor) -> list[Tensor]:
        """What each layer says: x (n, 7) → depth × (n, units), then the output (n, 1)."""
        said = [x]
        for n in range(1, len(self.sizes)):
            z = said[-1] @ p[f"w{n}"] + p[f"b{n}"]
            bend = {"tanh": z.tanh, "relu": z.relu, "sigmoid": z.sigmoid, "linear": lambda z=z: z}
            said.append(bend[self.knob["activation"]]() if n <= self.knob["depth"] else z)
        return said[1:]

    def chain(self) -> Chain:
        bend = () if self.knob["activation"] == "linear" else (Bend(self.knob["activation"]),)
        *hidden, last = [Dense(f"w{n}", f"b{n}") for n in range(1, len(self.sizes))]
        links = [link for dense in hidden for link in (dense, *bend)]
        return Chain((len(FEATURES),), (*links, last, *(() if self.number else (Bend("sigmoid"),))))

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        z = self.layers(params, batch["x"])[-1]
        wrong = (z - batch["y"]).square().mean() if self.number else z.binary_crossentropy_logits(batch["y"])
        weights = [w for name, w in params.items() if name.startswith("w")]
        size = {"L1": lambda w: w.abs().sum(), "L2": lambda w: w.square().sum(), "none": lambda w: 0.0 * w.sum()}
        first, *later = map(size[self.knob["penalty"]], weights)
        return wrong + self.knob["regularisation"] * sum(later, first)

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        outputs = {name: self.layers(params, data[name])[-1] for name in ("x", "x_test", "plane")}
        outputs = outputs if self.number else {name: z.sigmoid() for name, z in outputs.items()}
        (first, *later), (one, *more) = self.layers(params, data["map"]), self.layers(params, data["x_test"][:1])
        return outputs | {"maps": first.cat(*later, dim=1), "one": one.cat(*more, dim=1)}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        return scores(seen, data, self.number)

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        plane = (seen["plane"] > 0.5).astype("float32") if self.knob["discretise"] == "on" else seen["plane"]
        shown, reach = dots(seen, data, self.knob["points"], self.number, SHOWN), (-EDGE, EDGE)
        boundary = Field("decision boundary", Array.of(plane.reshape(SIDE, SIDE)), reach, reach, shown)
        bends = self.knob["activation"], "linear" if self.number else "sigmoid"
        every = maps(seen["maps"], self.on, params, bends, EDGE)
        return [boundary, every, network(seen, data, self.on, params, bends)]
