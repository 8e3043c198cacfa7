"""Keeps an eye on a net while it trains: gathers losses, metrics, weights and gradients, and says what goes wrong.

Looks happen at steps that do not depend on the run's speed, so that a run says the same again with the same seed. A
look at weights costs about one step; there are at most seven in a run, and at least ``APART`` steps apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from engine import health
from engine.chain import Conv
from engine.events import Notice
from engine.health import Moved, mean
from engine.notices import KINDS, noticed
from engine.passage import Arrays, Net, Units, chain_of, hidden_units, nets_of

if TYPE_CHECKING:
    from engine.lab import Lab

Finder = Callable[[bool], str]
APART, LOOKS = 60, 4
"""Steps between two looks at the weights, at least; looks in a run, at most, besides the first two and the last."""
EXAMPLES, PICTURES = 128, 12
"""Training examples followed through the net in a look; fewer through filters, so that a look stays cheap."""
TUNING = (
    "learning_rate", "activation", "bias", "start", "l2", "regularisation", "weight_decay", "dropout", "jitter",
    "optimizer", "scaling",
)  # fmt: skip
"""Knobs that can hold a net back wherever they stand."""
SIZES = ("hidden", "width", "depth", "units", "filters", "columns", "vector", "measures")
"""Knobs that hold a net back when they are small."""
PATIENCE = 2
"""Looks in a row until a trouble is told, and until it is taken back."""


@dataclass
class _Case:
    """One kind of trouble: how often it was just found or missed, and whether it is told."""

    found: int = 0
    missed: int = 0
    notice: Notice | None = None


@dataclass
class Watch:
    """Watches one run of ``lab``, which says something every ``every`` of ``steps`` steps; ``batched`` if it takes
    the training examples in turns."""

    lab: Lab
    shapes: Mapping[str, tuple[int, ...]]
    data: Arrays
    steps: int
    every: int
    batched: bool
    _first: float = float("nan")
    _sum: float = 0.0
    _count: int = 0
    _blocks: list[float] = field(default_factory=list)
    _recent: dict[str, deque[float]] = field(default_factory=dict)
    _smooth: dict[str, list[float]] = field(default_factory=dict)
    _met: bool = False
    _pairs: list[health.Pair] | None = None
    _before: tuple[int, dict[str, np.ndarray]] | None = None
    _looked: int = -1
    _looks: int = 0
    _faint: str = ""  # the first weights of the net whose gradients vanish
    _cases: dict[str, _Case] = field(default_factory=lambda: {kind: _Case() for kind in KINDS})

    def __post_init__(self) -> None:
        self.nets: list[Net] = nets_of(self.lab, self.shapes)
        self._x: np.ndarray | None = None
        if self.nets and self.lab.train_arrays:
            x = self.data[self.lab.train_arrays[0]]
            chain = chain_of(self.lab)
            shape = chain.shape if chain is not None else x.shape[1:]
            rows = PICTURES if any(isinstance(link, Conv) for net in self.nets for link in net.links) else EXAMPLES
            self._x = x[:rows].reshape(-1, *shape)

    @property
    def notices(self) -> list[Notice]:
        """What is wrong now, the gravest first."""
        return [case.notice for case in self._cases.values() if case.notice is not None]

    def lost(self, losses: list[float]) -> None:
        """The losses of the steps just made, in order."""
        if self._first != self._first:
            self._first = losses[0]
        for loss in losses:
            self._sum, self._count = self._sum + loss, self._count + 1
            if self._count == self.every:
                self._blocks.append(self._sum / self.every)
                self._sum, self._count = 0.0, 0
                if self.batched:
                    self._first = max(self._first, self._blocks[0])  # the first batch may be an easy one

    def measured(self, metrics: Mapping[str, float]) -> None:
        """The metrics at a step at which a run always says where it stands. Judges losses and metrics."""
        self._met = self.lab.bar.met(metrics)
        if self._pairs is None:
            self._pairs = health.pairs(metrics)
        for pair in self._pairs:
            for name in pair[:2]:
                self._recent.setdefault(name, deque(maxlen=3)).append(metrics[name])
                if len(self._recent[name]) == 3:
                    self._smooth.setdefault(name, []).append(mean(self._recent[name]))
        self._judge("blow-up", lambda held: health.blown_up(self._first, self._blocks, held))
        self._judge("overfitting", self._overfits)
        learned = self._met or self._cases["overfitting"].notice is not None
        quarter = max(2, min(25, len(self._blocks) // 2)) if len(self._blocks) >= 20 else 0
        self._judge(
            "plateau",
            lambda held: (
                "" if learned or not quarter else health.still(self._first, self._blocks, quarter, self.every, held)
            ),
            self._out_of_a_plateau(),
        )

    def due(self, step: int) -> bool:
        """Whether to look at the weights after ``step``: early twice, then now and then, and at the end."""
        apart = max(APART, self.steps // LOOKS)
        return self._looks < 2 or step - self._looked >= apart or step == self.steps

    def look(self, step: int, params: Arrays, gradients: Arrays) -> None:
        """Look at weights, gradients (empty if there are none) and what hidden units answer."""
        units = [] if self._x is None else [u for net in self.nets for u in hidden_units(net, params, self._x)]
        self._judge_units(units)
        names = [net.weights for net in self.nets] or [[name for name in params if params[name].ndim > 1]]
        stacks = [[self._moved(name, step, params, gradients) for name in stack] for stack in names]
        if gradients:
            self._judge("exploding-gradients", lambda held: _first([health.exploding(s, held) for s in stacks]))
            if self.nets:
                self._judge("vanishing-gradients", lambda held: self._vanishes(stacks, held))
        self._looks += 1
        self._looked, self._before = step, (step, {name: np.array(w) for name, w in params.items()})

    def _vanishes(self, stacks: list[list[Moved]], held: bool) -> str:
        """Only the net that had it is asked whether it still has: another may stand still because it has learned."""
        for stack in stacks:
            if text := health.vanishing(stack, held and stack[0].weight == self._faint):
                self._faint = stack[0].weight
                return text
        return ""

    def _judge_units(self, units: list[Units]) -> None:
        self._judge("dead-units", lambda held: health.dead_units(units, held))
        self._judge("saturated", lambda held: "" if self._met else health.saturated_units(units, held))

    def _moved(self, name: str, step: int, params: Arrays, gradients: Arrays) -> Moved:
        """How far a layer's weights moved in a step, and how large its gradient is."""
        w = params[name]
        length = float(np.linalg.norm(w)) + 1e-12
        moved = float("nan")
        if self._before is not None and step > self._before[0]:
            moved = float(np.linalg.norm(w - self._before[1][name])) / length / (step - self._before[0])
        if name not in gradients:
            return Moved(name, float("nan"), 0.0, moved)
        size = float(np.linalg.norm(gradients[name]))
        return Moved(name, size / max(1, w.size) ** 0.5, size / length, moved)

    def _overfits(self, held: bool) -> str:
        told = [
            health.overfitting(pair, self._smooth[pair.training], self._smooth[pair.held_out], held)
            for pair in self._pairs or []
            if pair.held_out in self._smooth
        ]
        return _first(told)

    def _out_of_a_plateau(self) -> str:
        """What got the run there, if a knob of the net is not as usual: it goes back to its default."""
        for knob in self.lab.knobs:
            now, usual = self.lab.knob[knob.name], knob.parse(knob.default)
            small = isinstance(now, int | float) and isinstance(usual, int | float) and now < usual
            if now != usual and (knob.name in TUNING or (knob.name in SIZES and small)):
                return f"{knob.name}:{knob.default}"
        return ""

    def _judge(self, kind: str, find: Finder, instead: str = "") -> None:
        """Count what ``find`` says; tell it after ``PATIENCE`` times in a row, take it back likewise."""
        case = self._cases[kind]
        text = find(case.notice is not None)
        case.found, case.missed = (case.found + 1, 0) if text else (0, case.missed + 1)
        if text and (case.notice is not None or case.found >= PATIENCE):
            case.notice = noticed(kind, text, self.lab.knobs, self.lab.knob, instead)
        elif not text and case.missed >= PATIENCE:
            case.notice = None


def _first(told: list[str]) -> str:
    return next(filter(None, told), "")
