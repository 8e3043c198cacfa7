"""Handwritten digits by a dense net, 64-64-32-10."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.labs.common import BenchLab, digits, two_knobs
from engine.initial import glorot, he, zeros

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors


class Mlp(BenchLab):
    """64 → 64 ReLU → 32 ReLU → softmax of 10, batches of 64 digits."""

    id = "mlp"
    title = "MLP 64-64-32-10"
    knobs = two_knobs(batch=64, learning_rate=0.001)

    def data(self, rng: np.random.Generator) -> Arrays:
        images, labels = digits()
        return {"x": images.reshape(-1, 64), "y": labels}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {
            "w1": he(rng, 64, 64), "b1": zeros(64),
            "w2": he(rng, 64, 32), "b2": zeros(32),
            "w3": glorot(rng, 32, 10), "b3": zeros(10),
        }  # fmt: skip

    def logits(self, p: Tensors, x: Tensor) -> Tensor:
        """(n, 64) → (n, 10)."""
        x = (x @ p["w1"] + p["b1"]).relu()
        x = (x @ p["w2"] + p["b2"]).relu()
        return x @ p["w3"] + p["b3"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return self.logits(params, batch["x"]).sparse_categorical_crossentropy(batch["y"])
