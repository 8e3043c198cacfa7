"""A program in machine code of our own: no tinygrad, no dispatch, n steps a call."""

from __future__ import annotations

import numpy as np

from engine.native import Native
from engine.plan import Arrays, Plan
from engine.program import Program
from engine.traced import Traced


class NativeProgram(Program):
    """Runs machine code made from a traced plan."""

    examines_at_once = True

    def __init__(self, plan: Plan, traced: Traced, machine_code: bytes) -> None:
        super().__init__(plan)
        self._native = Native(traced, machine_code)
        self._native.fill(plan.arrays)

    def read(self, name: str) -> np.ndarray:
        return self._native.arrays[name].copy()

    def write(self, name: str, values: np.ndarray) -> None:
        self._native.arrays[name][...] = values

    def run(self, offset: int, count: int = 1) -> list[float]:
        losses: list[float] = self._native.run("step", offset, count, self.stride).tolist()
        return losses

    def observe(self) -> Arrays:
        return self._outputs("observe")

    def answer(self) -> Arrays:
        return self._outputs("answer")

    def _outputs(self, program: str) -> Arrays:
        """Run a program once and copy what it names."""
        self._native.run(program, 0)
        prefix = f"{program}."
        return {name[len(prefix) :]: self.read(name) for name in self._native.arrays if name.startswith(prefix)}

    def examine(self, offset: int) -> tuple[float, Arrays]:
        loss = float(self._native.run("examine", offset)[0])
        return loss, self.plan.flat.unpack(self.read("examine.gradient"))
