"""Write the bundled data sets in ``engine/data`` from scikit-learn's own copies. Run by hand when one changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

FOLDER = Path(__file__).parent.parent / "engine" / "data"


def main() -> None:
    digits = load_digits()
    np.savez_compressed(
        FOLDER / "digits.npz", images=digits.images.astype(np.uint8), labels=digits.target.astype(np.uint8)
    )


if __name__ == "__main__":
    main()
