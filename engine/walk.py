"""One input on its way through a net: a table with the shape and the first numbers of every stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.chain import Bend, Chain, Conv, Dense, Link, MaxPool, Scale
from engine.views import Table

if TYPE_CHECKING:
    import numpy as np

SHOWN = 3  # numbers of each stage
WIDE = 6  # characters for each of them
BENDS = {"relu": "ReLU", "softmax": "softmax", "sigmoid": "sigmoid", "tanh": "tanh"}


def walk(name: str, stages: Iterable[tuple[str, np.ndarray]]) -> Table:
    """``stages`` are (what happens, what comes out) in order; only the first numbers of each are written out."""
    rows = [[what, _shape(values), _numbers(values)] for what, values in stages]
    return Table(name, ["stage", "shape", "first numbers"], rows)


def stages(
    chain: Chain, params: Mapping[str, np.ndarray], x: np.ndarray, scaled: bool = False
) -> Iterator[tuple[str, np.ndarray]]:
    """What happens to one input of ``chain.shape`` at each of the chain's links, and what comes out of it.

    ``scaled``: the chain's first link scales, and ``x`` has that behind it, as a lab's data have.
    """
    from engine.passage import after

    x = x[None]
    if scaled and isinstance(first := chain.links[0], Scale):
        x = after(replace(first, back=not first.back), params, x)
    yield "the input", x[0]
    for link in chain.links:
        x = after(link, params, x)
        yield _words(link, params), x[0]


def _words(link: Link, params: Mapping[str, np.ndarray]) -> str:
    if isinstance(link, Conv):
        _, _, high, wide = params[link.weight].shape
        return f"filters {high}×{wide}"
    if isinstance(link, MaxPool):
        return f"largest of {link.size}×{link.size}"
    if isinstance(link, Dense):
        return "dense · W + b"
    if isinstance(link, Bend):
        return BENDS[link.name]
    if isinstance(link, Scale):
        return "in its own unit" if link.back else "scaled"
    return "in one row"


def _shape(values: np.ndarray) -> str:
    """As one says it: 10, or 7×16."""
    return "×".join(str(side) for side in values.shape) or "1"


def _numbers(values: np.ndarray) -> str:
    """The first numbers, each in the same place of its line, which is not to be broken."""
    flat = values.ravel()
    line = "".join(_number(value).rjust(WIDE) for value in flat[:SHOWN].tolist())
    return (line + " …" * (len(flat) > SHOWN)).ljust(SHOWN * WIDE + 2).replace(" ", "\u00a0")


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value)
    return (f"{value:.4g}" if abs(value) >= 100 else f"{value:.2f}").replace("-", "−")
