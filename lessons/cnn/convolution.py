"""One filter, by hand and learned.

A hand-made kernel of nine numbers slides over a picture, and each window gives one number of the feature map; ReLU and
pooling follow. A net of nine weights sees only the picture and that map, and finds the kernel by itself.
Every training step moves the window on by one place: with s one sees the nine products and their sum.
Bar: no learned weight is more than 0.05 off the hand-made one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.datasets import load
from engine.lab import Bar, Choice, Lab, Number, Preset
from engine.views import Array, Pictures, Table, View

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
SIDE, BRIGHT = 14, 9  # points along each side of a picture; black is 0, white this
LETTERS = """
.##....#####..
#..#...#....#.
#..#...#....#.
#..#...#####..
####...#....#.
#..#...#....#.
#..#...#####..
..............
.####..#####..
#......#....#.
#......#....#.
#......#....#.
#......#....#.
.####..#####..
"""


class Convolution(Lab):
    """The hand-made kernel's map is the target of a convolution with nine weights; squared error, Adam."""

    id = "convolution"
    title = "Convolution: find the kernel"
    knobs = (
        Choice(
            "kernel", "vertical", tuple(KERNELS), "The hand-made kernel; the first two look for edges.", data_only=True
        ),
        Choice("picture", "landscape", ("landscape", "digit", "letters", "stripes"), "The picture.", data_only=True),
        Number("stride", 1, 1, 3, "How many pixels the window moves at a time.", whole=True),
        Number("padding", 0, 0, 2, "How wide a rim of zeros is put around the picture.", whole=True),
        Number("window", 0, 0, 400, "Which window is shown; 0: the next one at every step.", whole=True, live=True),
        Number("learning_rate", 0.1, 0.0001, 1, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("difference", "<=", 0.05)
    steps = 1000
    curves = {"loss": ("loss",), "largest difference to the hand-made kernel": ("difference",)}
    presets = (
        Preset("outline", {"kernel": "outline"}, "Eight neighbours against the middle: every edge, any direction."),
        Preset("emboss", {"kernel": "emboss", "picture": "letters"}, "Light from one corner: letters stand out."),
        Preset("stride 2", {"stride": 2, "padding": 1}, "Half as wide and high; a quarter of the windows is enough."),
        Preset("only stripes", {"picture": "stripes"}, "All rows are alike: another kernel gives the same map."),
        Preset("too slow", {"learning_rate": 0.001}, "On the right way, but 1,000 such steps do not get there."),
    )

    def picture(self) -> np.ndarray:
        """The chosen picture, (SIDE, SIDE), in whole numbers from 0, black, to BRIGHT, white."""
        import numpy as np

        y, x = np.mgrid[:SIDE, :SIDE] / SIDE
        if self.knob["picture"] == "stripes":
            values = np.arange(SIDE) // 2 % 2 * np.ones((SIDE, 1))
        elif self.knob["picture"] == "letters":
            values = np.array([[c == "#" for c in line] for line in LETTERS.split()])
        elif self.knob["picture"] == "digit":
            values = np.kron(load("digits")["images"][8] / 16, np.ones((2, 2)))[1:-1, 1:-1]
        else:  # a house before a hill, under the sun, with grain as on film
            values = np.where((x - 0.75) ** 2 + (y - 0.25) ** 2 < 0.03, 1.0, 0.75 - 0.35 * y)
            values = np.where(y > 0.55 + 0.15 * np.sin(5 * x), 0.35 + 0.25 * x, values)
            values = np.where((abs(x - 0.3) < 0.14) & (abs(y - 0.65) < 0.2), 0.08, values)
            values = np.clip(values + np.random.default_rng(7).normal(0, 0.06, x.shape), 0, 1)
        picture: np.ndarray = np.round(BRIGHT * values).astype("float32")
        return picture

    def slide(self, kernel: Tensor, picture: Tensor) -> Tensor:
        """The feature map of a 3×3 kernel: every window times the kernel, added up."""
        return picture.conv2d(kernel, stride=self.knob["stride"], padding=self.knob["padding"])

    def windows(self, picture: np.ndarray) -> np.ndarray:
        """All windows in the order in which the kernel comes over them: (rows, columns, 3, 3)."""
        import numpy as np

        rim = np.pad(picture, self.knob["padding"])
        every = self.knob["stride"]
        return np.lib.stride_tricks.sliding_window_view(rim, (3, 3))[::every, ::every]

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        x, kernel = self.picture(), np.array(KERNELS[self.knob["kernel"]], "float32")
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
        under, products = (w := self.windows(data["x"][0, 0])[row, column]), w * data["kernel"]
        total = products.sum()
        lit = np.pad(data["x"][0, 0] * 0.4 / BRIGHT, self.knob["padding"])  # the window alone in full light
        top, left = row * self.knob["stride"], column * self.knob["stride"]
        lit[top : top + 3, left : left + 3] = under / BRIGHT
        whole, reach = data["y"][0, 0], float(abs(data["y"]).max()) or 1.0
        bent = np.maximum(whole, 0) / reach
        high, wide = (n // 2 * 2 for n in bent.shape)
        pooled = bent[:high, :wide].reshape(high // 2, 2, wide // 2, 2).max(axis=(1, 3))
        shown = np.where(np.arange(whole.size).reshape(whole.shape) <= number, 0.5 + whole / reach / 2, np.nan)
        pictures = np.full((4, *lit.shape), np.nan, "float32")
        for frame, image in zip(pictures, (lit, shown, bent, pooled), strict=True):
            frame[: image.shape[0], : image.shape[1]] = image
        net = seen["map"][row, column]
        rows = beside(under, data["kernel"], products)
        rows.append([f"window {number + 1}/{whole.size}", "sum", short(total)])
        rows += [["", "after ReLU", short(max(total, 0))], ["", "the net", short(net)]]
        kernels = np.stack([data["kernel"], seen["kernel"]])
        return [
            Pictures("picture and maps", Array.of(pictures), ["picture", "map so far", "ReLU", "pooled"]),
            Table("nine products", ["pixels", "× kernel", "= products"], rows),
            Table("kernels", ["hand-made", "the net's", "difference"], beside(*kernels, kernels[1] - kernels[0])),
            Pictures("kernels as pictures", Array.of(kernels), ["hand-made", "found"], signed=True),
        ]

    def explain(self, phase: str, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> str:
        number, row, column = self.place(data)
        says, wanted = seen["map"][row, column], data["y"][0, 0, row, column]
        if phase == "forward":
            return f"At window {number + 1} its nine products add up to {says:.2f}."
        if phase == "loss":
            return f"There the hand-made kernel has {wanted:.2f}, so the net is {abs(says - wanted):.2f} off."
        if phase == "backward":
            slope = gradients["kernel"][0, 0, 1, 1]
            return (
                f"The middle weight is {seen['kernel'][1, 1]:.2f} and its slope {slope:.2f}, from all windows together."
            )
        return f"The middle weight is {seen['kernel'][1, 1]:.2f} now; it should be {data['kernel'][1, 1]:.2f}."


def short(number: float) -> str:
    """A number with two decimals at most."""
    return f"{round(number, 2) + 0.0:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def beside(*squares: np.ndarray) -> list[list[str]]:
    """Squares of numbers beside each other, a row of each in a row."""
    texts = [[[short(n) for n in line] for line in square] for square in squares]
    widths = [max(len(text) for line in square for text in line) for square in texts]
    return [
        [" ".join(text.rjust(wide) for text in line) for line, wide in zip(lines, widths, strict=True)]
        for lines in zip(*texts, strict=True)
    ]
