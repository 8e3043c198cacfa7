"""Recurrent nets without unrolling: one cell forward and one cell backward, repeated over time. Needs tinygrad.

A training step has five stages over scratch arrays that are time-major, (steps, n, …):

1. the inputs of all time steps;
2. up through time, the cell: what it keeps and the states after it;
3. once, the loss and its slope for every state;
4. down through time, the cell's way back: the slope of what it kept, and its share in that of the states before it;
5. once, the slopes of the parameters, where all time steps are rows of one large batch, so that each weight's slope
   is a single matrix product; then the update.

How many kernels there are to compile does not depend on the number of time steps, only how often they are called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from tinygrad import Tensor
from tinygrad.uop.ops import Ops, UOp

from engine.cell import Bounds, Cell, pieces, terms
from engine.lab import LabError
from engine.plan import Arrays, Programs, Stage

if TYPE_CHECKING:
    from engine.lab import RecurrentLab
    from engine.plan import Made, Plan

Tensors = Mapping[str, Tensor]
Pick = Callable[[Tensors, Any], dict[str, Tensor]]
"""The sequences to go through as a batch, from all tensors and the batch offset."""


def keep(tensor: Tensor) -> Tensor:
    """``tensor``, computed once on the way forward and kept for the way back."""
    return tensor.contiguous()


def row(array: Tensor, time: Any) -> Tensor:
    """The entry of a time-major array at one time step."""
    return array.shrink(((time, time + 1), *[None] * (array.ndim - 1))).reshape(array.shape[1:])


def put(array: Tensor, time: Any, values: Tensor, where: Bounds = ()) -> None:
    """Write that entry, or the part of it within ``where``."""
    part = array.shrink(((time, time + 1), *(where or [None] * (array.ndim - 1))))
    part.assign(values.reshape(1, *values.shape)).realize()


def swap(formula: UOp, known: Mapping[UOp, UOp]) -> Tensor:
    """A formula with those parts of it replaced that are known already: by the arrays that hold them."""
    return Tensor(formula.substitute(dict(known)))


def apart_from_sums(parts: list[UOp]) -> list[list[UOp]]:
    """Terms in groups: those without and those with sums over weights in them."""
    groups: dict[bool, list[UOp]] = {False: [], True: []}
    for part in parts:
        groups[any(node.op is Ops.REDUCE for node in part.toposort())].append(part)
    return [group for group in groups.values() if group]


def put_slope(array: Tensor, time: Any, slope: UOp, known: dict[UOp, UOp]) -> None:
    """Write a slope at one time step, in pieces if it has any, and note in ``known`` where it is.

    Small formulas come first, because large ones may hold them.
    """
    inner = slope.src[0] if slope.op is Ops.RESHAPE else slope
    cut = array.reshape(array.shape[0], *inner.shape)
    found = pieces(inner)
    for where, piece in sorted(found.items(), key=lambda item: len(item[1].toposort())):
        put(cut, time, swap(piece, known), where)
        core = piece.src[0] if piece.op is Ops.RESHAPE else piece
        known[core] = row(cut, time).shrink(where).reshape(core.shape).uop
    if not found:
        put(array, time, swap(slope, known))
    known[slope] = row(array, time).uop


class Pass:
    """The net going through one set of sequences, and the arrays it leaves behind.

    Only a pass that ``learns`` keeps what the way back needs.
    """

    def __init__(self, plan: Plan, lab: RecurrentLab, name: str, pick: Pick, learns: bool) -> None:
        self.plan, self.lab, self.name, self.pick, self.learns = plan, lab, name, pick, learns
        arrays = {name: Tensor(values) for name, values in plan.arrays.items()}
        params = self._params(arrays)
        x = lab.inputs(params, pick(arrays, 0))
        self.steps, rows = int(x.shape[0]), int(x.shape[1])
        before = {state: Tensor.empty(rows, units) for state, units in lab.state().items()}
        cell = Cell(lab, params, Tensor.empty(*x.shape[1:]), before)
        kept = {part: (self.steps if learns else 1, *formula.shape) for part, formula in cell.kept.items()}
        states = {state: (self.steps + 1, *tensor.shape) for state, tensor in before.items()}
        shapes: dict[str, tuple[Any, ...]] = {"x": x.shape, **kept, **states}
        if learns:
            sloped = [*cell.on_the_way_back(), *states]
            shapes |= {f"slope.{part}": shape for part, shape in (kept | states).items() if part in sloped}
            shapes["head"] = (plan.flat.size,)
        self.scratch: Arrays = {f"{name}.{part}": np.zeros(shape, np.float32) for part, shape in shapes.items()}

    def array(self, t: Tensors, part: str) -> Tensor:
        """One of this pass's arrays."""
        return t[f"{self.name}.{part}"]

    def states(self, t: Tensors) -> dict[str, Tensor]:
        """Every state after every time step: (steps, n, units)."""
        return {state: self.array(t, state)[1:] for state in self.lab.state()}

    def read(self, t: Tensors, offset: Any, time: Any) -> Made:
        """The inputs of all time steps."""
        return {}, [self.array(t, "x").assign(self.lab.inputs(self._params(t), self.pick(t, offset)))]

    def forward(self, t: Tensors, offset: Any, time: Any) -> Made:
        """One time step: what the cell keeps, and the states after it."""
        cell = self._cell(t, time)
        known: dict[UOp, UOp] = {}
        for part, formula in cell.order:
            array, entry = self._written(t, part, time)
            put(array, entry, swap(formula.src[0] if formula.op is Ops.CONTIGUOUS else formula, known))
            known[formula] = row(array, entry).uop
        return {}, []

    def head(self, t: Tensors, offset: Any, time: Any) -> Made:
        """The loss, its slope for every state, and its slope for the parameters that come after the last state."""
        params, states = self._params(t), self.states(t)
        loss = self.lab.loss(params, self.pick(t, offset) | states)
        slopes = loss.gradient(*params.values(), *states.values())
        assigned = [self.array(t, "head").assign(self.plan.flat.join(slopes[: len(params)]))]
        for state, slope in zip(states, slopes[len(params) :], strict=True):
            assigned.append(self.array(t, f"slope.{state}").assign(slope.pad(((1, 0), None, None))))
        return {"loss": loss.contiguous()}, assigned

    def backward(self, t: Tensors, offset: Any, time: Any) -> Made:
        """One time step of the way back: slopes of what was written down, last first; then those of states before.

        The latter are added to what the loss says itself. Sums over weights are added on their own: a kernel that has
        one is laid out for it, and anything else in it would be slow.
        """
        cell = self._cell(t, time)
        known = {formula: row(*self._written(t, part, time)).uop for part, formula in cell.order}
        slopes = cell.slopes({state: row(self.array(t, f"slope.{state}"), time + 1) for state in cell.state})
        for part in cell.on_the_way_back():
            _, entry = self._written(t, part, time)
            put_slope(self.array(t, f"slope.{part}"), entry, slopes[part], known)
        for state in cell.state:
            array = self.array(t, f"slope.{state}")
            for group in apart_from_sums(terms(swap(slopes[f"before.{state}"], known).uop)):
                put(array, time, sum(map(Tensor, group), start=row(array, time)))
        return {}, []

    def gradient(self, t: Tensors, offset: Any) -> Tensor:
        """The slope of all parameters, flat: through the cell at all time steps, the inputs and the head."""
        params = self._params(t)
        before = {state: _rows(self.array(t, state)[:-1]) for state in self.lab.state()}
        cell = Cell(self.lab, params, _rows(self.array(t, "x")), before)
        slopes = cell.slopes({state: _rows(self.array(t, f"slope.{state}")[1:]) for state in cell.state})
        known = {}
        for part, formula in cell.order:
            known[formula] = _rows(self.array(t, part)[1:] if part in cell.state else self.array(t, part)).uop
        for part in cell.on_the_way_back():
            slope = self.array(t, f"slope.{part}")
            known[slopes[part]] = _rows(slope[1:] if part in cell.state else slope).uop
        parts = [swap(slopes[f"param.{name}"], known) for name in params]
        inputs = self.lab.inputs(params, self.pick(t, offset))
        if not {view.uop for view in params.values()}.isdisjoint(inputs.uop.toposort()):
            through = inputs.gradient(*params.values(), gradient=swap(slopes["x"], known).reshape(inputs.shape))
            parts = [a + b for a, b in zip(parts, through, strict=True)]
        return self.plan.flat.join(parts) + self.array(t, "head")

    def _params(self, t: Tensors) -> dict[str, Tensor]:
        return self.plan.flat.views(t["weights"])

    def _cell(self, t: Tensors, time: Any) -> Cell:
        before = {state: row(self.array(t, state), time) for state in self.lab.state()}
        return Cell(self.lab, self._params(t), row(self.array(t, "x"), time), before)

    def _written(self, t: Tensors, part: str, time: Any) -> tuple[Tensor, Any]:
        """The array and entry where a time step writes ``part``. States begin with the one before the first step."""
        if part in self.lab.state():
            return self.array(t, part), time + 1
        return self.array(t, part), time if self.learns else 0


def _rows(array: Tensor) -> Tensor:
    """Time steps as rows of one batch: (steps, n, …) → (steps·n, …)."""
    return array.reshape(-1, *array.shape[2:])


def programs(plan: Plan, lab: RecurrentLab) -> Programs:
    """A recurrent lab's programs. Raises LabError for a state named like an array of the data."""
    for name in lab.state():
        if name in plan.data:
            raise LabError(f"{lab.id} has a state and an array of data both called {name}.", "Rename one of them.")
    train = Pass(plan, lab, "train-pass", plan.cut, learns=True)
    watch = Pass(plan, lab, "watch-pass", watched(lab), learns=False)

    def update(t: Tensors, offset: Any, time: Any) -> Made:
        return {}, plan.update(t, train.gradient(t, offset).contiguous())

    def slopes(t: Tensors, offset: Any, time: Any) -> Made:
        return {"gradient": train.gradient(t, offset).contiguous()}, []

    def observe(t: Tensors, offset: Any, time: Any) -> Made:
        data = {name: t[f"data.{name}"] for name in plan.data} | watch.states(t)
        seen = lab.observe(plan.flat.views(t["weights"]), data)
        return {name: tensor.contiguous() for name, tensor in seen.items()}, []

    through = [
        Stage(train.read),
        Stage(train.forward, train.steps),
        Stage(train.head),
        Stage(train.backward, train.steps, backward=True),
    ]
    looking = [Stage(watch.read), Stage(watch.forward, watch.steps), Stage(observe)]
    if lab.show_gradients:
        looking += [*through, Stage(slopes)]
    stages = {"step": [*through, Stage(update)], "observe": looking, "examine": [*through, Stage(slopes)]}
    return Programs(stages, train.scratch | watch.scratch)


def watched(lab: RecurrentLab) -> Pick:
    """The sequences a lab is observed on, named like those it is trained on."""
    return lambda t, offset: {
        name: t[f"data.{source}"] for name, source in zip(lab.train_arrays, lab.watch_arrays, strict=True)
    }
