"""Two interleaved half moons, 2-16-16-1, tanh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.labs.common import BenchLab, two_knobs
from engine.initial import glorot, zeros

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

ROWS = 512


class Moons(BenchLab):
    """2 → 16 tanh → 16 tanh → 1 sigmoid, batches of 64 points."""

    id = "moons"
    title = "Moons 2-16-16-1"
    knobs = two_knobs(batch=64, learning_rate=0.01)

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        angle = rng.uniform(0, np.pi, ROWS)
        upper = np.arange(ROWS) % 2 == 0
        x = np.where(upper, np.cos(angle), 1 - np.cos(angle))
        y = np.where(upper, np.sin(angle), 0.5 - np.sin(angle))
        points = np.stack([x, y], axis=1) + rng.normal(0, 0.1, (ROWS, 2))
        return {"x": points.astype(np.float32), "y": upper.astype(np.float32)[:, None]}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {
            "w1": glorot(rng, 2, 16), "b1": zeros(16),
            "w2": glorot(rng, 16, 16), "b2": zeros(16),
            "w3": glorot(rng, 16, 1), "b3": zeros(1),
        }  # fmt: skip

    def logits(self, p: Tensors, x: Tensor) -> Tensor:
        """(n, 2) → (n, 1)."""
        x = (x @ p["w1"] + p["b1"]).tanh()
        x = (x @ p["w2"] + p["b2"]).tanh()
        return x @ p["w3"] + p["b3"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return self.logits(params, batch["x"]).binary_crossentropy_logits(batch["y"])
