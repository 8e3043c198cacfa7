"""Next year's sunspots from the last thirty years, by a recurrent net.

Sunspots come and go in waves of about eleven years. The net reads thirty numbers one after another, keeps what it needs
in a few hidden units, and says the thirty-first. It trains on the years up to 1919 and is tested on those from 1920 to
2008. Bar: smaller error than "same as last year". (The RMSE, against that laziest forecast.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine.chain import Chain, Dense, Recurrent, Scale
from engine.datasets import load
from engine.initial import uniform, zeros
from engine.lab import Bar, Choice, Number, Preset, RecurrentLab
from engine.pictures.forecasting import felt, forecasts, nudged
from engine.pictures.gates import state_matrix
from engine.views import View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

# values in a window; the first year to test; forecasts drawn, the newest; how far a value is moved to see what it does
STEPS, FIRST_TEST, SHOWN, NUDGE = 30, 1920, 55, 0.02
GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}  # and the sums that one unit takes


class Forecast(RecurrentLab):
    """30 values, one at a time → a recurrent cell → a dense layer on the last state → the next value."""

    id = "forecast"
    title = "Forecast: next year's sunspots"
    knobs = (
        Choice("cell", "RNN", tuple(GATES), "What happens in one time step."),
        Choice("series", "sunspots", ("sunspots", "waves", "random walk"), "What is to be forecast.", data_only=True),
        Number("units", 8, 1, 64, "Hidden units: how much the net can carry along.", whole=True),
        Number("batch", 32, 8, 128, "Sequences each step sees.", whole=True, log=True),
        Choice("optimizer", "adam", ("adam", "sgd"), "Adam divides slopes by their usual size, SGD does not."),
        Number("learning_rate", 0.003, 0.0001, 1, "How far each update moves.", log=True, live=True),
        Number("clip", 0, 0, 10, "The longest gradient allowed; longer ones are cut to it. 0: any.", live=True),
    )
    bar = Bar("rmse_vs_yesterday", "<", 1.0)
    steps = 1500
    presets = (
        Preset("one unit", {"units": 1}, "One number must hold both how high the wave is and which way it goes."),
        Preset("random walk", {"series": "random walk"}, "Each move is a new coin toss: nobody beats yesterday."),
        Preset("GRU", {"cell": "GRU"}, "With gates it feels nudges further back, and errs a little less."),
        Preset("too fast", {"learning_rate": 0.3}, "The slope through thirty steps leaps; so do the weights."),
        Preset("it explodes", {"optimizer": "sgd", "learning_rate": 1}, "Steps overshoot further: soon no number."),
        Preset("clipped", {"optimizer": "sgd", "learning_rate": 1, "clip": 0.1}, "The same, slopes cut: it learns."),
    )

    def series(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """The years and their values; three series of equal length."""
        import numpy as np

        years, numbers = load("sunspots").values()
        if self.knob["series"] == "waves":
            numbers = 80 + 50 * np.sin(2 * np.pi * years / 11) + 25 * np.sin(2 * np.pi * years / 7.3)
        elif self.knob["series"] == "random walk":
            numbers = 10 * rng.standard_normal(len(years)).cumsum()
        return years, numbers.astype(np.float32)

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        years, values = self.series(rng)
        past = values[years < FIRST_TEST]
        mean, spread = past.mean(), past.std()  # of the training years alone
        scaled, train = (values - mean) / spread, len(past) - STEPS
        self.scale = (float(mean),), (float(spread),)
        x, y = np.lib.stride_tricks.sliding_window_view(scaled[:-1], STEPS)[..., None], scaled[STEPS:, None]
        watched = np.concatenate([x[train:], nudged(x[-1], NUDGE)])  # and the last window with one value nudged
        told = {"years": years[-len(y) + train :], "scale": np.array([mean, spread], np.float32)}
        return {"x": x[:train].copy(), "y": y[:train], "x_test": watched, "y_test": y[train:]} | told

    def parameters(self, rng: np.random.Generator) -> Arrays:
        n, gates, limit = self.knob["units"], GATES[self.knob["cell"]], self.knob["units"] ** -0.5
        return {
            "wx": uniform(rng, limit, 1, gates * n), "wh": uniform(rng, limit, n, gates * n), "b": zeros(gates * n),
            "out": uniform(rng, limit, n, 1), "b_out": zeros(1),
        }  # fmt: skip

    def state(self) -> Mapping[str, int]:
        return dict.fromkeys(("h", "c") if self.knob["cell"] == "LSTM" else ("h",), self.knob["units"])

    def cell(self, params: Tensors, x: Tensor, state: Tensors) -> Tensors:
        p, h, n = params, state["h"], self.knob["units"]
        if self.knob["cell"] == "RNN":
            return {"h": (x @ p["wx"] + h @ p["wh"] + p["b"]).tanh()}
        read, held = x @ p["wx"] + p["b"], h @ p["wh"]
        if self.knob["cell"] == "LSTM":
            i, f, g, o = (read + held).split(n, dim=1)
            c = f.sigmoid() * state["c"] + i.sigmoid() * g.tanh()
            return {"h": o.sigmoid() * c.tanh(), "c": c}
        r, z = (read + held)[:, : 2 * n].sigmoid().split(n, dim=1)
        return {"h": (1 - z) * (read[:, 2 * n :] + r * held[:, 2 * n :]).tanh() + z * h}

    def chain(self) -> Chain:
        cell = Recurrent(self.knob["cell"].lower(), "wx", "wh", "b")
        links = (Scale(*self.scale), cell, Dense("out", "b_out"), Scale(*self.scale, back=True))
        return Chain((STEPS, 1), links, outputs=("next year",))

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return (batch["h"][-1] @ params["out"] + params["b_out"] - batch["y"]).square().mean()

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {"said": data["h"][-1] @ params["out"] + params["b_out"], "h": data["h"]}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        net, lazy = (float((error**2).mean() ** 0.5) for error in self.errors(seen, data))
        return {"rmse_vs_yesterday": net / lazy, "test_rmse": net, "yesterday_rmse": lazy}

    def errors(self, seen: Arrays, data: Arrays) -> tuple[np.ndarray, ...]:
        """Forecast minus truth over the test years: the net's, and that of "same as last year"."""
        spread, truth = data["scale"][1], data["y_test"][:, 0]
        return tuple((z[: len(truth)] - truth) * spread for z in (seen["said"][:, 0], data["x_test"][:, -1, 0]))

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        (mean, spread), n, x = data["scale"], len(data["y_test"]) - 1, data["x_test"][len(data["y_test"]) - 1]
        years, truth = data["years"].tolist()[-SHOWN:], data["y_test"][-SHOWN:, 0] * spread + mean
        net, lazy = (error[-SHOWN:] for error in self.errors(seen, data))
        window = [str(years[-1] - back) for back in range(STEPS, 0, -1)]
        return [
            *forecasts(years, truth, {"the net": net, "same as last year": lazy}, self.knob["series"]),
            state_matrix("hidden state, year by year", self.knob["cell"], x, seen["h"][:, n], params, window),
            felt(seen["said"][n + 1 :], NUDGE),
        ]
