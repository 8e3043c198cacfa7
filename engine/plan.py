"""What has to run for a lab: programs over named arrays, traced later by whichever backend trains.

``step`` is one update on a batch, ``observe`` what metrics and views look at, ``examine`` loss and gradient without
an update (for slow motion), ``answer`` what the net says of an input given by hand. Each is one stage, a function from
named tensors to named tensors, or for a recurrent net several, some of them repeated over time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.lab import Lab, RecurrentLab
from engine.optim import OPTIMIZERS, Grouped, Optimizer, clipped, scalar
from engine.rules import grouped

if TYPE_CHECKING:
    from tinygrad import Tensor

    Tensors = Mapping[str, Tensor]
    Made = tuple[dict[str, Tensor], list[Tensor]]

Arrays = dict[str, np.ndarray]
DATA, PARAMETERS, ORDER, NOISE = range(4)


@dataclass(frozen=True)
class Stage:
    """A part of a program: ``run(tensors, offset, time)`` returns named outputs and the tensors it assigned to.

    It runs ``repeat`` times with time going up from 0, or down to 0 if ``backward``.
    """

    run: Callable[[Tensors, Any, Any], Made]
    repeat: int = 1
    backward: bool = False


@dataclass(frozen=True)
class Programs:
    """Stages in order by program, and the ``scratch`` arrays through which they hand on values (zero at first)."""

    stages: dict[str, list[Stage]]
    scratch: Arrays = field(default_factory=dict)


def stream(seed: int, purpose: int) -> np.random.Generator:
    """An independent random generator for one purpose of one run, so that none disturbs another."""
    return np.random.default_rng([seed, purpose])


class Plan:
    """One lab with its data and initial values for one seed, all on the host.

    ``rows`` is the number of training examples, ``batch`` how many of them one step sees. ``arrays`` holds
    everything the programs read: the optimiser's state, ``train.*`` (reshuffled each epoch), ``noise.*`` (drawn
    anew each epoch) and ``data.*``.
    """

    def __init__(self, lab: Lab, seed: int) -> None:
        self.lab, self.seed = lab, seed
        self.data: Arrays = dict(lab.data(stream(seed, DATA)))
        initial = dict(lab.parameters(stream(seed, PARAMETERS)))
        shapes = {name: values.shape for name, values in initial.items()}
        self.flat, groups = grouped(lab, shapes)
        self.optimizer: Optimizer = Grouped(groups) if len(groups) > 1 else OPTIMIZERS[groups[0].name]
        self.rows = len(self.data[lab.train_arrays[0]]) if lab.train_arrays else 1
        self.batch = min(int(lab.knob.get("batch", self.rows)), self.rows)
        self.state = self.optimizer.state(self.flat.pack(initial), float(lab.knob["learning_rate"]))
        self.arrays: Arrays = {
            **self.state,
            **{f"train.{name}": self.data[name] for name in lab.train_arrays},
            **self.noise(stream(seed, NOISE)),
            **{f"data.{name}": values for name, values in self.data.items()},
        }
        clip = lab.knob.get("clip", lab.clip)
        if clip is not None:
            self.arrays["clip"] = scalar(float(clip))
        if lab.tries is not None:
            self.arrays["try.x"] = np.zeros((1, *lab.tries), np.float32)

    def noise(self, rng: np.random.Generator) -> Arrays:
        """An epoch's noise, uniform in [0, 1), by the names of the arrays it goes to."""
        shapes = self.lab.noise.items()
        return {f"noise.{name}": rng.random((self.rows, *shape), np.float32) for name, shape in shapes}

    def _noise(self, t: Tensors) -> dict[str, Tensor]:
        return {name: t[f"noise.{name}"] for name in self.lab.noise}

    def cut(self, t: Tensors, offset: Any) -> dict[str, Tensor]:
        """The batch at ``offset`` of the training arrays and of the noise."""
        whole = {name: t[f"train.{name}"] for name in self.lab.train_arrays} | self._noise(t)
        if self.batch == self.rows:
            return whole
        rows = (offset, offset + self.batch)
        return {name: array.shrink((rows, *[None] * (array.ndim - 1))) for name, array in whole.items()}

    def update(self, t: Tensors, gradient: Tensor) -> list[Tensor]:
        """One update, by the gradient cut to the length allowed if the lab limits it."""
        if "clip" in self.arrays:
            gradient = clipped(gradient, t["clip"]).contiguous()
        return self.optimizer.update(t, gradient)

    def _loss_and_gradient(self, t: Tensors, batch: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        views = self.flat.views(t["weights"])
        loss = self.lab.loss(views, batch)
        return loss, self.flat.gradient(loss, views)

    def step(self, t: Tensors, offset: Any, time: Any) -> Made:
        """Forward, loss, backward, update: the loss before the update, and the tensors assigned to."""
        loss, gradient = self._loss_and_gradient(t, self.cut(t, offset))
        loss = loss.contiguous()
        if isinstance(self.optimizer, Grouped):
            loss.realize(gradient)
        return {"loss": loss}, self.update(t, gradient)

    def examine(self, t: Tensors, offset: Any, time: Any) -> Made:
        """Loss and gradient on a batch; nothing is assigned to."""
        loss, gradient = self._loss_and_gradient(t, self.cut(t, offset))
        return {"loss": loss.contiguous(), "gradient": gradient}, []

    def observe(self, t: Tensors, offset: Any, time: Any) -> Made:
        """What the lab wants to see, and the gradient on all training rows if it shows gradients."""
        data = {name: t[f"data.{name}"] for name in self.data}
        seen = dict(self.lab.observe(self.flat.views(t["weights"]), data))
        if self.lab.show_gradients:
            rows = {name: data[name] for name in self.lab.train_arrays} | self._noise(t)
            _, seen["gradient"] = self._loss_and_gradient(t, rows)
        return {name: tensor.contiguous() for name, tensor in seen.items()}, []

    def answer(self, t: Tensors, offset: Any, time: Any) -> Made:
        """What the net says of the input that lies in ``try.x``."""
        said = self.lab.answer(self.flat.views(t["weights"]), t["try.x"])
        return {name: tensor.contiguous() for name, tensor in said.items()}, []

    def programs(self) -> Programs:
        """The programs by name. Needs tinygrad for a recurrent net, whose cell is followed to see what it keeps."""
        if isinstance(self.lab, RecurrentLab):
            from engine.scan import programs

            found = programs(self, self.lab)
        else:
            whole = {"step": self.step, "observe": self.observe, "examine": self.examine}
            found = Programs({name: [Stage(run)] for name, run in whole.items()})
        if self.lab.tries is not None:
            found.stages["answer"] = [Stage(self.answer)]
        return found
