"""LeNet-5 as taught: 6 and 16 filters of 5×5, then 120-84-10 (after LeCun et al. 1998)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.labs.common import BenchLab, digits, two_knobs
from engine.initial import glorot, zeros

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors


class Lenet(BenchLab):
    """1×28×28 → conv 6@5×5, tanh, average pool → conv 16@5×5, tanh, average pool → 120 → 84 → 10, batches of 32."""

    id = "lenet"
    title = "LeNet on 28×28"
    knobs = two_knobs(batch=32, learning_rate=0.001)

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        images, labels = digits()
        large = np.pad(images.repeat(3, axis=1).repeat(3, axis=2), ((0, 0), (2, 2), (2, 2)))
        return {"x": large[:, None], "y": labels}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {
            "conv1": glorot(rng, 6, 1, 5, 5), "bias1": zeros(6),
            "conv2": glorot(rng, 16, 6, 5, 5), "bias2": zeros(16),
            "w1": glorot(rng, 400, 120), "b1": zeros(120),
            "w2": glorot(rng, 120, 84), "b2": zeros(84),
            "w3": glorot(rng, 84, 10), "b3": zeros(10),
        }  # fmt: skip

    def logits(self, p: Tensors, x: Tensor) -> Tensor:
        """(n, 1, 28, 28) → (n, 10)."""
        x = x.conv2d(p["conv1"], p["bias1"], padding=2).tanh().avg_pool2d()
        x = x.conv2d(p["conv2"], p["bias2"]).tanh().avg_pool2d()
        x = (x.flatten(1) @ p["w1"] + p["b1"]).tanh()
        x = (x @ p["w2"] + p["b2"]).tanh()
        return x @ p["w3"] + p["b3"]

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return self.logits(params, batch["x"]).sparse_categorical_crossentropy(batch["y"])
