"""Loss and metrics of a run as text: as much as has room while it trains, all of them at its end."""

from __future__ import annotations

import math
from collections.abc import Mapping

from engine.words import words
from tutor.numbers import number

FEW = 3
"""Up to so many metrics fit in a sentence; more are listed."""


def brief(loss: float, metrics: Mapping[str, float], first: str, room: int) -> str:
    """ "loss 0.1, test accuracy 0.98, +4 more" in at most ``room`` characters: the loss, ``first``, then the others."""
    names = sorted(metrics, key=lambda name: name != first)
    told = f"loss {loss:.4f}"
    for n, name in enumerate(names):
        longer = f"{told}, {_one(name, metrics[name])}"
        left = len(names) - n - 1
        if len(longer) + (n > 0 and left > 0) * len(f", +{left} more") > room:
            more = f", +{left + 1} more"
            return told + more if len(told + more) <= room else told
        told = longer
    return told


def every(metrics: Mapping[str, float]) -> str:
    """All metrics, to follow a sentence: in it if they are few, else one a line below it."""
    if len(metrics) <= FEW:
        return "".join(f", {_one(name, value)}" for name, value in metrics.items()) + "."
    widest = max(len(words(name)) for name in metrics)
    return ".\n" + "\n".join(f"  {words(name):<{widest}}  {_figures(value)}" for name, value in metrics.items())


def _one(name: str, value: float) -> str:
    return f"{words(name)} {_figures(value)}"


def _figures(value: float) -> str:
    """A value that is no number is what a ratio such as 0/0 comes to: it has none."""
    return "undefined" if math.isnan(value) else number(value) if abs(value) >= 1e6 else f"{value:.4f}"
