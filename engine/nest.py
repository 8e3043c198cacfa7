"""What loops around a kernel are made of: which range does what, and how an index moves along one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tinygrad.uop.ops import Ops, UOp

from engine.instructions import FLOORED, Unsupported

LANES = 16  # floats: one AVX-512 register, two of AVX2, four of NEON


@dataclass(frozen=True)
class Tiling:
    """Which range fills vectors (None: no vectors), and how many values of which ranges are worked on at once."""

    lane: UOp | None = None
    tiles: dict[UOp, int] = field(default_factory=dict)


@dataclass
class Block:
    """Instructions at one depth of the nest, and what they computed. With a counter it is a loop."""

    items: list[str | Block] = field(default_factory=list)
    values: dict[Any, str] = field(default_factory=dict)
    counter: str = ""
    start: int = 0
    stop: int = 0
    step: int = 1

    def lines(self) -> Iterator[str]:
        """The block as text."""
        inner = (line for item in self.items for line in ([item] if isinstance(item, str) else item.lines()))
        if not self.counter:
            yield from inner
            return
        i, label = f"%{self.counter}", self.counter
        yield from (f"  br label %{label}.before", f"{label}.before:", f"  br label %{label}.body", f"{label}.body:")
        yield f"  {i} = phi i32 [{self.start}, %{label}.before], [{i}.next, %{label}.latch]"
        yield from inner
        yield from (f"  br label %{label}.latch", f"{label}.latch:", f"  {i}.next = add nuw nsw i32 {i}, {self.step}")
        yield f"  {i}.more = icmp ult i32 {i}.next, {self.stop}"
        yield from (f"  br i1 {i}.more, label %{label}.body, label %{label}.after", f"{label}.after:")


def size(range_: UOp) -> int:
    """How many values a range takes. Raises Unsupported when it is not known beforehand."""
    if range_.src[0].op is not Ops.CONST:
        raise Unsupported("a range of unknown size")
    return int(range_.src[0].arg)


def segments(count: int) -> list[tuple[int, int, int]]:
    """``count`` lanes as (start, stop, width of a vector): whole vectors, then one with some lanes to spare.

    Widths are powers of two: LLVM takes a vector of 10 to pieces, which made a convolution 50 times slower on AVX2.
    """
    whole = count // LANES * LANES
    pieces = [(0, whole, LANES), (whole, count, 1 << (count - whole - 1).bit_length())]
    return [piece for piece in pieces if piece[0] < piece[1]]


def stride(index: UOp, lane: UOp | None) -> int | None:
    """By how much ``index`` grows from lane to lane; None when not evenly."""
    if lane is None or lane not in index.ranges:
        return 0
    if index is lane:
        return 1
    if index.op is Ops.ADD:
        parts = [stride(part, lane) for part in index.src]
        return None if None in parts else sum(part for part in parts if part is not None)
    if index.op is Ops.MUL and index.src[1].op is Ops.CONST:
        inner = stride(index.src[0], lane)
        return None if inner is None else inner * int(index.src[1].arg)
    if index.op in FLOORED and index.src[0] is lane and index.src[1].op is Ops.CONST:
        # Vectors start at multiples of LANES, so such a block is never crossed within one.
        return None if index.src[1].arg % LANES else int(index.op is Ops.FLOORMOD)
    return None
