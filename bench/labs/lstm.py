"""Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.labs.recurrent import UNITS, Recurrent

if TYPE_CHECKING:
    from tinygrad import Tensor

    from engine.lab import Tensors


class Lstm(Recurrent):
    """Gates for input, forgetting and output, and what to remember: c ← f·c + i·g, h ← o·tanh(c)."""

    id = "lstm"
    title = "LSTM, 30 steps"
    gates = 4

    def state(self) -> dict[str, int]:
        return {"h": UNITS, "c": UNITS}

    def cell(self, params: Tensors, x: Tensor, state: Tensors) -> Tensors:
        from engine.scan import keep

        z = keep(x @ params["wx"] + state["h"] @ params["wh"] + params["b"])
        i, f, g, o = z.split(UNITS, dim=1)
        c = f.sigmoid() * state["c"] + i.sigmoid() * g.tanh()
        return {"h": o.sigmoid() * c.tanh(), "c": c}
