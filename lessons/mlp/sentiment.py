"""Praise or complaint? A sentence → the mean of its words' vectors → a small net → a probability.

A net wants numbers, so every word gets a row of them in a table, its *vector*. The vectors start at random and are
learned with the rest: words that do the same to the answer move together. The mean forgets the order of the words.
300 sentences written for the course (``sentiment.txt``); 75 are kept for the test. Words met less than twice in
training count for nothing. No two sentences share half of their telling words: the test holds no copies.
Bar: 85 % of the unseen sentences right. (A coin gets 50 %.)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.chain import Bend, Chain, Dense
from engine.datasets import split
from engine.initial import glorot, uniform, zeros
from engine.lab import Bar, Lab, Number, Preset
from engine.pictures.formulas import vectors
from engine.pictures.scores import sums
from engine.pictures.walk import walk
from engine.text import marked
from engine.views import Bars, Text, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

SHOWN, WORST, OFTEN = 8, 6, 4  # words of each kind, mistakes; how often a word must occur to be shown
TWICE, EMPTY = 2, 1e-6


def words(sentence: str) -> list[str]:
    """Tokenise: small letters, cut at everything that is no letter."""
    return re.findall(r"[a-z]+", sentence.lower())


def sentences() -> list[tuple[str, bool]]:
    """(sentence, is it praise?) for each line of the file beside this one."""
    lines = Path(__file__).with_name("sentiment.txt").read_text(encoding="utf-8").splitlines()
    return [(line[2:], line[0] == "+") for line in lines if line[0] in "+-"]


TEXTS = sentences()
VOCABULARY = sorted({word for text, _ in TEXTS for word in words(text)})


class Sentiment(Lab):
    """Words → learned vectors → their mean → 16 tanh units → 1 sigmoid output, trained by Adam on cross-entropy."""

    id = "sentiment"
    title = "Sentiment: praise or complaint"
    knobs = (
        Number("vector", 16, 1, 64, "Numbers in each word's vector.", whole=True, log=True),
        Number("train", 225, 10, 225, "Sentences to learn from; the same 75 are tested.", whole=True, log=True),
        Number("l2", 0.001, 0, 0.1, "This times the sum of squared weights is added to the loss."),
        Number("learning_rate", 0.01, 0.00001, 10, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("test_accuracy", ">=", 0.85)
    steps = 200
    curves = {"accuracy": ("train_accuracy", "test_accuracy")}
    presets = (
        Preset("20 sentences", {"train": 20}, "Most words of the test were never met; they count for nothing."),
        Preset("one number a word", {"vector": 1}, "Good or bad is one number: enough for sentences this short."),
        Preset("too much L2", {"l2": 0.1}, "Vectors near 0 say nothing: every answer is one half."),
        Preset("too fast", {"learning_rate": 10}, "The first step throws all vectors into the flat ends of tanh."),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        """``x`` (sentences, words of the vocabulary): the share of each word in each sentence."""
        import numpy as np

        counted = [Counter(words(text)) for text, _ in TEXTS]
        counts = np.array([[found[word] for word in VOCABULARY] for found in counted], np.float32)
        train, test = split(rng, len(TEXTS), 0.25)
        train = train[: self.knob["train"]]
        known = (counts[train] > 0).sum(axis=0) >= TWICE
        counts *= known  # words met never or once count for nothing
        self.words = tuple(word if met else "" for word, met in zip(VOCABULARY, known, strict=True))
        x = counts / counts.sum(axis=1, keepdims=True).clip(EMPTY)
        y = np.array([[praise] for _, praise in TEXTS], np.float32)
        met = (counts[train] > 0).sum(axis=0).astype("float32")  # in how many sentences each word was
        rows = {"x": x[train], "y": y[train], "x_test": x[test], "y_test": y[test], "test": test.astype("int32")}
        return rows | {"met": met, "every_word": np.eye(len(VOCABULARY), dtype=np.float32)}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        n = self.knob["vector"]
        vectors = uniform(rng, 0.5, len(VOCABULARY), n)
        return {"vectors": vectors, "w1": glorot(rng, n, 16), "b1": zeros(16), "w2": glorot(rng, 16, 1), "b2": zeros(1)}

    def logits(self, p: Tensors, x: Tensor) -> Tensor:
        """Shares of words (n, vocabulary) → (n, 1). Shares times the table is the mean of the words' rows."""
        return ((x @ p["vectors"]) @ p["w1"] + p["b1"]).tanh() @ p["w2"] + p["b2"]

    def chain(self) -> Chain:
        layers = (Dense("vectors"), Dense("w1", "b1"), Bend("tanh"), Dense("w2", "b2"), Bend("sigmoid"))
        return Chain((len(VOCABULARY),), layers, outputs=("probability of praise",), words=self.words)

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        large = sum(params[w].square().sum() for w in ("vectors", "w1", "w2"))
        return self.logits(params, batch["x"]).binary_crossentropy_logits(batch["y"]) + self.knob["l2"] * large

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        """Probabilities of praise; the sum before the sigmoid for each word, as if it were a whole sentence."""
        words = {"every_word": self.logits(params, data["every_word"])}
        return words | {name: self.logits(params, data[name]).sigmoid() for name in ("x", "x_test")}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        right = {x: (seen[x] >= 0.5) == (data[x.replace("x", "y")] == 1) for x in ("x_test", "x")}
        return {"test_accuracy": float(right["x_test"].mean()), "train_accuracy": float(right["x"].mean())}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        import numpy as np

        p, sure, truth = params, seen["x_test"][:, 0], data["y_test"][:, 0]
        often = np.flatnonzero(data["met"] >= min(OFTEN, data["met"].max()))
        often = often[np.argsort(seen["every_word"][often, 0])]
        shown = np.r_[often[:SHOWN], often[-SHOWN:]]
        share, x, kind = seen["every_word"][shown, 0].tolist(), data["x_test"][0], ("complaint", "praise")
        wrong = [n for n in np.argsort(-np.abs(sure - truth)) if (sure[n] >= 0.5) != (truth[n] == 1)][:WORST]
        texts, met = [TEXTS[row][0] for row in data["test"]], {VOCABULARY[n] for n in np.flatnonzero(data["met"])}
        told = [f"{100 * sure[n]:.0f} % praise, is {kind[int(truth[n])]}: {marked(texts[n], met)}" for n in wrong]
        known = np.flatnonzero(x)
        rows = np.repeat(p["vectors"][known], np.round(x[known] / x[x > 0].min(initial=1)).astype(int), axis=0)
        h = np.tanh((mean := x @ p["vectors"]) @ p["w1"] + p["b1"])
        return [
            Bars("one word alone", [VOCABULARY[n] for n in shown], [sums("− complaint, + praise", share, "praise")]),
            Text("worst mistakes", [*told, "«words» were met in training."] if told else ["No mistakes."]),
            walk(f"“{texts[0]}”", [
                ("words → vectors", rows), ("mean", mean), ("· W₁ + b₁, tanh", h),
                ("· W₂ + b₂", h @ p["w2"] + p["b2"]), ("sigmoid: praise?", sure[:1]), ("truth", truth[:1]),
            ]),
            vectors("word vectors", p["vectors"][shown], [VOCABULARY[n] for n in shown], seen["every_word"][shown]),
        ]  # fmt: skip
