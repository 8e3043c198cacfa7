"""Gated recurrent units (Cho et al. 2014, with the reset after the matrix as PyTorch and cuDNN have it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.labs.recurrent import UNITS, Recurrent
from engine.initial import zeros

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors


class Gru(Recurrent):
    """Gates to reset and to hold: n = tanh(x' + r·h'), h ← (1 − z)·n + z·h."""

    id = "gru"
    title = "GRU, 30 steps"
    gates = 3

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {**super().parameters(rng), "bh": zeros(self.gates * UNITS)}

    def cell(self, params: Tensors, x: Tensor, state: Tensors) -> Tensors:
        from engine.scan import keep

        read = (x @ params["wx"] + params["b"]).split(UNITS, dim=1)
        held = keep(state["h"] @ params["wh"] + params["bh"]).split(UNITS, dim=1)
        r, z = (read[0] + held[0]).sigmoid(), (read[1] + held[1]).sigmoid()
        n = (read[2] + r * held[2]).tanh()
        return {"h": (1 - z) * n + z * state["h"]}
