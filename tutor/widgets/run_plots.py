"""The curves of a run as charts: those the lab asks for, else the loss and the metric of its bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import count

from engine.lab import Lab
from engine.words import words
from tutor.lab.view import Curve, RunView
from tutor.widgets.deck import Plots
from tutor.widgets.plot import LIGHT, Plot, Series, Target

LOSS = "loss"
SPREADS = (LOSS, "error", "gradient", "norm")
"""Words in the names of what spreads over powers of ten, so that a log scale tells more."""
WIDE = 30
"""Or it is seen to: the largest value is so many times the smallest."""


def plots(view: RunView, lab: type[Lab], log: bool, smooth: float = LIGHT, steps: int | None = None) -> Plots:
    """Each chart with the level to reach where it belongs; ``log`` is for those that show a loss or the like.

    ``smooth`` is the share of the points over which lines are smoothed, 0 for none. ``steps`` is how many the run has,
    if not as many as the lab says.
    """
    metric = lab.bar.metric
    asked = lab.curves or {LOSS: (LOSS,), words(metric): (metric,)}
    colours: dict[str, int] = {}
    return Plots(
        tuple(
            _chart(view, lab, title, names, (log, smooth, steps or lab.steps), n, colours)
            for n, (title, names) in enumerate(asked.items())
        )
    )


def _chart(
    view: RunView,
    lab: type[Lab],
    title: str,
    names: Sequence[str],
    how: tuple[bool, float, int],
    n: int,
    colours: dict[str, int],
) -> Plot:
    """One chart. A chart of one series starts with the colour of its place; it needs no title.

    Metrics that this run does not have, because of how its knobs are set, are left out. ``colours`` holds what charts
    before this one showed, so that "train" looks alike in all of them, and gets what this one adds.
    """
    log, smooth, steps = how
    names = [name for name in names if name == LOSS or name in view.metrics] or names
    lone = len(names) == 1
    shown = [words(name) for name in names]
    if not lone:
        shown = _apart([text.removesuffix(f" {title}") for text in shown])
    places = [n] if lone else _places(shown, colours)
    series = tuple(
        _series(view, name, text, place, smooth) for name, text, place in zip(names, shown, places, strict=True)
    )
    bar = lab.bar
    target = Target(bar.value, bar.op, bar.met(view.metrics)) if bar.metric in names else None
    log = log and (any(word in name for name in names for word in SPREADS) or _spreads(series))
    return Plot(series, log=log, target=target, x_end=reach(view.step, steps), title="" if lone else title)


def _spreads(series: Sequence[Series]) -> bool:
    """Whether what is drawn differs so much that a log scale tells more, and has a place on one."""
    values = [y for one in series for _, y in one.points if math.isfinite(y)]
    return bool(values) and min(values) > 0 and max(values) > WIDE * min(values)


def _apart(names: Sequence[str]) -> list[str]:
    """Names without the words that all of them end with: the chart's title says what they are."""
    parts = [name.split() for name in names]
    while all(len(part) > 1 for part in parts) and len({part[-1] for part in parts}) == 1:
        parts = [part[:-1] for part in parts]
    return [" ".join(part) for part in parts]


def _places(shown: Sequence[str], colours: dict[str, int]) -> list[int]:
    """A colour for each: the one it had in an earlier chart, else the first that nothing in this chart has."""
    taken = {colours[text] for text in shown if text in colours}
    free = (place for place in count() if place not in taken)
    places = [colours[text] if text in colours else next(free) for text in shown]
    colours.update(zip(shown, places, strict=True))
    return places


def _series(view: RunView, name: str, shown: str, colour: int, smooth: float) -> Series:
    """A metric's curve, or the loss at every step."""
    if name == LOSS and LOSS not in view.curves:
        return Series(shown, view.losses.points, smooth, colour)
    return Series(shown, view.curves.get(name, Curve()).points, smooth, colour)


def reach(step: int, steps: int) -> float:
    """The right end of the x axis: doubles as the run goes on, so that it seldom moves; at most all steps."""
    end = 25
    while end < step:
        end *= 2
    return float(min(end, max(steps, step)))
