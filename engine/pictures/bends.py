"""Pictures of an activation and of what bent sums say over the plane, with how each number comes about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.pictures.formulas import parts
from engine.views import Array, Curves, Formula, Line, Mark, Pictures

if TYPE_CHECKING:
    import numpy as np

TINY = 1e-6  # not to divide by 0
ACTIVATIONS = {
    "linear": ("z = {x}", "1"),
    "sigmoid": ("1 / (1 + e^−{x}) = {value}", "f·(1 − f) = {f}·(1 − {f}) = {value}"),
    "tanh": ("(e^{x} − e^−{x}) / (e^{x} + e^−{x}) = {value}", "1 − f² = 1 − {f}² = {value}"),
    "relu": ("max(0, {x}) = {value}", "1 above z = 0, 0 below it: {value}"),
    "leaky": ("max(0, {x}) + {a}·min(0, {x}) = {value}", "1 above z = 0, {a} below it: {value}"),
}
"""An activation and its slope, at z = {x}; {a} is its slope below 0."""
ACTIVATIONS["randomised"] = ACTIVATIONS["leaky"]


def bend_curves(name: str, a: float, z: np.ndarray, f: np.ndarray, slope: np.ndarray, at: float) -> Curves:
    """The activation ``name`` over ``z`` (n,) and its slope, each with a mark at ``at``; ``a`` is its slope below 0."""
    import numpy as np

    told, terms = parts(a=a), [name if name in ("sigmoid", "tanh", "relu") else "activation"]
    lines, marks, both = [], [], []
    for sign, text, ys in zip(("f", "f′"), ACTIVATIONS[name], (f, slope), strict=True):
        formula = Formula(f"{sign}(z) = {text}", parts(a=a), (), terms)
        lines.append(Line(sign, z.tolist(), ys.tolist(), sign != "f", formula))
        here = float(np.interp(at, z, ys))
        marks.append(Mark(at, here, f"{sign} = {here:.3f}"))
        both.append(formula.text.replace("{value}", f"{{{sign}}}"))
        told |= parts(**{sign: here})
    return Curves(name, lines, "z", "", marks=marks, dots=Formula("; ".join(both), told, (), terms))


def unit_maps(name: str, units: list[str], z: np.ndarray, answers: np.ndarray, bend: str) -> Pictures:
    """What ``units`` answer over a square of the plane, (points, units), each drawn as a share of its largest answer.

    ``z``, of the same shape, are their sums, and ``bend`` names what makes the answers of them.
    """
    import numpy as np

    most = abs(answers).max(axis=0) + TINY
    side, given = int(len(z) ** 0.5), (slice(None), None, None)
    told = parts(z=z.T.reshape(-1, side, side), f=answers.T.reshape(-1, side, side), most=most[given])
    text = f"{bend}(z) = {bend}({{z}}) = {{f}}; drawn as a share of its largest, {{most}}"
    says = ["z is the unit's sum there: what comes in times its weights, plus its bias."]
    images = np.ascontiguousarray((answers / most).T.reshape(-1, side, side), np.float32)
    return Pictures(name, Array.of(images), units, signed=True, formulas=[Formula(text, told, says, ["activation"])])
