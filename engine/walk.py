"""One input on its way through a net: a table with the shape and the first numbers of every stage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.views import Table

if TYPE_CHECKING:
    import numpy as np

SHOWN = 4  # numbers of each stage


def walk(name: str, stages: Iterable[tuple[str, np.ndarray]]) -> Table:
    """``stages`` are (what happens, what comes out) in order; only the first numbers of each are written out."""
    rows = [[what, _shape(values), _numbers(values)] for what, values in stages]
    return Table(name, ["stage", "shape", "first numbers"], rows)


def _shape(values: np.ndarray) -> str:
    """As one says it: 10, or 7 × 16."""
    return " × ".join(str(side) for side in values.shape) or "1"


def _numbers(values: np.ndarray) -> str:
    flat = values.ravel()
    first = "  ".join(f"{value:.4g}" if abs(value) >= 100 else f"{value:.2f}" for value in flat[:SHOWN].tolist())
    return first.replace("-", "−") + ("  …" if len(flat) > SHOWN else "")
