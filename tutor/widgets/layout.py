"""Where pictures go on a surface: in rows and columns where all have room, else stacked so that more are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

TILE = (38, 14)
"""The least columns and rows a picture gets before another is laid beside or below it."""
GAP = 2
"""Columns between pictures."""


class Need(NamedTuple):
    """The rows a picture needs in a stack, its title included; a ``short`` one, such as a table, can use no more."""

    rows: int
    short: bool = False


class Tile(NamedTuple):
    """A picture by name, and how many rows it gets, its title included."""

    name: str
    rows: int


Columns = list[list[Tile]]
Needs = Callable[[str, int], Need]
"""What a picture needs at a width."""


def cut(length: int, parts: int, gap: int = GAP) -> list[int]:
    """``length`` cells in ``parts`` nearly equal parts with gaps between."""
    room = length - gap * (parts - 1)
    return [room * (k + 1) // parts - room * k // parts for k in range(parts)]


def most_columns(width: int) -> int:
    """How many tiles have room beside each other."""
    return max(1, (width + GAP) // (TILE[0] + GAP))


def arrange(count: int, width: int, height: int) -> tuple[int, int]:
    """Columns and rows of equal tiles: as many of ``count`` as fit, the surface used well."""
    across, down = most_columns(width), max(1, height // TILE[1])
    wanted = min(count, across * down)
    shapes = [(c, r) for c in range(1, across + 1) for r in range(1, down + 1) if c * r >= wanted]
    return min(shapes, key=lambda s: (s[0] * s[1], abs(width / s[0] - 2.4 * height / s[1])), default=(1, 1))


def lay_out(names: Sequence[str], width: int, height: int, needs: Needs) -> Columns:
    """The pictures that have room, in columns: row by row as in a grid, unless stacks show more of them."""
    across, down = arrange(len(names), width, height)
    wide = min(cut(width, across))
    best = [_filled(names[c : across * down : across], wide, height, needs) for c in range(across)]
    for columns in range(1, most_columns(width) + 1):
        stacks = _stacked(names, columns, min(cut(width, columns)), height, needs)
        if shown_by(best) < shown_by(stacks):
            best = stacks
    return best


def shown_by(columns: Columns) -> int:
    """How many pictures are laid out."""
    return sum(map(len, columns))


def _stacked(names: Sequence[str], columns: int, width: int, height: int, needs: Needs) -> Columns:
    """Pictures one below the other, column by column, as many as have room."""
    stacks: list[list[str]] = [[]]
    for name in names:
        if stacks[-1] and _height([*stacks[-1], name], width, needs) > height:
            if len(stacks) == columns:
                break
            stacks.append([])
        stacks[-1].append(name)
    return [_filled(stack, width, height, needs) for stack in stacks] if len(stacks) == columns else []


def _height(names: Sequence[str], width: int, needs: Needs) -> int:
    """The rows a stack needs: less than a tile's only for a tall picture that is the only one in it."""
    each = [needs(name, width) for name in names]
    tall = [need.rows for need in each if not need.short]
    return sum(need.rows for need in each if need.short) + (tall[0] if len(tall) == 1 else TILE[1] * len(tall))


def _filled(names: Sequence[str], width: int, height: int, needs: Needs) -> list[Tile]:
    """A column whose short pictures get the rows they need, the others equal parts of the rest.

    Where that is too much, all get equal parts.
    """
    fixed: dict[str, int] = {}
    if _height(names, width, needs) <= height:
        fixed = {name: need.rows for name in names if (need := needs(name, width)).short}
    tall = [name for name in names if name not in fixed]
    shares = dict(zip(tall, cut(height - sum(fixed.values()), len(tall), 0), strict=True)) if tall else {}
    return [Tile(name, (fixed | shares)[name]) for name in names]
