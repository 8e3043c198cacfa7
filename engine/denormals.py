"""Numbers too small to be written with full precision count as 0 while a net trains.

Below about 1e-38 float32 goes on with fewer and fewer digits ("denormal" numbers), at many times the cost of others.
Adam's averages get there: the slope of a dead ReLU is 0, so its average shrinks for ever. Processors can take such
numbers for 0; that is a setting of each thread, made here for as long as our machine code runs.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from dataclasses import dataclass

from engine.llvm import architecture, compile_object, process_machine


@dataclass(frozen=True)
class Flushing:
    """The setting in LLVM IR: what to declare, what a function does first, and what it does before it returns."""

    declarations: tuple[str, ...] = ()
    begin: tuple[str, ...] = ()
    end: tuple[str, ...] = ()


_KINDS = {
    "x86_64": Flushing(  # bits 15 and 6 of MXCSR: results and inputs are flushed to zero
        ("declare void @llvm.x86.sse.stmxcsr(ptr)", "declare void @llvm.x86.sse.ldmxcsr(ptr)"),
        (
            "  %modes = alloca i32",
            "  %flushing = alloca i32",
            "  call void @llvm.x86.sse.stmxcsr(ptr %modes)",
            "  %mode = load i32, ptr %modes",
            "  %flush = or i32 %mode, 32832",
            "  store i32 %flush, ptr %flushing",
            "  call void @llvm.x86.sse.ldmxcsr(ptr %flushing)",
        ),
        ("  call void @llvm.x86.sse.ldmxcsr(ptr %modes)",),
    ),
    "aarch64": Flushing(  # bit 24 of FPCR: both
        ("declare i64 @llvm.aarch64.get.fpcr()", "declare void @llvm.aarch64.set.fpcr(i64)"),
        (
            "  %mode = call i64 @llvm.aarch64.get.fpcr()",
            "  %flush = or i64 %mode, 16777216",
            "  call void @llvm.aarch64.set.fpcr(i64 %flush)",
        ),
        ("  call void @llvm.aarch64.set.fpcr(i64 %mode)",),
    ),
}


def flushing() -> Flushing:
    """How this processor is told; empty for a family we know nothing of."""
    return _KINDS.get(architecture(), Flushing())


def flush_here() -> None:
    """Flush in the calling thread from now on, as long as it lives."""
    _function()()


@functools.cache
def _function() -> Callable[[], None]:
    """Machine code that begins to flush and does not end it."""
    import llvmlite.binding as llvm

    kind = flushing()
    lines = [*kind.declarations, "define void @flush() {", *kind.begin, "  ret void", "}"]
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), process_machine())
    code = llvm.object_file.ObjectFileRef.from_data(compile_object("\n".join(lines)))
    engine.add_object_file(code)
    engine.finalize_object()
    function = ctypes.CFUNCTYPE(None)(engine.get_function_address("flush"))
    function.keep = (engine, code)  # type: ignore[attr-defined]  # the code lives as long as the function
    return function
