"""Optimisers over one flat parameter array.

An optimiser says which arrays it keeps and how one update changes them. Learning rates are arrays too, because a
Python number would be frozen when the step is captured.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from tinygrad import Tensor

Arrays = dict[str, np.ndarray]
State = Mapping[str, "Tensor"]


def scalar(value: float) -> np.ndarray:
    """A one-element float32 array."""
    return np.array([value], np.float32)


class Optimizer(Protocol):
    """``state`` names the arrays kept, "weights" and "rate" among them; ``update`` assigns the new values."""

    def state(self, weights: np.ndarray, rate: float) -> Arrays:
        """The arrays before the first update. ``weights`` is (parameters,) float32, ``rate`` the learning rate."""

    def update(self, state: State, gradient: Tensor) -> list[Tensor]:
        """Schedule one update of ``state``; returns the tensors to realise."""


class Sgd:
    """Stochastic gradient descent: w ← w − η·g."""

    def state(self, weights: np.ndarray, rate: float) -> Arrays:
        return {"weights": weights, "rate": scalar(rate)}

    def update(self, state: State, gradient: Tensor) -> list[Tensor]:
        weights = state["weights"]
        return [weights.assign(weights - state["rate"] * gradient)]


class Adam:
    """Adam (Kingma and Ba 2015), β₁ = 0.9, β₂ = 0.999, ε = 1e-8, with bias correction.

    m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η·m̂/(√v̂ + ε), where m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ).
    """

    def state(self, weights: np.ndarray, rate: float) -> Arrays:
        zeros = np.zeros_like(weights)
        powers = {"beta1_to_t": scalar(1), "beta2_to_t": scalar(1)}
        return {"weights": weights, "rate": scalar(rate), "m": zeros, "v": zeros.copy(), **powers}

    def update(self, state: State, gradient: Tensor) -> list[Tensor]:
        weights, m, v = state["weights"], state["m"], state["v"]
        power1 = state["beta1_to_t"].assign(state["beta1_to_t"] * 0.9)
        power2 = state["beta2_to_t"].assign(state["beta2_to_t"] * 0.999)
        m = m.assign(0.9 * m + 0.1 * gradient)
        v = v.assign(0.999 * v + 0.001 * gradient * gradient)
        step = state["rate"] * (m / (1 - power1)) / ((v / (1 - power2)).sqrt() + 1e-8)
        return [power1, power2, m, v, weights.assign(weights - step)]


OPTIMIZERS: dict[str, Optimizer] = {"sgd": Sgd(), "adam": Adam()}
