"""Moving numbers between the host and the device: the only place that touches tinygrad's buffers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from tinygrad import Tensor, TinyJit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.plan import Stage


def on_device(values: np.ndarray) -> Tensor:
    """A realised tensor with a copy of ``values``."""
    return Tensor(np.ascontiguousarray(values)).realize()


def read(tensor: Tensor) -> np.ndarray:
    """A host copy of a tensor's present values; safe to keep, unlike the tensor itself."""
    return np.array(tensor.numpy())


def write(tensor: Tensor, values: np.ndarray) -> None:
    """Overwrite a realised tensor in place, so that captured programs see the new values."""
    buffer = tensor.uop.base.realized
    assert buffer is not None, "only realised tensors can be written"
    buffer.copyin(np.ascontiguousarray(values).data.cast("B"))


def realized(stage: Stage, tensors: Mapping[str, Tensor], offset: Any, time: Any) -> dict[str, Tensor]:
    """Do what a stage says; its outputs."""
    outputs, assigned = stage.run(tensors, offset, time)
    if made := [*outputs.values(), *assigned]:
        Tensor.realize(*made)
    return dict(outputs)


def capture(function: Callable[..., Any]) -> TinyJit:
    """``function`` as a program that is captured on its first call instead of the second."""
    program = TinyJit(function)
    program.cnt = 1
    return program


@contextmanager
def watch_compiling(progress: Callable[[int, int], None]) -> Iterator[None]:
    """Call ``progress(done, total)`` around every kernel compiled inside; total grows as programs are captured."""
    from tinygrad.codegen import to_program
    from tinygrad.device import Device
    from tinygrad.engine import jit, realize
    from tinygrad.uop.ops import Ops

    original = realize.compile_linear
    done = total = 0

    def compile_linear(linear: Any, *args: Any, **kwargs: Any) -> Any:
        nonlocal done, total
        kernels = {call.src[0].key: call for call in linear.src if call.src[0].op is Ops.SINK}
        total += len(kernels)
        if kernels:
            progress(done, total)
        for call in kernels.values():
            device = call.device if isinstance(call.device, str) else call.device[0]
            to_program(call.src[0], Device[device].renderer)
            done += 1
            progress(done, total)
        return original(linear, *args, **kwargs)

    realize.compile_linear = jit.compile_linear = compile_linear
    try:
        yield
    finally:
        realize.compile_linear = jit.compile_linear = original
