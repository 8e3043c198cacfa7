"""What the three recurrent bench labs share: the next value of a sine wave from the 30 before."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from bench.labs.common import BenchLab, two_knobs
from engine.initial import uniform, zeros
from engine.lab import RecurrentLab

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

ROWS, STEPS, UNITS = 1024, 30, 32


class Recurrent(BenchLab, RecurrentLab):
    """1 feature, 30 time steps, 32 units, a dense layer on the last state; batches of 32 sequences.

    ``gates`` is how many vectors of 32 the cell sums up in a time step.
    """

    gates: ClassVar[int]
    knobs = two_knobs(batch=32, learning_rate=0.001)
    watch_arrays = ("x_seen", "y_seen")

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        begin, pace = rng.uniform(0, 2 * np.pi, (ROWS, 1)), rng.uniform(0.2, 0.6, (ROWS, 1))
        waves = np.sin(begin + pace * np.arange(STEPS + 1)).astype(np.float32)
        x, y = waves[:, :STEPS, None].copy(), waves[:, STEPS:].copy()
        rows = self.knob["batch"]
        return {"x": x, "y": y, "x_seen": x[:rows], "y_seen": y[:rows]}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        limit = UNITS**-0.5
        return {
            "wx": uniform(rng, limit, 1, self.gates * UNITS), "b": zeros(self.gates * UNITS),
            "wh": uniform(rng, limit, UNITS, self.gates * UNITS),
            "out": uniform(rng, limit, UNITS, 1), "out_bias": zeros(1),
        }  # fmt: skip

    def state(self) -> dict[str, int]:
        return {"h": UNITS}

    def inputs(self, params: Tensors, batch: Tensors) -> Tensor:
        return batch["x"].transpose(0, 1)

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return (batch["h"][-1] @ params["out"] + params["out_bias"] - batch["y"]).square().mean()

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {"first_batch_loss": self.loss(params, {"h": data["h"], "y": data["y_seen"]})}
