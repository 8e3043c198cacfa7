"""A view's formula with the numbers of one place put in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.views import Formula
from tutor.numbers import number

FEW, MANY = 4, 12
"""So many terms of a sum are written in one line, and in the long story."""
_BRACES = re.compile(r"\{(Σ )?([^{}]*)\}")
_OPERATION = re.compile(r"[·/²√^]| [+−] ")
_NUMBER = r"−[\d.]+(?:e−?\d+)?"
_SIGNS = (
    (re.compile(r"(?<![\d.])(" + _NUMBER + r"|[\d.]+e−?\d+)(?=[²³])"), r"(\1)"),
    (re.compile(r"\+ −"), "− "),
    (re.compile(r"−−"), ""),
    (re.compile(r"(?<=[·×^])( ?)(" + _NUMBER + ")"), r"\1(\2)"),
    (re.compile(r"(− )(" + _NUMBER + ")"), r"\1(\2)"),
)
"""Two signs do not stand side by side: 1 − 2, 3·(−2), 1 − (−2). The square of −2 is (−2)²."""
_Numbers = Sequence[float]


class Filled(NamedTuple):
    """One line with numbers, the long form in paragraphs, and the terms of the glossary in them."""

    text: str = ""
    long: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


def one_of(formulas: Sequence[Formula | None], place: int) -> Formula | None:
    """The formula of a place: the last one is also that of all that follow."""
    return formulas[min(place, len(formulas) - 1)] if formulas else None


def filled(formula: Formula | None, place: Sequence[int], known: Mapping[str, str | float]) -> Filled:
    """``formula`` at a place of its view's values, where the view knows what it names; empty without a formula.

    What nothing is known of stays as it is written: a mistake of the lab that must not cost the learner the rest.
    """
    if formula is None:
        return Filled()
    read: dict[str, str | _Numbers] = {
        name: value if isinstance(value, str) else [value] for name, value in known.items()
    }
    for name, part in formula.parts.items():
        try:
            read[name] = part.at(place if part.shape else ())
        except IndexError:
            continue
    symbols = [] if _begins_with_symbols(formula.text) else [_BRACES.sub(r"\1\2", formula.text)]
    line, whole = (_put_in(formula.text, read, most) for most in (FEW, MANY))
    said = (_put_in(sentence, read, MANY) for sentence in formula.says)
    return Filled(line, (*symbols, *([whole] if whole != line else []), *said), tuple(formula.terms))


def _begins_with_symbols(text: str) -> bool:
    """Whether one side is the formula in symbols already, or nothing is put in."""
    return "{" not in text or any("{" not in side and _OPERATION.search(side) for side in text.split(" = "))


def _put_in(text: str, read: Mapping[str, str | _Numbers], most: int) -> str:
    """``text`` with all that is known in place of the braces, of every sum at most so many terms."""

    def one(found: re.Match[str]) -> str:
        if (known := read.get(found[2])) is not None:
            return known if isinstance(known, str) else ", ".join(number(value, 3) for value in known)
        factors = [read.get(name) for name in found[2].split("·")]
        numbers = [factor for factor in factors if factor is not None and not isinstance(factor, str)]
        if len(numbers) != 2 or len(factors) != 2:
            return found[0]
        pairs = _pairs(*numbers)
        if found[1]:
            return number(sum(a * b for a, b in pairs), 3)
        return _sum([f"{number(a, 3)}·{number(b, 3)}" for a, b in pairs], most)

    text = _BRACES.sub(one, text)
    for pattern, by in _SIGNS:
        text = pattern.sub(by, text)
    return text


def _pairs(one: _Numbers, other: _Numbers) -> list[tuple[float, float]]:
    """Number with number; a single one goes with all of the other."""
    if len(one) == 1:
        return [(one[0], b) for b in other]
    return [(a, other[0]) for a in one] if len(other) == 1 else list(zip(one, other, strict=False))


def _sum(terms: list[str], most: int) -> str:
    """The terms one after another; of many the first, and how many there are."""
    if len(terms) <= most:
        return " + ".join(terms)
    return " + ".join((*terms[: most - 1], f"… ({len(terms)} terms)"))
