"""A lab, built: trains, is looked at, is changed by hand. Natively on the CPU, through tinygrad's JIT elsewhere."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from engine.lab import LabError
from engine.optim import scalar
from engine.plan import Arrays, Plan
from engine.views import Array

Progress = Callable[[int, int], None]


class Program(ABC):
    """One plan on one device. ``rows`` training examples, ``batch`` of them in each step."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.lab, self.seed, self.data = plan, plan.lab, plan.seed, plan.data
        self.rows, self.batch = plan.rows, plan.batch
        self.stride = 0 if self.batch == self.rows else self.batch
        """Rows from the beginning of one batch to that of the next: none where one batch is all there is."""

    examines_at_once = False
    """Whether :meth:`examine` costs no more than a step the first time; else it is compiled when first asked for."""

    @abstractmethod
    def read(self, name: str) -> np.ndarray:
        """A copy of a named array's present values."""

    @abstractmethod
    def write(self, name: str, values: np.ndarray) -> None:
        """Overwrite a named array."""

    @abstractmethod
    def run(self, offset: int, count: int = 1) -> list[float]:
        """``count`` updates on the batches from row ``offset`` on; each loss is the one before its update."""

    @abstractmethod
    def observe(self) -> Arrays:
        """What the lab wants to see of the net now."""

    @abstractmethod
    def examine(self, offset: int) -> tuple[float, Arrays]:
        """Loss and gradients by parameter on the batch at ``offset``, without an update."""

    @abstractmethod
    def answer(self) -> Arrays:
        """What the net says of the input in ``try.x``."""

    def ask(self, values: np.ndarray) -> Arrays:
        """What the net says of one input, of the lab's shape ``tries``. Raises LabError for another shape."""
        wanted = self.lab.tries
        if wanted is None or values.shape != wanted:
            raise LabError(f"The lab {self.lab.id} takes inputs of shape {wanted}, not {values.shape}.")
        self.write("try.x", values[None].astype(np.float32))
        return self.answer()

    def take(self, parameters: Mapping[str, np.ndarray]) -> None:
        """Put in parameters that were saved. Raises LabError if they are not this net's."""
        shapes = {name: tuple(values.shape) for name, values in parameters.items()}
        if shapes != self.plan.flat.shapes:
            raise LabError("The saved net has another shape than this one.", "Set the knobs it was trained with.")
        self.write("weights", self.plan.flat.pack(parameters))

    def shuffle(self, order: np.ndarray) -> None:
        """Lay the training examples out in ``order`` (a permutation of all rows) for the coming epoch."""
        for name in self.lab.train_arrays:
            self.write(f"train.{name}", self.data[name][order])

    def draw_noise(self, rng: np.random.Generator) -> None:
        """Fresh noise for the coming epoch, if the lab wants any."""
        for name, values in self.plan.noise(rng).items():
            self.write(name, values)

    def parameters(self) -> Arrays:
        """All parameters by name."""
        return self.plan.flat.unpack(self.read("weights"))

    def gradients(self, seen: Mapping[str, np.ndarray]) -> Arrays:
        """The gradients within what was observed, by parameter name; empty if the lab shows none."""
        return self.plan.flat.unpack(seen["gradient"]) if "gradient" in seen else {}

    def move(self, name: str, index: int, value: float) -> None:
        """Set one element of a parameter by hand. Raises LabError if there is none."""
        parameters = self.parameters()
        if name not in parameters or not 0 <= index < parameters[name].size:
            raise LabError(f"The net has no weight {index} in {name!r}.", f"It has {', '.join(parameters)}.")
        parameters[name].flat[index] = value
        self.write("weights", self.plan.flat.pack(parameters))

    def set_learning_rate(self, value: float) -> None:
        """Use ``value`` from the next step on."""
        self.write("rate", scalar(value))

    def set_clip(self, value: float) -> None:
        """Cut gradients to the length ``value`` from the next step on, or leave them as they are (0)."""
        self.write("clip", scalar(value))


def unpacked(array: Array) -> np.ndarray:
    """A view's array as NumPy's, not to be written to. Raises ValueError if its bytes do not fit its shape."""
    return np.frombuffer(array.data, array.dtype).reshape(array.shape)


def build(
    plan: Plan, device: str, progress: Progress, lab_file: Path | None = None, cache: Path | None = None
) -> Program:
    """The plan's program on ``device``; ``progress`` hears of kernels done and known.

    ``lab_file`` and ``cache`` say where prepared programs may be found and kept.
    """
    if device.startswith("CPU"):
        from engine.native_program import NativeProgram
        from engine.prepared import NotTraceable, prepare

        try:
            traced, machine_code = prepare(plan, progress, lab_file, cache)
            progress(len(traced.kernels), len(traced.kernels))
            return NativeProgram(plan, traced, machine_code)
        except NotTraceable:
            pass
    from engine.jit_program import JitProgram

    return JitProgram(plan, progress)
