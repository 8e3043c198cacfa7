"""Numbers as people read them, and where the ticks of an axis go."""

from __future__ import annotations

import math


def percent(share: float) -> str:
    """A share of right answers in whole percent, rounded down: 35 of 44 are not yet 80 %."""
    return f"{math.floor(share * 100 + 1e-9)} %"


def number(value: float, digits: int = 4) -> str:
    """A number in few characters: 0.1109, 12.5, 3e-7; "–" for NaN, "∞" for infinity."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size and (size < 10**-digits or size >= 1e6):
        front, power = f"{value:.1e}".split("e")
        return f"{front.removesuffix('.0')}e{int(power)}".replace("-", "−")
    whole = size >= 10**digits - 0.5  # such as 999.9 in three digits
    return (f"{value:.0f}" if whole else f"{value:.{digits}g}").replace("-", "−")


def fitting(value: float, room: int, decimals: int) -> str:
    """A number in at most ``room`` characters, with so many decimals; else in a few digits: −0.41, 0.00, 2e5."""
    for text in (f"{value:z.{decimals}f}", f"{value:.0e}".replace("e+0", "e")):
        if math.isfinite(value) and len(text) <= room:
            return text.replace("-", "−")
    return number(value, 1)[:room]


def duration(seconds: float) -> str:
    """A time as people say it: 3.2 ms, 0.45 s, 12 s, 1 min 5 s."""
    if seconds >= 60:
        return f"{int(seconds) // 60} min {int(seconds) % 60} s"
    if seconds >= 10:
        return f"{seconds:.0f} s"
    return f"{seconds:.2g} s" if seconds >= 0.0995 else f"{seconds * 1000:.2g} ms"


def signed(value: float, decimals: int = 2) -> str:
    """A number with its sign and fixed decimals, for columns of weights: +0.31, −1.20."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "+∞" if value > 0 else "−∞"
    if abs(value) >= 1000:
        return f"{value:+.0e}".replace("e+0", "e").replace("-", "−")
    if abs(value) >= 100:
        decimals = 0
    elif abs(value) >= 10:
        decimals = min(decimals, 1)
    return f"{value:+.{decimals}f}".replace("-", "−")


def nice_step(span: float, count: int) -> float:
    """The smallest of 1, 2, 2.5, 5 × 10ⁿ that cuts ``span`` into at most ``count`` parts."""
    raw = span / max(1, count)
    if not (math.isfinite(raw) and raw > 0):
        return 1.0
    magnitude = 10.0 ** math.floor(math.log10(raw))
    return next(m * magnitude for m in (1, 2, 2.5, 5, 10) if raw <= m * magnitude * (1 + 1e-9))


def linear_ticks(low: float, high: float, count: int) -> list[float]:
    """Round numbers in [low, high], about ``count`` of them."""
    step = nice_step(high - low, count)
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
