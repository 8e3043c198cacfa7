"""A program through tinygrad's own JIT: for GPUs, and for labs that do more than kernels in a step."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from tinygrad import Tensor, Variable

from engine.plan import Arrays, Plan, Stage
from engine.program import Program, Progress
from engine.tensors import capture, on_device, read, realized, watch_compiling, write


class _Captured:
    """One program's stages, each captured on its first call; those of a recurrent net are called once a time step."""

    def __init__(self, stages: list[Stage], tensors: dict[str, Tensor]) -> None:
        self._stages = [(stage, capture(self._traced(stage, tensors))) for stage in stages]

    def _traced(self, stage: Stage, tensors: dict[str, Tensor]) -> Any:
        def traced(offset: Any, time: Any) -> dict[str, Tensor]:
            return realized(stage, tensors, offset, time)

        return traced

    def __call__(self, offset: Any) -> dict[str, Tensor]:
        found: dict[str, Tensor] = {}
        for stage, captured in self._stages:
            time = Variable("time", 0, stage.repeat - 1)
            for i in reversed(range(stage.repeat)) if stage.backward else range(stage.repeat):
                found |= captured(offset, time.bind(i))
        return found


class JitProgram(Program):
    """Runs captured tinygrad programs; n steps are n calls."""

    def __init__(self, plan: Plan, progress: Progress) -> None:
        super().__init__(plan)
        self._programs = plan.programs()
        arrays = plan.arrays | self._programs.scratch
        self._tensors = {name: on_device(values) for name, values in arrays.items()}
        self._offset = Variable("offset", 0, self.rows - self.batch)
        with watch_compiling(progress):
            self._capture()

    def _capture(self) -> None:
        """Trace; tracing runs a step once, so what it changed is put back."""
        self.run(0)
        for name, values in self.plan.state.items():
            self.write(name, values)
        self.observe()

    @cached_property
    def _step(self) -> _Captured:
        return self._captured("step")

    @cached_property
    def _observe(self) -> _Captured:
        return self._captured("observe")

    @cached_property
    def _examine(self) -> _Captured:
        return self._captured("examine")

    @cached_property
    def _answer(self) -> _Captured:
        return self._captured("answer")

    def _captured(self, name: str) -> _Captured:
        return _Captured(self._programs.stages[name], self._tensors)

    def read(self, name: str) -> np.ndarray:
        return read(self._tensors[name])

    def write(self, name: str, values: np.ndarray) -> None:
        write(self._tensors[name], values)

    def run(self, offset: int, count: int = 1) -> list[float]:
        batches = [offset + i * (self.batch % self.rows) for i in range(count)]
        # An output is overwritten by the next call: read each loss before it.
        return [float(self._step(self._offset.bind(batch))["loss"].item()) for batch in batches]

    def observe(self) -> Arrays:
        return {name: read(tensor) for name, tensor in self._observe(self._offset.bind(0)).items()}

    def answer(self) -> Arrays:
        return {name: read(tensor) for name, tensor in self._answer(self._offset.bind(0)).items()}

    def examine(self, offset: int) -> tuple[float, Arrays]:
        found = self._examine(self._offset.bind(offset))
        return float(found["loss"].item()), self.plan.flat.unpack(read(found["gradient"]))
