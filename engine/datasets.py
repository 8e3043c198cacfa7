"""Small real data sets, shipped as ``.npz`` files so that nothing has to be downloaded or computed."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def load(name: str) -> dict[str, np.ndarray]:
    """The arrays of a bundled data set. ``bench/export_data.py`` says how each was made.

    ``digits``: ``images`` (1797, 8, 8) uint8 with values 0–16 and ``labels`` (1797,) uint8; handwritten digits
    from 13 people, the test part of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak 1998,
    UCI repository), as bundled with scikit-learn.
    """
    import numpy as np

    with (files("engine") / "data" / f"{name}.npz").open("rb") as file, np.load(file) as arrays:
        return dict(arrays)


def split(rng: np.random.Generator, rows: int, test: float) -> tuple[np.ndarray, np.ndarray]:
    """Random row numbers for training and testing; ``test`` is the share set aside, in (0, 1)."""
    order = rng.permutation(rows)
    held_out = round(rows * test)
    return order[held_out:], order[:held_out]
