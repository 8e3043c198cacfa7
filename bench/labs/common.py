"""What the bench's labs share: they are trained and timed, not looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.lab import Bar, Knob, Lab, Number
from engine.views import View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors


def two_knobs(batch: int, learning_rate: float) -> tuple[Knob, ...]:
    """The two knobs a bench lab has."""
    return (
        Number("batch", batch, 1, 4096, "Rows each step sees.", whole=True),
        Number("learning_rate", learning_rate, 0, 1, "How far each update moves.", live=True),
    )


class BenchLab(Lab):
    """A lab whose only measure is the loss on the first batch of its data."""

    bar = Bar("first_batch_loss", "<", 0.0)  # never met: a run goes to its last step
    steps = 1000

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        rows = self.knob["batch"]
        return {"first_batch_loss": self.loss(params, {name: data[name][:rows] for name in self.train_arrays})}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        return {"first_batch_loss": float(seen["first_batch_loss"])}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        return []


def kept(x: Tensor) -> Tensor:
    """``x``, computed once here and once on the way back, instead of again in every kernel that reads it."""
    return x.contiguous().contiguous_backward()


def digits() -> tuple[np.ndarray, np.ndarray]:
    """All handwritten digits: (1797, 8, 8) float32 in 0…1 and their labels (1797,) int32."""
    from engine.datasets import load

    arrays = load("digits")
    return arrays["images"].astype("float32") / 16, arrays["labels"].astype("int32")
