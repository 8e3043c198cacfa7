"""Optimisers over one flat parameter buffer.

All parameters of a net lie end to end in one buffer, and so does every optimiser's state. A step is then a handful
of kernels whatever the number of layers, which keeps compiling and dispatching short. Learning rates live in
buffers, because a Python number would be frozen when the step is captured.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate, pairwise
from math import prod

import numpy as np
from tinygrad import Tensor

from engine.tensors import on_device, write


class Flat:
    """Named parameters in one buffer: ``views`` are tensors of the original shapes into ``values``."""

    def __init__(self, initial: Mapping[str, np.ndarray]) -> None:
        self.shapes = {name: array.shape for name, array in initial.items()}
        ends = accumulate((prod(shape) for shape in self.shapes.values()), initial=0)
        self.spans = dict(zip(self.shapes, pairwise(ends), strict=True))
        self.values = on_device(self.pack(initial))
        self.views = {
            name: self.values[start:end].reshape(self.shapes[name]) for name, (start, end) in self.spans.items()
        }

    def pack(self, arrays: Mapping[str, np.ndarray]) -> np.ndarray:
        """Named arrays → one flat float32 array, in this buffer's order."""
        return np.concatenate([np.ravel(arrays[name]) for name in self.shapes]).astype(np.float32)

    def unpack(self, flat: np.ndarray) -> dict[str, np.ndarray]:
        """One flat array → named arrays of the original shapes."""
        return {name: flat[a:b].reshape(self.shapes[name]) for name, (a, b) in self.spans.items()}

    def gradient(self, loss: Tensor) -> Tensor:
        """dloss/dparameters as one flat tensor."""
        parts = loss.gradient(*self.views.values())
        return Tensor.cat(*[part.contiguous().reshape(-1) for part in parts]).contiguous()


class Sgd:
    """Stochastic gradient descent: w ← w − η·g."""

    def __init__(self, params: Flat, learning_rate: float) -> None:
        self.params = params
        self.rate = on_device(np.array([learning_rate], np.float32))

    def update(self, gradient: Tensor) -> list[Tensor]:
        """Schedule one update; returns the tensors to realise."""
        return [self.params.values.assign(self.params.values - self.rate * gradient)]

    def set_learning_rate(self, value: float) -> None:
        """Use ``value`` from the next step on."""
        write(self.rate, np.array([value], np.float32))

    def state(self) -> list[Tensor]:
        """Every buffer an update changes."""
        return [self.params.values]


class Adam:
    """Adam (Kingma and Ba 2015), β₁ = 0.9, β₂ = 0.999, ε = 1e-8, with bias correction.

    m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η·m̂/(√v̂ + ε), where m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ).
    """

    def __init__(self, params: Flat, learning_rate: float) -> None:
        self.params = params
        zeros = np.zeros(params.values.shape, np.float32)
        self.m, self.v = on_device(zeros), on_device(zeros)
        self.rate = on_device(np.array([learning_rate], np.float32))
        self.powers = on_device(np.ones(2, np.float32))  # β₁ᵗ, β₂ᵗ
        self.betas = on_device(np.array([0.9, 0.999], np.float32))

    def update(self, gradient: Tensor) -> list[Tensor]:
        """Schedule one update; returns the tensors to realise."""
        powers = self.powers.assign(self.powers * self.betas)
        m = self.m.assign(0.9 * self.m + 0.1 * gradient)
        v = self.v.assign(0.999 * self.v + 0.001 * gradient * gradient)
        m_hat, v_hat = m / (1 - powers[0]), v / (1 - powers[1])
        weights = self.params.values
        return [powers, m, v, weights.assign(weights - self.rate * m_hat / (v_hat.sqrt() + 1e-8))]

    def set_learning_rate(self, value: float) -> None:
        """Use ``value`` from the next step on."""
        write(self.rate, np.array([value], np.float32))

    def state(self) -> list[Tensor]:
        """Every buffer an update changes."""
        return [self.params.values, self.m, self.v, self.powers]


OPTIMIZERS: dict[str, type[Sgd] | type[Adam]] = {"sgd": Sgd, "adam": Adam}
