"""A graph convolution on 34 nodes in two communities (Kipf and Welling 2017)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.labs.common import BenchLab, two_knobs
from engine.initial import glorot, zeros

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

NODES = 34


class Gcn(BenchLab):
    """Two layers, Â·(Â·X·W₁)·W₂ with a ReLU between: 34 features → 16 → 2 communities, all nodes at once."""

    id = "gcn"
    title = "GCN, 34 nodes"
    knobs = two_knobs(batch=NODES, learning_rate=0.01)
    train_arrays = ("x", "y", "neighbours")

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        community = np.arange(NODES) % 2
        likely = np.where(community[:, None] == community, 0.25, 0.03)
        upper = np.triu(rng.random((NODES, NODES)) < likely, 1)
        edges = (upper | upper.T | np.eye(NODES, dtype=bool)).astype(np.float32)
        scale = 1 / np.sqrt(edges.sum(axis=1))
        return {
            "x": np.eye(NODES, dtype=np.float32),
            "y": community.astype(np.int32),
            "neighbours": edges * scale[:, None] * scale,
        }

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {"w1": glorot(rng, NODES, 16), "b1": zeros(16), "w2": glorot(rng, 16, 2), "b2": zeros(2)}

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        near = batch["neighbours"]
        hidden = (near @ (batch["x"] @ params["w1"]) + params["b1"]).relu()
        logits = near @ (hidden @ params["w2"]) + params["b2"]
        return logits.sparse_categorical_crossentropy(batch["y"])
