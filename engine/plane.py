"""Points in the plane to learn from, and what a net may be told of each: for labs that draw their boundary.

All sets reach about 2 from the middle. What is to be learned of a point is its class, 0 or 1, or a number between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.initial import grid
from engine.views import Array, Column, Feature, Layer, Maps, Network, Point

if TYPE_CHECKING:
    import numpy as np

    from engine.lab import Arrays

CLASSES = ("circles", "xor", "gaussians", "moons", "spiral")
NUMBERS = ("slope", "hills")
FEATURES = {
    "x1": "x₁", "x2": "x₂", "x1_squared": "x₁²", "x2_squared": "x₂²", "x1_times_x2": "x₁x₂", "sin_x1": "sin 3x₁",
    "sin_x2": "sin 3x₂",
}  # fmt: skip
"""What a net can be told of a point, by name, and as people write it."""
FORMULAS = {
    "x1": "how far to the right", "x2": "how far up", "x1_squared": "x₁ · x₁", "x2_squared": "x₂ · x₂",
    "x1_times_x2": "x₁ · x₂", "sin_x1": "the sine of 3 · x₁", "sin_x2": "the sine of 3 · x₂",
}  # fmt: skip
CLOSE = 0.1
"""A number counts as right when it is not further from the true one."""
HILLS = (((-1.4, 1), 1), ((0, 1), -1), ((1.4, 1), 1), ((-1.4, -1), -1), ((0, -1), 1), ((1.4, -1), -1))
"""Where hills (1) and hollows (−1) are."""


def points(rng: np.random.Generator, kind: str, count: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """``count`` points (n, 2) of a set and what is to be learned of each (n, 1); ``noise`` is how far they are off."""
    import numpy as np

    y, t = np.arange(count) % 2, rng.uniform(0, 1, count)
    side = 2 * y - 1
    turn, radius = 2 * np.pi * t, np.where(y, 1.0, 2.0)
    if kind == "spiral":  # two arms of one and a half turns, each the other turned by half a turn
        turn, radius = 3 * np.pi * np.sqrt(t) + np.pi * y, 2 * np.sqrt(t)
    x = radius * np.stack([np.cos(turn), np.sin(turn)])
    if kind == "xor":  # the four quarters of a square, with a gap between them
        x = rng.uniform(0.2, 2, (2, count)) * np.stack([s := rng.choice([-1, 1], count), -s * side])
    elif kind == "gaussians":
        x = side + 0.5 * rng.standard_normal((2, count))
    elif kind == "moons":
        x = side * np.stack([1.2 * np.cos(np.pi * t) - 0.6, 1.5 * np.sin(np.pi * t) - 0.5])
    elif kind in NUMBERS:
        x = rng.uniform(-2, 2, (2, count))
        y = (slope if kind == "slope" else hills)(x.T)
    x = x + noise * rng.standard_normal(x.shape)
    return x.T.astype("float32"), y[:, None].astype("float32")


def slope(x: np.ndarray) -> np.ndarray:
    """A tilted plane over points (n, 2): 0 in the lower left corner, 1 in the upper right one."""
    return 0.5 + (x[:, 0] + x[:, 1]) / 8  # type: ignore[no-any-return]


def hills(x: np.ndarray) -> np.ndarray:
    """Three hills and three hollows over points (n, 2), each 1 high or deep, half of it 0.5 from its middle."""
    import numpy as np

    bumps = [sign * np.exp(-((x - middle) ** 2).sum(axis=1) / 0.36) for middle, sign in HILLS]
    return 0.5 + 0.5 * np.clip(sum(bumps), -1, 1)  # type: ignore[no-any-return]


def features(x: np.ndarray, chosen: list[bool]) -> np.ndarray:
    """What a net is told of points (n, 2): the seven ``FEATURES`` (n, 7); those not chosen are 0 for every point."""
    import numpy as np

    a, b = x.T
    every = np.stack([a, b, a * a, b * b, a * b, np.sin(3 * a), np.sin(3 * b)], axis=1)
    return (every * np.array(chosen)).astype("float32")  # type: ignore[no-any-return]


def right(said: np.ndarray, true: np.ndarray, numbers: bool) -> np.ndarray:
    """Which answers (n, 1) are right: the class, or for ``numbers`` one ``CLOSE`` to the true one."""
    return abs(said - true) <= CLOSE if numbers else (said > 0.5) == (true > 0.5)  # type: ignore[no-any-return]


def cost(said: np.ndarray, true: np.ndarray, numbers: bool) -> float:
    """The mean loss of answers (n, 1): cross-entropy of classes, the squared error of numbers."""
    import numpy as np

    if numbers:
        return float(((said - true) ** 2).mean())
    return float(-np.log(np.clip(np.where(true > 0.5, said, 1 - said), 1e-7, 1)).mean())


def spread(weights: np.ndarray, chosen: list[bool]) -> np.ndarray:
    """Weights of the features chosen (features, units) as weights of all seven: the others are 0, and stay it."""
    import numpy as np

    every: np.ndarray = np.zeros((len(chosen), weights.shape[1]), np.float32)
    every[chosen] = weights
    return every


def scores(seen: Arrays, data: Arrays, numbers: bool) -> dict[str, float]:
    """How right the answers ``x`` and ``x_test`` are, and their losses."""
    told = {"test": (seen["x_test"], data["y_test"]), "train": (seen["x"], data["y"])}
    accuracy = {f"{name}_accuracy": float(right(*of, numbers).mean()) for name, of in told.items()}
    return accuracy | {f"{name}_loss": cost(*of, numbers) for name, of in told.items()}


def dots(seen: Arrays, data: Arrays, which: str, numbers: bool, most: int) -> list[Point]:
    """Points to be drawn, ``most`` of each kind, by class or by which of 0 and 1 their number is nearer to."""
    found = []
    for kind in {"test": ("_test",), "training": ("",), "both": ("", "_test")}[which]:
        y = data[f"y{kind}"]
        rows = zip(data[f"at{kind}"], y[:, 0] > 0.5, right(seen[f"x{kind}"], y, numbers)[:, 0], strict=True)
        found += [Point(float(at[0]), float(at[1]), int(label), bool(fine)) for at, label, fine in rows][:most]
    return found


def maps(outputs: np.ndarray, chosen: list[bool], params: Arrays, bends: tuple[str, str], edge: float) -> Maps:
    """What features, hidden units and the output say over a square grid from −``edge`` to ``edge``.

    ``outputs`` (points, units) are all units' answers, the output's sum last; ``params`` and ``bends`` are as in
    :func:`network`.
    """
    import numpy as np

    side, columns, start = round(len(outputs) ** 0.5), [], 0
    told = features(grid(side, -edge, edge), [True] * len(FEATURES))
    columns.append(Column("inputs", Array.of(told.T.reshape(-1, side, side))))
    for n in range(1, len(params) // 2 + 1):
        weights, bias = params[f"w{n}"], params[f"b{n}"]
        said, last = outputs[:, start : (start := start + len(bias))], n == len(params) // 2
        if last and bends[1] == "sigmoid":
            said = 1 / (1 + np.exp(-said.clip(-50, 50)))
        images = Array.of(said.T.reshape(-1, side, side).astype("float32"))
        title, span = ("output", (0.0, 1.0)) if last else (f"layer {n}", None)
        columns.append(Column(title, images, Array.of(weights), Array.of(bias), bends[last], span))
    inputs = [
        Feature(sign, FORMULAS[name], on, name) for (name, sign), on in zip(FEATURES.items(), chosen, strict=True)
    ]
    return Maps("hidden neurons", inputs, columns, (-edge, edge), (-edge, edge))


def network(seen: Arrays, data: Arrays, chosen: list[bool], params: Arrays, bends: tuple[str, str]) -> Network:
    """The net with its numbers for the first test point.

    ``seen["one"]`` holds what all its units say of it, ``params`` are w1, b1, w2, b2 …; ``bends``
    name what bends the sums of hidden units and of the output.
    """
    rows = [place for place, on in enumerate(chosen) if on]
    signs, names, layers, start = list(FEATURES.values()), [], [], 0
    for n in range(1, len(params) // 2 + 1):
        weights, bias = params[f"w{n}"], params[f"b{n}"]
        said = seen["one"][0, start : (start := start + len(bias))]
        said = seen["x_test"][0] if start == seen["one"].shape[1] else said
        shown, bend = weights[rows] if n == 1 else weights, bends[n == len(params) // 2]
        layers.append(Layer(f"layer {n}", Array.of(said), Array.of(shown), Array.of(bias), activation=bend))
        names.append((f"w{n}", f"b{n}"))
    (a, b), target = data["at_test"][0], data["y_test"][0, 0]
    values = [float(data["x_test"][0, place]) for place in rows]
    example = f"({a:.1f}, {b:.1f}), target {target:.2g}"
    return Network("network", example, [signs[place] for place in rows], values, layers, names, rows)
