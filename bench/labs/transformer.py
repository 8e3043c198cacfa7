"""The decoder blocks that both bench Transformers are made of (after Vaswani et al. 2017 and GPT-2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.labs.common import BenchLab, kept, two_knobs
from engine.initial import glorot, zeros

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

ROWS, CONTEXT, WORDS, WIDTH, HEADS = 512, 32, 64, 64, 4


class Transformer(BenchLab):
    """Predicts the next of 64 characters at each of 32 places; width 64, 4 heads, inner layer 256, batches of 16."""

    layers = 1
    knobs = two_knobs(batch=16, learning_rate=0.001)

    def data(self, rng: np.random.Generator) -> Arrays:
        """Text with three likely successors for each character."""
        import numpy as np

        follows = rng.integers(0, WORDS, (WORDS, 3))
        text = np.empty((ROWS, CONTEXT + 1), np.int32)
        text[:, 0] = rng.integers(0, WORDS, ROWS)
        for place in range(CONTEXT):
            text[:, place + 1] = follows[text[:, place], rng.integers(0, 3, ROWS)]
        return {"x": text[:, :-1].copy(), "y": text[:, 1:].copy()}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        found = {"characters": glorot(rng, WORDS, WIDTH), "places": glorot(rng, CONTEXT, WIDTH)}
        for n in range(self.layers):
            found |= {
                f"norm1_{n}": zeros(WIDTH) + 1, f"shift1_{n}": zeros(WIDTH),
                f"qkv_{n}": glorot(rng, WIDTH, 3 * WIDTH), f"qkv_bias_{n}": zeros(3 * WIDTH),
                f"join_{n}": glorot(rng, WIDTH, WIDTH), f"join_bias_{n}": zeros(WIDTH),
                f"norm2_{n}": zeros(WIDTH) + 1, f"shift2_{n}": zeros(WIDTH),
                f"up_{n}": glorot(rng, WIDTH, 4 * WIDTH), f"up_bias_{n}": zeros(4 * WIDTH),
                f"down_{n}": glorot(rng, 4 * WIDTH, WIDTH), f"down_bias_{n}": zeros(WIDTH),
            }  # fmt: skip
        return found | {
            "norm": zeros(WIDTH) + 1, "shift": zeros(WIDTH),
            "head": glorot(rng, WIDTH, WORDS), "head_bias": zeros(WORDS),
        }  # fmt: skip

    def attend(self, p: Tensors, n: int, x: Tensor) -> Tensor:
        """Causal self-attention of layer ``n``: (batch, places, width) → the same."""
        qkv = kept(x @ p[f"qkv_{n}"] + p[f"qkv_bias_{n}"])
        q, k, v = qkv.reshape(-1, CONTEXT, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        scores = kept(q @ k.transpose(2, 3) * (WIDTH // HEADS) ** -0.5)
        later = scores.ones_like().triu(1)
        weights = kept((scores - later * 1e9).softmax())
        joined = kept((weights @ v).transpose(1, 2).reshape(-1, CONTEXT, WIDTH))
        return kept(joined @ p[f"join_{n}"] + p[f"join_bias_{n}"])

    def think(self, p: Tensors, n: int, x: Tensor) -> Tensor:
        """The two dense layers of layer ``n``, at each place alone."""
        inner = kept(kept(x @ p[f"up_{n}"] + p[f"up_bias_{n}"]).gelu())
        return kept(inner @ p[f"down_{n}"] + p[f"down_bias_{n}"])

    def logits(self, p: Tensors, text: Tensor) -> Tensor:
        """(batch, places) int32 → (batch, places, characters)."""
        x = kept(p["characters"][text] + p["places"])
        for n in range(self.layers):
            x = kept(x + self.attend(p, n, kept(x.layernorm()) * p[f"norm1_{n}"] + p[f"shift1_{n}"]))
            x = kept(x + self.think(p, n, kept(x.layernorm()) * p[f"norm2_{n}"] + p[f"shift2_{n}"]))
        return kept((kept(x.layernorm()) * p["norm"] + p["shift"]) @ p["head"] + p["head_bias"])

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return self.logits(params, batch["x"]).flatten(0, 1).sparse_categorical_crossentropy(batch["y"].flatten())
