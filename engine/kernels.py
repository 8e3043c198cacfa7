"""How each kernel is laid out on the CPU: which range fills vectors, and which are worked on several at a time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from tinygrad import codegen
from tinygrad.codegen.opt.postrange import Scheduler
from tinygrad.dtype import dtypes
from tinygrad.helpers import TRANSCENDENTAL
from tinygrad.renderer.llvmir import CPULLVMRenderer
from tinygrad.uop.ops import Ops, ProgramInfo, UOp, graph_rewrite

from engine.instructions import TYPES, Unsupported
from engine.loops import SHUFFLED, Writer
from engine.nest import LANES, Tiling, size, stride

SUMS = 8  # accumulators at once: enough to hide the latency of a multiply-add, few enough for 16 registers
MOST_PIECES = 100
FMA, LOAD, LATENCY, GATHERED, FOLDED = 0.5, 0.5, 4.0, 1.0, 8.0
"""Rough costs in cycles: an instruction on a vector, a load, a chain's step, a gather per lane, lanes into one."""


@dataclass(frozen=True)
class Work:
    """The costly part of a kernel: ``body`` is done for every value of ``outer`` × ``inner`` ranges."""

    body: UOp
    outer: tuple[UOp, ...]
    inner: tuple[UOp, ...]
    target: UOp

    def loads(self) -> list[UOp]:
        """Every array element the body reads."""
        return [u for u in self.body.toposort() if u.op is Ops.INDEX]

    def operations(self) -> int:
        """How many floating-point instructions the body has."""
        skip = (Ops.INDEX, Ops.CONST)
        return max(1, len([u for u in self.body.toposort() if dtypes.is_float(u.dtype) and u.op not in skip]) - 1)


def work(end: UOp) -> Work:
    """What to lay out: the largest sum in a kernel, or all of it where there is none."""
    store, ranges = (end.src[0], end.src[1:]) if end.op is Ops.END else (end, ())
    if store.op is not Ops.STORE:
        raise Unsupported(f"{store.op} as a result")
    sums = [u for u in store.src[1].toposort() if u.op is Ops.REDUCE]
    if not sums:
        return Work(store.src[1], tuple(ranges), (), store.src[0])
    largest = max(sums, key=lambda u: prod(size(r) for r in [*u.ranges, *u.src[1:]]))
    inner = tuple(largest.src[1:])
    return Work(largest.src[0], tuple(ranges), inner, store.src[0])


def lanes_used(count: int) -> float:
    """How many lanes are busy on average when ``count`` values fill vectors."""
    return count / -(-count // LANES)


def load_cost(index: UOp, lane: UOp | None, width: float) -> float:
    """Cycles to fetch one vector."""
    step = stride(index.src[1].get_idx(), lane)
    masked = LOAD if index.src[1].get_valid().op is not Ops.CONST else 0
    if step in (0, 1):
        return LOAD + masked
    return 4 * LOAD + masked if step is not None and 0 < step <= SHUFFLED and not masked else GATHERED * width


def cost(job: Work, tiling: Tiling) -> float:
    """Cycles for one value of the body, roughly."""
    lane, tiles = tiling.lane, tiling.tiles
    width = lanes_used(size(lane)) if lane is not None else 1.0
    count = prod(tiles.values())
    cycles = job.operations() * FMA * count
    for load in job.loads():
        reused = prod(n for r, n in tiles.items() if r not in load.ranges)
        cycles += load_cost(load, lane, width) * count / reused
    rounds = prod(size(r) for r in job.inner) / (width if lane in job.inner else 1)
    if job.inner:
        cycles = max(cycles, LATENCY)
    after = FOLDED if lane in job.inner else 2 * load_cost(job.target, lane, width)
    return float((cycles + after * count / rounds) / (count * width))


def tilings(job: Work) -> Iterator[Tiling]:
    """The layouts worth comparing."""
    for lane in (None, *job.outer, *job.inner):
        yield Tiling(lane)
        free = [r for r in job.outer if r is not lane and job.inner]
        options = [{r: n} for r in free for n in range(2, SUMS + 1) if size(r) % n == 0]
        pairs = [a | b for a, b in itertools.combinations(options, 2) if not a.keys() & b.keys()]
        yield from (Tiling(lane, tiles) for tiles in [*options, *pairs] if prod(tiles.values()) <= SUMS)


def best(end: UOp) -> Tiling:
    """The cheapest layout of a kernel by the rough count above."""
    job = work(end)
    return min(tilings(job), key=lambda tiling: cost(job, tiling))


def pieces(end: UOp) -> list[UOp]:
    """A kernel that puts arrays end to end, as one loop for each array instead of a choice for each element."""
    if end.op is not Ops.END or len(end.src) != 2:
        return [end]
    range_, count = end.src[1], size(end.src[1])
    tests = [u for u in end.toposort() if u.op is Ops.CMPLT and u.src[0] is range_ and u.src[1].op is Ops.CONST]
    cuts = sorted({0, count} | {int(u.src[1].arg) for u in tests if 0 < u.src[1].arg < count})
    if len(cuts) == 2 or len(cuts) > MOST_PIECES:
        return [end]
    return [
        end.substitute({range_: range_.replace(src=(range_.src[0].const_like(stop - start),)) + start})
        for start, stop in itertools.pairwise(cuts)
    ]


def simplified(ast: UOp) -> UOp:
    """A kernel with its ranges merged and its index arithmetic simplified, as tinygrad does before optimising."""
    steps: list[tuple[Any, Any, bool]] = [
        (codegen.pm_mops + codegen.pm_syntactic_sugar + codegen.pm_store_ranges, itertools.count(1000), True),
        (codegen.pm_load_collapse, None, False),
        (codegen.pm_split_ranges + codegen.pm_flatten_range, {}, False),
        (codegen.sym + codegen.pm_flatten_range, None, False),
        (codegen.pm_flatten_range + codegen.pm_simplify_ranges, {}, False),
    ]
    for matcher, context, bottom_up in steps:
        ast = graph_rewrite(ast, matcher, ctx=context, bottom_up=bottom_up)
    ast = ast.replace(src=tuple(piece for end in ast.src for piece in pieces(end)))
    ast = graph_rewrite(ast, codegen.sym + codegen.pm_move_where_on_load)
    operations = (*CPULLVMRenderer.code_for_op, Ops.SQRT)
    functions = codegen.get_transcendental_patterns(operations, TRANSCENDENTAL >= 2)
    return graph_rewrite(ast, codegen.symbolic_simple + functions)


def source(ast: UOp) -> tuple[UOp, ProgramInfo, str]:
    """A kernel as (simplified and named, what it takes, LLVM IR). Raises Unsupported."""
    sink = Scheduler(simplified(ast), None).get_optimized_ast()
    info = ProgramInfo.from_sink(sink)
    stores = [u for u in sink.toposort() if u.op is Ops.STORE]
    read = {u.src[0].arg for store in stores for u in store.src[1].toposort() if u.op is Ops.INDEX}
    info = replace(info, ins=tuple(sorted(read)))
    arguments = [f"ptr noalias align 32 %data{number}" for number in info.globals]
    arguments += [f"{TYPES[v.dtype]} %{v.expr}" for v in info.vars]
    layouts = [best(end) for end in sink.src]
    return sink, info, Writer(layouts).function(sink, info.function_name, arguments)


def to_program(ast: UOp, renderer: Any) -> UOp:
    """A kernel compiled: by us where we can, by tinygrad's own generator otherwise."""
    if ast.op is not Ops.SINK or ast.tag is not None or not isinstance(renderer, CPULLVMRenderer):
        return _original(ast, renderer)
    try:
        sink, info, text = source(ast)
    except Unsupported:
        return _original(ast, renderer)
    binary = renderer.compiler.compile_cached(text)
    device = UOp(Ops.DEVICE, arg=renderer.target.device)
    made = (UOp(Ops.LINEAR, src=()), UOp(Ops.SOURCE, arg=text), UOp(Ops.BINARY, arg=binary))
    return UOp(Ops.PROGRAM, src=(sink, device, *made), arg=info)


_original = codegen.do_to_program


def install() -> None:
    """Compile kernels for the CPU this way from now on."""
    codegen.do_to_program = to_program
