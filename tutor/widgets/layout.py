"""Where pictures go on a surface: tiles of equal size where all have room, else short ones stacked over tall ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

TILE = (38, 14)
"""The least columns and rows a picture gets before another is laid beside or below it."""
LEAST = 10
"""Rows of the one tall picture, its title included, in a stack with short ones."""
GAP = 2
"""Columns between pictures; also the rows of a title, and one below a short picture."""
Short = Callable[[str, int], int | None]
"""The rows a picture needs at a width if it is short and cannot use more, such as a table; None if it can."""


class Tile(NamedTuple):
    """A picture by name, and how many rows it gets, its title included."""

    name: str
    rows: int


Columns = list[list[Tile]]


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


def lay_out(names: Sequence[str], width: int, height: int, short: Short) -> Columns:
    """The pictures that have room, in columns: row by row as in a grid, unless stacks show more of them."""
    across, down = arrange(len(names), width, height)
    wide = min(cut(width, across))
    best = [_filled(names[c : across * down : across], wide, height, short) for c in range(across)]
    for columns in range(1, most_columns(width) + 1):
        stacks = _stacked(names, columns, min(cut(width, columns)), height, short)
        if shown_by(best) < shown_by(stacks):
            best = stacks
    return best


def shown_by(columns: Columns) -> int:
    """How many pictures are laid out."""
    return sum(map(len, columns))


def _stacked(names: Sequence[str], columns: int, width: int, height: int, short: Short) -> Columns:
    """Pictures one below the other, column by column, as many as have room."""
    stacks: list[list[str]] = [[]]
    for name in names:
        if stacks[-1] and _needed([*stacks[-1], name], width, height, short) > height:
            if len(stacks) == columns:
                break
            stacks.append([])
        stacks[-1].append(name)
    return [_filled(stack, width, height, short) for stack in stacks] if len(stacks) == columns else []


def _needed(names: Sequence[str], width: int, height: int, short: Short) -> int:
    """The rows a stack needs; a tall picture makes do with fewer if it is the only one."""
    fixed = [rows for name in names if (rows := _rows(name, width, height, short))]
    tall = len(names) - len(fixed)
    return sum(fixed) + (LEAST if tall == 1 else TILE[1] * tall)


def _filled(names: Sequence[str], width: int, height: int, short: Short) -> list[Tile]:
    """A column whose short pictures get the rows they need, the others equal parts of the rest."""
    fixed = {name: rows for name in names if len(names) > 1 and (rows := _rows(name, width, height, short))}
    tall = [name for name in names if name not in fixed]
    shares = dict(zip(tall, cut(height - sum(fixed.values()), len(tall), 0), strict=True)) if tall else {}
    return [Tile(name, (fixed | shares)[name]) for name in names]


def _rows(name: str, width: int, height: int, short: Short) -> int | None:
    """The rows of a short picture with its title and a gap; None for one that can use more, or needs nearly all."""
    need = short(name, width)
    return need + GAP + 1 if need is not None and need + GAP + 1 <= height - LEAST else None
