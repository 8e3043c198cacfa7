"""Labs of the course, trained in this process: the real programs, without a worker around them."""

from __future__ import annotations

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
import os
from pathlib import Path

from engine.lab import load_lab, settle
from engine.plan import Plan
from engine.program import Program
from engine.program import build as build_program
from engine.train import train
from tests.conftest import SHELF
from tutor.content.course import load_course


def built(lab_id: str, seed: int = 1, **knobs: float | str) -> Program:
    """A lab of the course, not trained yet. Its program is kept for the other tests of this run."""
    file = load_course().lab_file(lab_id)
    kind = load_lab(file)
    plan = Plan(kind(settle(kind, knobs)), seed)
    return build_program(plan, "CPU:LLVM", lambda done, total: None, file, Path(os.environ[SHELF]))


def trained(program: Program, steps: int | None = None) -> dict[str, float]:
    """Train to the end, or ``steps`` further; the metrics afterwards."""
    for _ in train(program, program.lab.steps if steps is None else steps):
        pass
    return metrics(program)


def metrics(program: Program) -> dict[str, float]:
    """The lab's metrics as things stand."""
    return program.lab.metrics(program.observe(), program.data)
