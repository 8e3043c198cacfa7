"""A language model of this very course: which letter comes next?

A GRU reads the text of the lessons, letter by letter, and after each one says how likely every letter is to follow. The
last tenth of the text is kept for the test. Watch what the net writes by itself: first noise, then words, then
something that sounds like a lesson. Bar: better than letter pairs. (Counting them gives a perplexity of about 10.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.downloaded import load
from engine.initial import uniform, zeros
from engine.lab import Bar, Choice, Number, Preset, RecurrentLab
from engine.pictures.scores import likeliest
from engine.text import numbered, pair_perplexity, prose
from engine.views import Bars, Text, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

LETTERS = " abcdefghijklmnopqrstuvwxyz.,'?-"  # all that the net can read and write
KINDS, MOST = len(LETTERS), 1_000_000  # of a longer text only so many letters are read
ROWS, TEST_ROWS, TIME = 2400, 240, 50  # pieces of the text to train on and to test, and letters in each
BEGINNINGS, WRITTEN = ("the ", "each ", "why ", "the gradi"), 150  # what it goes on with, and how far


class NextWord(RecurrentLab):
    """A letter as one-hot → GRU → softmax over all letters, at every time step."""

    id = "next-word"
    title = "Next word, letter by letter: the net writes"
    knobs = (
        Choice("text", "course", ("course", "shakespeare"), "For Shakespeare first: tutor data get tiny-shakespeare."),
        Number("temperature", 0.5, 0.05, 2, "For writing: near 0 always the likeliest, above 1 bolder.", live=True),
        Number("units", 64, 4, 128, "Hidden units.", whole=True),
        Number("batch", 32, 8, 128, "Pieces of text each step sees.", whole=True, log=True),
        Number("learning_rate", 0.005, 0.0001, 1, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("vs_pairs", "<", 1.0)
    steps = 1200
    curves = {"perplexity": ("perplexity", "pairs"), "loss": ("loss",)}
    presets = (
        Preset("four units", {"units": 4}, "Hardly room for the last letter: little better than counting pairs."),
        Preset("always the likeliest", {"temperature": 0.05}, "Same net, but it goes in circles: it repeats itself."),
        Preset("too bold", {"temperature": 1.5}, "Same net, but unlikely letters are drawn too often: no words left."),
        Preset("by heart", {"units": 128}, "Room enough to learn pieces by heart: the test turns up before the end."),
    )

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        course = self.knob["text"] == "course"
        whole = prose(Path(__file__).parents[1]) if course else load("tiny-shakespeare")["text"].tobytes().decode()
        text = numbered(whole[:MOST], LETTERS)
        cut = len(text) * 9 // 10
        tested = np.linspace(cut, len(text) - TIME - 1, TEST_ROWS).astype(int)
        begin = np.concatenate([rng.integers(0, cut - TIME - 1, ROWS), tested])
        pieces = text[begin[:, None] + np.arange(TIME + 1)]
        x, y = pieces[:, :-1].copy(), pieces[:, 1:].copy()
        pairs = pair_perplexity(text[:cut], x[ROWS:], y[ROWS:], KINDS)
        chances = rng.random((WRITTEN, len(BEGINNINGS)), np.float32)  # the same all along, so that one can compare
        return {
            "x": x[:ROWS], "y": y[:ROWS], "x_test": x[ROWS:], "y_test": y[ROWS:],
            "pairs": np.array([pairs], np.float32), "chances": chances,
        }  # fmt: skip

    def parameters(self, rng: np.random.Generator) -> Arrays:
        n, limit = self.knob["units"], self.knob["units"] ** -0.5
        return {
            "wx": uniform(rng, limit, KINDS, 3 * n), "wh": uniform(rng, limit, n, 3 * n), "b": zeros(3 * n),
            "out": uniform(rng, limit, n, KINDS), "b_out": zeros(KINDS),
        }  # fmt: skip

    def state(self) -> Mapping[str, int]:
        return {"h": self.knob["units"]}

    def inputs(self, params: Tensors, batch: Tensors) -> Tensor:
        return batch["x"].transpose(0, 1).one_hot(KINDS).float()

    def turn(self, p: Any, x: Any, h: Any, sigmoid: Any, tanh: Any) -> Any:
        """One time step of a GRU, the same for training and for writing."""
        n = self.knob["units"]
        read, held = x @ p["wx"] + p["b"], h @ p["wh"]
        gates = sigmoid((read + held)[:, : 2 * n])
        r, z = gates[:, :n], gates[:, n:]
        return (1 - z) * tanh(read[:, 2 * n :] + r * held[:, 2 * n :]) + z * h

    def cell(self, params: Tensors, x: Tensor, state: Tensors) -> Tensors:
        return {"h": self.turn(params, x, state["h"], lambda z: z.sigmoid(), lambda z: z.tanh())}

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        said = batch["h"].transpose(0, 1) @ params["out"] + params["b_out"]
        return said.reshape(-1, KINDS).sparse_categorical_crossentropy(batch["y"].reshape(-1))

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {"perplexity": self.loss(params, {"h": data["h"], "y": data["y_test"]}).exp()}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        net, pairs = seen["perplexity"].item(), data["pairs"].item()
        return {"perplexity": net, "pairs": pairs, "vs_pairs": net / pairs}

    def follow(self, p: Arrays, letters: list[str], h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Read one more letter in each row: the states after it, and how likely each letter is to follow."""
        import numpy as np

        x = np.eye(KINDS)[[LETTERS.index(letter) for letter in letters]]
        h = self.turn(p, x, h, lambda z: 1 / (1 + np.exp(-z)), np.tanh)
        likely = np.exp((h @ p["out"] + p["b_out"]).clip(-30, 30) / self.knob["temperature"])
        return h, likely / likely.sum(axis=1, keepdims=True)

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        texts, h, after = list(BEGINNINGS), 0 * params["out"].T[: len(BEGINNINGS)], []
        for time, chances in enumerate(data["chances"]):
            h, likely = self.follow(params, [text[time] for text in texts], h)
            after.append(h[-1])
            drawn = (likely.cumsum(axis=1) < chances[:, None]).sum(axis=1).clip(0, KINDS - 1)
            texts = [text + LETTERS[n] * (len(text) == time + 1) for text, n in zip(texts, drawn, strict=True)]
        z = after[len(BEGINNINGS[-1]) - 1] @ params["out"] + params["b_out"]
        best, shares = likeliest(z, 6, self.knob["temperature"])
        names = [LETTERS[n].replace(" ", "space") for n in best]
        marked = [f"«{begun}»{text[len(begun) :]}" for begun, text in zip(BEGINNINGS, texts, strict=True)]
        return [
            Text("what the net writes", marked),
            Bars(f"what may follow “{BEGINNINGS[-1]}”", names, [shares], unit="%"),
        ]
