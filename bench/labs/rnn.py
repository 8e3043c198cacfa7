"""A plain recurrent net (Elman 1990)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.labs.recurrent import Recurrent

if TYPE_CHECKING:
    from tinygrad import Tensor

    from engine.lab import Tensors


class Rnn(Recurrent):
    """h ← tanh(x·Wx + h·Wh + b)."""

    id = "rnn"
    title = "RNN, 30 steps"
    gates = 1

    def cell(self, params: Tensors, x: Tensor, state: Tensors) -> Tensors:
        return {"h": (x @ params["wx"] + state["h"] @ params["wh"] + params["b"]).tanh()}
