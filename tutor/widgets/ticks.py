"""Where the ticks of an axis go."""

from __future__ import annotations

import math


def nice_step(span: float, count: int) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that cuts ``span`` into at most ``count`` parts."""
    raw = span / max(1, count)
    if not (math.isfinite(raw) and raw > 0):
        return 1.0
    magnitude = 10.0 ** math.floor(math.log10(raw))
    return next(m * magnitude for m in (1, 2, 2.5, 5, 10) if raw <= m * magnitude * (1 + 1e-9))


def linear_ticks(low: float, high: float, count: int, whole: bool = False) -> list[float]:
    """Round numbers in [low, high], about ``count`` of them; ``whole`` ones where things are counted."""
    step = nice_step(high - low, count)
    if whole and step % 1:
        step = 1.0 if step < 1 else 5.0  # it was 2.5
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [k * step for k in range(first, min(last, first + 50) + 1)]


def log_ticks(low: float, high: float, count: int) -> list[float]:
    """Powers of ten in [low, high] (both > 0), with 2s and 5s between them where there are too few."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for between in ((1,), (1, 3), (1, 2, 5)):
        ticks = [m * 10.0**k for k in decades for m in between]
        ticks = [t for t in ticks if low * (1 - 1e-9) <= t <= high * (1 + 1e-9)]
        if len(ticks) >= min(3, count):
            break
    return ticks[:: max(1, math.ceil(len(ticks) / max(1, count)))]
