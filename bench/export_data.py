"""Write the bundled data sets in ``engine/data`` from the copies that scikit-learn and statsmodels bring.

    pip install statsmodels
    python -m bench.export_data

Run by hand when one of them changes.

float32 keeps seven digits, and no source gives more than six; what is stored is therefore all there is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine
from statsmodels.datasets import sunspots

FOLDER = Path(__file__).parent.parent / "engine" / "data"
DIABETES = (
    "age", "sex", "body mass index", "blood pressure", "total cholesterol", "LDL cholesterol", "HDL cholesterol",
    "cholesterol / HDL", "log of triglycerides", "blood sugar",
)  # fmt: skip


def table(source: Any) -> dict[str, np.ndarray]:
    """A table with classes: measurements, class numbers, and the names of both."""
    names = [name.replace("_", " ") for name in source.feature_names]
    classes = [name.replace("_", " ") for name in source.target_names]
    return {
        "x": source.data.astype(np.float32),
        "y": source.target.astype(np.uint8),
        "names": np.array(names),
        "classes": np.array(classes),
    }


def main() -> None:
    digits, diabetes, spots = load_digits(), load_diabetes(scaled=False), sunspots.load_pandas().data
    sets = {
        "digits": {"images": digits.images.astype(np.uint8), "labels": digits.target.astype(np.uint8)},
        "breast-cancer": table(load_breast_cancer()),
        "wine": table(load_wine()),
        "diabetes": {
            "x": diabetes.data.astype(np.float32),
            "y": diabetes.target.astype(np.float32),
            "names": np.array(DIABETES),
        },
        "sunspots": {
            "years": spots.YEAR.to_numpy(np.int32),
            "numbers": spots.SUNACTIVITY.to_numpy(np.float32),
        },
    }
    for name, arrays in sets.items():
        np.savez_compressed(FOLDER / f"{name}.npz", **arrays)


if __name__ == "__main__":
    main()
