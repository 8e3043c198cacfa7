"""A character Transformer of 1 layer."""

from __future__ import annotations

from bench.labs.transformer import Transformer


class Transformer1(Transformer):
    """1 decoder block between the embedding and the output."""

    id = "transformer1"
    title = "Transformer, 1 layer"
    layers = 1
