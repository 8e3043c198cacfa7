"""What the shapes, lines and colours of a field mean: in a column beside it, or in one row below."""

from __future__ import annotations

from rich.cells import set_cell_size
from rich.style import Style

from engine.views import Field
from tutor.numbers import number
from tutor.widgets.heights import is_surface
from tutor.widgets.ink import SHADES, Ink
from tutor.widgets.legend import Piece, flow, marker
from tutor.widgets.painted import width_of
from tutor.widgets.paths import is_outside

Parts = list[tuple[str, Style]]


def legend_beside(view: Field, width: int, ink: Ink) -> list[Parts]:
    """What shapes and colours mean, one thing a row."""
    soft = ink.style(ink.soft)
    lines: list[Parts] = []
    if view.points:
        wrong = sum(not point.right for point in view.points)
        lines = [
            [("●", ink.style(ink.low, bold=True)), (" class 0", soft)],
            [("◆", ink.style(ink.high, bold=True)), (" class 1", soft)],
            [("○ ◇", ink.style(bold=True)), (f" wrong: {wrong} of {len(view.points)}", ink.style() if wrong else soft)],
            [],
        ]
    for n, path in enumerate(view.paths):
        lines.append([_sign(n, ink), (set_cell_size(path.name, max(0, width - 2)).rstrip(), soft)])
        lines += [[("  has left", soft)]] if is_outside(view, path) else []
    lines += [[]] if view.paths else []
    if is_surface(view):
        return [*lines, _scale(view, width, ink)]
    return [*lines, [("net says", soft)], [("0 ", soft), *_ramp(8, view, ink), (" 1", soft)]]


def _sign(n: int, ink: Ink) -> tuple[str, Style]:
    return f"{marker(n)} ", ink.style(ink.line(n), bold=True)


def legend_below(view: Field, width: int, ink: Ink) -> Parts:
    """The same in one row, as much of it as fits."""
    if is_surface(view):
        return _surface_below(view, width, ink)
    wrong = sum(not point.right for point in view.points)
    soft = ink.style(ink.soft)
    points: Parts = [
        ("●", ink.style(ink.low, bold=True)), (" 0 ", soft),
        ("◆", ink.style(ink.high, bold=True)), (" 1 ", soft),
        ("○◇", ink.style(bold=True)), (f" wrong: {wrong}", soft),
    ]  # fmt: skip
    if width_of(points) + len(drawn := f" of {len(view.points)}") <= width:
        points.append((drawn, soft))
    points = points if view.points else []
    shades = min(8, width - width_of(points) - len("  net says 0  1"))
    return points + ([("  net says 0 ", soft), *_ramp(shades, view, ink), (" 1", soft)] if shades >= 4 else [])


def _surface_below(view: Field, width: int, ink: Ink) -> Parts:
    """Which sign is which path, then the scale, if there is room for it."""
    soft = ink.style(ink.soft)
    ends = [" (left)" if is_outside(view, path) else "" for path in view.paths]
    names = [Piece([[_sign(n, ink), (path.name + ends[n], soft)]]) for n, path in enumerate(view.paths)]
    rows = flow([*names, Piece([_scale(view, 18, ink)], needed=False)], width, 1, ink)
    if rows is not None:
        return rows[0]
    return [part for piece in names for part in (*piece.versions[0], (" ", soft))]


def _scale(view: Field, width: int, ink: Ink) -> Parts:
    """The colours of a surface between its lowest and its highest value."""
    soft = ink.style(ink.soft)
    low, high = f"{number(view.lo, 3)} ", f" {number(view.hi, 3)}"
    return [(low, soft), *_ramp(max(2, min(8, width - len(low + high))), view, ink), (high, soft)]


def _ramp(width: int, view: Field, ink: Ink) -> Parts:
    """The colours from low to high."""
    colours = ink.height if is_surface(view) else ink.diverging
    return [(" ", ink.style(on=colours[i * (SHADES - 1) // (width - 1)])) for i in range(width)]
