"""One input on its way through a net: a table with the shape and the first numbers of every stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.chain import Bend, Chain, Conv, Dense, Flatten, Link, MaxPool, Scale
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
    if scaled and isinstance(first := chain.links[0], Scale):
        x = _after(replace(first, back=not first.back), params, x)
    yield "the input", x
    for link in chain.links:
        x = _after(link, params, x)
        yield _words(link, params), x


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


def _after(link: Link, params: Mapping[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """What comes out of one link."""
    import numpy as np

    out: np.ndarray
    if isinstance(link, Flatten):
        out = x.ravel()
    elif isinstance(link, Bend):
        out = _bent(link.name, x)
    elif isinstance(link, MaxPool):
        kinds, high, wide = x.shape[0], x.shape[1] // link.size, x.shape[2] // link.size
        whole = x[:, : high * link.size, : wide * link.size]
        out = whole.reshape(kinds, high, link.size, wide, link.size).max(axis=(2, 4))
    elif isinstance(link, Dense):
        out = x @ params[link.weight] + (params[link.bias] if link.bias else 0)
    elif isinstance(link, Scale):
        mean, spread = np.array(link.mean), np.array(link.spread)
        out = x * spread + mean if link.back else (x - mean) / spread
    elif isinstance(link, Conv):
        rim = np.pad(x, ((0, 0), (link.padding,) * 2, (link.padding,) * 2))
        windows = np.lib.stride_tricks.sliding_window_view(rim, params[link.weight].shape[2:], (1, 2))
        out = np.einsum("chwij,fcij->fhw", windows, params[link.weight])
        out = out + (params[link.bias][:, None, None] if link.bias else 0)
    else:
        raise ValueError("a recurrent layer has no one way through: look at its states over time")
    return out


def _bent(name: str, x: np.ndarray) -> np.ndarray:
    """Each number bent; softmax: all of them together."""
    import numpy as np

    grown: np.ndarray = np.exp(x - x.max())
    bent: dict[str, np.ndarray] = {
        "relu": x.clip(0),
        "tanh": np.tanh(x),
        "sigmoid": 0.5 + 0.5 * np.tanh(x / 2),
        "softmax": grown / grown.sum(),
    }
    return bent[name]


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
