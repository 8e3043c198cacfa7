"""tinygrad's operations as the text of LLVM instructions: names, types, constants."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from tinygrad.dtype import dtypes, truncate
from tinygrad.uop.ops import Ops, UOp

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
class Element:
    """A place in an array: the array's argument, the index, when it counts, the type in memory and its bytes."""

    array: str
    index: UOp
    valid: UOp
    kind: str
    size: int

    @classmethod
    def of(cls, u: UOp) -> Element:
        """What a tinygrad INDEX refers to. Raises Unsupported for anything but a kernel's own argument."""
        if len(u.src) != 2 or u.src[0].op is not Ops.PARAM or u.dtype.base not in TYPES:
            raise Unsupported(f"reading from {u.src[0].op}")
        index, valid = u.src[1].get_idx(), u.src[1].get_valid()
        if valid.op is Ops.CONST and not valid.arg:
            raise Unsupported("an element that is never there")
        # A truth value takes a byte.
        kind = "i8" if dtypes.is_bool(u.dtype.base) else TYPES[u.dtype.base]
        return cls(f"%data{u.src[0].arg}", index, valid, kind, int(u.dtype.base.itemsize))

    @property
    def always(self) -> bool:
        """Whether it counts for every value of the ranges."""
        return bool(self.valid.op is Ops.CONST)


def mangled(kind: str) -> str:
    """A type as it is written within the name of an intrinsic: <16 x float> → v16f32."""
    width, _, scalar = kind.strip("<>").rpartition(" x ")
    return (f"v{width}" if width else "") + {"float": "f32", "double": "f64"}.get(scalar, scalar)


def constant(value: Any, dtype: Any) -> str:
    """A number as LLVM reads it: floats by the bits of a double, so that none is rounded."""
    if dtypes.is_float(dtype):
        return "0x" + struct.pack(">d", float(truncate[dtype](value))).hex().upper()
    return str(int(value))


def comparison(op: Ops, dtype: Any) -> str:
    """The instruction that compares two values of a type."""
    if dtypes.is_float(dtype):
        return FLOAT[op]
    return INTEGER[op] if op in INTEGER else signs(dtype)[op]


def signs(dtype: Any) -> dict[Ops, str]:
    """The instructions that differ between signed and unsigned integers."""
    return UNSIGNED if dtypes.is_unsigned(dtype) or dtypes.is_bool(dtype) else SIGNED


def instruction(u: UOp, source: str, target: str, operands: list[str]) -> str:
    """The instruction for an operation whose operands (the last one, at least) are of type ``source``."""
    if u.op is Ops.BITCAST:
        return f"bitcast {source} {operands[0]} to {target}"
    if u.op is Ops.CAST:
        return f"{conversion(u.src[0].dtype, u.dtype)} {source} {operands[0]} to {target}"
    if u.op is Ops.WHERE:
        flags = source.replace(TYPES[u.dtype], "i1")
        return f"select {flags} {operands[0]}, {source} {operands[1]}, {source} {operands[2]}"
    if u.op is Ops.RECIPROCAL:
        return f"{FLOAT[Ops.FDIV]} {target} {everywhere(target, constant(1.0, u.dtype))}, {operands[0]}"
    if u.op in FLOORED:
        return floored(u, source, *operands)
    return f"{binary(u)} {source} {operands[0]}, {operands[1]}"


def everywhere(kind: str, value: str) -> str:
    """A constant of type ``kind``, in every lane if that is a vector."""
    return f"splat ({kind.strip('<>').split(' x ')[1]} {value})" if " x " in kind else value


def floored(u: UOp, kind: str, a: str, b: str) -> str:
    """Division rounded down, or what is left of it."""
    by = u.src[1]
    if by.op is Ops.CONST and by.arg > 0 and not by.arg & (by.arg - 1):
        # A shift rounds down for negative numbers too.
        shift = Ops.FLOORDIV is u.op
        number = int(by.arg).bit_length() - 1 if shift else by.arg - 1
        return f"{'ashr' if shift else 'and'} {kind} {a}, {everywhere(kind, str(number))}"
    if u.src[0].vmin < 0 or by.vmin <= 0 or by.op is not Ops.CONST:
        raise Unsupported("division of negative numbers, or by a lane that may be spare and 0")
    return f"{UNSIGNED[FLOORED[u.op]]} {kind} {a}, {b}"


def binary(u: UOp) -> str:
    """The instruction for an operation on two values."""
    kind = u.src[0].dtype
    if dtypes.is_bool(kind) and u.op in (Ops.ADD, Ops.MUL):
        return "or" if u.op is Ops.ADD else "and"
    found = (FLOAT if dtypes.is_float(kind) else INTEGER | signs(kind)).get(u.op)
    if found is None or len(u.src) != 2:
        raise Unsupported(str(u.op))
    return found + (" nsw" if kind is dtypes.weakint and u.op in (Ops.ADD, Ops.MUL) else "")


def conversion(source: Any, target: Any) -> str:
    """The instruction that casts between two types."""
    if dtypes.is_float(source) and dtypes.is_float(target):
        return "fpext" if target.itemsize > source.itemsize else "fptrunc"
    if dtypes.is_float(source):
        return "fptoui" if dtypes.is_unsigned(target) else "fptosi"
    positive = dtypes.is_unsigned(source) or dtypes.is_bool(source)
    if dtypes.is_float(target):
        return "uitofp" if positive else "sitofp"
    narrower = int(TYPES[target][1:]) < int(TYPES[source][1:])
    return "trunc" if narrower else "zext" if positive else "sext"
