"""A variational autoencoder for handwritten digits, 64-64-8 and back (Kingma and Welling 2014)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.labs.common import BenchLab, digits, kept, two_knobs
from engine.initial import glorot, zeros

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

CODE = 8


class Vae(BenchLab):
    """64 → 64 tanh → mean and log-variance of 8 → 64 tanh → 64 sigmoid, batches of 64 digits.

    The noise of each digit is data: drawn once and shuffled with it.
    """

    id = "vae"
    title = "VAE 64-64-8"
    knobs = two_knobs(batch=64, learning_rate=0.001)
    train_arrays = ("x", "noise")

    def data(self, rng: np.random.Generator) -> Arrays:
        images, _ = digits()
        noise = rng.standard_normal((len(images), CODE)).astype("float32")
        return {"x": images.reshape(-1, 64), "noise": noise}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {
            "w1": glorot(rng, 64, 64), "b1": zeros(64),
            "mean": glorot(rng, 64, CODE), "mean_bias": zeros(CODE),
            "spread": glorot(rng, 64, CODE), "spread_bias": zeros(CODE),
            "w2": glorot(rng, CODE, 64), "b2": zeros(64),
            "w3": glorot(rng, 64, 64), "b3": zeros(64),
        }  # fmt: skip

    def decode(self, p: Tensors, code: Tensor) -> Tensor:
        """Logits of the pixels: code (n, 8) → (n, 64)."""
        hidden = kept(kept(code @ p["w2"] + p["b2"]).tanh())
        return kept(hidden @ p["w3"] + p["b3"])

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        p, x = params, batch["x"]
        hidden = kept(kept(x @ p["w1"] + p["b1"]).tanh())
        mean = kept(hidden @ p["mean"] + p["mean_bias"])
        spread = kept(hidden @ p["spread"] + p["spread_bias"])  # log of the variance
        code = kept(mean + (spread * 0.5).exp() * batch["noise"])
        z = self.decode(p, code)
        rebuilt = (z.relu() - z * x + (1 + (-z.abs()).exp()).log()).sum(axis=1)
        apart = -0.5 * (1 + spread - mean * mean - spread.exp()).sum(axis=1)
        return (rebuilt + apart).mean()
