"""What a loss is in words: its name, its formula with the present number, its price for large weights."""

from __future__ import annotations

import math
from typing import NamedTuple

from tutor.numbers import number

ITS = " for its class"


class Kind(NamedTuple):
    """A loss that is known by name: its formula for one example, what its signs mean, its terms of the glossary."""

    name: str
    formula: str
    signs: str
    terms: tuple[str, ...]


BINARY = Kind(
    "cross-entropy",
    "−[y·ln p + (1−y)·ln(1−p)]",
    "y is 1 or 0, the right answer; p = σ(z) is the probability that the net gives to 1.",
    ("cross-entropy",),
)
CLASSES = Kind(
    "cross-entropy",
    "−ln p(right class)",
    "p is the share that softmax gives to the right class: sure and right costs nothing, sure and wrong very much.",
    ("cross-entropy", "softmax"),
)
SQUARED = Kind("mean squared error", "(ŷ − y)²", "ŷ is what the net says, y what is right.", ("mse",))
ABSOLUTE = Kind("mean absolute error", "|ŷ − y|", "ŷ is what the net says, y what is right.", ("mae",))
HUBER = Kind(
    "Huber loss", "e·(|ŷ − y| − e/2), e = min(|ŷ − y|, δ)", "A parabola up to an error of δ, then straight.",
    ("huber-loss",),
)  # fmt: skip
HINGE = Kind(
    "the perceptron's loss", "max(0, m − s·z)",
    "s is −1 or +1, the sign that the sum z should have; m is the margin asked for.", ("perceptron",),
)  # fmt: skip


class Rule(NamedTuple):
    """How a lab computes its loss."""

    kinds: tuple[Kind, ...] = ()
    several: bool = False
    """Whether the losses of several nets are added up."""
    summed: bool = False
    """Whether examples are added up, not averaged."""
    price: tuple[str, str, float] | None = None
    """For large weights: L1 or L2, the knob's name, its present value (NaN where it is none of the knobs)."""
    words: str = ""
    """What the code itself says of it."""
    code: str = ""

    @property
    def name(self) -> str:
        """ "cross-entropy"; "cross-entropy of each net, added up"."""
        name = " or ".join(dict.fromkeys(kind.name for kind in self.kinds)) or self.words.split(".")[0].split(":")[0]
        return f"{name}, all nets added up" if self.several and self.kinds else name

    @property
    def plain(self) -> bool:
        """Whether the number is the mean of one kind of loss and of nothing else."""
        free = self.price is None or self.price[2] == 0
        return len(self.kinds) == 1 and free and not (self.several or self.summed)

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms of the glossary in it."""
        known = [term for kind in self.kinds for term in kind.terms]
        return tuple(dict.fromkeys([*known, *(("l2",) if self.price and self.price[0] == "L2" else ()), "loss"]))

    def formula(self, batches: bool) -> str:
        """In signs, with how examples are put together and the price for large weights."""
        each = " or ".join(dict.fromkeys(kind.formula for kind in self.kinds))
        over = f"{'added up' if self.summed else 'averaged'} over {'the batch' if batches else 'all examples'}"
        return f"{each}, {over}{self._priced()}" if each else ""

    def _priced(self) -> str:
        if self.price is None or self.price[2] == 0:
            return ""
        way, _, share = self.price
        return f" + {'λ' if math.isnan(share) else number(share)}·{'Σw²' if way == 'L2' else 'Σ|w|'}"

    def meaning(self, loss: float) -> str:
        """What the number is like, where that can be said."""
        if not self.plain or not (math.isfinite(loss) and loss >= 0):
            return ""
        if self.kinds[0] in (BINARY, CLASSES):
            return f"as if every example got probability {_chance(math.exp(-loss))}{ITS}"
        return f"as if every answer were off by {number(math.sqrt(loss), 3)}" if self.kinds[0] is SQUARED else ""

    def line(self, loss: float, batches: bool) -> str:
        """In one line of a small screen; ``loss`` is NaN where no single number is the loss."""
        if means := self.meaning(loss):
            return f"{self.name}: {self.kinds[0].formula}: {means.removesuffix(ITS)}"
        return ": ".join(filter(None, (self.name, self.formula(batches))))

    def long(self, loss: float, batches: bool) -> tuple[str, ...]:
        """In paragraphs: the formula with the present number, its signs, the price, the very code."""
        formula, means = self.formula(batches), self.meaning(loss)
        put_in = f" = {number(loss)}" if math.isfinite(loss) else ""
        said = [f"{self.name}: {formula}{put_in}" if formula else self.name + put_in]
        if means:
            root = "e^−loss" if self.kinds[0] is not SQUARED else "√loss"
            said.append(f"That is {means} ({root}).")
        said += [*dict.fromkeys(kind.signs for kind in self.kinds), self._price_words()]
        code = "\n".join(f"  {line}" for line in self.code.splitlines())
        return tuple(filter(None, (*said, self.words, f"In this lab's code:\n{code}" if code else "")))

    def _price_words(self) -> str:
        if self.price is None:
            return ""
        way, knob, share = self.price
        what = "all squared weights" if way == "L2" else "the sizes of all weights"
        if math.isnan(share):
            return f"{way}: {what} added up cost a little too (λ is {knob})."
        return f"{way}: knob {knob} is {number(share)}, so {what} added up cost " + (
            f"{number(share)} each." if share else "nothing now."
        )


def _chance(p: float) -> str:
    """A probability in two digits, more of them near 1."""
    return f"{p:.2f}" if p < 0.995 else f"{p:.4f}" if p < 0.99995 else "almost 1"
