"""A lab on the device: its parameters, optimiser and data, and its step and observation as captured programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from tinygrad import Tensor, Variable

from engine.lab import Lab
from engine.optim import OPTIMIZERS, Flat
from engine.tensors import capture, on_device, read, watch_compiling, write

Arrays = dict[str, np.ndarray]
DATA, PARAMETERS, ORDER = range(3)


def stream(seed: int, purpose: int) -> np.random.Generator:
    """An independent random generator for one purpose of one run, so that none disturbs another."""
    return np.random.default_rng([seed, purpose])


class Program:
    """One lab, built: ``step`` trains on a batch, ``observe`` looks at the net without changing it.

    ``rows`` is the number of training examples and ``batch`` how many of them one step sees.
    """

    def __init__(self, lab: Lab, seed: int, progress: Callable[[int, int], None]) -> None:
        self.lab, self.seed = lab, seed
        self.data: Arrays = dict(lab.data(stream(seed, DATA)))
        self.initial: Arrays = dict(lab.parameters(stream(seed, PARAMETERS)))
        self.rows = len(self.data[lab.train_arrays[0]])
        self.batch = min(int(lab.knob.get("batch", self.rows)), self.rows)
        self.params = Flat(self.initial)
        rate = float(lab.knob["learning_rate"])
        self.optimizer = OPTIMIZERS[lab.optimizer](self.params, rate)
        self._on_device = {name: on_device(array) for name, array in self.data.items()}
        self._train = {name: on_device(self.data[name]) for name in lab.train_arrays}
        self._offset = Variable("offset", 0, self.rows - self.batch)
        self._step, self._observe = capture(self._traced_step), capture(self._traced_observe)
        self._examine = capture(self._traced_examine)  # only slow motion needs it
        with watch_compiling(progress):
            self._capture()

    def _capture(self) -> None:
        """Trace both programs; tracing runs the step once, so what it changed is put back."""
        before = [read(tensor) for tensor in self.optimizer.state()]
        self.step(0)
        for tensor, values in zip(self.optimizer.state(), before, strict=True):
            write(tensor, values)
        self.observe()

    def _batch(self, offset: Any) -> dict[str, Tensor]:
        if self.batch == self.rows:
            return self._train
        return {
            name: array.shrink(((offset, offset + self.batch), *[None] * (array.ndim - 1)))
            for name, array in self._train.items()
        }

    def _traced_step(self, offset: Any) -> Tensor:
        loss = self.lab.loss(self.params.views, self._batch(offset))
        updates = self.optimizer.update(self.params.gradient(loss))
        Tensor.realize(loss, *updates)
        return loss

    def _traced_examine(self, offset: Any) -> tuple[Tensor, Tensor]:
        loss = self.lab.loss(self.params.views, self._batch(offset))
        gradient = self.params.gradient(loss)
        Tensor.realize(loss, gradient)
        return loss, gradient

    def _traced_observe(self) -> dict[str, Tensor]:
        seen = dict(self.lab.observe(self.params.views, self._on_device))
        if self.lab.show_gradients:
            whole = {name: self._on_device[name] for name in self.lab.train_arrays}
            seen["gradient"] = self.params.gradient(self.lab.loss(self.params.views, whole))
        seen = {name: tensor.contiguous() for name, tensor in seen.items()}
        Tensor.realize(*seen.values())
        return seen

    def shuffle(self, order: np.ndarray) -> None:
        """Lay the training examples out in ``order`` (a permutation of all rows) for the coming epoch."""
        for name, tensor in self._train.items():
            write(tensor, self.data[name][order])

    def step(self, offset: int) -> float:
        """Forward, loss, backward, update on rows offset … offset+batch. Returns the loss before the update."""
        return float(self._step(self._offset.bind(offset)).item())

    def examine(self, offset: int) -> tuple[float, Arrays]:
        """Loss and gradients on rows offset … offset+batch, without an update."""
        loss, gradient = self._examine(self._offset.bind(offset))
        return float(loss.item()), self.params.unpack(read(gradient))

    def observe(self) -> Arrays:
        """What the lab wants to see of the net now, as host arrays."""
        return {name: read(tensor) for name, tensor in self._observe().items()}

    def parameters(self) -> Arrays:
        """Host copies of all parameters."""
        return self.params.unpack(read(self.params.values))

    def gradients(self, seen: Mapping[str, np.ndarray]) -> Arrays:
        """The gradients within what was observed, by parameter name; empty if the lab shows none."""
        return self.params.unpack(seen["gradient"]) if "gradient" in seen else {}

    def move(self, name: str, index: int, value: float) -> None:
        """Set one element of a parameter by hand."""
        parameters = self.parameters()
        parameters[name].flat[index] = value
        write(self.params.values, self.params.pack(parameters))
