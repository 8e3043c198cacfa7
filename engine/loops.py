"""One tinygrad kernel as LLVM IR: loops around vector instructions, with several results kept in registers at once.

tinygrad's own code generator writes every lane of a vector as a scalar of its own and hopes that LLVM finds the
vector again. Here a range of the kernel becomes the lanes of vector instructions ("lane") and others are unrolled side
by side ("tiles"), so that a value loaded once serves several results. What is not known here raises Unsupported.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from tinygrad.dtype import dtypes, truncate
from tinygrad.uop.ops import Ops, UOp, identity_element

LANES = 16  # floats: one AVX-512 register, two of AVX2, four of NEON
SHUFFLED = 4  # a stride up to this is loaded whole and sifted; beyond, a gather is cheaper
TYPES = {
    dtypes.float: "float", dtypes.int: "i32", dtypes.uint: "i32", dtypes.weakint: "i32", dtypes.bool: "i1",
    dtypes.long: "i64", dtypes.ulong: "i64", dtypes.short: "i16", dtypes.ushort: "i16", dtypes.char: "i8",
    dtypes.uchar: "i8", dtypes.double: "double",
}  # fmt: skip
FLAGS = "nsz arcp contract afn"
FLOAT = {
    Ops.ADD: f"fadd {FLAGS}", Ops.SUB: f"fsub {FLAGS}", Ops.MUL: f"fmul {FLAGS}", Ops.FDIV: f"fdiv {FLAGS}",
    Ops.CMPLT: f"fcmp {FLAGS} olt", Ops.CMPNE: f"fcmp {FLAGS} une", Ops.CMPEQ: f"fcmp {FLAGS} oeq",
}  # fmt: skip
INTEGER = {
    Ops.ADD: "add", Ops.SUB: "sub", Ops.MUL: "mul", Ops.AND: "and", Ops.OR: "or", Ops.XOR: "xor", Ops.SHL: "shl",
    Ops.CMPNE: "icmp ne", Ops.CMPEQ: "icmp eq",
}  # fmt: skip
SIGNED = {Ops.CMPLT: "icmp slt", Ops.SHR: "ashr", Ops.CDIV: "sdiv", Ops.CMOD: "srem"}
UNSIGNED = {Ops.CMPLT: "icmp ult", Ops.SHR: "lshr", Ops.CDIV: "udiv", Ops.CMOD: "urem"}
FLOORED = {Ops.FLOORDIV: Ops.CDIV, Ops.FLOORMOD: Ops.CMOD}


class Unsupported(Exception):  # noqa: N818 - tinygrad's own generator takes the kernel then
    """This kernel has something that is not written here."""


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
    """``count`` lanes as (start, stop, width of a vector): whole vectors, then what is left."""
    whole = count // LANES * LANES
    pieces = [(0, whole, LANES), (whole, count, count - whole)]
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


class Writer:
    """Writes the function for one kernel."""

    def __init__(self, layouts: list[Tiling]) -> None:
        self.layouts = layouts
        self.lane: UOp | None = None
        self.tiles: dict[UOp, int] = {}
        self.width = 1
        self.entry: list[str] = []
        self.declared: set[str] = set()
        self.done: list[Block] = []
        self._number = 0
        self._stack = [Block()]
        self._at: dict[UOp, tuple[int, str]] = {}
        self._now: dict[UOp, int] = {}

    def function(self, sink: UOp, name: str, arguments: list[str]) -> str:
        """The whole kernel: declarations, the function, its attributes."""
        for end, layout in zip(sink.src, self.layouts, strict=True):
            self.lane, self.tiles = layout.lane, layout.tiles
            self._nest(end)
        body = [line for block in self.done for line in block.lines()]
        head = [*sorted(self.declared), f"define void @{name}({', '.join(arguments)}) #0", "{"]
        attributes = 'attributes #0 = { alwaysinline nounwind "no-builtins" "no-trapping-math"="true" }'
        return "\n".join([*head, *self.entry, *body, "  ret void", "}", attributes])

    def _nest(self, end: UOp) -> None:
        """All loops around one store."""
        store, ranges = (end.src[0], list(end.src[1:])) if end.op is Ops.END else (end, [])
        if store.op is not Ops.STORE or len(store.src) != 2:
            raise Unsupported(f"{store.op} as a result")
        ranges.sort(key=lambda r: (r is self.lane, r in self.tiles))  # the lane's loop innermost, then the tiles'
        if self._turns(store):
            # Lines of memory fetched for one row of lanes serve the next rows too before they are gone.
            ranges.insert(0, ranges.pop())
        pieces = segments(size(self.lane)) if self.lane in ranges and self.lane is not None else [(0, 1, self.width)]
        for piece in pieces:
            self._stack = [Block()]
            for range_ in ranges:
                self._open(range_, piece)
            for _ in self._each_tile(store.src[1]):
                self._store(store)
            for _ in ranges:
                self._close()
            self.done.append(self._stack[0])

    def _turns(self, store: UOp) -> bool:
        """Whether this transposes: lanes far apart on one side, and no sum."""
        values = [*store.src[1].toposort(), store.src[0]]
        if self.lane is None or any(u.op is Ops.REDUCE for u in values):
            return False
        return any(stride(u.src[1].get_idx(), self.lane) not in (0, 1) for u in values if u.op is Ops.INDEX)

    # ---- loops

    def _open(self, range_: UOp, piece: tuple[int, int, int]) -> None:
        start, stop, step = 0, size(range_), self.tiles.get(range_, 1)
        if range_ is self.lane:
            start, stop, step = piece
            self.width = step
        loops = stop - start > step
        block = Block(counter=self._name("i") if loops else "", start=start, stop=stop, step=step)
        self._stack.append(block)
        self._at[range_] = (len(self._stack) - 1, f"%{block.counter}" if loops else str(start))

    def _close(self) -> None:
        block = self._stack.pop()
        self._stack[-1].items.append(block)

    def _each_tile(self, value: UOp) -> Iterator[tuple[int, ...]]:
        """Visits every combination of the tiles that ``value`` depends on."""
        ranges = [r for r in self.tiles if r in value.ranges]
        before = dict(self._now)
        for steps in product(*(range(self.tiles[r]) for r in ranges)):
            self._now |= dict(zip(ranges, steps, strict=True))
            yield steps
        self._now = before

    # ---- names, types, operands

    def _name(self, prefix: str) -> str:
        self._number += 1
        return f"{prefix}{self._number}"

    def _depth(self, u: UOp) -> int:
        return max((self._at[r][0] for r in u.ranges), default=0)

    def _emit(self, depth: int, text: str) -> str:
        name = "%" + self._name("v")
        self._stack[depth].items.append(f"  {name} = {text}")
        return name

    def _is_vector(self, u: UOp) -> bool:
        return self.lane is not None and self.lane in u.ranges

    def _type(self, u: UOp, vector: bool) -> str:
        scalar = TYPES.get(u.dtype.base)
        if scalar is None or u.dtype.count != 1:
            raise Unsupported(str(u.dtype))
        return f"<{self.width} x {scalar}>" if vector else scalar

    def value(self, u: UOp, flat: bool = False) -> str:
        """The operand that holds ``u``, computed as far out in the nest as its ranges allow.

        It is a vector if ``u`` depends on the lane, unless ``flat`` asks for the value at the vector's first lane.
        """
        flat = flat or not self._is_vector(u)
        if u.op is Ops.CONST:
            return _constant(u.arg, u.dtype)
        key = self._key(u, flat)
        values = self._stack[self._depth(u)].values
        if key not in values:
            values[key] = self._compute(u, flat)
        return values[key]

    def _key(self, u: UOp, flat: bool) -> tuple[Any, ...]:
        return (u, flat, *(self._now.get(r, 0) for r in self.tiles if r in u.ranges))

    def _operand(self, u: UOp, vector: bool) -> str:
        """``u`` as an operand of a vector instruction if ``vector``, repeated in every lane where need be."""
        if not vector or self._is_vector(u):
            return self.value(u, flat=not vector)
        if u.op is Ops.CONST:
            return f"splat ({self._type(u, False)} {_constant(u.arg, u.dtype)})"
        values, key = self._stack[self._depth(u)].values, (*self._key(u, True), self.width)
        if key not in values:
            values[key] = self._splat(self.value(u), u, self._depth(u))
        return values[key]

    def _splat(self, scalar: str, u: UOp, depth: int) -> str:
        kind = self._type(u, True)
        one = self._emit(depth, f"insertelement {kind} poison, {self._type(u, False)} {scalar}, i32 0")
        zeros = f"<{self.width} x i32> zeroinitializer"
        return self._emit(depth, f"shufflevector {kind} {one}, {kind} poison, {zeros}")

    # ---- instructions

    def _compute(self, u: UOp, flat: bool) -> str:
        if u.op is Ops.RANGE:
            return self._range(u, flat)
        if u.op is Ops.DEFINE_VAR:
            return f"%{u.expr}"
        if u.op is Ops.INDEX:
            return self._load(u, flat)
        if u.op is Ops.REDUCE:
            return self._reduce(u)
        return self._arithmetic(u, not flat, self._depth(u))

    def _range(self, u: UOp, flat: bool) -> str:
        depth, base = self._at[u]
        if not flat:
            lanes = ", ".join(f"i32 {i}" for i in range(self.width))
            first = self._splat(base, u, depth)
            return self._emit(depth, f"add nsw {self._type(u, True)} {first}, <{lanes}>")
        step = self._now.get(u, 0)
        return self._emit(depth, f"add nsw i32 {base}, {step}") if step else base

    def _arithmetic(self, u: UOp, vector: bool, depth: int) -> str:
        kind = self._type(u.src[-1], vector)
        a, *rest = [self._operand(source, vector) for source in u.src]
        if u.op in (Ops.CAST, Ops.BITCAST):
            return self._cast(u, a, kind, self._type(u, vector), depth)
        if u.op is Ops.WHERE:
            where = self._type(u.src[0], vector)
            return self._emit(depth, f"select {where} {a}, {kind} {rest[0]}, {kind} {rest[1]}")
        if u.op is Ops.MAX:
            return self._larger(u.src[0], kind, a, rest[0], vector, depth)
        if u.op is Ops.RECIPROCAL:
            one = _constant(1.0, u.dtype)
            ones = f"splat ({self._type(u, False)} {one})" if vector else one
            return self._emit(depth, f"fdiv {FLAGS} {kind} {ones}, {a}")
        if u.op in (Ops.SQRT, Ops.TRUNC):
            called = self._intrinsic(u.op.name.lower(), kind, [kind])
            return self._emit(depth, f"call {FLAGS} {kind} {called}({kind} {a})")
        if u.op in FLOORED and (power := _power_of_two(u)) is not None:
            number = power if u.op is Ops.FLOORDIV else (1 << power) - 1
            how = "ashr" if u.op is Ops.FLOORDIV else "and"
            return self._emit(
                depth, f"{how} {kind} {a}, " + (f"splat ({kind.split()[-1][:-1]} {number})" if vector else str(number))
            )
        return self._emit(depth, f"{_instruction(u)} {kind} {a}, {rest[0]}" if rest else _unknown(u))

    def _larger(self, like: UOp, kind: str, a: str, b: str, vector: bool, depth: int) -> str:
        if dtypes.is_bool(like.dtype):
            return self._emit(depth, f"or {kind} {a}, {b}")
        less = f"fcmp {FLAGS} olt" if dtypes.is_float(like.dtype) else (_sign(like.dtype))[Ops.CMPLT]
        flag = self._emit(depth, f"{less} {kind} {a}, {b}")
        flags = f"<{self.width} x i1>" if vector else "i1"
        return self._emit(depth, f"select {flags} {flag}, {kind} {b}, {kind} {a}")

    def _cast(self, u: UOp, a: str, source: str, target: str, depth: int) -> str:
        if source == target:
            return a
        how = "bitcast" if u.op is Ops.BITCAST else _conversion(u.src[0].dtype, u.dtype)
        return self._emit(depth, f"{how} {source} {a} to {target}")

    def _intrinsic(self, name: str, result: str, arguments: list[str], suffix: str = "") -> str:
        kinds = suffix or _mangled(result)
        self.declared.add(f"declare {result} @llvm.{name}.{kinds}({', '.join(arguments)})")
        return f"@llvm.{name}.{kinds}"

    # ---- memory

    def _load(self, u: UOp, flat: bool) -> str:
        array, index, valid = _array(u), u.src[1].get_idx(), u.src[1].get_valid()
        if flat or not self._is_vector(u):
            return self._load_one(u, array, index, valid)
        evenly = stride(index, self.lane)
        always = valid.op is Ops.CONST and bool(valid.arg)
        depth = self._depth(u)
        if evenly == 0 and not self._is_vector(valid):
            return self._splat(self._load_one(u, array, index, valid), u, depth)
        if evenly == 1:
            return self._load_row(u, array, index, valid, always)
        if evenly is not None and 0 < evenly <= SHUFFLED and always:
            return self._load_sifted(u, array, index, evenly)
        return self._gather(u, array, index, valid)

    def _pointer(self, u: UOp, array: str, index: UOp, depth: int) -> str:
        return self._emit(depth, f"getelementptr inbounds {_stored(u)}, ptr {array}, i32 {self.value(index, True)}")

    def _load_one(self, u: UOp, array: str, index: UOp, valid: UOp) -> str:
        depth, kind, stored = self._depth(u), self._type(u, False), _stored(u)
        if valid.op is Ops.CONST:
            at = self._pointer(u, array, index, depth)
            return self._from_memory(u, self._emit(depth, f"load {stored}, ptr {at}"), False, depth)
        flag = self.value(valid, True)
        inside = self._emit(depth, f"select i1 {flag}, i32 {self.value(index, True)}, i32 0")
        at = self._emit(depth, f"getelementptr inbounds {stored}, ptr {array}, i32 {inside}")
        read = self._from_memory(u, self._emit(depth, f"load {stored}, ptr {at}"), False, depth)
        return self._emit(depth, f"select i1 {flag}, {kind} {read}, {kind} {_constant(0, u.dtype)}")

    def _load_row(self, u: UOp, array: str, index: UOp, valid: UOp, always: bool) -> str:
        depth, row = self._depth(u), f"<{self.width} x {_stored(u)}>"
        at, align = self._pointer(u, array, index, depth), _bytes(u)
        if always:
            read = self._emit(depth, f"load {row}, ptr {at}, align {align}")
            return self._from_memory(u, read, True, depth)
        mask = f"<{self.width} x i1>"
        called = self._intrinsic("masked.load", row, ["ptr", "i32 immarg", mask, row], _mangled(row) + ".p0")
        flags = self._operand(valid, True)
        arguments = f"ptr {at}, i32 {align}, {mask} {flags}, {row} zeroinitializer"
        return self._from_memory(u, self._emit(depth, f"call {row} {called}({arguments})"), True, depth)

    def _load_sifted(self, u: UOp, array: str, index: UOp, step: int) -> str:
        depth, stored = self._depth(u), _stored(u)
        wide = f"<{(self.width - 1) * step + 1} x {stored}>"
        at = self._pointer(u, array, index, depth)
        read = self._emit(depth, f"load {wide}, ptr {at}, align {_bytes(u)}")
        picks = ", ".join(f"i32 {i * step}" for i in range(self.width))
        picked = f"shufflevector {wide} {read}, {wide} poison, <{self.width} x i32> <{picks}>"
        return self._from_memory(u, self._emit(depth, picked), True, depth)

    def _gather(self, u: UOp, array: str, index: UOp, valid: UOp) -> str:
        depth, row, places = self._depth(u), f"<{self.width} x {_stored(u)}>", f"<{self.width} x ptr>"
        ats = self._places(u, array, index, depth)
        mask = f"<{self.width} x i1>"
        suffix = f"{_mangled(row)}.v{self.width}p0"
        called = self._intrinsic("masked.gather", row, [places, "i32 immarg", mask, row], suffix)
        flags = self._operand(valid, True)
        arguments = f"{places} {ats}, i32 {_bytes(u)}, {mask} {flags}, {row} zeroinitializer"
        return self._from_memory(u, self._emit(depth, f"call {row} {called}({arguments})"), True, depth)

    def _places(self, u: UOp, array: str, index: UOp, depth: int) -> str:
        indices = self._operand(index, True)
        return self._emit(depth, f"getelementptr inbounds {_stored(u)}, ptr {array}, <{self.width} x i32> {indices}")

    def _from_memory(self, u: UOp, read: str, vector: bool, depth: int) -> str:
        if not dtypes.is_bool(u.dtype.base):
            return read
        source = f"<{self.width} x i8>" if vector else "i8"
        return self._emit(depth, f"trunc {source} {read} to {self._type(u, vector)}")

    def _store(self, store: UOp) -> None:
        target, what = store.src
        array, index, depth = _array(target), target.src[1].get_idx(), len(self._stack) - 1
        if target.src[1].get_valid().op is not Ops.CONST or dtypes.is_bool(what.dtype):
            raise Unsupported("a store under a condition")
        vector = self._is_vector(index)
        if not vector and self._is_vector(what):
            raise Unsupported("lanes stored in one place")
        kind, read = self._type(what, vector), self._operand(what, vector)
        if vector and stride(index, self.lane) != 1:
            self._scatter(target, array, index, kind, read, depth)
            return
        at = self._pointer(target, array, index, depth)
        self._stack[depth].items.append(f"  store {kind} {read}, ptr {at}, align {_bytes(target)}")

    def _scatter(self, target: UOp, array: str, index: UOp, kind: str, read: str, depth: int) -> None:
        ats, places, mask = self._places(target, array, index, depth), f"<{self.width} x ptr>", f"<{self.width} x i1>"
        suffix = f"{_mangled(kind)}.v{self.width}p0"
        name = f"@llvm.masked.scatter.{suffix}"
        self.declared.add(f"declare void {name}({kind}, {places}, i32 immarg, {mask})")
        everywhere = f"{mask} splat (i1 true)"
        call = f"call void {name}({kind} {read}, {places} {ats}, i32 {_bytes(target)}, {everywhere})"
        self._stack[depth].items.append("  " + call)

    # ---- sums and the like

    def _reduce(self, u: UOp) -> str:
        """Computes ``u`` for all tiles together, so that they share loads; returns the one for the tile of now."""
        depth = self._depth(u)
        inner = self._stack[depth + 1 :]
        del self._stack[depth + 1 :]
        across = self.lane if self.lane in u.src[1:] else None
        flat = not self._is_vector(u)
        results: dict[tuple[int, ...], str] = {}
        for piece in segments(size(across)) if across is not None else [(0, 0, 0)]:
            for tile, result in self._sum(u, piece, across is not None, depth).items():
                before = results.get(tile)
                results[tile] = result if before is None else self._combine(u, before, result, not flat, depth)
        for tile in self._each_tile(u):
            self._stack[depth].values[self._key(u, flat)] = results[tile]
        self._stack += inner
        return self._stack[depth].values[self._key(u, flat)]

    def _sum(self, u: UOp, piece: tuple[int, int, int], across: bool, depth: int) -> dict[tuple[int, ...], str]:
        """The loops of a reduction, with one accumulator in memory for each tile (LLVM keeps them in registers)."""
        if across:
            self.width = piece[2]
        ranges = sorted(u.src[1:], key=lambda r: r is self.lane)
        vector = across or self._is_vector(u)
        kind, neutral = self._type(u, vector), _constant(identity_element(u.arg[0], u.dtype), u.dtype)
        start = f"splat ({self._type(u, False)} {neutral})" if vector else neutral
        sums = {tile: "%" + self._name("sum") for tile in self._each_tile(u)}
        for name in sums.values():
            self.entry.append(f"  {name} = alloca {kind}")
            self._stack[depth].items.append(f"  store {kind} {start}, ptr {name}")
        for range_ in ranges:
            self._open(range_, piece)
        inside = len(self._stack) - 1
        for tile in self._each_tile(u):
            term = self._operand(u.src[0], vector)
            before = self._emit(inside, f"load {kind}, ptr {sums[tile]}")
            after = self._combine(u, before, term, vector, inside)
            self._stack[inside].items.append(f"  store {kind} {after}, ptr {sums[tile]}")
        for _ in ranges:
            self._close()
        totals = {tile: self._emit(depth, f"load {kind}, ptr {name}") for tile, name in sums.items()}
        return {tile: self._across(u, kind, total, depth) if across else total for tile, total in totals.items()}

    def _combine(self, u: UOp, a: str, b: str, vector: bool, depth: int) -> str:
        kind = self._type(u, vector)
        if u.arg[0] is Ops.MAX:
            return self._larger(u, kind, a, b, vector, depth)
        table = FLOAT if dtypes.is_float(u.dtype) else INTEGER
        return self._emit(depth, f"{table[u.arg[0]]} {kind} {a}, {b}")

    def _across(self, u: UOp, kind: str, total: str, depth: int) -> str:
        """All lanes of one vector into one number."""
        scalar, floating = self._type(u, False), dtypes.is_float(u.dtype)
        name = {Ops.ADD: "add", Ops.MUL: "mul", Ops.MAX: "max" if floating else "smax"}[u.arg[0]]
        full = f"vector.reduce.{'f' if floating else ''}{name}"
        if not floating or u.arg[0] is Ops.MAX:
            called = self._intrinsic(full, scalar, [kind], _mangled(kind))
            return self._emit(depth, f"call {scalar} {called}({kind} {total})")
        called = self._intrinsic(full, scalar, [scalar, kind], _mangled(kind))
        neutral = _constant(identity_element(u.arg[0], u.dtype), u.dtype)
        return self._emit(depth, f"call reassoc {FLAGS} {scalar} {called}({scalar} {neutral}, {kind} {total})")


def _array(u: UOp) -> str:
    if u.src[0].op is not Ops.PARAM or len(u.src) != 2:
        raise Unsupported(f"reading from {u.src[0].op}")
    return f"%data{u.src[0].arg}"


def _stored(u: UOp) -> str:
    """The type of an element in memory, where a truth value takes a byte."""
    return "i8" if dtypes.is_bool(u.dtype.base) else TYPES.get(u.dtype.base) or _unknown(u)


def _bytes(u: UOp) -> int:
    return int(u.dtype.base.itemsize)


def _mangled(kind: str) -> str:
    """A type as it is written within the name of an intrinsic: <16 x float> → v16f32."""
    width, _, scalar = kind.strip("<>").rpartition(" x ")
    return (f"v{width}" if width else "") + {"float": "f32", "double": "f64"}.get(scalar, scalar)


def _constant(value: Any, dtype: Any) -> str:
    if dtypes.is_float(dtype):
        return "0x" + struct.pack(">d", float(truncate[dtype](value))).hex().upper()
    return str(int(value))


def _power_of_two(u: UOp) -> int | None:
    """The n of a division by 2ⁿ, which rounds down for negative numbers too when written as a shift."""
    by = u.src[1]
    if by.op is not Ops.CONST or by.arg <= 0 or by.arg & (by.arg - 1):
        return None
    return int(by.arg).bit_length() - 1


def _sign(dtype: Any) -> dict[Any, str]:
    return UNSIGNED if dtypes.is_unsigned(dtype) or dtypes.is_bool(dtype) else SIGNED


def _instruction(u: UOp) -> str:
    left = u.src[0]
    if dtypes.is_float(left.dtype):
        return FLOAT.get(u.op) or _unknown(u)
    if u.op in FLOORED and left.vmin >= 0 and u.src[1].vmin > 0:
        return UNSIGNED[FLOORED[u.op]]
    if dtypes.is_bool(left.dtype) and u.op in (Ops.ADD, Ops.MUL):
        return "or" if u.op is Ops.ADD else "and"
    wraps = "" if dtypes.is_unsigned(left.dtype) or u.op not in (Ops.ADD, Ops.MUL) else " nsw"
    return INTEGER[u.op] + wraps if u.op in INTEGER else _sign(left.dtype).get(u.op) or _unknown(u)


def _conversion(source: Any, target: Any) -> str:
    if dtypes.is_float(source) and dtypes.is_float(target):
        return "fpext" if target.itemsize > source.itemsize else "fptrunc"
    if dtypes.is_float(source):
        return "fptoui" if dtypes.is_unsigned(target) else "fptosi"
    positive = dtypes.is_unsigned(source) or dtypes.is_bool(source)
    if dtypes.is_float(target):
        return "uitofp" if positive else "sitofp"
    narrower = int(TYPES[target][1:]) < int(TYPES[source][1:])
    return "trunc" if narrower else "zext" if positive else "sext"


def _unknown(u: UOp) -> str:
    raise Unsupported(str(u.op))
