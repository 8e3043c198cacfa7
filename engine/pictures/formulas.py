"""What several labs tell of their numbers: formulas for those who point at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.views import Array, Formula, Matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np


def parts(**named: np.ndarray | Sequence[float] | float) -> dict[str, Array]:
    """Arrays as a formula carries them, float32; a number goes for every place."""
    import numpy as np

    return {name: Array.of(np.asarray(values, np.float32)) for name, values in named.items()}


def weights(x: np.ndarray, which: str) -> Formula:
    """What weights (inputs, units) do to the input ``x`` (inputs,), as the net gets it: ``which`` it is, in words."""
    says = (
        "{row} of " + which + " is x = {x} as the net gets it: scaled.",
        "w·x is what that adds to the sum of {column}; a large weight means that {column} listens to {row}.",
    )
    text = "w·x = {value·x} = {Σ value·x}: so much {row} adds to {column} for " + which
    return Formula(text, parts(x=x[:, None]), says, ["weight"])


def vectors(name: str, values: np.ndarray, words: list[str], z: np.ndarray) -> Matrix:
    """Word vectors (words, size) of a net that takes their mean; ``z`` (words, 1): its last sum of each word alone."""
    text = "one of five words: it adds {value}/5 = {Σ value·fifth} to the mean in {column}; {row} alone ends at z = {z}"
    says = ["Such numbers are learned as weights are. Above z = 0 the net says praise, below complaint."]
    formula = Formula(text, parts(fifth=0.2, z=z), says, ["embedding"])
    return Matrix(name, Array.of(values), words, formula=formula)
