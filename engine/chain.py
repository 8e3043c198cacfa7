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


Link = Dense | Conv | MaxPool | Flatten | Bend


@dataclass(frozen=True)
class Chain:
    """Layers one after another, on inputs of one ``shape``."""

    shape: tuple[int, ...]
    links: tuple[Link, ...]
