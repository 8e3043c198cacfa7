"""Optimisers over one flat parameter array.

An optimiser says which arrays it keeps and how one update changes them. Learning rates are arrays too, because a
Python number would be frozen when the step is captured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from tinygrad import Tensor

Arrays = dict[str, np.ndarray]
State = Mapping[str, "Tensor"]


def scalar(value: float) -> np.ndarray:
    """A one-element float32 array."""
    return np.array([value], np.float32)


def clipped(gradient: Tensor, limit: Tensor) -> Tensor:
    """The gradient, shortened to the length ``limit`` if it is longer, as PyTorch's ``clip_grad_norm_``; 0 leaves it.

    ``gradient`` is that of all parameters, (parameters,) float32; ``limit`` is (1,) float32, 0 or more.
    A gradient that is no number stays none, so that a run that has blown up is seen to have.
    """
    factor = limit / (gradient.square().sum().sqrt() + 1e-6)
    return gradient * ((limit <= 0) + (factor >= 1)).where(1, factor)


class Optimizer(Protocol):
    """``state`` names the arrays kept, "weights" and "rate" among them; ``update`` assigns the new values."""

    def state(self, weights: np.ndarray, rate: float) -> Arrays:
        """The arrays before the first update. ``weights`` is (parameters,) float32, ``rate`` the learning rate."""

    def update(self, state: State, gradient: Tensor) -> list[Tensor]:
        """Schedule one update of ``state`` by ``gradient``, (parameters,) float32; returns the tensors to realise."""


class Sgd:
    """Stochastic gradient descent: w ← w − η·g."""

    def state(self, weights: np.ndarray, rate: float) -> Arrays:
        return {"weights": weights, "rate": scalar(rate)}

    def update(self, state: State, gradient: Tensor) -> list[Tensor]:
        weights = state["weights"]
        return [weights.assign(weights - state["rate"] * gradient)]


class Momentum:
    """Gradient descent with momentum (Polyak 1964), β = 0.9: v ← βv + g, w ← w − η·v."""

    def state(self, weights: np.ndarray, rate: float) -> Arrays:
        return {"weights": weights, "rate": scalar(rate), "velocity": np.zeros_like(weights)}

    def update(self, state: State, gradient: Tensor) -> list[Tensor]:
        weights, velocity = state["weights"], state["velocity"]
        velocity = velocity.assign(0.9 * velocity + gradient)
        return [velocity, weights.assign(weights - state["rate"] * velocity)]


class RmsProp:
    """RMSprop (Hinton, Neural Networks for Machine Learning, lecture 6e, 2012), ρ = 0.9 as there.

    s ← ρs + (1−ρ)g², w ← w − η·g/(√s + ε). The lecture has no ε; 1e-8 keeps weights without a slope where they are.
    """

    def state(self, weights: np.ndarray, rate: float) -> Arrays:
        return {"weights": weights, "rate": scalar(rate), "square": np.zeros_like(weights)}

    def update(self, state: State, gradient: Tensor) -> list[Tensor]:
        weights, square = state["weights"], state["square"]
        square = square.assign(0.9 * square + 0.1 * gradient * gradient)
        return [square, weights.assign(weights - state["rate"] * gradient / (square.sqrt() + 1e-8))]


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


OPTIMIZERS: dict[str, Optimizer] = {"sgd": Sgd(), "momentum": Momentum(), "rmsprop": RmsProp(), "adam": Adam()}


class Group(NamedTuple):
    """Weights ``start`` to ``end`` of the flat array go by the rule ``name``, at ``factor`` times the learning rate."""

    name: str
    start: int
    end: int
    factor: float = 1.0


class Grouped:
    """Several optimisers side by side, each over its own stretch of the weights.

    Each keeps its arrays under names of its own, such as "0.m". Stretches of one array are written one after another,
    so whatever reads the weights as they were must have been computed before ``update``.
    """

    def __init__(self, groups: Sequence[Group]) -> None:
        self.groups = tuple(groups)

    def state(self, weights: np.ndarray, rate: float) -> Arrays:
        arrays: Arrays = {"weights": weights, "rate": scalar(rate)}
        for number, group in enumerate(self.groups):
            own = OPTIMIZERS[group.name].state(weights[group.start : group.end], rate)
            arrays |= {f"{number}.{key}": values for key, values in own.items() if key not in arrays}
        return arrays

    def update(self, state: State, gradient: Tensor) -> list[Tensor]:
        gradient.realize()
        for number, group in enumerate(self.groups):
            where, prefix = ((group.start, group.end),), f"{number}."
            own = {key.removeprefix(prefix): tensor for key, tensor in state.items() if key.startswith(prefix)}
            own["weights"] = state["weights"].shrink(where)
            own["rate"] = state["rate"] * group.factor if group.factor != 1 else state["rate"]
            first, *rest = OPTIMIZERS[group.name].update(own, gradient.shrink(where))
            first.realize(*rest)
        return []
