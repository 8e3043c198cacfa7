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
from engine.metrics import RootSquaredError, RSquared
from engine.views import Array, Curves, Line, Mark, Matrix, Table, View
from engine.walk import walk

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

DOTS, STRONGEST = 150, 10


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
        Preset(
            "target not scaled",
            {"target": "as it is"},
            "The weights must grow far to say 300, by 0.003 a step: R² about 0.9.",
        ),
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
        return Chain(
            (10,), (first, Dense("w1", "b1"), Bend("relu"), Dense("w2", "b2"), last), (*self.names(),), (said,)
        )

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
        found: dict[str, float] = {}
        for name, key in (("test", "x_test"), ("train", "x")):
            r2, rmse = RSquared(), RootSquaredError()
            for metric in (r2, rmse):
                metric.add(*self.pairs(seen, data, key))
            found |= {f"{name}_r2": r2.value, f"{name}_rmse": rmse.value}
        return {"r2": found.pop("test_r2"), **found}

    def rivals(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        """RMSE on the test rows of saying always the mean, of a weighted sum (least squares), and of the net."""
        import numpy as np

        (learned, _), (truth, said) = (self.pairs(seen, data, name) for name in ("x", "x_test"))
        x, x_test = (np.c_[data[name], np.ones(len(data[name]))].astype(float) for name in ("x", "x_test"))
        line = x_test @ np.linalg.lstsq(x, learned)[0]
        guesses = {"always the mean": learned.mean(), "a weighted sum": line, "the net": said}
        return {name: float(np.sqrt(((guess - truth) ** 2).mean())) for name, guess in guesses.items()}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        import numpy as np

        truth, said = self.pairs(seen, data, "x_test")
        ends = [float(truth.min()), float(truth.max())]
        right, none = (Line(name, ends, ys, True) for name, ys in (("exactly right", ends), ("no error", [0.0, 0.0])))
        dots = [Mark(float(t), float(z), "") for t, z in zip(truth[:DOTS], said[:DOTS], strict=True)]
        left = [Mark(float(z), float(z - t), "") for t, z in zip(truth[:DOTS], said[:DOTS], strict=True)]
        rmse, spread = self.rivals(seen, data), float(truth.std())
        rows = [[name, f"{error:.1f}", f"{1 - (error / spread) ** 2:z.2f}"] for name, error in rmse.items()]
        unit = "points" if self.knob["data"] == "diabetes" else "thousands"
        strong = np.argsort(-np.abs(params["w2"][:, 0]))[:STRONGEST]  # those the output listens to most
        units = [f"h{n + 1}" for n in strong]
        x, h = data["x_test"][0], data["x_test"][0] @ params["w1"] + params["b1"]
        out = (bent := h.clip(0)) @ params["w2"] + params["b2"]
        return [
            Curves("said against truth", [right], f"truth, {unit}", "said", marks=dots),
            Table("error on rows it never saw", ["", f"RMSE, {unit}", "R²"], rows),
            Curves("residuals", [none], f"said, {unit}", "said − truth", marks=left),
            Matrix("weights from each column", Array.of(params["w1"][:, strong]), self.names(), units),
            walk("one row through the net", [
                ("one row, scaled", x), ("· W₁ + b₁", h), ("ReLU", bent), ("· W₂ + b₂", out),
                ("in its own unit", out * data["shift"][1] + data["shift"][0]), ("truth", truth[:1]),
            ]),
        ]  # fmt: skip
