"""All parameters of a net end to end in one flat array, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from math import prod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tinygrad import Tensor

Arrays = dict[str, np.ndarray]


class Flat:
    """Where each named parameter lies in the flat array. A step is then a handful of kernels for any net."""

    def __init__(self, shapes: Mapping[str, tuple[int, ...]]) -> None:
        self.shapes = dict(shapes)
        ends = list(accumulate((prod(shape) for shape in self.shapes.values()), initial=0))
        self.spans = dict(zip(self.shapes, pairwise(ends), strict=True))
        self.size = ends[-1]

    def pack(self, arrays: Mapping[str, np.ndarray]) -> np.ndarray:
        """Named arrays → one flat array, (size,) float32. Raises KeyError for one that is missing."""
        return np.concatenate([np.ravel(arrays[name]) for name in self.shapes]).astype(np.float32)

    def unpack(self, flat: np.ndarray) -> Arrays:
        """One flat array (size,) → named arrays of their shapes, views into it."""
        return {name: flat[a:b].reshape(self.shapes[name]) for name, (a, b) in self.spans.items()}

    def views(self, flat: Tensor) -> dict[str, Tensor]:
        """One flat tensor (size,) → named tensors of their shapes."""
        return {name: flat[a:b].reshape(self.shapes[name]) for name, (a, b) in self.spans.items()}

    def gradient(self, loss: Tensor, views: Mapping[str, Tensor]) -> Tensor:
        """dloss/dparameters as one flat tensor (size,); ``views`` are what the scalar ``loss`` was computed from."""
        return self.join(loss.gradient(*views.values()))

    def join(self, parts: Sequence[Tensor]) -> Tensor:
        """Tensors of the parameters' shapes, in order, as one flat tensor (size,)."""
        first, *rest = [part.contiguous().reshape(-1) for part in parts]
        return (first.cat(*rest) if rest else first).contiguous()
