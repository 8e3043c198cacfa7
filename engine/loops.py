"""One tinygrad kernel as LLVM IR: loops around vector instructions, with several results kept in registers at once.

tinygrad's own code generator writes every lane of a vector as a scalar of its own and hopes that LLVM finds the
vector again. Here a range of the kernel becomes the lanes of vector instructions ("lane") and others are unrolled side
by side ("tiles"), so that a value loaded once serves several results. What is not known here raises Unsupported.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from tinygrad.dtype import dtypes
from tinygrad.uop.ops import Ops, UOp, identity_element

from engine.instructions import (
    FLAGS,
    FLOAT,
    INTEGER,
    TYPES,
    UNSIGNED,
    Element,
    Unsupported,
    comparison,
    constant,
    everywhere,
    instruction,
    mangled,
    signs,
)
from engine.nest import Block, Tiling, segments, size, stride

SHUFFLED = 4  # a stride up to this is loaded whole and sifted; beyond, a gather is cheaper


class Writer:
    """Writes the function for one kernel."""

    def __init__(self, layouts: list[Tiling]) -> None:
        self.layouts = layouts
        self.lane: UOp | None = None
        self.tiles: dict[UOp, int] = {}
        self.width = self.used = 1  # lanes of a vector, and how many of them count
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
            self.width, self.used = step, min(step, stop - start)
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
            return constant(u.arg, u.dtype)
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
            return everywhere(self._type(u, True), constant(u.arg, u.dtype))
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
        source, target = self._type(u.src[-1], vector), self._type(u, vector)
        operands = [self._operand(part, vector) for part in u.src]
        if u.op in (Ops.CAST, Ops.BITCAST) and source == target:
            return operands[0]
        if u.op is Ops.MAX:
            return self._larger(u, source, *operands, vector=vector, depth=depth)
        if u.op in (Ops.SQRT, Ops.TRUNC):
            called = self._intrinsic(u.op.name.lower(), target, [target])
            return self._emit(depth, f"call {FLAGS} {target} {called}({target} {operands[0]})")
        return self._emit(depth, instruction(u, source, target, operands))

    def _larger(self, u: UOp, kind: str, a: str, b: str, *, vector: bool, depth: int) -> str:
        if dtypes.is_bool(u.dtype):
            return self._emit(depth, f"or {kind} {a}, {b}")
        flag = self._emit(depth, f"{comparison(Ops.CMPLT, u.dtype)} {kind} {a}, {b}")
        flags = f"<{self.width} x i1>" if vector else "i1"
        return self._emit(depth, f"select {flags} {flag}, {kind} {b}, {kind} {a}")

    def _intrinsic(self, name: str, result: str, arguments: list[str], suffix: str = "") -> str:
        kinds = suffix or mangled(result)
        self.declared.add(f"declare {result} @llvm.{name}.{kinds}({', '.join(arguments)})")
        return f"@llvm.{name}.{kinds}"

    # ---- memory

    def _load(self, u: UOp, flat: bool) -> str:
        element, depth = Element.of(u), self._depth(u)
        if flat or not self._is_vector(u):
            return self._load_one(u, element, depth)
        evenly = stride(element.index, self.lane)
        if evenly == 0 and not self._is_vector(element.valid):
            return self._splat(self._load_one(u, element, depth), u, depth)
        if evenly == 1:
            return self._from_memory(u, self._load_row(element, depth), True, depth)
        if evenly is not None and 0 < evenly <= SHUFFLED and element.always and self.used == self.width:
            return self._from_memory(u, self._load_sifted(element, evenly, depth), True, depth)
        return self._from_memory(u, self._gather(element, depth), True, depth)

    def _pointer(self, element: Element, index: str, depth: int) -> str:
        # Not "inbounds": the first lane may lie outside while its mask is off.
        return self._emit(depth, f"getelementptr {element.kind}, ptr {element.array}, i32 {index}")

    def _row(self, kind: str) -> str:
        return f"<{self.width} x {kind}>"

    def _load_one(self, u: UOp, element: Element, depth: int) -> str:
        index, kind = self.value(element.index, True), self._type(u, False)
        if element.always:
            at = self._pointer(element, index, depth)
            return self._from_memory(u, self._emit(depth, f"load {element.kind}, ptr {at}"), False, depth)
        flag = self.value(element.valid, True)
        at = self._pointer(element, self._emit(depth, f"select i1 {flag}, i32 {index}, i32 0"), depth)
        read = self._from_memory(u, self._emit(depth, f"load {element.kind}, ptr {at}"), False, depth)
        return self._emit(depth, f"select i1 {flag}, {kind} {read}, {kind} {constant(0, u.dtype)}")

    def _mask(self, element: Element, depth: int) -> str:
        """Which lanes are there; "" for all of them."""
        spare = ", ".join(f"i1 {int(lane < self.used)}" for lane in range(self.width))
        if element.always:
            return f"<{spare}>" if self.used < self.width else ""
        valid = self._operand(element.valid, True)
        return self._emit(depth, f"and {self._row('i1')} {valid}, <{spare}>") if self.used < self.width else valid

    def _load_row(self, element: Element, depth: int) -> str:
        row, mask = self._row(element.kind), self._row("i1")
        at = self._pointer(element, self.value(element.index, True), depth)
        flags = self._mask(element, depth)
        if not flags:
            return self._emit(depth, f"load {row}, ptr {at}, align {element.size}")
        called = self._intrinsic("masked.load", row, ["ptr", "i32 immarg", mask, row], mangled(row) + ".p0")
        where = f"i32 {element.size}, {mask} {flags}"
        return self._emit(depth, f"call {row} {called}(ptr {at}, {where}, {row} zeroinitializer)")

    def _load_sifted(self, element: Element, step: int, depth: int) -> str:
        wide = f"<{(self.width - 1) * step + 1} x {element.kind}>"
        at = self._pointer(element, self.value(element.index, True), depth)
        read = self._emit(depth, f"load {wide}, ptr {at}, align {element.size}")
        picks = ", ".join(f"i32 {i * step}" for i in range(self.width))
        return self._emit(depth, f"shufflevector {wide} {read}, {wide} poison, <{self.width} x i32> <{picks}>")

    def _gather(self, element: Element, depth: int) -> str:
        row, places, mask = self._row(element.kind), self._row("ptr"), self._row("i1")
        ats, flags = self._places(element, depth), self._mask(element, depth) or "splat (i1 true)"
        suffix = f"{mangled(row)}.v{self.width}p0"
        called = self._intrinsic("masked.gather", row, [places, "i32 immarg", mask, row], suffix)
        where = f"{places} {ats}, i32 {element.size}, {mask} {flags}"
        return self._emit(depth, f"call {row} {called}({where}, {row} zeroinitializer)")

    def _places(self, element: Element, depth: int) -> str:
        indices = f"{self._row('i32')} {self._operand(element.index, True)}"
        return self._emit(depth, f"getelementptr {element.kind}, ptr {element.array}, {indices}")

    def _from_memory(self, u: UOp, read: str, vector: bool, depth: int) -> str:
        if not dtypes.is_bool(u.dtype.base):
            return read
        return self._emit(depth, f"trunc {self._row('i8') if vector else 'i8'} {read} to {self._type(u, vector)}")

    def _store(self, store: UOp) -> None:
        (target, what), depth = store.src, len(self._stack) - 1
        element, vector = Element.of(target), self._is_vector(target)
        if not element.always or dtypes.is_bool(what.dtype):
            raise Unsupported("a store under a condition, or of a truth value")
        if self._is_vector(what) and not vector:
            raise Unsupported("lanes stored in one place")
        value = f"{self._type(what, vector)} {self._operand(what, vector)}"
        flags = self._mask(element, depth) if vector else ""
        if vector and stride(element.index, self.lane) != 1:
            self._scatter(element, value, flags or "splat (i1 true)", depth)
            return
        at = self._pointer(element, self.value(element.index, True), depth)
        if flags:
            self._store_some(element, value, flags, at, depth)
        else:
            self._stack[depth].items.append(f"  store {value}, ptr {at}, align {element.size}")

    def _store_some(self, element: Element, value: str, flags: str, at: str, depth: int) -> None:
        row, mask = self._row(element.kind), self._row("i1")
        called = self._intrinsic("masked.store", "void", [row, "ptr", "i32 immarg", mask], mangled(row) + ".p0")
        call = f"  call void {called}({value}, ptr {at}, i32 {element.size}, {mask} {flags})"
        self._stack[depth].items.append(call)

    def _scatter(self, element: Element, value: str, flags: str, depth: int) -> None:
        row, places, mask = self._row(element.kind), self._row("ptr"), self._row("i1")
        suffix = f"{mangled(row)}.v{self.width}p0"
        called = self._intrinsic("masked.scatter", "void", [row, places, "i32 immarg", mask], suffix)
        where = f"{places} {self._places(element, depth)}, i32 {element.size}, {mask} {flags}"
        self._stack[depth].items.append(f"  call void {called}({value}, {where})")

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
            self.width, self.used = piece[2], min(piece[2], piece[1] - piece[0])
        ranges = sorted(u.src[1:], key=lambda r: r is self.lane)
        vector = across or self._is_vector(u)
        kind = self._type(u, vector)
        start = everywhere(kind, constant(identity_element(u.arg[0], u.dtype), u.dtype))
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
            return self._larger(u, kind, a, b, vector=vector, depth=depth)
        table = FLOAT if dtypes.is_float(u.dtype) else INTEGER
        return self._emit(depth, f"{table[u.arg[0]]} {kind} {a}, {b}")

    def _across(self, u: UOp, kind: str, total: str, depth: int) -> str:
        """All lanes of one vector into one number."""
        scalar, floating = self._type(u, False), dtypes.is_float(u.dtype)
        neutral = constant(identity_element(u.arg[0], u.dtype), u.dtype)
        if self.used < self.width:
            counted = ", ".join(f"i1 {int(lane < self.used)}" for lane in range(self.width))
            spare = everywhere(kind, neutral)
            total = self._emit(depth, f"select {self._row('i1')} <{counted}>, {kind} {total}, {kind} {spare}")
        largest = "max" if floating else "umax" if signs(u.dtype) is UNSIGNED else "smax"  # true is −1 with a sign
        name = {Ops.ADD: "add", Ops.MUL: "mul", Ops.MAX: largest}[u.arg[0]]
        full = f"vector.reduce.{'f' if floating else ''}{name}"
        if not floating or u.arg[0] is Ops.MAX:
            called = self._intrinsic(full, scalar, [kind], mangled(kind))
            return self._emit(depth, f"call {scalar} {called}({kind} {total})")
        called = self._intrinsic(full, scalar, [scalar, kind], mangled(kind))
        return self._emit(depth, f"call reassoc {FLAGS} {scalar} {called}({scalar} {neutral}, {kind} {total})")
