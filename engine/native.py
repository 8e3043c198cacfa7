"""Runs a traced lab without tinygrad: one LLVM module holds every kernel and, for each program, a loop that calls them.

All arrays lie in one block of memory, the arena; the module knows only offsets into it, so its machine code can be
kept and loaded again at another address. n training steps are one native call, with every loss written to a log.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING

import llvmlite.binding as llvm
import numpy as np

from engine.denormals import flushing
from engine.llvm import process_machine

if TYPE_CHECKING:
    from engine.traced import Call, Segment, Slot, Traced

ALIGN = 64  # bytes: a cache line, and the widest vector
HEADER = "define i32 @{name}(ptr %arena, i32 %start, i32 %count, i32 %stride, ptr %log) {{"


def layout(sizes: list[int]) -> list[int]:
    """Byte offsets of buffers in the arena, and its whole size as the last element."""
    padded = [-(-size // ALIGN) * ALIGN + ALIGN for size in sizes]
    return list(accumulate(padded, initial=0))


def module_source(traced: Traced) -> str:
    """One LLVM module with all kernels (private) and one entry per program."""
    kernels = [_private(kernel.source, kernel.name, number) for number, kernel in enumerate(traced.kernels)]
    declared = {line for text in kernels for line in text.splitlines() if line.startswith("declare")}
    declared |= set(flushing().declarations)
    bodies = ["\n".join(line for line in text.splitlines() if not line.startswith("declare")) for text in kernels]
    offsets = layout(traced.buffers)
    entries = [_entry(name, segments, traced, offsets) for name, segments in traced.programs.items()]
    return "\n".join([*sorted(declared), *bodies, *entries])


def _private(source: str, name: str, number: int) -> str:
    """A kernel under a name of its own, not inlined into the loop, with its own attribute group."""
    text = source.replace(f"@{name}(", f"@k{number}(").replace("define void", "define internal void")
    text = text.replace("alwaysinline ", "noinline ")
    return re.sub(r"#0\b", f"#{number}", text)


def _entry(name: str, segments: list[Segment], traced: Traced, offsets: list[int]) -> str:
    """A function that runs ``segments`` ``count`` times, moving the batch offset by ``stride``, logging each loss."""
    places = sorted(
        {offsets[buffer] + offset for part in segments for call in part.calls for buffer, offset in call.arrays}
    )
    lines = [HEADER.format(name=name), "entry:", *flushing().begin]
    lines += [f"  %p{place} = getelementptr i8, ptr %arena, i64 {place}" for place in places]
    lines += ["  br label %loop", "loop:"]
    lines += ["  %k = phi i32 [0, %entry], [%k1, %done]", "  %offset = phi i32 [%start, %entry], [%next, %done]"]
    for number, part in enumerate(segments):
        lines += _looped(number, part, offsets) if part.repeat > 1 else _calls(part.calls, offsets, "0")
    lines += ["  br label %done", "done:"]
    if (loss := traced.slots.get(f"{name}.loss")) is not None:
        lines += [
            f"  %lossp = getelementptr i8, ptr %arena, i64 {offsets[loss.buffer] + loss.offset}",
            "  %loss = load float, ptr %lossp",
            "  %logp = getelementptr float, ptr %log, i32 %k",
            "  store float %loss, ptr %logp",
        ]
    lines += ["  %next = add i32 %offset, %stride", "  %k1 = add i32 %k, 1", "  %more = icmp slt i32 %k1, %count"]
    lines += ["  br i1 %more, label %loop, label %exit", "exit:", *flushing().end, "  ret i32 %k1", "}"]
    return "\n".join(lines)


def _looped(number: int, segment: Segment, offsets: list[int]) -> list[str]:
    """A segment's calls within a loop over time, up from 0 or down to it."""
    i, time, more, last = f"%i{number}", f"%time{number}", f"%more{number}", segment.repeat - 1
    return [
        f"  br label %enter{number}", f"enter{number}:", f"  br label %each{number}", f"each{number}:",
        f"  {i} = phi i32 [0, %enter{number}], [{i}.next, %each{number}]",
        f"  {time} = sub i32 {last}, {i}" if segment.backward else f"  {time} = add i32 0, {i}",
        *_calls(segment.calls, offsets, time),
        f"  {i}.next = add i32 {i}, 1", f"  {more} = icmp slt i32 {i}, {last}",
        f"  br i1 {more}, label %each{number}, label %after{number}", f"after{number}:",
    ]  # fmt: skip


def _calls(calls: list[Call], offsets: list[int], time: str) -> list[str]:
    values = {"offset": "%offset", "time": time, "": "0"}
    lines = []
    for call in calls:
        pointers = [f"ptr %p{offsets[buffer] + offset}" for buffer, offset in call.arrays]
        integers = [f"i32 {values[name]}" for name in call.integers]
        lines.append(f"  call void @k{call.kernel}({', '.join(pointers + integers)})")
    return lines


class Native:
    """A lab's programs, loaded: ``arrays`` are live views into the arena, by name."""

    def __init__(self, traced: Traced, machine_code: bytes) -> None:
        offsets = layout(traced.buffers)
        self._memory = np.zeros(offsets[-1] + ALIGN, np.uint8)
        skew = -self._memory.ctypes.data % ALIGN
        self._arena = self._memory[skew : skew + offsets[-1]]
        for number, content in traced.constants.items():
            self._arena[offsets[number] : offsets[number] + len(content)] = np.frombuffer(content, np.uint8)
        self.arrays = {name: self._view(slot, offsets) for name, slot in traced.slots.items()}
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), process_machine())
        # The engine reads from both as long as it lives.
        self._code, self._object = machine_code, llvm.object_file.ObjectFileRef.from_data(machine_code)
        self._engine.add_object_file(self._object)
        self._engine.finalize_object()
        kind = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, *[ctypes.c_int32] * 3, ctypes.c_void_p)
        self._entries = {name: kind(self._engine.get_function_address(name)) for name in traced.programs}
        self._log = np.zeros(1, np.float32)

    def _view(self, slot: Slot, offsets: list[int]) -> np.ndarray:
        dtype = np.dtype(slot.dtype)
        begin = offsets[slot.buffer] + slot.offset
        size = int(np.prod(slot.shape, dtype=np.int64)) * dtype.itemsize
        return self._arena[begin : begin + size].view(dtype).reshape(slot.shape)

    def fill(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Copy arrays into the arena by name."""
        for name, values in arrays.items():
            self.arrays[name][...] = values

    def run(self, program: str, offset: int, count: int = 1, stride: int = 0) -> np.ndarray:
        """Run a program ``count`` times from batch ``offset`` on; returns the losses, (count,) float32.

        The interpreter is free meanwhile: other Python threads go on.
        """
        if len(self._log) < count:
            self._log = np.zeros(count, np.float32)
        self._entries[program](self._arena.ctypes.data, offset, count, stride, self._log.ctypes.data)
        return self._log[:count].copy()
