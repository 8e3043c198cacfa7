"""What all dialects of an export share: the shapes along a chain, names as comments, and sentences as numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from math import prod
from typing import NamedTuple

from engine.chain import Chain, Conv, Dense, Flatten, Link, MaxPool, Recurrent, Scale
from engine.lab import LabError

READ = """
words = "{words}".split()  # - stands for one that counts for nothing


def read(sentence):
    found = [word for word in re.findall("[a-z]+", sentence.lower()) if word in words]
    return [[found.count(word) / max(len(found), 1) for word in words]]

"""
GATES = {"rnn": 1, "lstm": 4, "gru": 3}


class Step(NamedTuple):
    """A layer with the shapes before and after it, and its weights' shape where it has some."""

    link: Link
    before: tuple[int, ...]
    after: tuple[int, ...]
    weight: tuple[int, ...] = ()


def walk(chain: Chain, parameters: Mapping[str, tuple[int, ...]]) -> list[Step]:
    """The chain with every shape. Raises LabError where the saved parameters are not the chain's."""
    steps, shape = [], chain.shape
    for link in chain.links:
        before, weight = shape, tuple[int, ...]()
        for name in _names(link):
            if name not in parameters:
                raise LabError(f"The saved net has no parameters called {name}.", "Save the net again.")
        match link:
            case Dense():
                weight = parameters[link.weight]
                shape = (*shape[:-1], weight[1])
            case Conv(padding=padding):
                weight = parameters[link.weight]
                shape = (weight[0], *(n + 2 * padding - k + 1 for n, k in zip(shape[1:], weight[2:], strict=True)))
            case Recurrent(kind=kind):
                weight = parameters[link.wx]
                shape = (weight[1] // GATES[kind],)
            case MaxPool(size=size):
                shape = (shape[0], *(n // size for n in shape[1:]))
            case Flatten():
                shape = (prod(shape),)
        wanted = {Dense: before[-1:], Recurrent: before[-1:], Conv: before[:1]}.get(type(link))
        if wanted and weight[1 if isinstance(link, Conv) else 0] != wanted[0]:
            raise LabError(f"The saved net takes {weight[0]} numbers, not {wanted[0]}.", "Has its data changed since?")
        steps.append(Step(link, before, shape, weight))
    return steps


def _names(link: Link) -> list[str]:
    match link:
        case Dense(weight=weight, bias=bias) | Conv(weight=weight, bias=bias):
            return [weight, *([bias] if bias else [])]
        case Recurrent(wx=wx, wh=wh, b=b):
            return [wx, wh, b]
    return []


def named(chain: Chain) -> str:
    """Comments that name what goes in and what comes out; each name as Python text, for it may come from a file."""
    told = {"In": chain.inputs, "Out": chain.outputs}
    lines = [f"{way}: {', '.join(map(repr, names))}." for way, names in told.items() if names]
    return "".join(textwrap.indent(textwrap.fill(line, 110), "# ") + "\n" for line in lines)


def reader(chain: Chain) -> str:
    """The function that reads a sentence, or "" for a net of numbers."""
    return READ.format(words=" ".join(word or "-" for word in chain.words)) if chain.words else ""


def usual(chain: Chain) -> str:
    """An input to show, as Python text: what is usual where the chain knows it, halves otherwise."""
    match chain.links[0]:
        case Scale(mean=mean) if len(mean) == prod(chain.shape):
            return listed(mean, "[", "]")
        case Scale(mean=(mean,)):
            return f"[{mean!r}] * {prod(chain.shape)}"
    return f"[0.5] * {prod(chain.shape)}"


def listed(numbers: Sequence[float], begin: str = "", end: str = "") -> str:
    """Numbers with commas between them."""
    return begin + ", ".join(map(repr, numbers)) + end


def one_or_each(numbers: Sequence[float]) -> str:
    """One number, or a list of them."""
    return repr(numbers[0]) if len(numbers) == 1 else listed(numbers, "[", "]")
