"""Pictures of Hebb's rule: what units tell each other, and how a tie of two of them comes about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.pictures.formulas import parts
from engine.views import Array, Field, Formula, Pictures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np


def heard(w: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """What the others tell each unit, Σ w·x, for ``pixels`` (n, units) of ±1; no unit listens to itself."""
    told: np.ndarray = pixels @ w - pixels * w.diagonal()
    return told


def columns(name: str, w: np.ndarray, pictures: Sequence[np.ndarray], captions: list[str]) -> Pictures:
    """Of each letter its ``pictures``, (letters, units) of ±1 each, one below the other."""
    text = "the others tell this pixel Σ w·x = {heard}: in recall it takes that sign"
    told = parts(heard=_stacked([heard(w, pixels) for pixels in pictures]))
    formula = Formula(text, told, ["+1 is ink, −1 is paper."], ["hebbs-rule"])
    return Pictures(name, Array.of(_stacked(pictures)), captions, lo=-1, formulas=[formula])


def ties(w: np.ndarray, letters: np.ndarray, shown: Mapping[str, int], rate: float) -> list[Pictures | Field]:
    """The ties of the units ``shown`` to all others, and all ties; ``letters`` (n, units) are those learned."""
    import numpy as np

    units, side = len(w), int(len(w) ** 0.5)
    at = [*shown.values()]
    alike = (letters[:, at, None] == letters[:, None]).sum(axis=0).reshape(-1, side, side)
    rule = Formula(
        "a look at a letter adds η/"
        + str(units)
        + " = {step} where both pixels are alike, as in {alike} of {n} letters",
        parts(alike=alike, n=len(letters), step=rate / units),
        ["Where one is ink and the other paper, it takes as much away."],
        ["hebbs-rule"],
    )
    whole = Formula("w = {value} = η·(looks at letters where both are alike − looks where not)/" + str(units))
    ends, most = (1.0, float(units)), float(abs(w).max()) or 1.0
    one = np.ascontiguousarray(w[at].reshape(-1, side, side))
    return [
        Pictures("ties of one pixel", Array.of(one), list(shown), signed=True, formulas=[rule]),
        Field("all ties", Array.of(w[::-1]), ends, ends, [], "pixel", "to", lo=-most, hi=most, formula=whole),
    ]


def _stacked(pictures: Sequence[np.ndarray]) -> np.ndarray:
    """(letters, units) each → (letters, rows, columns), with an empty row between two."""
    import numpy as np

    count, units = pictures[0].shape
    side, gap = int(units**0.5), np.zeros((count, 1, int(units**0.5)))
    rows = [part for picture in pictures for part in (picture.reshape(-1, side, side), gap)]
    return np.concatenate(rows[:-1], axis=1).astype("float32")
