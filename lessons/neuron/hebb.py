"""Hebb's rule: what is active together grows together, and a spoilt picture calls back the whole one.

64 units, one for each pixel of a letter: +1 is ink, −1 is paper. Every unit is tied to every other. Seeing a letter
strengthens the tie of two pixels that are alike and weakens that of two that differ: W ← W + η·x·xᵀ/64. Nothing is
asked, so nothing can be wrong. It happens to be plain gradient descent on −xᵀWx/64, and is trained here as just that;
this loss falls for ever, because nothing in Hebb's rule says "enough".

Recall: begin with a letter some of whose pixels were flipped, let each unit take the sign of what the others tell it,
and repeat. Bar: 95 % of the recalled pixels right. (Of four letters, a fifth of the pixels flipped.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.initial import zeros
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.pictures.ties import columns, heard, ties
from engine.views import View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

SIDE, COPIES, ROUNDS = 8, 8, 10  # pixels across a letter; spoilt copies of each letter; rounds of recall
PIXELS = SIDE * SIDE
NAMES = "TXVSLKACOUJE"
DRAWN = """
########  ##....##  ##....##  .######.  ##......  ##...###  ...##...  .######.  .######.  ##....##  ......##  ########
########  ###..###  ##....##  ########  ##......  ##..###.  ..####..  ########  ########  ##....##  ......##  ########
...##...  .######.  ##....##  ##......  ##......  ##.###..  .##..##.  ##......  ##....##  ##....##  ......##  ##......
...##...  ..####..  .##..##.  #######.  ##......  #####...  ##....##  ##......  ##....##  ##....##  ......##  ######..
...##...  ..####..  .##..##.  .#######  ##......  #####...  ########  ##......  ##....##  ##....##  ##....##  ######..
...##...  .######.  ..####..  ......##  ##......  ##.###..  ########  ##......  ##....##  ##....##  ##....##  ##......
...##...  ###..###  ..####..  ########  ########  ##..###.  ##....##  ########  ########  ########  ########  ########
...##...  ##....##  ...##...  .######.  ########  ##...###  ##....##  .######.  .######.  .######.  .######.  ########
"""
SETS = {"distinct": "TXVSLKAC", "alike": "COUJESLA"}
SHOWN = {"top left": 0, "top middle": 3, "left middle": 32, "centre": 36}  # pixels whose ties are drawn


class Hebb(Lab):
    """64 units that listen to each other through 64 × 64 weights, all 0 at first; one letter a step."""

    id = "hebb"
    title = "Hebb: letters from spoilt letters"
    knobs = (
        Choice("letters", "distinct", tuple(SETS), "Letters that have little in common, or much.", data_only=True),
        Number("patterns", 4, 1, 8, "How many letters share the same weights.", whole=True),
        Number("noise", 0.2, 0, 1, "Share of a letter's pixels flipped before it is recalled.", live=True),
        Number("copy", 1, 1, COPIES, "Which spoilt copy of each letter is drawn.", whole=True, live=True),
        Number("learning_rate", 1, 0.01, 10, "How much one look at a letter adds to its ties.", log=True, live=True),
        Number("batch", 1, 1, 8, "How many letters each step sees.", whole=True),
    )
    bar = Bar("pixels_right", ">=", 0.95)
    steps = 40
    optimizer = "sgd"
    train_arrays = ("x",)
    lowest_loss = float("-inf")
    presets = (
        Preset("one letter", {"patterns": 1, "noise": 0.4}, "Alone in the weights it comes back from near chaos."),
        Preset("too many", {"patterns": 8, "noise": 0.25}, "Eight letters talk into each other: crosstalk."),
        Preset("alike", {"letters": "alike", "patterns": 3, "noise": 0.0}, "Even clean, C and U become O."),
        Preset("half flipped", {"noise": 0.5}, "Nothing of the letter is left to start from: no better than a coin."),
        Preset("negative", {"noise": 0.9}, "Ties say who is alike, not who is ink: the negative comes back."),
    )

    @property
    def stored(self) -> str:
        """The letters to learn."""
        return SETS[self.knob["letters"]][: self.knob["patterns"]]

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        ink = np.array([[list(word) for word in line.split()] for line in DRAWN.split("\n")[1:-1]]) == "#"
        # Letters are drawn side by side: letter before line.
        letters = ink.transpose(1, 0, 2)[[NAMES.index(name) for name in self.stored]].reshape(-1, PIXELS)
        turn = rng.random((COPIES, len(letters), PIXELS)).argsort(axis=2).argsort(axis=2)
        return {"x": np.where(letters, 1, -1).astype("float32"), "turn": turn.astype("float32")}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {"w": zeros(PIXELS, PIXELS)}

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        """How little the ties agree with the letters, −xᵀWx/64. Its slope is −x·xᵀ/64: a step down is Hebb's rule."""
        return -((batch["x"] @ params["w"]) * batch["x"]).sum(axis=1).mean() / PIXELS

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {"w": params["w"]}

    def spoilt(self, data: Arrays) -> np.ndarray:
        """Copies of every letter, ±1, the first pixels whose turn it is flipped: (copies, letters, pixels)."""
        copies: np.ndarray = data["x"] * (1 - 2 * (data["turn"] < round(self.knob["noise"] * PIXELS)))
        return copies

    def recall(self, w: np.ndarray, pixels: np.ndarray) -> np.ndarray:
        """Each pixel takes the sign of what the others say, all at once, a few times; if they are silent, it stays."""
        import numpy as np

        for _ in range(ROUNDS):
            told = heard(w, pixels)
            pixels = np.where(told == 0, pixels, np.sign(told))
        return pixels

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        spoilt = self.spoilt(data)
        shown = {"pixels_right": self.recall(seen["w"], spoilt), "before_recall": spoilt}
        return {name: float((pixels == data["x"]).mean()) for name, pixels in shown.items()}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        cues = self.spoilt(data)[self.knob["copy"] - 1]
        back = self.recall(seen["w"], cues)
        shares = (back == data["x"]).mean(axis=1)
        right = [f"{name} {100 * share:.0f} %" for name, share in zip(self.stored, shares, strict=True)]
        three = columns("stored, spoilt, recalled", params["w"], (data["x"], cues, back), right)
        return [three, *ties(params["w"], data["x"], SHOWN, self.knob["learning_rate"])]

    def explain(self, phase: str, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> str:
        return {
            "forward": "An example is a letter: 64 numbers, +1 for ink and −1 for paper.",
            "loss": "It is −xᵀWx/64, the lower the better the ties agree with the letter.",
            "backward": "A tie of two pixels that are alike gets a slope below 0, one of two that differ above 0.",
            "update": "So what is active together grows together: that is Hebb's rule.",
        }[phase]
