"""A program through tinygrad's own JIT: for GPUs, and for labs that do more than kernels in a step."""

from __future__ import annotations

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
        self._captured: dict[str, _Captured] = {}
        self._offset = Variable("offset", 0, self.rows - self.batch)
        with watch_compiling(progress):
            self._capture()

    def _capture(self) -> None:
        """Trace; tracing runs a step once, so what it changed is put back."""
        self.run(0)
        for name, values in self.plan.state.items():
            self.write(name, values)
        self.observe()

    def _call(self, name: str, offset: int = 0) -> dict[str, Tensor]:
        """Run a program once, captured on its first call; its outputs, which the next call overwrites."""
        if name not in self._captured:
            self._captured[name] = _Captured(self._programs.stages[name], self._tensors)
        return self._captured[name](self._offset.bind(offset))

    def read(self, name: str) -> np.ndarray:
        return read(self._tensors[name])

    def write(self, name: str, values: np.ndarray) -> None:
        write(self._tensors[name], values)

    def run(self, offset: int, count: int = 1) -> list[float]:
        return [float(self._call("step", offset + i * self.stride)["loss"].item()) for i in range(count)]

    def observe(self) -> Arrays:
        return {name: read(tensor) for name, tensor in self._call("observe").items()}

    def answer(self) -> Arrays:
        return {name: read(tensor) for name, tensor in self._call("answer").items()}

    def examine(self, offset: int) -> tuple[float, Arrays]:
        found = self._call("examine", offset)
        return float(found["loss"].item()), self.plan.flat.unpack(read(found["gradient"]))
