"""Whether a net is well: pure functions from numbers to one sentence about what is wrong, or "".

Each takes ``held``, whether the trouble was there before: a looser threshold then keeps it from flickering. The
thresholds were chosen on the stock labs: with default knobs, seeds 1 to 3, nothing is said that is not so, and every
kind is found with a preset or a knob of a real lab (``tests/engine/test_health.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from engine.passage import Units

DEAD_SHARE = (0.3, 0.2)
"""Of a layer: a few dead ReLUs are usual after a random start and harm little; a third of a layer is missed."""
FLAT = {"sigmoid": (0.01, 0.99), "tanh": (-0.99, 0.99)}
"""Beyond these the slope is below a twentieth of its highest."""
AT_ENDS = (0.9, 0.8)
"""Of the examples: a unit that is not flat for one example in ten can still learn from that one."""
SATURATED_SHARE = (0.5, 0.4)
"""Of a layer's units: a trained net may well have some sharp switches, not a layer of them."""
VANISHED = (0.01, 0.03)
"""First layer's gradient over the last one's, as root mean squares. Those of the course that learn have 0.1 to 10."""
DEAF = 0.1
"""The first layer counts as moving if its share moved is this much of the last one's: Adam can make up for it."""
QUIET = 1e-4
"""Of its length in a step: a layer that moves less keeps its start. Where a net got stuck, all gradients are small."""
EXPLODED = (100.0, 30.0)
"""A layer's gradient over its weights, in length. Healthy nets of the course stay below 5 at any time."""
BLOWN_UP = (2.0, 1.2)
"""Times the first loss: an untrained net is about as wrong as guessing; twice that is not learning."""
RISE, RISE_HELD, RISE_LEAST = 1.25, 1.12, 0.05
"""Held-out loss over its lowest; and by how much of its first value it must have risen at least."""
GAP = (0.12, 0.08)
"""Accuracy or R² on training examples minus that on held-out ones."""
STILL = (0.99, 0.97)
"""Mean loss of the newest eighth of the run over that of the eighth before."""


class Moved(NamedTuple):
    """A layer's weights by name: the root mean square of its gradient, that gradient over the weights (both as
    lengths), and the share of its length that it moved in a step since the last look (NaN at the first)."""

    weight: str
    gradient: float
    over_weights: float
    moved: float


def mean(values: Sequence[float]) -> float:
    """The mean; ``statistics.fmean`` takes ten times as long for a dozen numbers, and this is asked all the time."""
    return sum(values) / len(values)


def number(value: float) -> str:
    """A number as people read it: 0.0123, 1,250, 3.1e-07."""
    size = abs(value)
    return f"{value:,.0f}" if 1000 <= size < 1e7 else f"{value:.3g}"


def dead_units(layers: Sequence[Units], held: bool = False) -> str:
    """ReLU units that answer 0 to every example: with slope 0 everywhere they learn nothing."""
    return _worst(
        [(one, _dead(one.values)) for one in layers if one.bend == "relu"],
        DEAD_SHARE[held],
        "answers 0",
        "answer 0",
        "to every one of the {n} examples looked at",
    )


def _dead(values: np.ndarray) -> np.ndarray:
    return np.asarray((values == 0).all(axis=(0, 2)))


def saturated_units(layers: Sequence[Units], held: bool = False) -> str:
    """Sigmoid and tanh units at their flat ends for nearly every example."""
    found = []
    for one in layers:
        if one.bend in FLAT:
            low, high = FLAT[one.bend]
            ends = ((one.values <= low) | (one.values >= high)).mean(axis=(0, 2))
            found.append((one, ends >= AT_ENDS[held]))
    return _worst(
        found, SATURATED_SHARE[held], "is", "are", "at the flat ends of their curve for nearly all of {n} examples"
    )


def _worst(found: Sequence[tuple[Units, np.ndarray]], share: float, one: str, many: str, rest: str) -> str:
    """The layer with the largest share of units that are so, if that is at least ``share``."""
    bad = [(float(so.mean()), units, int(so.sum())) for units, so in found if so.size and so.mean() >= share]
    if not bad:
        return ""
    _, units, count = max(bad, key=lambda entry: entry[0])
    where = f"hidden layer {units.layer}" + (f" ({units.net.rstrip('.')})" if units.net else "")
    verb = one if count == 1 else many
    told = f"{count} of {units.values.shape[1]} units of {where} {verb} {rest.format(n=len(units.values))}"
    also = [f"layer {other.layer}: {n}" for _, other, n in bad if other is not units and other.net == units.net]
    return told + (f" ({', '.join(also[:3])})." if also else ".")


def vanishing(layers: Sequence[Moved], held: bool = False) -> str:
    """A first layer that hears next to nothing, in a net of three layers or more."""
    if len(layers) < 3 or not layers[-1].gradient > 1e-7:
        return ""
    first, last = layers[0], layers[-1]
    ratio = first.gradient / last.gradient
    if held and not ratio < VANISHED[held] and first.moved < QUIET:
        return f"{first.weight} still hardly learns: a step moves it by {first.moved:.2g} of its length."
    if not ratio < VANISHED[held] or first.moved > DEAF * last.moved:
        return ""
    share = f"1/{number(1 / ratio)}" if ratio else "nothing"
    moves = ""
    if first.moved == first.moved:
        moves = f"; a step moves it by {first.moved:.2g} of its length, the last layer by {last.moved:.2g}"
    return f"The gradient that reaches {first.weight} is {share} of {last.weight}'s{moves}."


def exploding(layers: Sequence[Moved], held: bool = False) -> str:
    """A layer whose gradient is far longer than its weights, or no number."""
    odd = [one for one in layers if not np.isfinite(one.over_weights)]
    if odd:
        return f"The gradient of {odd[0].weight} is no number any more."
    worst = max(layers, key=lambda one: one.over_weights, default=None)
    if worst is None or worst.over_weights < EXPLODED[held]:
        return ""
    return f"The gradient of {worst.weight} is {number(worst.over_weights)} times as long as its weights."


def blown_up(first: float, blocks: Sequence[float], held: bool = False) -> str:
    """The mean loss of the newest three blocks is far above the first loss, and far above the lowest so far."""
    if len(blocks) < 3 or not first > 0:
        return ""
    now, lowest = mean(blocks[-3:]), min(first, *blocks)
    if now < BLOWN_UP[held] * first or now < 4 * lowest * (0.5 if held else 1):
        return ""
    return f"The loss is {number(now)}, {number(now / first)} times what it was at the start ({number(first)})."


def still(first: float, blocks: Sequence[float], quarter: int, steps: int, held: bool = False) -> str:
    """The loss of the newest half of the last ``quarter`` blocks is what it was in the half before."""
    half = quarter // 2
    if len(blocks) < 2 * half or half < 1:
        return ""
    before, now = mean(blocks[-2 * half : -half]), mean(blocks[-half:])
    if not STILL[held] * before < now < 1.05 * before or now < 0.02 * first:
        return ""
    return f"The loss stands at {number(now)}; {half * steps:,} steps earlier it was {number(before)}."


class Pair(NamedTuple):
    """A metric on training examples and on held-out ones."""

    training: str
    held_out: str
    lower_is_better: bool


LOWER, HIGHER = ("loss", "rmse", "mse", "mae", "error", "perplexity"), ("accuracy", "r2", "auc", "f1")
PARTNERS = {"test_": "train_", "validation_": "training_", "": "train_"}
"""How held-out examples are called in a metric, and those learned from; a metric without either is of held-out ones."""


def pairs(metrics: Iterable[str]) -> list[Pair]:
    """Metrics that are measured on both kinds of examples; losses and errors first, they turn earlier."""
    found, metrics = [], list(metrics)
    for name in metrics:
        for beside, own in PARTNERS.items():
            what = name.removeprefix(beside)
            if name.startswith(beside) and own + what in metrics and what in LOWER + HIGHER:
                found.append(Pair(own + what, name, what in LOWER))
    return sorted(found, key=lambda pair: not pair.lower_is_better)


def overfitting(pair: Pair, learned: Sequence[float], judged: Sequence[float], held: bool = False) -> str:
    """Held-out losses that turned round while training ones fall on; held-out accuracies far behind.

    Every value given is a mean of three measurements in a row, so that a lucky one is no lowest point.
    """
    count = min(len(learned), len(judged))
    if count < 10:
        return ""
    if not pair.lower_is_better:
        gap = learned[-1] - judged[-1]
        if not gap >= GAP[held]:
            return ""
        return f"{_name(pair.training)} is {learned[-1]:.3g}, on held-out examples only {judged[-1]:.3g}."
    best = min(range(len(judged)), key=judged.__getitem__)
    rise = judged[-1] - judged[best]
    enough = judged[-1] >= (RISE_HELD if held else RISE) * judged[best] and rise >= RISE_LEAST * abs(judged[0])
    if not enough or len(judged) - best < 6 or not learned[-1] < learned[best]:
        return ""
    return (
        f"{_name(pair.held_out)} has risen from {number(judged[best])} to {number(judged[-1])}, "
        f"while {_name(pair.training).lower()} fell from {number(learned[best])} to {number(learned[-1])}."
    )


def _name(metric: str) -> str:
    from engine.words import words

    told = words(metric)
    return told[0].upper() + told[1:]
