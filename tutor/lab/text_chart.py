"""A curve as lines of text, for places that know neither colours nor a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

WIDTH, HEIGHT = 56, 7
EIGHTHS = " ▁▂▃▄▅▆▇█"


def text_chart(points: Sequence[tuple[int, float]], width: int = WIDTH, height: int = HEIGHT) -> list[str]:
    """A curve as columns, each the mean of the points that fall on it; the highest and lowest value beside them.

    Values that are no numbers are left out; without any there are no lines. Few points get broad columns.
    """
    finite = [(step, value) for step, value in points if math.isfinite(value)]
    if not finite:
        return []
    means = _columns(finite, min(width, len(finite)))
    columns = [mean for mean in means for _ in range(max(1, width // len(means)))]
    low, high = min(0.0, *columns), max(columns)
    span = (high - low) or 1.0
    levels = [max(1, round((value - low) / span * height * 8)) for value in columns]
    labels = {height - 1: f"{high:.3g}", 0: f"{low:.3g}"}
    margin = max(map(len, labels.values()))
    rows = [
        f"{labels.get(row, '').rjust(margin)} ┤{''.join(_cell(level, row) for level in levels)}".rstrip()
        for row in range(height - 1, -1, -1)
    ]
    first, last = f"{finite[0][0]}", f"step {finite[-1][0]}"
    foot = first + last.rjust(max(len(last) + 1, len(columns) - len(first)))
    return [*rows, f"{' ' * margin}  {foot}"]


def _columns(points: Sequence[tuple[int, float]], count: int) -> list[float]:
    """The mean value of each of ``count`` equal stretches of the curve."""
    edges = [len(points) * column // count for column in range(count + 1)]
    stretches = [points[start:end] for start, end in pairwise(edges)]
    return [sum(value for _, value in stretch) / len(stretch) for stretch in stretches]


def _cell(level: int, row: int) -> str:
    """The part of a column of ``level`` eighths that is in ``row``."""
    return EIGHTHS[max(0, min(8, level - 8 * row))]


def told_curve(name: str, points: Sequence[tuple[int, float]]) -> str:
    """A curve in words: start, end, lowest, highest, half-way, and how it goes at the end; "" without values."""
    finite = [(step, value) for step, value in points if math.isfinite(value)]
    if not finite:
        return ""
    (first, start), (last, end) = finite[0], finite[-1]
    if len(finite) == 1:
        return f"{name}: {start:.4g} at step {first}."
    low, high = min(finite, key=lambda point: point[1]), max(finite, key=lambda point: point[1])
    half = finite[len(finite) // 2]
    lost = "" if len(finite) == len(points) else " Some values are no numbers."
    return (
        f"{name}, from step {first} to step {last}: starts at {start:.4g}, ends at {end:.4g}. "
        f"Lowest {low[1]:.4g} at step {low[0]}, highest {high[1]:.4g} at step {high[0]}; "
        f"half-way, at step {half[0]}, {half[1]:.4g}. {ENDS[ending([value for _, value in finite])]}{lost}"
    )


ENDS = {
    "falls": "At the end it still falls.",
    "rises": "At the end it rises.",
    "jumps": "At the end it jumps about.",
    "stands": "At the end it stands still.",
}


def ending(values: Sequence[float]) -> str:
    """How the last third of a curve goes: "falls", "rises", "jumps" or "stands"."""
    tail = values[len(values) * 2 // 3 :] if len(values) >= 9 else values
    half = len(tail) // 2
    before, after = sum(tail[:half]) / half, sum(tail[half:]) / (len(tail) - half)
    span = (max(values) - min(values)) or 1.0
    swing = sum(abs(b - a) for a, b in pairwise(tail)) / (len(tail) - 1)
    if abs(after - before) > swing / 2 and abs(after - before) > max(0.01 * span, 0.03 * abs(before)):
        return "falls" if after < before else "rises"
    return "jumps" if swing > 0.05 * span else "stands"
