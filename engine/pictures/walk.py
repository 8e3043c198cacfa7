"""One input on its way through a net: a table with the shape and the first numbers of every stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from engine.chain import Bend, Chain, Conv, Dense, Link, MaxPool, Scale
from engine.pictures.formulas import parts
from engine.views import Formula, Table

if TYPE_CHECKING:
    import numpy as np

SHOWN = 3  # numbers of each stage
WIDE = 6  # characters for each of them
FIRST = "first numbers"
BENT = {"relu": "max(0, {z})", "sigmoid": "1 / (1 + e^−{z})", "tanh": "tanh({z})"}
BENDS = {"relu": "ReLU", "softmax": "softmax", "sigmoid": "sigmoid", "tanh": "tanh"}


class Stage(NamedTuple):
    """What happens, what comes out, and how the first number of it comes about."""

    what: str
    values: np.ndarray
    formula: Formula | None = None


def walk(name: str, stages: Iterable[tuple[str, np.ndarray] | Stage]) -> Table:
    """``stages`` in order, with what comes out of each; only its first numbers are written out."""
    told = [Stage(*stage) for stage in stages]
    rows = [[stage.what, _shape(stage.values), _numbers(stage.values)] for stage in told]
    formulas = {FIRST: [stage.formula for stage in told]}
    return Table(name, ["stage", "shape", FIRST], rows, formulas=formulas)


def stages(chain: Chain, params: Mapping[str, np.ndarray], x: np.ndarray, scaled: bool = False) -> Iterator[Stage]:
    """What happens to one input of ``chain.shape`` at each of the chain's links, and what comes out of it.

    ``scaled``: the chain's first link scales, and ``x`` has that behind it, as a lab's data have.
    """
    from engine.passage import after

    x = x[None]
    if scaled and isinstance(first := chain.links[0], Scale):
        x = after(replace(first, back=not first.back), params, x)
    yield Stage("the input", x[0])
    for link in chain.links:
        before, x = x[0], after(link, params, x)
        yield Stage(_words(link, params), x[0], _first(link, params, before, x[0]))


def _first(link: Link, params: Mapping[str, np.ndarray], x: np.ndarray, out: np.ndarray) -> Formula | None:
    """How the first number of ``out`` comes about."""
    import numpy as np

    first, z = float(out.flat[0]), float(x.flat[0])
    match link:
        case Dense(weight, bias):
            return _weighted(x.ravel(), params[weight][:, 0], params[bias][0] if bias else 0.0, first)
        case Conv(weight, bias, padding):
            size = params[weight].shape[2]
            under = np.pad(x, ((0, 0), *[(padding, 0)] * 2))[:, :size, :size]
            return _weighted(under.ravel(), params[weight][0].ravel(), params[bias][0] if bias else 0.0, first)
        case MaxPool(size):
            under = x[0, :size, :size].reshape(1, -1)
            return Formula(
                "the first: the largest of {these} = {first}", parts(these=under, first=first), (), ["pooling"]
            )
        case Bend("softmax"):
            told = parts(z=z, all=float(np.exp(x).sum()), first=first)
            says = ["{all} is the sum of e^z over all {n} numbers z: shares of it add up to 1."]
            return Formula("the first: e^{z} / {all} = {first}", told | parts(n=x.size), says, ["softmax"])
        case Bend(name):
            return Formula(f"the first: {BENT[name]} = {{first}}", parts(z=z, first=first), (), [name])
        case Scale(mean, spread, back):
            text = "{z}·{spread} + {mean}" if back else "({z} − {mean}) / {spread}"
            told = parts(z=z, mean=mean[0], spread=spread[0], first=first)
            return Formula(f"the first: {text} = {{first}}", told, (), ["standardising"])
    return None


def _weighted(x: np.ndarray, weights: np.ndarray, bias: float, first: float) -> Formula:
    """A sum of products, and a bias."""
    told = parts(x=x[None], w=weights[None], b=bias, first=first)
    says = ["The products: {x·w}.", "Then the bias {b}."] if bias else ["The products: {x·w}."]
    return Formula("the first: {Σ x·w} + {b} = {first}", told, says, ["weight"])


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
