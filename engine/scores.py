"""How well nets do, told in the numbers behind it: how many are right, what a loss means, what a size counts."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from engine.formulas import parts
from engine.views import BarSeries, Formula, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np


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


def percent(shares: np.ndarray | Sequence[float], whole: int) -> Formula:
    """Shares in percent, by counting: so many of the ``whole``."""
    import numpy as np

    return Formula("100·{count}/{whole} = {value}", parts(count=np.asarray(shares) * whole / 100, whole=whole))


def sigmoid_of(p: np.ndarray, text: str = "{value}") -> Formula:
    """A probability from its sum z, which is found from ``p``; ``text`` is how the probability is written."""
    import numpy as np

    p = np.asarray(p, np.float64).clip(1e-37, 1 - 6e-8)
    z = np.log(p / (1 - p))
    return Formula(
        "σ(z) = σ({z}) = 1/(1 + e^{minus}) = " + text,
        parts(z=z, minus=-z),
        ["z is the sum that comes out of the last unit; the sigmoid σ makes a probability of it."],
        ["sigmoid"],
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
        "√(Σ g²) = √{squares} = {value}, over the {count} slopes g of its weights",
        parts(squares=squares, count=[slopes.size for slopes in gradients]),
        ["g is how much the loss rises per step of one weight; the norm is how long all of them together are."],
        ["gradient", "vanishing-gradient"],
    ))  # fmt: skip
