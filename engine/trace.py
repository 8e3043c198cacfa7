"""From a lab's functions to kernels: which run, in which order, on which bytes. Needs tinygrad.

Tracing follows a function once without running it. What comes out is plain data (:class:`Traced`), enough to run the
lab without tinygrad.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from tinygrad import Tensor, Variable

from engine.plan import Plan, Stage
from engine.tensors import realized
from engine.tinygrad_cpu import LlvmliteCompiler
from engine.traced import Call, Kernel, NotTraceable, Segment, Slot, Traced

Progress = Callable[[int, int], None]


class _Recorder:
    """Collects what would have run."""

    def __init__(self) -> None:
        self.linears: list[Any] = []

    def add_linear(self, linear: Any, var_vals: dict[str, int]) -> None:
        self.linears.append(linear)


def record(function: Callable[[], list[Tensor]], progress: Progress) -> Any:
    """The compiled schedule of everything ``function`` realises; nothing is run."""
    from tinygrad.engine.realize import capturing, compile_linear
    from tinygrad.schedule.memory import memory_plan_rewrite
    from tinygrad.uop.ops import Ops, UOp, buffers

    recorder = _Recorder()
    capturing.append(recorder)
    try:
        outputs = function()
    finally:
        capturing.clear()
    linear = UOp(Ops.LINEAR, src=tuple(call for one in recorder.linears for call in one.src))
    compile_each(linear, progress)
    held = set(buffers) | {tensor.uop.buf_uop for tensor in outputs}
    return memory_plan_rewrite(compile_linear(linear), held)


def compile_each(linear: Any, progress: Progress) -> None:
    """Generate code for every kernel of a schedule, saying how far it is; tinygrad keeps the results."""
    from tinygrad.codegen import to_program
    from tinygrad.device import Device
    from tinygrad.uop.ops import Ops

    asts = {call.src[0].key: call.src[0] for call in linear.src if call.src[0].op is Ops.SINK}
    for done, ast in enumerate(asts.values()):
        progress(done, len(asts))
        to_program(ast, Device[Device.DEFAULT].renderer)
    progress(len(asts), len(asts))


class Tracer:
    """Gathers the programs of one plan into one :class:`Traced`."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.programs = plan.programs()
        arrays = plan.arrays | self.programs.scratch
        self.tensors = {name: Tensor(np.ascontiguousarray(values)).realize() for name, values in arrays.items()}
        self.kernels: list[Kernel] = []
        self.sizes: list[int] = []
        self.constants: dict[int, bytes] = {}
        self._kernel_of: dict[bytes, int] = {}
        self._buffer_of: dict[int, int] = {}
        self._alive: list[Any] = []
        self._all_named = False
        self.slots = {name: self._slot(tensor) for name, tensor in self.tensors.items()}
        self._all_named = True

    def trace(self, progress: Progress) -> Traced:
        """Trace every program; ``progress`` counts kernels over all of them, as far as they are known."""
        counted = 0
        programs: dict[str, list[Segment]] = {name: [] for name in self.programs.stages}
        for name, stage in ((name, stage) for name, stages in self.programs.stages.items() for stage in stages):
            before = counted

            def tell(done: int, total: int, before: int = before) -> None:
                nonlocal counted
                counted = before + total
                progress(before + done, counted)

            programs[name].append(self._segment(name, stage, tell))
        return Traced(self.kernels, self.sizes, programs, self.slots, self.constants)

    def _segment(self, name: str, stage: Stage, progress: Progress) -> Segment:
        offset = Variable("offset", 0, self.plan.rows - self.plan.batch)
        time = Variable("time", 0, stage.repeat - 1)
        found: dict[str, Tensor] = {}

        def run() -> list[Tensor]:
            found.update(realized(stage, self.tensors, offset.bind(0), time.bind(0)))
            return list(found.values())

        calls = [call for each in record(run, progress).src if (call := self._call(each)) is not None]
        self.slots |= {f"{name}.{key}": self._slot(tensor) for key, tensor in found.items()}
        return Segment(calls, stage.repeat, stage.backward)

    def _call(self, call: Any) -> Call | None:
        from tinygrad.engine.realize import ExecContext, get_call_arg_uops, pm_exec
        from tinygrad.uop.ops import Ops

        ast = call.src[0]
        if ast.op is Ops.BUFFER_VIEW:
            pm_exec.rewrite(call, ExecContext())  # makes the view known; nothing is computed
            return None
        if ast.op is not Ops.PROGRAM:
            raise NotTraceable(f"{ast.op} within a program")
        arrays = [u.buffer for u in get_call_arg_uops(call)]
        if ast.key not in self._kernel_of:
            self._kernel_of[ast.key] = len(self.kernels)
            self.kernels.append(Kernel(ast.arg.function_name, ast.src[3].arg))
        integers = ["" if variable.expr == "core_id" else variable.expr for variable in ast.arg.vars]
        return Call(self._kernel_of[ast.key], [self._place(arrays[i]) for i in ast.arg.globals], integers)

    def _place(self, buffer: Any) -> tuple[int, int]:
        """A buffer as (number, byte offset); one that was filled before tracing keeps its bytes."""
        base = buffer.base
        if id(base) not in self._buffer_of:
            number = self._buffer_of[id(base)] = len(self.sizes)
            self.sizes.append(base.nbytes)
            self._alive.append(base)
            if base.is_allocated() and self._all_named:
                self.constants[number] = bytes(base.as_memoryview())
        return self._buffer_of[id(base)], buffer.offset

    def _slot(self, tensor: Tensor) -> Slot:
        buffer = tensor.uop.base.buffer if tensor.uop.base.realized is None else tensor.uop.base.realized
        number, offset = self._place(buffer)
        return Slot(number, offset, tuple(tensor.shape), _numpy_name(tensor))


def _numpy_name(tensor: Tensor) -> str:
    from tinygrad.dtype import _to_np_dtype

    name: str = np.dtype(_to_np_dtype(tensor.dtype)).name
    return name


def trace(plan: Plan, progress: Progress) -> Traced:
    """A plan's programs as data. Raises NotTraceable for what only the slower path can run."""
    from tinygrad.codegen import to_program_cache

    LlvmliteCompiler.only_source = True
    try:
        return Tracer(plan).trace(progress)
    finally:
        LlvmliteCompiler.only_source = False
        to_program_cache.clear()  # its programs have no machine code
