"""Small real data sets, shipped as ``.npz`` files so that nothing has to be downloaded or computed."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def load(name: str) -> dict[str, np.ndarray]:
    """The arrays of a bundled data set. All are the copies bundled with scikit-learn (``bench/export_data.py``).

    ``digits``: ``images`` (1797, 8, 8) uint8 with values 0–16 and ``labels`` (1797,) uint8; handwritten digits
    from 13 people, the test part of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak 1998,
    UCI repository, CC BY 4.0).

    The others are tables: ``x`` (rows, columns) float32 as measured, not scaled, ``y`` and the columns' ``names``;
    where ``y`` is a class, uint8, ``classes`` names those.

    ``breast-cancer``: 569 × 30, ``y`` 0 malignant (212) or 1 benign (357); cell nuclei of a tumour, measured in a
    picture: "Breast Cancer Wisconsin (Diagnostic)" (Wolberg, Mangasarian, Street and Street 1993, UCI, CC BY 4.0).

    ``wine``: 178 × 13, ``y`` one of three growers; chemical analysis of wines from one region of Italy: "Wine"
    (Aeberhard and Forina 1992, UCI, CC BY 4.0).

    ``diabetes``: 442 × 10, ``y`` float32 how far the disease went in a year, 25–346; patients' age, sex (1 or 2,
    unexplained), body mass index, blood pressure and six blood values (Efron, Hastie, Johnstone and Tibshirani 2004,
    "Least Angle Regression"; published with the paper, no licence stated).
    """
    import numpy as np

    with (files("engine") / "data" / f"{name}.npz").open("rb") as file, np.load(file) as arrays:
        return dict(arrays)


def split(rng: np.random.Generator, rows: int, test: float) -> tuple[np.ndarray, np.ndarray]:
    """Random row numbers for training and testing; ``test`` is the share set aside, in (0, 1)."""
    order = rng.permutation(rows)
    held_out = round(rows * test)
    return order[held_out:], order[:held_out]
