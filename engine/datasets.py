"""Small real data sets, shipped as ``.npz`` files so that nothing has to be downloaded or computed."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np


def load(name: str) -> dict[str, np.ndarray]:
    """The arrays of a bundled data set. Exported by ``bench/export_data.py``, all but one from scikit-learn.

    ``digits``: ``images`` (1797, 8, 8) uint8 with values 0–16 and ``labels`` (1797,) uint8; handwritten digits
    from 13 people, the test part of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak 1998,
    UCI repository, CC BY 4.0).

    ``sunspots``: ``years`` (309,) int32, 1700–2008, and the mean ``numbers`` of sunspots in them, float32 (National
    Geophysical Data Center, public domain; the copy bundled with statsmodels).

    The others are tables: ``x`` (rows, columns) float32 as measured, not scaled, ``y`` and the columns' ``names``;
    where ``y`` is a class, uint8, ``classes`` names those.

    ``breast-cancer``: 569 × 30, ``y`` 0 malignant (212) or 1 benign (357); cell nuclei of a tumour, measured in a
    picture: "Breast Cancer Wisconsin (Diagnostic)" (Wolberg, Mangasarian, Street and Street 1993, UCI, CC BY 4.0).

    ``wine``: 178 × 13, ``y`` one of three grapes; chemical analysis of wines from one region of Italy: "Wine"
    (Aeberhard and Forina 1992, UCI, CC BY 4.0).

    ``diabetes``: 442 × 10, ``y`` float32 how far the disease went in a year, 25–346; patients' age, sex (1 or 2,
    unexplained), body mass index, blood pressure and six blood values (Efron, Hastie, Johnstone and Tibshirani 2004,
    "Least Angle Regression"; published with the paper, no licence stated).
    """
    import numpy as np

    with (files("engine") / "data" / f"{name}.npz").open("rb") as file, np.load(file) as arrays:
        return dict(arrays)


class Table(NamedTuple):
    """A data set as rows and columns: ``x`` (rows, columns) float32 as measured, ``y`` (rows,) int32 class numbers.

    ``picture`` is (height, width) if the columns are the pixels of a picture.
    """

    x: np.ndarray
    y: np.ndarray
    columns: list[str]
    classes: list[str]
    picture: tuple[int, int] | None = None


def as_table(name: str) -> Table:
    """A data set with classes as one table, pictures too: a column for each pixel, named (row, column) from 1."""
    found = load(name)
    if "images" not in found:
        x, y = found["x"], found["y"].astype("int32")
        return Table(x, y, found["names"].tolist(), found["classes"].tolist())
    images, labels = found["images"], found["labels"].astype("int32")
    count, height, width = images.shape
    pixels = [f"pixel ({row + 1},{column + 1})" for row in range(height) for column in range(width)]
    classes = [str(label) for label in range(int(labels.max()) + 1)]
    return Table(images.reshape(count, -1).astype("float32"), labels, pixels, classes, (height, width))


def split(rng: np.random.Generator, rows: int, test: float) -> tuple[np.ndarray, np.ndarray]:
    """Random row numbers for training and testing; ``test`` is the share set aside, in (0, 1)."""
    order = rng.permutation(rows)
    held_out = round(rows * test)
    return order[held_out:], order[:held_out]
