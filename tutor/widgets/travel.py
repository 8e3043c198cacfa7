"""Where a knob's value lies on its slider, and where a key press or the mouse takes it. Pure functions."""

from __future__ import annotations

import math

from engine.commands import KnobValue
from engine.lab import Choice, Number
from tutor.widgets.ticks import nice_step

FIRST = 1e-5
"""The first value after 0 on a log slider that begins at 0, as a share of the last."""
STEPS = 20
"""About how many key presses lead from one end of a linear slider to the other."""


def share(knob: Number, value: float) -> float:
    """Where ``value`` lies between the ends of the slider, 0 to 1."""
    if knob.high <= knob.low or not math.isfinite(value):
        return 0.0
    if _log(knob):
        low = log_start(knob)
        place = math.log(max(value, low) / low) / math.log(knob.high / low)
    else:
        place = (value - knob.low) / (knob.high - knob.low)
    return min(1.0, max(0.0, place))


def at_share(knob: Number, place: float) -> float:
    """The round value nearest to a place on the slider."""
    place = min(1.0, max(0.0, place))
    if _log(knob):
        low = log_start(knob)
        value = low * (knob.high / low) ** place if place > 0 else knob.low
        value = float(f"{value:.1e}")
    else:
        step = _linear_step(knob, fine=True)
        value = round((knob.low + place * (knob.high - knob.low)) / step) * step
    return _legal(knob, value)


def stepped(knob: Number, value: float, up: bool, fine: bool = False) -> float:
    """The next value up or down: 1-2-5 on log sliders (doubling for whole numbers), else a round step."""
    if not math.isfinite(value):
        return knob.default
    if _log(knob):
        low = log_start(knob)
        if knob.low < low and (value < low if up else value <= low):
            return low if up else knob.low
        return _legal(knob, _log_step(knob, value, up, fine))
    step = _linear_step(knob, fine)
    k = value / step
    return _legal(knob, (math.floor(k + 1e-6) + 1 if up else math.ceil(k - 1e-6) - 1) * step)


def cycled(knob: Choice, value: str, up: bool) -> str:
    """The next or previous option, round and round."""
    place = knob.options.index(value) if value in knob.options else 0
    return knob.options[(place + (1 if up else -1)) % len(knob.options)]


def text_of(value: KnobValue) -> str:
    """A knob's value as it stands beside the slider."""
    if isinstance(value, str | bool):
        return str(value) or "none"
    text = f"{value:.0f}" if 999.5 <= abs(value) < 1e6 else f"{value:.3g}"
    return text.replace("-", "−").replace("e−0", "e−")


def log_start(knob: Number) -> float:
    """Where the powers of ten of a log slider begin: at its low end, or where that is 0 right after it."""
    return knob.low or knob.high * FIRST


def _log(knob: Number) -> bool:
    return knob.log and knob.low >= 0


def _linear_step(knob: Number, fine: bool) -> float:
    step = nice_step(knob.high - knob.low, STEPS)
    step = step / 10 if fine else step
    return max(1.0, round(step)) if knob.whole else step


def _log_step(knob: Number, value: float, up: bool, fine: bool) -> float:
    if fine or knob.whole:
        factor = 1.1 if fine else 2.0
        near = value * factor if up else value / factor
        if not knob.whole:
            return float(f"{near:.1e}")
        return value + (1 if up else -1) if round(near) == value else near
    value = max(value, log_start(knob))
    decade: float = 10.0 ** math.floor(math.log10(value) - 1)
    grid = [m * decade * 10.0**k for k in range(4) for m in (1, 2, 5)]
    if up:
        return next(g for g in grid if g > value * (1 + 1e-6))
    return next(g for g in reversed(grid) if g < value * (1 - 1e-6))


def _legal(knob: Number, value: float) -> float:
    """``value`` within the knob's range, whole if it must be, without binary dust."""
    value = min(knob.high, max(knob.low, float(f"{value:.10g}")))
    return float(min(math.floor(knob.high), max(math.ceil(knob.low), round(value)))) if knob.whole else value
