"""What will it cost? Ten numbers about a house → its price, by a net with one hidden layer.

The houses are made up: ten plausible columns, and a price that follows a stated formula (``engine/houses.py``) plus
chance of about 25 thousand. So we know what the best possible net would score. The other table is real: how far
diabetes went in a year, from ten numbers about each patient. Nobody knows a formula for that, and no model gets far.
Bar: R² 0.9 on houses the net never saw. (R² 0 is what "always the mean" scores.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.chain import Bend, Chain, Dense, Scale
from engine.datasets import load, split
from engine.houses import RANGES, houses
from engine.initial import he, zeros
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.pictures import formulas
from engine.pictures.regression import against_truth, compared, goodness, residuals, straight
from engine.pictures.walk import stages, walk
from engine.views import Array, Matrix, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

STRONGEST = 10  # units whose weights are drawn


class Housing(Lab):
    """10 numbers → 128 ReLU units → 1 number, trained by Adam on the mean squared error."""

    id = "housing"
    title = "Housing: a number from a table"
    knobs = (
        Choice("data", "houses", ("houses", "diabetes"), "Made-up houses, or real patients."),
        Choice("target", "scaled", ("scaled", "as it is"), "Does the net learn (price − mean) / deviation?"),
        Number("hidden", 128, 1, 512, "Hidden units.", whole=True, log=True),
        Number("l2", 0.01, 0, 1, "This times the sum of squared weights is added to the loss."),
        Number("learning_rate", 0.003, 0.00001, 1, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("r2", ">=", 0.9)
    steps = 1000
    bends = {"": "relu"}
    curves = {"RMSE": ("train_rmse", "test_rmse")}
    presets = (
        Preset("real patients", {"data": "diabetes"}, "R² below 0.6, whatever one does: the columns do not say more."),
        Preset("by heart", {"data": "diabetes", "l2": 0}, "128 units and 331 patients: training error down, test up."),
        Preset("target not scaled", {"target": "as it is"}, "To say 300, weights grow 0.003 a step: R² about 0.9."),
        Preset("one unit", {"hidden": 1}, "One bend in one direction: hardly better than a weighted sum."),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        made = self.knob["data"] == "houses"
        x, y = houses(rng) if made else (load("diabetes")[name] for name in ("x", "y"))
        train, test = split(rng, len(x), 0.25)
        means, spreads = x[train].mean(axis=0), x[train].std(axis=0)  # of the training rows alone
        x = (x - means) / spreads
        mean, spread = y[train].mean(), y[train].std()
        shift = np.array([mean, spread] if self.knob["target"] == "scaled" else [0, 1], np.float32)
        y = ((y - shift[0]) / shift[1])[:, None]
        own = (float(shift[0]),), (float(shift[1]),)
        self.scales = Scale((*means.tolist(),), (*spreads.tolist(),)), Scale(*own, back=True)
        rows = {"x": x[train], "y": y[train], "x_test": x[test], "y_test": y[test]}
        return {"shift": shift, **{name: values.astype("float32") for name, values in rows.items()}}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        n = self.knob["hidden"]
        return {"w1": he(rng, 10, n), "b1": zeros(n), "w2": he(rng, n, 1), "b2": zeros(1)}

    def said(self, p: Tensors, x: Tensor) -> Tensor:
        """(n, 10) → (n, 1). A number that may be anything needs no function at the end."""
        return (x @ p["w1"] + p["b1"]).relu() @ p["w2"] + p["b2"]

    def names(self) -> list[str]:
        """What the ten columns hold."""
        return list(RANGES) if self.knob["data"] == "houses" else load("diabetes")["names"].tolist()

    def chain(self) -> Chain:
        first, last = self.scales
        said = "price" if self.knob["data"] == "houses" else "progress in a year"
        links = first, Dense("w1", "b1"), Bend("relu"), Dense("w2", "b2"), last
        return Chain((10,), links, (*self.names(),), (said,))

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        large = params["w1"].square().sum() + params["w2"].square().sum()
        return (self.said(params, batch["x"]) - batch["y"]).square().mean() + self.knob["l2"] * large

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {name: self.said(params, data[name]) for name in ("x", "x_test")}

    def pairs(self, seen: Arrays, data: Arrays, name: str) -> tuple[np.ndarray, np.ndarray]:
        """(truth, said) in the target's own unit, for the training rows "x" or the test rows "x_test"."""
        mean, spread = data["shift"]
        return tuple(z[:, 0] * spread + mean for z in (data[name.replace("x", "y")], seen[name]))

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        test, train = (goodness(*self.pairs(seen, data, name)) for name in ("x_test", "x"))
        return {"r2": test["r2"], "test_rmse": test["rmse"], "train_r2": train["r2"], "train_rmse": train["rmse"]}

    def rivals(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        """RMSE on the test rows of saying always the mean, of a weighted sum (least squares), and of the net."""
        (learned, _), (truth, said) = (self.pairs(seen, data, name) for name in ("x", "x_test"))
        line = straight(data["x"], learned, data["x_test"])
        guesses = {"always the mean": learned.mean(), "a weighted sum": line, "the net": said}
        return {name: float(((guess - truth) ** 2).mean() ** 0.5) for name, guess in guesses.items()}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        import numpy as np

        truth, said = self.pairs(seen, data, "x_test")
        unit = "points" if self.knob["data"] == "diabetes" else "thousands"
        strong = np.argsort(-np.abs(params["w2"][:, 0]))[:STRONGEST]  # those the output listens to most
        units, weights = [f"h{n + 1}" for n in strong], Array.of(params["w1"][:, strong])
        way = stages(self.chain(), params, data["x_test"][0], scaled=True)
        listened = formulas.weights(data["x_test"][0], "the first test row")
        return [
            against_truth(truth, said, unit),
            compared(truth, self.rivals(seen, data), unit),
            residuals(truth, said, unit),
            Matrix("weights from each column", weights, self.names(), units, formula=listened),
            walk("one row through the net", [*way, ("truth", truth[:1])]),
        ]
