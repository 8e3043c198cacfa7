"""Small grey pictures made here, for labs that do sums with them by hand; and squares of numbers in words.

NumPy is imported where it is needed: an app reads labs without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

NAMES = ("landscape", "digit", "letters", "stripes")
SIDE, BRIGHT = 14, 9
"""Points along each side; 0 is black and this is white."""
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


def small_picture(name: str) -> np.ndarray:
    """One of ``NAMES`` as (SIDE, SIDE) float32, in whole numbers from 0 to BRIGHT."""
    import numpy as np

    from engine.datasets import load

    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    if name == "stripes":
        values = np.arange(SIDE) // 2 % 2 * np.ones((SIDE, 1))
    elif name == "letters":
        values = np.array([[c == "#" for c in line] for line in LETTERS.split()])
    elif name == "digit":
        values = np.kron(load("digits")["images"][8] / 16, np.ones((2, 2)))[1:-1, 1:-1]
    else:  # a house before a hill, under the sun, with grain as on film
        values = np.where((x - 0.75) ** 2 + (y - 0.25) ** 2 < 0.03, 1.0, 0.75 - 0.35 * y)
        values = np.where(y > 0.55 + 0.15 * np.sin(5 * x), 0.35 + 0.25 * x, values)
        values = np.where((abs(x - 0.3) < 0.14) & (abs(y - 0.65) < 0.2), 0.08, values)
        values = np.clip(values + np.random.default_rng(7).normal(0, 0.06, x.shape), 0, 1)
    picture: np.ndarray = np.round(BRIGHT * values).astype("float32")
    return picture


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
