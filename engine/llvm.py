"""Machine code for the CPU through llvmlite, so that no compiler has to be installed."""

from __future__ import annotations

import hashlib
import platform
from functools import cache

import llvmlite
import llvmlite.binding as llvm

_TRIPLES = {"x86_64": "x86_64-none-unknown-elf", "aarch64": "aarch64-none-unknown-elf"}
_SAME = {"amd64": "x86_64", "arm64": "aarch64"}


def architecture() -> str:
    """This machine's processor family as LLVM names it: "x86_64" or "aarch64"."""
    machine = platform.machine().lower()
    return _SAME.get(machine, machine)


@cache
def processor() -> str:
    """A name for everything machine code depends on: the processor, its features, and who made the code."""
    facts = (llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten(), llvmlite.__version__)
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


@cache
def target_machine() -> llvm.TargetMachine:
    """Code generation for this very processor. An ELF triple, because ELF objects load on every platform."""
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


def process_machine() -> llvm.TargetMachine:
    """Where loaded machine code runs: this process. A new one each time, because an engine takes it over."""
    target_machine()
    return llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(jit=True)


def compile_object(source: str) -> bytes:
    """LLVM IR → optimised relocatable object file."""
    machine = target_machine()
    module = llvm.parse_assembly(source)
    tuning = llvm.create_pipeline_tuning_options(speed_level=2)
    tuning.loop_vectorization = tuning.slp_vectorization = tuning.loop_unrolling = True
    passes = llvm.create_pass_builder(machine, tuning)
    passes.getModulePassManager().run(module, passes)
    return bytes(machine.emit_object(module))
