"""Sums in told lines worked out again: every number stands for all that are rounded to it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product

NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?(?:e−?\d+)?(?: ?%)?")
SIGNS = (
    ("·", "*"), ("×", "*"), ("−", "-"), ("√", "sqrt"), ("e^", "exp"), ("ln ", "log"), ("σ", "sigmoid"),
    ("[", "("), ("]", ")"), ("½", "1/2"),
)  # fmt: skip
WORDS = ("sqrt", "exp", "log", "sigmoid", "tanh", "relu", "abs", "min", "max")


@dataclass(frozen=True)
class Rounded:
    """All numbers from ``low`` to ``high``."""

    low: float
    high: float

    @classmethod
    def read(cls, text: str) -> Rounded:
        """What may have been rounded to ``text``, which has three digits, or the decimals that are there."""
        digits, _, power = text.rstrip("% ").replace(",", "").replace("−", "-").partition("e")
        scale = 10.0 ** int(power or 0) / (100 if text.endswith("%") else 1)
        last = 10.0 ** -len(digits.partition(".")[2]) if "." in digits or power else 0.0
        off = max(0.005 * float(digits), last / 2) * 1.001
        return cls((float(digits) - off) * scale, (float(digits) + off) * scale)

    def _all(self, other: Rounded, rule: Callable[[float, float], float]) -> Rounded:
        found = [rule(a, b) for a, b in product((self.low, self.high), (other.low, other.high))]
        return Rounded(min(found), max(found))

    def __add__(self, other: Rounded) -> Rounded:
        return self._all(other, lambda a, b: a + b)

    def __sub__(self, other: Rounded) -> Rounded:
        return self._all(other, lambda a, b: a - b)

    def __mul__(self, other: Rounded) -> Rounded:
        return self._all(other, lambda a, b: a * b)

    def __truediv__(self, other: Rounded) -> Rounded:
        if other.low <= 0 <= other.high:
            return Rounded(-math.inf, math.inf)
        return self._all(other, lambda a, b: a / b)

    def __neg__(self) -> Rounded:
        return Rounded(-self.high, -self.low)

    def __pow__(self, power: int) -> Rounded:
        ends = [abs(self.low) ** power, abs(self.high) ** power]
        return Rounded(0.0 if self.low <= 0 <= self.high else min(ends), max(ends))

    def through(self, rule: Callable[[float], float]) -> Rounded:
        """What a rising function makes of it."""
        return Rounded(rule(self.low), rule(self.high))

    def meets(self, other: Rounded) -> bool:
        """Whether both may be the same number."""
        return self.low <= other.high and other.low <= self.high


RULES: dict[str, Callable[..., Rounded]] = {
    "sqrt": lambda x: x.through(lambda v: math.sqrt(max(0.0, v))),
    "exp": lambda x: x.through(lambda v: math.exp(min(v, 700.0))),
    "log": lambda x: x.through(lambda v: math.log(max(1e-300, v))),
    "sigmoid": lambda x: x.through(lambda v: 1 / (1 + math.exp(-v))),
    "tanh": lambda x: x.through(math.tanh),
    "relu": lambda x: x.through(lambda v: max(0.0, v)),
    "abs": lambda x: Rounded(0.0 if x.low <= 0 <= x.high else min(abs(x.low), abs(x.high)), max(-x.low, x.high)),
    "min": lambda *xs: Rounded(min(x.low for x in xs), min(x.high for x in xs)),
    "max": lambda *xs: Rounded(max(x.low for x in xs), max(x.high for x in xs)),
    "N": Rounded.read,
}


def value_of(text: str) -> Rounded | None:
    """What a piece of arithmetic comes to; None for what is none."""
    code = re.sub(r"\|([^|]*)\|", r"abs(\1)", text.strip())
    code = re.sub(r"(√|e\^|ln )(−?)(" + NUMBER.pattern + ")", r"\1(\2\3)", code)
    code = NUMBER.sub(lambda found: f"N({found[0]!r})", code)
    for sign, by in SIGNS:
        code = code.replace(sign, by) if sign != "−" else re.sub(r"−(?![^']*'\))", by, code)
    code = re.sub("[²³]", lambda found: "**2" if found[0] == "²" else "**3", code)
    if set(re.findall(r"[^\W\d]\w*", re.sub(r"N\('[^']*'\)", "", code))) - set(WORDS):
        return None
    try:
        found = eval(code, {"__builtins__": {}}, RULES)
    except (SyntaxError, TypeError, NameError, OverflowError, AttributeError):
        return None
    return found if isinstance(found, Rounded) else None


def equations(line: str) -> Iterator[tuple[str, str, bool]]:
    """The two sides of every "=" of a line, as far as they are arithmetic, and whether it holds."""
    line = re.sub(r"the largest of ([^=]+?)(?= =)", r"max(\1)", line)
    for piece in re.split(r"; | · (?=[a-z]{2})|: |, (?!\d)|→", line):
        for left, right in pairwise(piece.split(" = ")):
            shares = re.fullmatch(r".*?(\d+) of (?:the )?(\d+)(?: \w+)*", left)
            starts = [m.start() for m in re.finditer(r"(?<!\S)\S", left)]
            before = (
                f"{shares[1]}/{shares[2]}" if shares else next((left[n:] for n in starts if value_of(left[n:])), "")
            )
            ends = [m.end() for m in re.finditer(r"\S(?!\S)", right)]
            after = next((right[:n] for n in reversed(ends) if value_of(right[:n])), "")
            one, other = value_of(before), value_of(after)
            if one and other:
                yield before, after, one.meets(other)
