"""A net of layers one after another, followed by hand in NumPy: what each hidden unit answers.

For looking at a net beside its training (health, slow motion): nothing has to be compiled for it, and a few hundred
examples are followed in well under a millisecond for small nets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from engine.chain import Bend, Chain, Conv, Dense, Flatten, Link, MaxPool, Recurrent, Scale

if TYPE_CHECKING:
    from engine.lab import Lab

Arrays = Mapping[str, np.ndarray]
Shapes = Mapping[str, tuple[int, ...]]
BENDS = ("relu", "tanh", "sigmoid", "linear")


class Net(NamedTuple):
    """One net of a lab: how its parameters' names begin ("" if it is the only one), and its layers.

    ``followed`` is False if the engine does not know what bends its sums: then only its weights are told.
    """

    prefix: str
    links: tuple[Link, ...]
    followed: bool = True

    @property
    def weights(self) -> list[str]:
        """The names of its layers' weights, first layer first."""
        return [link.weight for link in self.links if isinstance(link, Dense | Conv)]


class Units(NamedTuple):
    """What the units of one hidden layer (from 1) answer: (examples, units), or for filters (examples, units, places).

    ``bend`` is "relu", "tanh", "sigmoid" or "linear".
    """

    net: str
    layer: int
    bend: str
    values: np.ndarray


class Passed(NamedTuple):
    """One layer on the way forward: its weights' name, its sums, what bends them and the result."""

    weight: str
    sums: np.ndarray
    bend: str
    outputs: np.ndarray


def nets_of(lab: Lab, shapes: Shapes) -> list[Net]:
    """The nets of ``lab`` that are layers one after another: as it says itself, by ``bends`` or by ``chain``."""
    if lab.bends:
        return [_dense(prefix, str(lab.knob.get(bend, bend)), shapes) for prefix, bend in lab.bends.items()]
    if isinstance(chains := lab.chain(), Mapping):
        return [Net(f"{name}.", chain.links) for name, chain in chains.items() if _is_dense(chain)]
    chain = chain_of(lab)
    return [] if chain is None else [Net("", chain.links)]


def _is_dense(chain: Chain) -> bool:
    """Whether the net takes a row of numbers, in which any training example can be told."""
    return all(isinstance(link, Dense | Bend) for link in chain.links)


def chain_of(lab: Lab) -> Chain | None:
    """The lab's net if it is one chain that takes the training examples as they are, and goes through no time."""
    chain = None if lab.bends else lab.chain()
    if not isinstance(chain, Chain) or chain.words or any(isinstance(link, Scale | Recurrent) for link in chain.links):
        return None
    return chain


def _dense(prefix: str, bend: str, shapes: Shapes) -> Net:
    """The dense layers w1, b1, w2, b2 … (or only w, b) whose names begin with ``prefix``, hidden sums bent alike."""
    links: list[Link] = []
    if f"{prefix}w" in shapes:  # a single layer
        links.append(Dense(f"{prefix}w", f"{prefix}b" if f"{prefix}b" in shapes else ""))
    number = 1
    while f"{prefix}w{number}" in shapes:
        if links and bend in ("relu", "tanh", "sigmoid"):
            links.append(Bend(bend))  # type: ignore[arg-type]
        bias = f"{prefix}b{number}"
        links.append(Dense(f"{prefix}w{number}", bias if bias in shapes else ""))
        number += 1
    return Net(prefix, tuple(links), bend in BENDS)


def follow(net: Net, params: Arrays, x: np.ndarray) -> list[Passed]:
    """Every layer on the way of inputs ``x`` (n, …) through ``net``, the last one included."""
    passed: list[Passed] = []
    for link in net.links:
        x = after(link, params, x)
        if isinstance(link, Dense | Conv):
            passed.append(Passed(link.weight, x, "linear", x))
        elif isinstance(link, Bend) and passed and passed[-1].bend == "linear" and passed[-1].sums.shape == x.shape:
            passed[-1] = passed[-1]._replace(bend=link.name, outputs=x)
    return passed


def after(link: Link, params: Arrays, x: np.ndarray) -> np.ndarray:
    """What comes out of one layer for inputs ``x`` (n, …). Raises ValueError for a recurrent one."""
    match link:
        case Dense(weight, bias):
            return np.asarray(x.reshape(len(x), -1) @ params[weight] + (params[bias] if bias else 0))
        case Conv(weight, bias, padding):
            return _convolved(x, params[weight], padding) + (params[bias][:, None, None] if bias else 0)
        case MaxPool(size):
            return _pooled(x, size)
        case Flatten():
            return x.reshape(len(x), -1)
        case Bend(name):
            return _bent(x, name)
        case Scale(mean, spread, back):
            return np.asarray(x * np.array(spread) + mean if back else (x - np.array(mean)) / np.array(spread))
    raise ValueError("a recurrent layer has no one way through: look at its states over time")


def hidden_units(net: Net, params: Arrays, x: np.ndarray) -> list[Units]:
    """What the hidden units of ``net`` answer to ``x``; nothing if it cannot be followed."""
    if not net.followed:
        return []
    with np.errstate(all="ignore"):
        passed = follow(net, params, x)[:-1]
    return [
        Units(net.prefix, n, one.bend, one.outputs.reshape(*one.outputs.shape[:2], -1))
        for n, one in enumerate(passed, 1)
    ]


def _bent(x: np.ndarray, name: str) -> np.ndarray:
    """Each number bent; softmax: each row as a whole."""
    match name:
        case "relu":
            return np.asarray(np.maximum(x, 0))
        case "tanh":
            return np.asarray(np.tanh(x))
        case "sigmoid":
            return np.asarray(0.5 + 0.5 * np.tanh(x / 2))  # 1 / (1 + e^−x), which overflows
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _convolved(x: np.ndarray, filters: np.ndarray, padding: int) -> np.ndarray:
    """(n, channels, h, w) with (filters, channels, a, b), as deep learning counts: without turning the filter."""
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    count, channels, a, b = filters.shape
    windows = np.lib.stride_tricks.sliding_window_view(x, (a, b), axis=(2, 3))
    n, _, high, wide = windows.shape[:4]
    columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(n * high * wide, channels * a * b)
    sums = (columns @ filters.reshape(count, -1).T).reshape(n, high, wide, count)
    return np.asarray(sums.transpose(0, 3, 1, 2))


def _pooled(x: np.ndarray, size: int) -> np.ndarray:
    n, channels, high, wide = x.shape
    cut = x[:, :, : high // size * size, : wide // size * size]
    return np.asarray(cut.reshape(n, channels, high // size, size, wide // size, size).max(axis=(3, 5)))
