"""What several labs tell of their numbers: formulas for those who point at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.views import Array

if TYPE_CHECKING:
    import numpy as np


def parts(**named: np.ndarray | float) -> dict[str, Array]:
    """Arrays as a formula carries them, float32; a number goes for every place."""
    import numpy as np

    return {name: Array.of(np.asarray(values, np.float32)) for name, values in named.items()}
