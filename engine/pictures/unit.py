"""One unit with a threshold: its weighted sum with the numbers put in, and when it fires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.pictures.formulas import parts
from engine.views import Formula

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from engine.lab import Arrays

SUM = "w₁x₁ + w₂x₂ + b"
"""The head of the column with the sums."""


def worked(x: np.ndarray, params: Arrays, decimals: int = 2) -> str:
    """The weighted sum of one row ``x`` (2,), every term worked out."""
    (one, two), b = params["w"][:, 0] * x, params["b"][0]
    terms = " ".join(f"{term:{sign}.{decimals}f}" for term, sign in ((one, "z"), (two, "+z"), (b, "+z")))
    return f"{terms} = {one + two + b:+z.2f}".replace("-", "−")


def line(params: Arrays) -> Formula:
    """Where in the plane a unit fires: for a field of 0 and 1."""
    (w1, w2), b = params["w"][:, 0], params["b"][0]
    return Formula(
        "1 where w₁x₁ + w₂x₂ + b = {w₁·x} + {w₂·y} + {b} > 0, else 0: here {value}",
        parts(**{"w₁": w1, "w₂": w2, "b": b}),
        ["Where the sum is exactly 0 runs the line. The weights turn it, the bias moves it."],
        ["threshold", "bias"],
    )


def columns(x: np.ndarray, params: Arrays, wanted: str) -> Mapping[str, Sequence[Formula]]:
    """What a table tells of the rows ``x`` (rows, 2): their sums, whether the unit fires, what is ``wanted``."""
    told = parts(x=x, w=params["w"].T, b=params["b"], z=x @ params["w"][:, 0] + params["b"][0])
    return {
        SUM: [Formula(f"{SUM} = {{w·x}} + {{b}} = {{z}}", told, (), ["weight", "bias"])],
        "fires": [Formula("1 where the sum z > 0, else 0; here z = {z}, so {value}", told, (), ["threshold"])],
        "wanted": [Formula(wanted)],
    }
