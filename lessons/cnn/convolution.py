"""One filter, by hand and learned.

A hand-made kernel of nine numbers slides over a picture, and each window gives one number of the feature map; ReLU and
pooling follow. A net of nine weights sees only the picture and that map, and finds the kernel by itself.
Every training step moves the window on by one place: press s and see the nine products and their sum.
Bar: no learned weight off by more than 0.05. (Off the hand-made one.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.pictures.images import differences, kernel_pictures, products, scanned
from engine.pictures.small_pictures import BRIGHT, NAMES, small_picture
from engine.views import View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

KERNELS = {
    "vertical": ((-1, 0, 1), (-1, 0, 1), (-1, 0, 1)),
    "horizontal": ((-1, -1, -1), (0, 0, 0), (1, 1, 1)),
    "outline": ((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)),
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "blur": ((1 / 9,) * 3,) * 3,
    "emboss": ((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
}


class Convolution(Lab):
    """The hand-made kernel's map is the target of a convolution with nine weights; squared error, Adam."""

    id = "convolution"
    title = "Convolution: find the kernel"
    knobs = (
        Choice("kernel", "vertical", tuple(KERNELS), "The hand-made kernel.", data_only=True),
        Choice("picture", "landscape", NAMES, "The picture.", data_only=True),
        Number("stride", 1, 1, 3, "How many pixels the window moves at a time.", whole=True),
        Number("padding", 0, 0, 2, "How wide a rim of zeros is put around the picture.", whole=True),
        Number("window", 0, 0, 400, "Which window is shown; 0: the next one at every step.", whole=True, live=True),
        Number("learning_rate", 0.1, 0.0001, 1, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("difference", "<=", 0.05)
    steps = 1000
    curves = {"loss": ("loss",), "largest difference to the hand-made kernel": ("difference",)}
    presets = (
        Preset("emboss", {"kernel": "emboss", "picture": "letters"}, "Light from one corner: letters stand out."),
        Preset("stride 2", {"stride": 2, "padding": 1}, "Half as wide and high; a quarter of the windows is enough."),
        Preset("only stripes", {"picture": "stripes"}, "All rows are alike: another kernel gives the same map."),
        Preset("too slow", {"learning_rate": 0.001}, "On the right way, but 1,000 such steps do not get there."),
    )

    def slide(self, kernel: Tensor, picture: Tensor) -> Tensor:
        """The feature map of a 3×3 kernel: every window times the kernel, added up."""
        return picture.conv2d(kernel, stride=self.knob["stride"], padding=self.knob["padding"])

    def windows(self, picture: np.ndarray) -> np.ndarray:
        """All windows in the order in which the kernel comes over them: (rows, columns, 3, 3)."""
        import numpy as np

        rim, every = np.pad(picture, self.knob["padding"]), self.knob["stride"]
        return np.lib.stride_tricks.sliding_window_view(rim, (3, 3))[::every, ::every]

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        x, kernel = small_picture(self.knob["picture"]), np.array(KERNELS[self.knob["kernel"]], "float32")
        y = (self.windows(x) * kernel).sum(axis=(2, 3)).astype("float32")
        return {"x": x[None, None], "y": y[None, None], "kernel": kernel}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        return {"kernel": rng.normal(0, 0.3, (1, 1, 3, 3)).astype("float32")}

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        return ((self.slide(params["kernel"], batch["x"]) - batch["y"]) ** 2).mean()

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return {"kernel": params["kernel"][0, 0] * 1, "map": self.slide(params["kernel"], data["x"])[0, 0]}

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        return {"difference": float(abs(seen["kernel"] - data["kernel"]).max())}

    def place(self, data: Arrays) -> tuple[int, int, int]:
        """The window shown: its number from 0, and its row and column in the map."""
        count, across = data["y"].size, data["y"].shape[3]
        number = min(self.knob["window"] - 1 if self.knob["window"] else self.step, count - 1)
        return number, number // across, number % across

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        import numpy as np

        number, row, column = self.place(data)
        under = self.windows(data["x"][0, 0])[row, column]
        lit = np.pad(data["x"][0, 0] * 0.4 / BRIGHT, self.knob["padding"])  # the window alone in full light
        top, left = row * self.knob["stride"], column * self.knob["stride"]
        lit[top : top + 3, left : left + 3] = under / BRIGHT
        whole, reach = data["y"][0, 0], float(abs(data["y"]).max()) or 1.0
        bent = np.maximum(whole, 0) / reach
        high, wide = (n // 2 * 2 for n in bent.shape)
        pooled = bent[:high, :wide].reshape(high // 2, 2, wide // 2, 2).max(axis=(1, 3))
        shown = np.where(np.arange(whole.size).reshape(whole.shape) <= number, 0.5 + whole / reach / 2, np.nan)
        kernels = np.stack([data["kernel"], seen["kernel"]])
        return [
            scanned((lit, shown, bent, pooled), self.windows(data["x"][0, 0]), data["kernel"]),
            products("nine products", f"window {number + 1}/{whole.size}", under, kernels, seen["map"][row, column]),
            differences("kernels", kernels),
            kernel_pictures("kernels as pictures", kernels, ("hand-made", "found"), under),
        ]

    def explain(self, phase: str, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> str:
        number, row, column = self.place(data)
        says, wanted = seen["map"][row, column], data["y"][0, 0, row, column]
        if phase == "forward":
            return f"At window {number + 1} its nine products add up to {says:.2f}."
        if phase == "loss":
            return f"There the hand-made kernel has {wanted:.2f}, so the net is {abs(says - wanted):.2f} off."
        if phase == "backward":
            return f"All windows together give the middle weight a slope of {gradients['kernel'][0, 0, 1, 1]:.2f}."
        return f"The middle weight is {seen['kernel'][1, 1]:.2f} now; it should be {data['kernel'][1, 1]:.2f}."
