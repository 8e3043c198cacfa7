"""An LSTM's gates, followed by hand along one sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

GATES = {"input": 0, "forget": 1, "output": 3}
"""Where they lie among the LSTM's sums; at 2 is the candidate, which is no gate."""


def lstm_gates(x: np.ndarray, h: np.ndarray, params: Mapping[str, np.ndarray], prefix: str) -> dict[str, np.ndarray]:
    """How open each unit's gates were while ``x`` (steps, features) was read: name → (steps, units) from 0 to 1.

    ``h`` (steps, units) are the states after each step; the parameters are ``wx``, ``wh`` and ``b`` after ``prefix``.
    """
    import numpy as np

    wx, wh, b = (params[prefix + name] for name in ("wx", "wh", "b"))
    before, units = np.concatenate([h[:1] * 0, h[:-1]]), h.shape[1]
    opened = 1 / (1 + np.exp(-(x @ wx + before @ wh + b)))
    return {name: opened[:, place * units : (place + 1) * units] for name, place in GATES.items()}
