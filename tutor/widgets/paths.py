"""Ways through the plane: fine lines over a field, each with its sign at its end."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.views import Field, Path
from tutor.widgets.dots import EMPTY, Dots
from tutor.widgets.legend import marker

FAR = 4
"""How far outside the plane, in its own widths, a line is still followed."""


@dataclass(frozen=True)
class Trails:
    """The lines as dots, owned by the number of their path, and the cells of their signs: (row, column) → path."""

    dots: Dots
    ends: dict[tuple[int, int], int] = field(default_factory=dict)

    def along(self, y: int) -> Iterator[tuple[int, tuple[int, str]]]:
        """The cells of a row where a path is seen: column, which path, and its character there."""
        owners, masks = self.dots.owners[y], self.dots.masks[y]
        seen = {x: (owner, chr(0x2800 + masks[x])) for x, owner in enumerate(owners) if owner != EMPTY}
        seen |= {x: (n, marker(n)) for (row, x), n in self.ends.items() if row == y}
        yield from seen.items()


def trails(view: Field, columns: int, rows: int) -> Trails:
    """The paths of ``view`` on a plane of that many cells."""
    dots = Dots(columns, rows)
    ends: dict[tuple[int, int], int] = {}
    for n, path in enumerate(view.paths):
        places = list(_places(view, path, columns * 2, rows * 4))
        dots.trace(places, n)
        if places and (last := places[-1]) and 0 <= last[0] < columns * 2 and 0 <= last[1] < rows * 4:
            ends[last[1] >> 2, last[0] >> 1] = n
    return Trails(dots, ends)


def is_outside(view: Field, path: Path) -> bool:
    """Whether a path's last point is not on the plane: it has left it, or is no number."""
    (x0, x1), (y0, y1) = view.x_range, view.y_range
    return bool(path.xs and path.ys) and not (x0 <= path.xs[-1] <= x1 and y0 <= path.ys[-1] <= y1)


def _places(view: Field, path: Path, wide: int, tall: int) -> Iterable[tuple[int, int] | None]:
    """A path's points as dots; None where there is no number, or one far away."""
    (x0, x1), (y0, y1) = view.x_range, view.y_range
    for x, y in zip(path.xs, path.ys, strict=False):
        across = (x - x0) / (x1 - x0) if x1 > x0 else math.nan
        down = (y1 - y) / (y1 - y0) if y1 > y0 else math.nan
        near = abs(across) < FAR and abs(down) < FAR  # false for NaN
        yield (_dot(across, wide), _dot(down, tall)) if near else None


def _dot(share: float, count: int) -> int:
    """The dot at ``share`` of the way; the far edge belongs to the last one."""
    return count - 1 if share == 1 else math.floor(share * count)
