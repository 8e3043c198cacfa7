"""A character Transformer of 2 layers."""

from __future__ import annotations

from bench.labs.transformer import Transformer


class Transformer2(Transformer):
    """2 decoder blocks between the embedding and the output."""

    id = "transformer2"
    title = "Transformer, 2 layers"
    layers = 2
