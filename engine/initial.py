"""Initial values and small arrays for labs, from a NumPy generator.

Host-side values need no kernels, so a lab starts without compiling a random number generator.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def zeros(*shape: int) -> np.ndarray:
    """An all-zero float32 array, the usual start of a bias."""
    import numpy as np

    return np.zeros(shape, np.float32)


def uniform(rng: np.random.Generator, limit: float, *shape: int) -> np.ndarray:
    """Uniform in ±limit, float32."""
    return rng.uniform(-limit, limit, shape).astype("float32")


def glorot(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Uniform in ±√(6/(fan_in + fan_out)): Glorot and Bengio 2010, for tanh and sigmoid.

    ``shape`` is (inputs, units) for dense layers or (filters, channels, height, width) for convolutions.
    """
    fan_in, fan_out = _fans(shape)
    return uniform(rng, sqrt(6 / (fan_in + fan_out)), *shape)


def he(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Normal with standard deviation √(2/fan_in): He et al. 2015, for ReLU. Shapes as in :func:`glorot`."""
    fan_in, _ = _fans(shape)
    return (rng.standard_normal(shape) * sqrt(2 / fan_in)).astype("float32")


def _fans(shape: tuple[int, ...]) -> tuple[int, int]:
    if len(shape) == 2:
        return shape
    filters, channels, *window = shape
    return channels * prod(window), filters * prod(window)


def array(values: Sequence[Sequence[float]]) -> np.ndarray:
    """Nested lists as a float32 array."""
    import numpy as np

    return np.array(values, np.float32)


def grid(side: int, low: float, high: float) -> np.ndarray:
    """``side``² points covering the square [low, high]², (side·side, 2) float32; the first row has the largest y."""
    import numpy as np

    ticks = np.linspace(low, high, side, dtype=np.float32)
    x, y = np.meshgrid(ticks, ticks[::-1])
    return np.stack([x.ravel(), y.ravel()], axis=1)
