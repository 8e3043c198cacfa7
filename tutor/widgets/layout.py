"""Where pictures go on a surface: in rows and columns where all have room, else stacked so that more are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

TILE = (38, 14)
"""The least columns and rows a picture gets before another is laid beside or below it."""
GAP = 2
"""Columns between pictures."""
FULL = 2 / 3
"""The share of its rows that every column is to use, if the pictures can be dealt so."""


class Need(NamedTuple):
    """The rows a picture needs in a stack, its title included; a ``short`` one, such as a table, can use no more.

    With fewer than ``whole`` rows something of it is cut off.
    """

    rows: int
    short: bool = False
    whole: int = 0


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
    """The pictures that have room, in columns: row by row as in a grid, unless stacks show more of them.

    Where all have room, but something of one is cut off or a column is left half empty, they are dealt anew.
    """
    across, down = arrange(len(names), width, height)
    wide = min(cut(width, across))
    best = [_filled(names[c : across * down : across], wide, height, needs) for c in range(across)]
    for columns in range(1, most_columns(width) + 1):
        stacks = _stacked(names, columns, min(cut(width, columns)), height, needs)
        if shown_by(best) < shown_by(stacks):
            best = stacks
    if shown_by(best) == len(names) and (_lacking(best, width, needs) or _shortest(best) < height * FULL):
        choices = _splits(names, len(best), min(cut(width, len(best))), height, needs)
        best = min([best, *choices], key=lambda c: (_lacking(c, width, needs), -_shortest(c)))
    return best


def _splits(names: Sequence[str], columns: int, width: int, height: int, needs: Needs) -> list[Columns]:
    """All ways to give each of ``columns`` some of the pictures where these have room."""
    ways: list[list[list[str]]] = [[]]
    for name in names:
        ways = [
            [*way[:k], [*(way[k] if k < len(way) else ()), name], *way[k + 1 :]]
            for way in ways
            for k in range(min(columns, len(way) + 1))
        ]
    return [
        [_filled(stack, width, height, needs) for stack in way]
        for way in ways
        if len(way) == columns and all(len(stack) == 1 or _height(stack, width, needs) <= height for stack in way)
    ]


def _shortest(columns: Columns) -> int:
    """The rows used of the column that uses fewest."""
    return min((sum(tile.rows for tile in column) for column in columns), default=0)


def _lacking(columns: Columns, width: int, needs: Needs) -> int:
    """How many rows the pictures would have to be given for nothing to be cut off."""
    wide = min(cut(width, len(columns)))
    return sum(max(0, needs(tile.name, wide).whole - tile.rows) for column in columns for tile in column)


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

    Where an equal part would cut something off, each gets what it needs first. Where that is too much, all get equal
    parts.
    """
    fixed: dict[str, int] = {}
    if _height(names, width, needs) <= height:
        fixed = {name: need.rows for name in names if (need := needs(name, width)).short}
    tall = [name for name in names if name not in fixed]
    rest = height - sum(fixed.values())
    shares = dict(zip(tall, cut(rest, len(tall), 0), strict=True)) if tall else {}
    least = {name: max(need.rows, need.whole) for name in tall if (need := needs(name, width))}
    if any(shares[name] < least[name] for name in tall) and (over := rest - sum(least.values())) >= 0:
        more = cut(over, len(tall), 0)
        shares = {name: least[name] + extra for name, extra in zip(tall, more, strict=True)}
    return [Tile(name, (fixed | shares)[name]) for name in names]
