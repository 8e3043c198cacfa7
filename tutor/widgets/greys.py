"""Pictures in greys that still show without colours: two points a cell, one above the other."""

from __future__ import annotations

from rich.segment import Segment

from tutor.widgets.ink import Ink, mix, shade


def paint_greys(picture: list[list[float]], scale: int, ink: Ink) -> list[list[Segment]]:
    """Rows of cells, ``scale`` of them across for one point of ``picture`` (values from 0, dark, to 1)."""
    lines = [line for line in picture for _ in range(scale)]
    lines += [[0.0] * len(picture[0])] * (len(lines) % 2)
    return [
        [_cell(top, bottom, ink) for top, bottom in zip(upper, lower, strict=True) for _ in range(scale)]
        for upper, lower in zip(lines[::2], lines[1::2], strict=True)
    ]


def _cell(upper: float, lower: float, ink: Ink) -> Segment:
    """Two points in one cell, by a sign that shows the brighter one."""
    top, bottom = ink.grey[shade(upper)], ink.grey[shade(lower)]
    if min(upper, lower) > 0.5:
        return Segment("█", ink.style(mix(top, bottom, 0.5), ink.grey[0]))
    if upper == lower:
        return Segment(" ", ink.style(on=top))
    return Segment("▀", ink.style(top, bottom)) if upper > lower else Segment("▄", ink.style(bottom, top))
