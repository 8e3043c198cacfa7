"""A recurrent lab's cell as formulas: what one time step computes, what of it is kept, and how slopes come back.

A formula is a tinygrad graph (UOp). It is never run as it stands: :mod:`engine.scan` writes its parts down one after
another and puts the arrays that hold them in their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING

from tinygrad import Tensor
from tinygrad.uop.ops import Ops, UOp

from engine.ops import in_cells

if TYPE_CHECKING:
    from engine.lab import RecurrentLab

Tensors = Mapping[str, Tensor]
Bounds = tuple[tuple[int, int], ...]
"""A part of an array: first and last + 1 along each axis."""

BENDS = (Ops.EXP2, Ops.GETTUPLE)
"""Exponentials, and what a function with a slope of its own returns, as :func:`engine.ops.sigmoid`."""


class Cell:
    """One application of a lab's cell: formulas of the new states, of what is kept on the way, and of slopes.

    Kept are sums over weights with their biases, what gates are cut out of, sigmoids and tanhs, exponentials, and what
    the lab marks with :func:`engine.scan.keep`.
    """

    def __init__(self, lab: RecurrentLab, params: Tensors, x: Tensor, state: Tensors) -> None:
        self.params, self.x, self.state = params, x, state
        with in_cells():
            made = lab.cell(params, x, state)
        self.new = {name: made[name].uop for name in state}
        nodes = dict.fromkeys(node for formula in self.new.values() for node in inner(formula))
        marked = {mark for node in nodes for mark in _marked(node)} | weighted_sums(nodes)
        marked -= {node.src[0].base for node in marked if node.op is Ops.CONTIGUOUS}  # the same numbers
        marked -= set(self.new.values())
        kept = [node for node in self._running(nodes) if node in marked and node.shape[:1] == x.shape[:1]]
        self.kept = {f"kept.{number}": formula for number, formula in enumerate(kept)}
        computed = {node: number for number, node in enumerate(nodes)}
        self.order = sorted((self.kept | self.new).items(), key=lambda item: computed[item[1]])
        """What is written down, in the order it is computed: what is kept, and the new states."""

    def _running(self, nodes: Iterable[UOp]) -> Iterator[UOp]:
        """The parts of the formulas that change from one time step to the next."""
        running = {self.x.uop, *(tensor.uop for tensor in self.state.values())}
        for node in nodes:
            if node not in running and not running.isdisjoint(node.src):
                running.add(node)
                yield node

    def on_the_way_back(self) -> list[str]:
        """Of what is written down, that whose slope is too, last first: others follow from it and are costly."""
        ends = [formula for formula in self.new.values() if not self._used(formula)]
        light = [formula for formula in self.kept.values() if formula.op in BENDS]
        return [part for part, formula in reversed(self.order) if formula not in (*light, *ends)]

    def _used(self, formula: UOp) -> bool:
        return any(formula in inner(other) for other in self.new.values() if other is not formula)

    def slopes(self, after: Tensors) -> dict[str, UOp]:
        """From slopes of the states after: of all that is written down, each "before.STATE", "param.NAME" and "x"."""
        first, *rest = [(Tensor(self.new[name]) * slope).sum() for name, slope in after.items()]
        targets = {part: Tensor(formula) for part, formula in self.order}
        targets |= {f"before.{name}": tensor for name, tensor in self.state.items()}
        targets |= {f"param.{name}": view for name, view in self.params.items()} | {"x": self.x}
        found = sum(rest, start=first).gradient(*targets.values())
        return {name: slope.uop for name, slope in zip(targets, found, strict=True)}


def inner(formula: UOp) -> dict[UOp, None]:
    """All parts of a formula, but not of the functions it calls."""
    return dict.fromkeys(formula.toposort(enter_calls=False))


def weighted_sums(nodes: Iterable[UOp]) -> set[UOp]:
    """Sums over weights together with all that is added to them."""
    additions = [node for node in nodes if node.op is Ops.ADD]
    within = {term for node in additions for term in node.src}
    whole = [node for node in additions if node not in within]
    return {node for node in whole if any(term.base.op is Ops.REDUCE for term in terms(node))}


def _marked(node: UOp) -> list[UOp]:
    """What is kept because of a part of a formula."""
    if node.op is Ops.CONTIGUOUS or node.op in BENDS:
        return [node]
    return [node.src[0].base] if node.op is Ops.SHRINK else []


def terms(formula: UOp) -> list[UOp]:
    """What a formula is the sum of."""
    return [term for part in formula.src for term in terms(part)] if formula.op is Ops.ADD else [formula]


def pieces(slope: UOp) -> dict[Bounds, UOp]:
    """The pieces a slope is put together from, by place, as that of gates cut out of one tensor; {} if not so.

    Written one by one they cost what they should; as one formula, every element would compute all gates.
    """
    found: dict[Bounds, UOp] = {}
    for term in terms(slope):
        if term.op is not Ops.PAD:
            return {}
        piece = term.src[0]
        where = tuple((before, before + size) for (before, _), size in zip(term.marg, piece.shape, strict=True))
        found[where] = found[where] + piece if where in found else piece
    whole = sum(prod(end - begin for begin, end in where) for where in found) == prod(slope.shape)
    return found if whole and all(_apart(a, b) for a, b in combinations(found, 2)) else {}


def _apart(one: Bounds, other: Bounds) -> bool:
    return any(a[1] <= b[0] or b[1] <= a[0] for a, b in zip(one, other, strict=True))
