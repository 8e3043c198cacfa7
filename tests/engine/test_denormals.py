"""Numbers too small for full precision count as 0 while a net trains, and only then."""

from __future__ import annotations

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
import threading
from collections.abc import Callable

import numpy as np
import pytest

from engine.denormals import flush_here
from engine.jit_program import JitProgram
from engine.lab import settle
from engine.native_program import NativeProgram
from engine.plan import Plan
from engine.prepared import prepare
from engine.program import Program
from tests.engine.small_labs import Regression

TINY = np.float32(1e-40)


def quiet(done: int, total: int) -> None:
    """Nobody watches the preparing."""


def native(plan: Plan) -> Program:
    return NativeProgram(plan, *prepare(plan, quiet, None, None))


def jit(plan: Plan) -> Program:
    return JitProgram(plan, quiet)


def halves() -> float:
    """Half of a tiny number, as this thread computes it."""
    return float((np.full(8, TINY, np.float32) * np.float32(0.5)).max())


@pytest.mark.parametrize("build", [native, jit])
def test_the_average_of_a_slope_that_is_gone_becomes_0(build: Callable[[Plan], Program]) -> None:
    """All inputs 0: the first layer has no slope, as behind a dead ReLU. 0.9 times a tiny average is 0, not tinier."""
    program = build(Plan(Regression(settle(Regression, {})), 1))
    program.write("train.x", np.zeros_like(program.read("train.x")))
    program.write("m", np.full_like(program.read("m"), TINY))
    program.run(0, 1)
    assert (program.plan.flat.unpack(program.read("m"))["w1"] == 0).all()


def test_the_caller_computes_with_tiny_numbers_as_before() -> None:
    program = native(Plan(Regression(settle(Regression, {})), 1))
    program.run(0, 3)
    program.observe()
    assert halves() > 0


def test_flushing_is_a_matter_of_one_thread() -> None:
    found: list[float] = []

    def flushed() -> None:
        flush_here()
        found.append(halves())

    thread = threading.Thread(target=flushed)
    thread.start()
    thread.join()
    assert found == [0.0]
    assert halves() > 0
