"""Four optimisers go down the same surface, from the same place, with the same learning rate.

The surface is the loss of a "net" with two weights, so that it can be drawn: dark is low, light is high. In the ravine
SGD goes from wall to wall, momentum rolls along the floor, RMSprop and Adam take steps of equal length in both
directions. Bar: all four at 0.03 or lower. (That is their height above the goal at the end.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.initial import array, grid, uniform
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.pictures.formulas import parts
from engine.pictures.scores import moves
from engine.views import Array, Curves, Field, Formula, Line, Path, Table, View
from engine.words import words

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

FOUR = ("sgd", "momentum", "rmsprop", "adam")
SURFACES: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {  # as people write them, as Python does
    "bowl": ("({x}² + {y}²)/2", lambda x, y: (x * x + y * y) / 2),
    "ravine": ("({x}² + 25·{y}²)/2", lambda x, y: (x * x + 25 * y * y) / 2),
    "rosenbrock": ("(1 − {x})² + 5·({y} − {x}²)²", lambda x, y: (1 - x) * (1 - x) + 5 * (y - x * x) * (y - x * x)),
    "saddle": ("{x}²/2 + ({y}² − 1)²/4", lambda x, y: x * x / 2 + (y * y - 1) * (y * y - 1) / 4),
}
SIDE, EDGE = 96, 2.5  # points along the picture's side; it reaches from −EDGE to EDGE


@dataclass
class Descent(Lab):
    """Two weights x and y, four times over; each copy belongs to one optimiser."""

    id = "descent"
    title = "Descent: four optimisers on one surface"
    knobs = (
        Choice("surface", "ravine", ("bowl", "ravine", "rosenbrock", "saddle"), "What they go down."),
        Number("learning_rate", 0.07, 0.0001, 10, "How far a step goes, the same for all four.", log=True, live=True),
        Number("start_x", -2, -2.2, 2.2, "Where they start, from left to right."),
        Number("start_y", 1, -2.2, 2.2, "Where they start, from bottom to top."),
        Number("scatter", 0.2, 0, 0.3, "How far the seed moves the start, at most."),
    )
    bar = Bar("highest", "<=", 0.03)
    steps = 150
    optimizers = {f"{name}.": name for name in FOUR}
    curves = {"height": FOUR}
    train_arrays = ()
    presets = (
        Preset("SGD blows up", {"learning_rate": 0.085}, "1 − 25 · 0.085 = −1.125: each leap across ends higher."),
        Preset("momentum too", {"learning_rate": 0.16}, "Beyond 3.8/25 = 0.152 not even momentum holds here."),
        Preset("too small", {"learning_rate": 0.001}, "All on the right way, none arrives: 150 steps are not enough."),
        Preset("round bowl", {"surface": "bowl"}, "Equally steep all round: plain SGD goes straight for the goal."),
        Preset(
            "bent valley",
            {"surface": "rosenbrock", "learning_rate": 0.02, "start_x": -1.2},
            "Quickly down to the floor, then slowly round the bend. Momentum is first; Adam needs a larger rate.",
        ),
        Preset(
            "off the saddle",
            {"surface": "saddle", "learning_rate": 0.03, "start_y": 0, "scatter": 0.02},
            "Level ahead, falling to both sides. SGD waits for a slope that hardly exists; RMSprop makes it large.",
        ),
        Preset(
            "on the ridge",
            {"surface": "saddle", "learning_rate": 0.03, "start_y": 0, "scatter": 0},
            "Exactly on the ridge the slope to the sides is 0, and nothing times 0 ever moves.",
        ),
    )
    been: dict[int, np.ndarray] = field(default_factory=dict)
    """Where the four stood at each step looked at, to draw their ways."""

    def height(self, x: Any, y: Any) -> Any:
        """The surface above (x, y), for single numbers, arrays and tensors alike; its lowest points have height 0."""
        return SURFACES[self.knob["surface"]][1](x, y)

    def data(self, rng: np.random.Generator) -> Arrays:
        plane = grid(SIDE, -EDGE, EDGE)
        surface = self.height(plane[:, 0], plane[:, 1]).reshape(SIDE, SIDE)
        return {"surface": surface}  # nothing to learn from: the surface itself is the loss

    def parameters(self, rng: np.random.Generator) -> Arrays:
        start = array([[self.knob["start_x"], self.knob["start_y"]]])[0] + uniform(rng, self.knob["scatter"], 2)
        return {f"{name}.at": start for name in FOUR}

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        heights = [self.height(*params[f"{name}.at"].split(1)) for name in FOUR]
        return sum(heights[1:], heights[0]).sum()  # x and y of one copy are in one height only: they do not meet

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {"at": params["sgd.at"].stack(*[params[f"{name}.at"] for name in FOUR[1:]])}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        self.been[self.step] = seen["at"]
        heights = self.height(seen["at"][:, 0], seen["at"][:, 1])
        return {name: float(z) for name, z in zip(FOUR, heights, strict=True)} | {"highest": float(heights.max())}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        import numpy as np

        ways = np.stack([self.been[step] for step in sorted(self.been)], axis=1)  # (four, looks, x and y)
        paths = [Path(words(name), *way.T.tolist()) for name, way in zip(FOUR, ways, strict=True)]
        steps, heights = [float(step) for step in sorted(self.been)], self.height(ways[..., 0], ways[..., 1])
        told = SURFACES[kind := self.knob["surface"]][0]
        falls = [
            Line(name, steps, z.clip(1e-12).tolist(), formula=Formula(f"{name} {told}", parts(x=w[:, 0], y=w[:, 1])))
            for name, z, w in zip(map(words, FOUR), heights, ways, strict=True)
        ]
        rows = [
            [words(name), f"{x + 0:.3g}", f"{y + 0:.3g}", f"{self.height(x, y):.3g}"]
            for name, (x, y) in zip(FOUR, seen["at"].tolist(), strict=True)
        ]
        reach, high, here = (-EDGE, EDGE), float(data["surface"].max()), Formula(f"height = {told} = {{value}}")
        low, step = 0.01, moves(FOUR, self.knob["learning_rate"])  # colours by the logarithm: the floor shows too
        return [
            Field(kind, Array.of(data["surface"]), reach, reach, [], "x", "y", low, high, True, paths, True, here),
            Curves("how high they are", falls, "step", "height", log_y=True),
            Table("where they are", ["optimiser", "x", "y", "height"], rows,
                  formulas={"x": step, "y": step, "height": [here]}),
        ]  # fmt: skip
