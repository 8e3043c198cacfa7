"""Machine code for the CPU through llvmlite, so that no compiler has to be installed.

tinygrad's own LLVM path looks for a system libLLVM. llvmlite ships one in its wheel; this module gives it the
two entry points tinygrad needs: a compiler class, and putting it in that path's place.
"""

from __future__ import annotations

import platform
from functools import cache

import llvmlite.binding as llvm
from tinygrad.device import Compiler
from tinygrad.runtime.support.elf import jit_loader

_TRIPLES = {"x86_64": "x86_64-none-unknown-elf", "aarch64": "aarch64-none-unknown-elf"}
_SAME = {"amd64": "x86_64", "arm64": "aarch64"}


def architecture() -> str:
    """This machine's processor family as LLVM names it: "x86_64" or "aarch64"."""
    machine = platform.machine().lower()
    return _SAME.get(machine, machine)


@cache
def target_machine() -> llvm.TargetMachine:
    """Code generation for this very processor. The ELF triple fits tinygrad's loader on every platform."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    if architecture() == "aarch64":
        # x18 belongs to the operating system on macOS and Windows.
        features = "+reserve-x18," + features
    target = llvm.Target.from_triple(_TRIPLES[architecture()])
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=2, reloc="pic", codemodel="default"
    )


def compile_object(source: str) -> bytes:
    """LLVM IR → optimised relocatable object file."""
    module = llvm.parse_assembly(source)
    tuning = llvm.create_pipeline_tuning_options(speed_level=2)
    tuning.loop_vectorization = tuning.slp_vectorization = tuning.loop_unrolling = True
    passes = llvm.create_pass_builder(target_machine(), tuning)
    passes.getModulePassManager().run(module, passes)
    return bytes(target_machine().emit_object(module))


class LlvmliteCompiler(Compiler):  # type: ignore[misc]  # tinygrad is untyped to us
    """A tinygrad compiler for its LLVM renderer on the CPU."""

    def __init__(self, arch: list[str], cache_key: str | None = None) -> None:
        super().__init__(f"llvmlite_{llvm.get_host_cpu_name()}")

    def compile(self, src: str) -> bytes:
        return bytes(jit_loader(compile_object(src)))


def install() -> None:
    """Let tinygrad's ``DEV=CPU:LLVM`` compile through llvmlite. Call before the CPU device is opened."""
    from tinygrad.runtime.support import compiler_cpu

    compiler_cpu.CPULLVMCompiler = LlvmliteCompiler
