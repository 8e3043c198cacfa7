"""How well nets do, told in the numbers behind it: how many are right, what a loss means, what a size counts."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from engine.pictures.formulas import parts
from engine.views import BarSeries, Formula, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np

    from engine.chain import Scale


def of_all(counts: np.ndarray | Sequence[float] | float, whole: float, what: str = "") -> Formula:
    """A share: so many of the ``whole``, which are ``what``."""
    return Formula("{count} of {whole}" + f" {what}".rstrip() + " = {value}", parts(count=counts, whole=whole))


def as_sure(losses: np.ndarray | Sequence[float], name: str = "", answer: str = "answer") -> Formula:
    """What a cross-entropy means: the probability that every right ``answer`` might have got."""
    import numpy as np

    says = (
        f"The loss is the mean of −ln p, where p is the probability that the net gives to the right {answer}.",
        "If it gave to each the same p, that would be e^−{value} = {p}.",
    )
    told = parts(p=np.exp(-np.asarray(losses, np.float64)))
    return Formula(f"{name} e^−{{value}} = {{p}}".strip(), told, says, ["cross-entropy", "logarithm"])


def as_sure_line(name: str, steps: Sequence[int], losses: Sequence[float], answer: str = "class") -> Line:
    """A cross-entropy over the steps."""
    return Line(name, [float(step) for step in steps], [*losses], formula=as_sure(losses, f"{name} p =", answer))


def percent(shares: Sequence[float], whole: int) -> Formula:
    """Shares in percent, by counting: so many of the ``whole``."""
    return Formula("100·{count}/{whole} = {value}", parts(count=counts(shares, whole), whole=whole))


def counts(shares: Sequence[float], whole: int) -> list[int]:
    """How many of the ``whole`` the ``shares`` in percent are."""
    return [round(share / 100 * whole) for share in shares]


def shares_right(found: Mapping[str, Sequence[float]], xs: Sequence[float], tries: int, answers: int) -> list[Line]:
    """Shares of so many ``tries`` that are right, over ``xs``, and how often guessing one of so many ``answers`` is."""
    lines = [
        Line(name, [*xs], [*shares], formula=Formula(
            f"{name}: {{count}} of {tries}", parts(count=[share * tries for share in shares]), terms=["accuracy"]
        ))
        for name, shares in found.items()
    ]  # fmt: skip
    chance = Formula(f"guessing one of {answers}: 1/{answers} = {{value}}", terms=["baseline"])
    return [*lines, Line("guessing", [xs[0], xs[-1]], [1 / answers] * 2, dashed=True, formula=chance)]


def sigmoid_of(p: np.ndarray, text: str = "{value}") -> Formula:
    """A probability from its sum z, which is found from ``p``; ``text`` is how the probability is written."""
    import numpy as np

    p = np.asarray(p, np.float64).clip(1e-37, 1 - 6e-8)
    z = np.log(p / (1 - p))
    return Formula(
        "σ(z) = σ({z}) = 1/(1 + e^−{z}) = " + text,
        parts(z=z),
        ["z is the sum that comes out of the last unit; the sigmoid σ makes a probability of it."],
        ["sigmoid"],
    )


def sums(name: str, z: Sequence[float], what: str) -> BarSeries:
    """The sums ``z`` as bars, which become the probability of ``what``."""
    import numpy as np

    p = 1 / (1 + np.exp(-np.asarray(z, np.float64).clip(-700)))
    return BarSeries(name, [*z], Formula(
        "σ(z) = σ({value}) = 1/(1 + e^−{value}) = {p}: the probability of " + what,
        parts(p=p),
        ["{value} is the net's sum for {label}, before the sigmoid σ makes a probability of it."],
        ["sigmoid"],
    ))  # fmt: skip


def scaled(x: np.ndarray, scale: Scale) -> Formula:
    """How far off each row of ``x`` (rows, columns), as the net gets it, is in the column where it is farthest off."""
    import numpy as np

    most = abs(x).argmax(axis=1) if len(x) else np.zeros(0, int)
    mean, spread = (np.array(numbers)[most] for numbers in (scale.mean, scale.spread))
    told = x[np.arange(len(x)), most]
    return Formula(
        "{value} is ({x} − {mean})/{spread} = {scaled}",
        parts(x=told * spread + mean, mean=mean, spread=spread, scaled=told),
        ["Of all its measurements this one is farthest from 0 when it is scaled as the net gets it."],
        ["standardising"],
    )


def likeliest(z: np.ndarray, count: int, temperature: float) -> tuple[list[int], BarSeries]:
    """Which of the answers with the sums ``z`` (answers,) are likeliest, and how likely, in percent, by softmax."""
    import numpy as np

    best, top = (-z).argsort()[:count], float(z.max())
    powers = np.exp((z.astype(np.float64) - top) / temperature)
    shares = (100 * powers / powers.sum())[best]
    return best.tolist(), BarSeries("how likely", shares.round(1).tolist(), Formula(
        "softmax: 100·e^(({z} − {top})/{T})/{all} = {value}",
        parts(z=z[best], T=temperature, top=top, all=powers.sum()),
        [
            "z = {z} is the net's sum for {label}, top = {top} the largest of all sums.",
            "All answers' powers of e add up to {all}, so that all shares add up to 100 %.",
            "T = {T} is the temperature: below 1 the likeliest gets even more, above 1 less.",
        ],
        ["softmax", "temperature"],
    ))  # fmt: skip


def sizes(named: Iterable[np.ndarray]) -> Formula:
    """How many numbers are learned, array by array."""
    shapes = [array.shape for array in named]
    sums = " + ".join("·".join(str(side) for side in shape if side > 1) or "1" for shape in shapes)
    return Formula(f"{sums} = {sum(map(prod, shapes)):,}", says=["All weights and biases."], terms=["parameter"])


def norms(name: str, gradients: Sequence[np.ndarray]) -> BarSeries:
    """How long each gradient is."""
    squares = [float((slopes.astype("float64") ** 2).sum()) for slopes in gradients]
    return BarSeries(name, [square**0.5 for square in squares], Formula(
        "√(Σ g²) = √{S} = {value}, over {n} slopes g, one for each weight",
        parts(S=squares, n=[slopes.size for slopes in gradients]),
        ["g is how much the loss rises per step of one weight; the norm is how long all of them together are."],
        ["gradient", "vanishing-gradient"],
    ))  # fmt: skip


G = "g is the slope of what is made small at this place, in the direction of this weight"
MOVES = {
    "sgd": ("g", "", f"{G}."),
    "momentum": ("m", ", where m ← 0.9·m + g", f"{G}; m is the way it is rolling already."),
    "rmsprop": ("g/√v", ", where v ← 0.9·v + 0.1·g²", f"{G}; √v is about its usual size."),
    "adam": ("m/√v", ", means of g and of g²", f"{G}; m and v are corrected for having started from 0."),
}
"""What is taken off, times the learning rate, how it comes about, and what its signs mean."""


def moves(names: Iterable[str], rate: float) -> list[Formula]:
    """How each optimiser moves a weight at every step."""
    return [
        Formula(f"each step takes off η·{step} = {{η}}·{step}{where}", parts(η=rate), [says], [name, "learning-rate"])
        for name, (step, where, says) in ((name, MOVES[name]) for name in names)
    ]
