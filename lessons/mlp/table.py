"""Your own table: choose a CSV file and the column to be learned, and see what a small net makes of the others.

A column of numbers is scaled to mean 0 and spread 1; one of a few words becomes a column of 0 and 1 for each word;
dates, texts and row numbers are left out. A quarter of the rows is set aside before anything is computed. The target is
learned as a number or as classes. What the net says is worth something only if it beats the baseline, the best answer
that looks at no column. Without a file: 200 flats that nobody has. Bar: a tenth of the baseline's error is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.chain import Bend, Chain, Dense, Scale
from engine.initial import glorot, he, zeros
from engine.lab import Bar, Choice, Lab, Number, Preset, Words
from engine.table import pictures
from engine.table.arrays import learnable
from engine.table.columns import survey
from engine.table.read import read

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors
    from engine.views import View

FLATS, PRICE = Path(__file__).with_name("flats.csv"), "price"
LOOK = 500  # training rows and test rows that are looked at, at most


class Table(Lab):
    """Columns → ``hidden`` ReLU units → the scaled number (squared error), or softmax over classes (cross-entropy)."""

    id = "table"
    title = "Your own table"
    knobs = (
        Words("data", "", "A CSV file with a header. Empty: the flats. o chooses one."),
        Words("target", "", "The column to be learned. For the flats: price."),
        Choice("task", "auto", ("auto", "regression", "classification"), "Auto: few values or words are classes."),
        Number("hidden", 16, 1, 128, "Hidden units.", whole=True, log=True),
        Number("learning_rate", 0.01, 0.0001, 1, "How far each update moves.", log=True, live=True),
        Number("weight_decay", 0.003, 0.00001, 1, "The price of large weights: against learning by heart.", log=True),
        Number("batch", 32, 8, 256, "Rows in each step.", whole=True, log=True),
    )
    bar = Bar("gain", ">=", 0.1)
    steps = 600
    bends = {"": "relu"}
    own_file = FLATS
    curves = {"loss": ("train_loss", "test_loss"), "error the baseline makes, and the net does not": ("gain",)}
    presets = (
        Preset(
            "another target",
            {"data": "", "target": "district"},
            "Classes: which district? About half right; guessing is right on 24 %.",
        ),
        Preset(
            "by heart",
            {"hidden": 128, "weight_decay": 0.00001, "learning_rate": 0.03},
            "The loss on 150 training rows goes to nearly 0; the test rows gain nothing by it.",
        ),
        Preset("one unit", {"hidden": 1}, "One bend is nearly a straight line, and for these flats not far behind."),
        Preset(
            "too expensive", {"weight_decay": 1}, "Weights cost more than errors: it says hardly more than the mean."
        ),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        file, target = self.knob["data"], self.knob["target"]
        found = survey(read(file or FLATS), target or ("" if file else PRICE), self.knob["task"])
        self.table = table = learnable(found, rng)
        self.order = rng.permutation(min(LOOK, len(table.x_test)))
        return {"x": table.x, "y": table.y, "x_test": table.x_test, "y_test": table.y_test}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        (_, columns), (_, outputs), units = self.table.x.shape, self.table.y.shape, self.knob["hidden"]
        return {
            "w1": he(rng, columns, units), "b1": zeros(units),
            "w2": glorot(rng, units, outputs), "b2": zeros(outputs),
        }  # fmt: skip

    def output(self, p: Tensors, x: Tensor) -> Tensor:
        """x (n, columns) → (n, 1) the scaled number, or (n, classes) before their softmax."""
        return (x @ p["w1"] + p["b1"]).relu() @ p["w2"] + p["b2"]

    def chain(self) -> Chain:
        table, target = self.table, self.table.found.target
        number = table.found.task == "regression"
        last = Scale((table.mean,), (table.spread,), back=True) if number else Bend("softmax")
        links = (Scale(*table.scales), Dense("w1", "b1"), Bend("relu"), Dense("w2", "b2"), last)
        return Chain((len(table.inputs),), links, (*table.inputs,), (target.name,) if number else (*target.levels,))

    def error(self, said: Tensor, y: Tensor) -> Tensor:
        """Squared error for a number, cross-entropy for classes."""
        if y.shape[1] == 1:
            return (said - y).square().mean()
        return -(said.log_softmax(axis=1) * y).sum(axis=1).mean()

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        squares = params["w1"].square().sum() + params["w2"].square().sum()
        return self.error(self.output(params, batch["x"]), batch["y"]) + self.knob["weight_decay"] * squares

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        said, rows = self.output(params, data["x_test"]), min(LOOK, data["x"].shape[0])
        train = self.output(params, data["x"].shrink(((0, rows), None)))
        return {
            "said": said,
            "train_loss": self.error(train, data["y"].shrink(((0, rows), None))).reshape(1),
            "test_loss": self.error(said, data["y_test"]).reshape(1),
        }

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        losses = {name: float(seen[name][0]) for name in ("train_loss", "test_loss")}
        return pictures.numbers(self.table, seen["said"]) | losses

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        def answer(x: np.ndarray) -> np.ndarray:
            return (x @ params["w1"] + params["b1"]).clip(0) @ params["w2"] + params["b2"]

        return [
            pictures.against_truth(self.table, seen["said"]),
            pictures.importance(self.table, answer, self.order),
            pictures.judgement(self.table, seen["said"]),
            pictures.what_was_read(self.table.found),
        ]
