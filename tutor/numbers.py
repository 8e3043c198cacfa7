"""Numbers as people read them."""

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
    size, value = abs(value), value + 0.0  # no −0
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


def step_count(count: int) -> str:
    """So many steps of training: 1 step, 1,200 steps."""
    return "1 step" if count == 1 else f"{count:,} steps"


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
