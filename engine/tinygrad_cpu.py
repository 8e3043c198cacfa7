"""Lets tinygrad's LLVM path on the CPU compile through llvmlite instead of a system libLLVM."""

from __future__ import annotations

from tinygrad.device import Compiler
from tinygrad.runtime import ops_cpu
from tinygrad.runtime.support.elf import jit_loader

from engine.denormals import flush_here
from engine.llvm import compile_object, processor


class LlvmliteCompiler(Compiler):  # type: ignore[misc]  # tinygrad is untyped to us
    """A tinygrad compiler for its LLVM renderer on the CPU.

    While ``only_source`` is set, nothing is compiled: whoever traces a program wants the source alone.
    """

    only_source = False

    def __init__(self, arch: list[str], cache_key: str | None = None) -> None:
        super().__init__(f"llvmlite_{processor()[:16]}")

    def compile(self, src: str) -> bytes:
        return bytes(jit_loader(compile_object(src)))

    def compile_cached(self, src: str) -> bytes:
        return b"" if self.only_source else bytes(super().compile_cached(src))


class FlushingWorker(ops_cpu.CPUWorker):  # type: ignore[misc]  # tinygrad is untyped to us
    """The thread that runs tinygrad's kernels; it takes tiny numbers for 0, just as our own machine code does."""

    def run(self) -> None:
        flush_here()
        super().run()


def install() -> None:
    """Put the compiler, our kernels and our convolution in the place of tinygrad's own.

    Call it before the CPU is opened.
    """
    from tinygrad.runtime.support import compiler_cpu

    from engine import kernels, ops

    compiler_cpu.CPULLVMCompiler = LlvmliteCompiler
    ops_cpu.CPUWorker = FlushingWorker
    kernels.install()
    ops.install()
