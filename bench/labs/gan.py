"""A generative adversarial net in the plane: noise becomes points on a ring of eight clusters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bench.labs.common import BenchLab, kept, two_knobs
from engine.initial import he, zeros

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

ROWS, NOISE, UNITS = 2048, 8, 32
SIZES = {"g": (NOISE, UNITS, UNITS, 2), "d": (2, UNITS, UNITS, 1)}
SLOPE = 0.2


class Gan(BenchLab):
    """Generator 8-32-32-2 and discriminator 2-32-32-1 (leaky ReLU) in one step and one Adam, batches of 64.

    Each half sees the other as a constant: the discriminator's loss takes the generated points detached, the
    generator's loss takes the discriminator's weights detached.
    """

    id = "gan"
    title = "GAN in the plane"
    knobs = two_knobs(batch=64, learning_rate=0.001)
    train_arrays = ("x", "noise")

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        angle = rng.integers(0, 8, ROWS) * np.pi / 4
        ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) + rng.normal(0, 0.05, (ROWS, 2))
        return {"x": ring.astype(np.float32), "noise": rng.standard_normal((ROWS, NOISE)).astype(np.float32)}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        found = {}
        for net, sizes in SIZES.items():
            for layer in (1, 2, 3):
                found[f"{net}{layer}"] = he(rng, *sizes[layer - 1 : layer + 1])
                found[f"{net}{layer}_bias"] = zeros(sizes[layer])
        return found

    def net(self, p: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
        """Net ``name`` on x (n, inputs) → (n, outputs)."""
        x = kept(x @ p[f"{name}1"] + p[f"{name}1_bias"]).leaky_relu(SLOPE)
        x = kept(x @ p[f"{name}2"] + p[f"{name}2_bias"]).leaky_relu(SLOPE)
        return kept(x @ p[f"{name}3"] + p[f"{name}3_bias"])

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        fake = self.net(params, "g", batch["noise"])
        frozen = {name: values.detach() for name, values in params.items()}
        real_says = self.net(params, "d", batch["x"])
        fake_says = self.net(params, "d", fake.detach())
        fooled = self.net(frozen, "d", fake)
        # -log(sigmoid(z)) is softplus(-z), -log(1 - sigmoid(z)) is softplus(z)
        return (-real_says).softplus().mean() + fake_says.softplus().mean() + (-fooled).softplus().mean()
