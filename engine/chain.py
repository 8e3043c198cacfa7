"""A net as a chain of layers, told in words: what a lab says of itself so that it can be written in other libraries.

A layer names the parameters it uses; their shapes are those of the saved net. Inputs are (n, \\*shape), pictures with
their channels first, dense weights (inputs, units), filters (filters, channels, height, width).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Dense:
    """Inputs times weights, plus a bias if there is one."""

    weight: str
    bias: str = ""


@dataclass(frozen=True)
class Conv:
    """A convolution with stride 1 and ``padding`` zeros around the picture."""

    weight: str
    bias: str = ""
    padding: int = 0


@dataclass(frozen=True)
class MaxPool:
    """The largest of each ``size`` × ``size`` window; windows do not overlap."""

    size: int = 2


@dataclass(frozen=True)
class Flatten:
    """Everything of one input in one row."""


@dataclass(frozen=True)
class Bend:
    """What each number goes through; softmax: the last axis as a whole."""

    name: Literal["relu", "tanh", "sigmoid", "softmax"]


@dataclass(frozen=True)
class Scale:
    """(x − mean) / spread, with one number for everything or one for each; ``back``: x · spread + mean."""

    mean: tuple[float, ...]
    spread: tuple[float, ...]
    back: bool = False


@dataclass(frozen=True)
class Recurrent:
    """A cell along the first axis, which is time, from a state of zeros; what comes out is its last state.

    Its sums lie side by side as in PyTorch: LSTM input, forget, candidate, output; GRU reset, update, candidate, with
    the reset after the matrix ``wh``. The bias ``b`` is added to what is read, none to what is held.
    """

    kind: Literal["rnn", "lstm", "gru"]
    wx: str
    wh: str
    b: str


Link = Dense | Conv | MaxPool | Flatten | Bend | Scale | Recurrent


@dataclass(frozen=True)
class Chain:
    """Layers one after another, on inputs of one ``shape``.

    ``inputs`` and ``outputs`` name the numbers that go in and come out, where they have names. With ``words`` the input
    is a sentence: the share of each of these words among those it knows ("" stands for one that counts for nothing).
    """

    shape: tuple[int, ...]
    links: tuple[Link, ...]
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
