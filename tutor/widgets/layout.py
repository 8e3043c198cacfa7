"""Where pictures go on a surface: in rows and columns where all have room, else stacked so that more are seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

TILE = (38, 14)
"""The least columns and rows a picture gets before another is laid beside or below it."""
GAP = 2
"""Columns between pictures."""
FEW = 8
"""For fewer empty rows than these, pictures stay where a grid has them."""


class Need(NamedTuple):
    """The rows a picture needs in a stack, its title included, and those it has a use for."""

    rows: int
    short: bool = False
    """Whether it needs no more, whatever else is in the stack."""
    steps: tuple[int, ...] = ()
    """With fewer than the first something is cut off, with more it grows step by step. Without steps any will do."""

    @property
    def whole(self) -> int:
        """With fewer rows something is cut off."""
        return self.steps[0] if self.steps else 0

    def used(self, rows: int) -> int:
        """How many of ``rows`` do not stay empty."""
        return max((step for step in self.steps if step <= rows), default=rows)


class Tile(NamedTuple):
    """A picture by name, and how many rows it gets, its title included."""

    name: str
    rows: int


Columns = list[list[Tile]]
Needs = Mapping[str, tuple[Need, ...]]
"""What each picture needs in one column, in two, …"""


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


def lay_out(needs: Needs, width: int, height: int) -> Columns:
    """The pictures that have room, in columns: row by row as in a grid, unless other columns show more of them."""
    return [list(column) for column in _laid_out(tuple(needs.items()), width, height)]


@lru_cache(64)
def _laid_out(needs: tuple[tuple[str, tuple[Need, ...]], ...], width: int, height: int) -> Columns:
    names = [name for name, _ in needs]
    at = [{name: each[n] for name, each in needs} for n in range(most_columns(width))]
    across, down = arrange(len(names), width, height)
    best = [_filled(names[c : across * down : across], height, at[across - 1]) for c in range(across)]
    for columns, stacked in enumerate(at, 1):
        stacks = _stacked(names, columns, height, stacked)
        if shown_by(best) < shown_by(stacks):
            best = stacks
    if shown_by(best) < len(names):
        return best
    if not _lacking(best, at[len(best) - 1]) and sum(_empty(best, height, at[len(best) - 1])) < FEW:
        return best
    counts = range(max(min(2, len(best)), len(best) - 1), len(best) + 1)
    choices = [way for columns in counts for way in _splits(names, columns, height, at[columns - 1])]

    def badness(way: Columns) -> tuple[int, ...]:
        """What is cut off, columns of which two thirds are empty, columns that are given up, rows that stay empty."""
        empty = _empty(way, height, at[len(way) - 1])
        idle = sum(3 * rows > 2 * height for rows in empty)
        return _lacking(way, at[len(way) - 1]), idle, len(best) - len(way), sum(empty)

    return min([best, *choices], key=badness)


def _splits(names: Sequence[str], columns: int, height: int, needs: Mapping[str, Need]) -> list[Columns]:
    """All ways to give each of ``columns`` some of the pictures where these have room."""
    ways: list[list[list[str]]] = [[]]
    for name in names:
        ways = [
            [*way[:k], [*(way[k] if k < len(way) else ()), name], *way[k + 1 :]]
            for way in ways
            for k in range(min(columns, len(way) + 1))
        ]
    return [
        [_filled(stack, height, needs) for stack in way]
        for way in ways
        if len(way) == columns and all(len(stack) == 1 or _height(stack, needs) <= height for stack in way)
    ]


def lacking(columns: Columns, needs: Needs) -> int:
    """How many rows the pictures would have to be given for nothing to be cut off."""
    return _lacking(columns, {name: each[len(columns) - 1] for name, each in needs.items()})


def _lacking(columns: Columns, needs: Mapping[str, Need]) -> int:
    return sum(max(0, needs[tile.name].whole - tile.rows) for column in columns for tile in column)


def _empty(columns: Columns, height: int, needs: Mapping[str, Need]) -> list[int]:
    """How many rows of each column stay empty."""
    return [height - sum(needs[tile.name].used(tile.rows) for tile in column) for column in columns]


def shown_by(columns: Columns) -> int:
    """How many pictures are laid out."""
    return sum(map(len, columns))


def _stacked(names: Sequence[str], columns: int, height: int, needs: Mapping[str, Need]) -> Columns:
    """Pictures one below the other, column by column, as many as have room."""
    stacks: list[list[str]] = [[]]
    for name in names:
        if stacks[-1] and _height([*stacks[-1], name], needs) > height:
            if len(stacks) == columns:
                break
            stacks.append([])
        stacks[-1].append(name)
    return [_filled(stack, height, needs) for stack in stacks] if len(stacks) == columns else []


def _height(names: Sequence[str], needs: Mapping[str, Need]) -> int:
    """The rows a stack needs: less than a tile's for a tall picture only if no other one is in it."""
    each = [needs[name] for name in names]
    tall = [need.rows for need in each if not need.short]
    return sum(need.rows for need in each if need.short) + (tall[0] if len(tall) == 1 else TILE[1] * len(tall))


def _filled(names: Sequence[str], height: int, needs: Mapping[str, Need]) -> list[Tile]:
    """A column in which each picture has an equal part of the rows, but none more than it has a use for.

    Where an equal part would cut something off, each gets what it needs first. Where that is too much, all get equal
    parts.
    """
    fixed = {name: needs[name].rows for name in names if needs[name].short} if _height(names, needs) <= height else {}
    tall = [name for name in names if name not in fixed]
    rest = height - sum(fixed.values())
    shares = dict(zip(tall, cut(rest, len(tall), 0), strict=True)) if tall else {}
    least = {name: max(needs[name].rows, needs[name].whole) for name in tall}
    if any(shares[name] < least[name] for name in tall) and (over := rest - sum(least.values())) >= 0:
        more = cut(over, len(tall), 0)
        shares = {name: least[name] + extra for name, extra in zip(tall, more, strict=True)}
    rows = fixed | shares
    return (
        [Tile(name, rows[name]) for name in names] if sum(rows.values()) > height else _used(names, rows, height, needs)
    )


def _used(names: Sequence[str], rows: Mapping[str, int], height: int, needs: Mapping[str, Need]) -> list[Tile]:
    """The rows that would stay empty go to pictures that take any, or to those that can grow by the fewest."""
    used = {name: needs[name].used(rows[name]) for name in names}
    left = height - sum(used.values())
    if any_will_do := [name for name in names if not needs[name].steps]:
        for name, more in zip(any_will_do, cut(left, len(any_will_do), 0), strict=True):
            used[name] += more
        return [Tile(name, used[name]) for name in names]
    while grown := min(
        (
            (step - used[name], name)
            for name in names
            for step in needs[name].steps
            if used[name] < step <= used[name] + left
        ),
        default=None,
    ):
        left -= grown[0]
        used[grown[1]] += grown[0]
    return [Tile(name, used[name]) for name in names]
