"""The same handwritten digits through an MLP, a CNN and an RNN, side by side.

All three have about 2,350 parameters, the same batches and the same Adam. The MLP sees 64 numbers in a row, the CNN
a picture of 8×8, the RNN eight rows of eight, one after another. Then shuffle the pixels: one fixed order for all
pictures, so that nothing is lost but who is whose neighbour. Who minds? Bar: each net 94 % of the test digits right.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.chain import Bend, Chain, Conv, Dense, Flatten, MaxPool, Recurrent
from engine.datasets import load, split
from engine.initial import glorot, he, zeros
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.pictures.images import ink_of, misread_by_most
from engine.remembered import behind_timed, timed
from engine.views import Array, Pictures, Table, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

NETS, PIXELS = ("mlp", "cnn", "rnn"), ("in order", "shuffled", "test digits moved")
HIDDEN, FILTERS, STATE, SHOWN = 32, 9, 40, 20  # units, first filters, what the RNN carries; digits drawn at most


class ThreeNets(Lab):
    """Three parameter groups, one loss for each; their sum trains them side by side, none disturbs another."""

    id = "three-nets"
    title = "Three nets, the same digits"
    knobs = (
        Choice("net", "all", ("all", *NETS), "Train all three side by side, or one alone to time it."),
        Choice("pixels", "in order", PIXELS, "One new order for all; or test digits a pixel off.", data_only=True),
        Number("digits", 1347, 100, 1347, "How many digits there are to train on.", whole=True, log=True),
        Number("batch", 64, 8, 256, "How many digits each step sees.", whole=True, log=True),
        Number("learning_rate", 0.005, 0.0001, 1, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("worst_accuracy", ">=", 0.94)
    steps = 600
    curves = {"test accuracy": tuple(f"{net}_accuracy" for net in NETS), "loss": ("loss",)}
    presets = (
        Preset("shuffled pixels", {"pixels": "shuffled"}, "No neighbours left: the CNN loses most, the MLP nothing."),
        Preset("too fast", {"learning_rate": 0.3}, "All three overshoot."),
    )

    @property
    def nets(self) -> tuple[str, ...]:
        """The nets that are trained."""
        return NETS if self.knob["net"] == "all" else (self.knob["net"],)

    def data(self, rng: np.random.Generator) -> Arrays:
        digits = load("digits")
        images, labels = digits["images"].astype("float32") / 16, digits["labels"].astype("int32")
        train, test = split(rng, len(images), test=0.25)
        order = rng.permutation(64)
        if self.knob["pixels"] == "shuffled":
            images = images.reshape(-1, 64)[:, order].reshape(-1, 8, 8)
        elif self.knob["pixels"] == "test digits moved":
            images[test, :, 1:], images[test, :, 0] = images[test, :, :-1].copy(), 0
        train = train[: self.knob["digits"]]
        return {"x": images[train], "y": labels[train], "x_test": images[test], "y_test": labels[test]}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        made = {
            "mlp.w1": he(rng, 64, HIDDEN), "mlp.b1": zeros(HIDDEN),
            "mlp.w2": glorot(rng, HIDDEN, 10), "mlp.b2": zeros(10),
            "cnn.conv1": he(rng, FILTERS, 1, 3, 3), "cnn.bias1": zeros(FILTERS),
            "cnn.conv2": he(rng, 2 * FILTERS, FILTERS, 3, 3), "cnn.bias2": zeros(2 * FILTERS),
            "cnn.dense": glorot(rng, 2 * FILTERS * 2 * 2, 10), "cnn.bias3": zeros(10),
            "rnn.wx": glorot(rng, 8, STATE), "rnn.wh": glorot(rng, STATE, STATE), "rnn.bh": zeros(STATE),
            "rnn.wy": glorot(rng, STATE, 10), "rnn.by": zeros(10),
        }  # fmt: skip
        return {name: values for name, values in made.items() if name.split(".")[0] in self.nets}

    def mlp(self, p: Tensors, x: Tensor) -> Tensor:
        """64 numbers, no matter in which order → 10."""
        return (x.flatten(1) @ p["mlp.w1"] + p["mlp.b1"]).relu() @ p["mlp.w2"] + p["mlp.b2"]

    def cnn(self, p: Tensors, x: Tensor) -> Tensor:
        """A picture: small windows, the same weights everywhere → 10."""
        x = x.unsqueeze(1).conv2d(p["cnn.conv1"], p["cnn.bias1"], padding=1).relu().max_pool2d()
        x = x.conv2d(p["cnn.conv2"], p["cnn.bias2"], padding=1).relu().max_pool2d()
        return x.flatten(1) @ p["cnn.dense"] + p["cnn.bias3"]

    def rnn(self, p: Tensors, x: Tensor) -> Tensor:
        """Eight rows from top to bottom, the same weights for each → 10 from what is remembered at the end."""
        state = (x[:, 0] @ p["rnn.wx"] + p["rnn.bh"]).tanh()
        for row in range(1, 8):
            state = (x[:, row] @ p["rnn.wx"] + state @ p["rnn.wh"] + p["rnn.bh"]).tanh()
        return state @ p["rnn.wy"] + p["rnn.by"]

    def said(self, p: Tensors, x: Tensor) -> dict[str, Tensor]:
        """What each net says before its softmax: x (n, 8, 8) → (n, 10)."""
        return {net: getattr(self, net)(p, x) for net in self.nets}

    def chain(self) -> dict[str, Chain]:
        one, two = ((Conv(f"cnn.conv{n}", f"cnn.bias{n}", padding=1), Bend("relu"), MaxPool()) for n in (1, 2))
        rows, end = Recurrent("rnn", "rnn.wx", "rnn.wh", "rnn.bh"), Bend("softmax")
        chains = {
            "mlp": Chain((64,), (Dense("mlp.w1", "mlp.b1"), Bend("relu"), Dense("mlp.w2", "mlp.b2"), end)),
            "cnn": Chain((1, 8, 8), (*one, *two, Flatten(), Dense("cnn.dense", "cnn.bias3"), end)),
            "rnn": Chain((8, 8), (rows, Dense("rnn.wy", "rnn.by"), end)),
        }
        return {net: chains[net] for net in self.nets}

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        first, *others = (z.sparse_categorical_crossentropy(batch["y"]) for z in self.said(params, batch["x"]).values())
        return sum(others, first)  # no weight is in two nets, so none feels the others

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {net: z.softmax() for net, z in self.said(params, data["x_test"]).items()}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        right = {net: float((seen[net].argmax(axis=1) == data["y_test"]).mean()) for net in self.nets}
        return {"worst_accuracy": min(right.values())} | {f"{net}_accuracy": right[net] for net in self.nets}

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        misread = misread_by_most({net: seen[net] for net in self.nets}, data["x_test"], data["y_test"], SHOWN)
        labels, ink = [*map(str, data["y"][:SHOWN])], [ink_of(16)]
        fed = Pictures("digits as the nets get them", Array.of(data["x"][:SHOWN]), labels, formulas=ink)
        right, kind = self.metrics(seen, data), [self.knob[name] for name in ("pixels", "digits", "batch")]
        sizes = {net: sum(w.size for name, w in params.items() if name.startswith(net)) for net in self.nets}
        rows = {net: (f"{size:,}", str(self.step), f"{right[f'{net}_accuracy']:.1%}") for net, size in sizes.items()}
        columns, told = ["net", "size", "steps", "right", "seconds"], timed(self, NETS, rows, kind)
        sums = behind_timed(NETS, params, told, len(data["y_test"]))
        return [Table("who does how well", columns, told, formulas=sums), misread, fed]
