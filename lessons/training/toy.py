"""Five rows, a 2-3-1 net, one epoch: what is an accuracy of 0.6 worth?

The same net is trained 200 times, from 200 random starts, all side by side. Do one step (that is one epoch) and look
how many nets score 0.6, and how many of those give one and the same answer to all five rows. Then train on.
Bar: at most 1 net in 10 beats "always 0". You pass when the nets fail: nothing is to be found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.initial import array, uniform
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.pictures.formulas import parts
from engine.pictures.scores import sigmoid_of
from engine.views import Bars, BarSeries, Formula, Table, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

NETS = 200
LABELS = {"alternating": [0, 1, 0, 1, 0], "from row 4 on": [0, 0, 0, 1, 1]}
ALWAYS_0 = 0.6  # three of the five labels are 0, whichever labels are chosen


class Toy(Lab):
    """200 nets of 2 inputs → 3 ReLU → 1 sigmoid output, each trained by Adam on binary cross-entropy."""

    id = "toy"
    title = "Five rows and 200 seeds"
    knobs = (
        Choice("labels", "alternating", tuple(LABELS), "The five answers to learn."),
        Number("hidden", 3, 1, 32, "ReLU units in the hidden layer.", whole=True),
        Number("learning_rate", 0.001, 0.0001, 1, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("above_baseline", "<=", 0.1)
    steps = 1000
    curves = {"share of the nets": ("same_answer", "above_baseline"), "mean accuracy": ("mean_accuracy",)}
    presets = (
        Preset(
            "ten times the rate", {"learning_rate": 0.01}, "As if for 10,000 epochs. Nearly all settle on: always 0."
        ),
        Preset("32 units", {"hidden": 32, "learning_rate": 0.01}, "Room enough to store some of the five answers."),
        Preset(
            "something to learn",
            {"labels": "from row 4 on", "learning_rate": 0.01},
            "One cut parts the rows, and most nets find it. The baseline is 0.6 here too.",
        ),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        rows = array([[1, 2], [2, 3], [3, 4], [4, 5], [5, 6]])
        return {"x": rows, "y": array([[label] for label in LABELS[self.knob["labels"]]])}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        """Glorot's uniform start and biases of 0 for every net, as most programs have it."""
        import numpy as np

        units = self.knob["hidden"]
        return {
            "w1": uniform(rng, (6 / (2 + units)) ** 0.5, NETS, 2, units),
            "b1": np.zeros((NETS, 1, units), np.float32),
            "w2": uniform(rng, (6 / (units + 1)) ** 0.5, NETS, units, 1),
            "b2": np.zeros((NETS, 1, 1), np.float32),
        }

    def logits(self, p: Tensors, x: Tensor) -> Tensor:
        """What all nets say to all rows: (5, 2) → (nets, 5, 1)."""
        return (x @ p["w1"] + p["b1"]).relu() @ p["w2"] + p["b2"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        z = self.logits(params, batch["x"])
        return z.binary_crossentropy_logits(batch["y"].expand(z.shape))

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {"p": self.logits(params, data["x"]).sigmoid()}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        says = seen["p"] > 0.5
        accuracy = (says == (data["y"] > 0.5)).mean(axis=(1, 2))
        return {
            "above_baseline": float((accuracy > ALWAYS_0 + 0.1).mean()),  # 0.8 or 1, there is nothing between
            "same_answer": float((says == says[:, :1]).all(axis=(1, 2)).mean()),
            "mean_accuracy": float(accuracy.mean()),
        }

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        says = seen["p"] > 0.5
        right = says == (data["y"] > 0.5)
        same = (says == says[:, :1]).all(axis=(1, 2))
        scores = [right.sum(axis=(1, 2)) == count for count in range(6)]
        everyone = BarSeries("nets", [float(score.sum()) for score in scores], Formula(
            "right in {k} of 5 rows, {k}/5 = {label}: {value} of {all} nets",
            parts(k=range(6), all=NETS), terms=["accuracy"],
        ))  # fmt: skip
        alike = Formula(
            "{value} of the {nets} nets with accuracy {label} say one thing of all rows", terms=["baseline"]
        )
        blind = BarSeries("of these, one answer to all rows", [float((score & same).sum()) for score in scores], alike)
        rows = [
            [f"({x[0]:.0f}, {x[1]:.0f})", f"{p:.3f}", f"{int(p > 0.5)}", f"{y:.0f}"]
            for x, p, y in zip(data["x"], seen["p"][0, :, 0], data["y"][:, 0], strict=True)
        ]
        return [
            Bars("nets by accuracy", [f"{count / 5:.1f}" for count in range(6)], [everyone, blind]),
            Table("the first net", ["x", "p", "says", "wanted"], rows, [bool(ok) for ok in right[0, :, 0]], {
                "p": [sigmoid_of(seen["p"][0, :, 0])],
                "says": [Formula("1 where p > 0.5, else 0: p = {p}, so {value}")],
                "wanted": [Formula("the answer to learn for {x}: labels " + self.knob["labels"])],
            }),
        ]  # fmt: skip

    def explain(self, phase: str, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> str:
        p, y = float(seen["p"][0, 0, 0]), float(data["y"][0, 0])
        return {
            "forward": f"So it is in all {NETS} nets at once. Of the first row the first net says {p:.3f}.",
            "loss": f"That is the mean over {NETS} nets. The first row's answer should be {y:.0f}.",
            "backward": "No net hears of the others: each one's slopes come from its own answers.",
            "update": f"Of the first row the first net now says {p:.3f}.",
        }[phase]
