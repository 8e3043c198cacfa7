"""Views to draw: small ones with known numbers, and odd ones (empty, NaN, infinite)."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence

from textual.strip import Strip

from engine.views import (
    Array,
    Bars,
    BarSeries,
    Column,
    Confusion,
    Curves,
    Feature,
    Field,
    Layer,
    Line,
    Maps,
    Mark,
    Matrix,
    Network,
    Path,
    Pictures,
    Point,
    Table,
    Text,
    View,
)
from tutor.widgets.ink import Ink, ink
from tutor.widgets.plot import Plot, Series, Target

DARK = ink((16, 20, 27), (215, 221, 232), True)
LIGHT = ink((250, 249, 245), (31, 38, 48), False)


def floats(shape: tuple[int, ...], values: Sequence[float]) -> Array:
    """Numbers as a view carries them."""
    return Array("float32", shape, array("f", values).tobytes())


def ints(shape: tuple[int, ...], values: Sequence[int]) -> Array:
    """Whole numbers as a view carries them."""
    return Array("int32", shape, array("i", values).tobytes())


def text(rows: list[Strip]) -> list[str]:
    """What the rows say, without colours."""
    return [strip.text.rstrip() for strip in rows]


def colours(strip: Strip) -> set[tuple[int, ...]]:
    """The background colours of a row."""
    return {
        tuple(segment.style.bgcolor.triplet)
        for segment in strip
        if segment.style and segment.style.bgcolor and segment.style.bgcolor.triplet
    }


def plane(points: list[Point] | None = None) -> Field:
    """Class 0 at the left, class 1 at the right."""
    values = [0.0 if x < 8 else 1.0 for _ in range(16) for x in range(16)]
    return Field("plane", floats((16, 16), values), (-1.0, 1.0), (-1.0, 1.0), points or [])


def net(gradients: bool = False, bias: float = 0.5) -> Network:
    """2-2-1 with x = (1, 2): h₁ = tanh(1·1 − 1·2 + 0.5), h₂ = tanh(0·1 + 2·2 + 0.5), y = 3·h₁ − 4·h₂."""
    h = [math.tanh(-0.5), math.tanh(4.5)]
    hidden = Layer(
        "hidden", floats((2,), h), floats((2, 2), [1, 0, -1, 2]), floats((2,), [bias, bias]),
        floats((2, 2), [0.25, 0, -0.5, 0]) if gradients else None, floats((2,), [0, 0.125]) if gradients else None,
    )  # fmt: skip
    output = Layer(
        "output", floats((1,), [3 * h[0] - 4 * h[1]]), floats((2, 1), [3, -4]), floats((1,), [0]),
        floats((2, 1), [1, -1]) if gradients else None, floats((1,), [0]) if gradients else None,
    )  # fmt: skip
    return Network("network", "x = (1, 2)", ["x₁", "x₂"], [1.0, 2.0], [hidden, output])


def maps(*layers: int, on: str = "xx.", side: int = 4) -> Maps:
    """Three inputs (``on`` has an x for each that is told), layers of so many units, one output; all weights 1."""
    inputs = [Feature(name, f"what {name} is", sign == "x", name) for name, sign in zip("abc", on, strict=True)]
    columns, before = [Column("inputs", floats((3, side, side), [float(n) for n in range(3 * side * side)]))], 3
    for n, units in enumerate((*layers, 1), 1):
        last = n > len(layers)
        values = floats((units, side, side), [n / 10] * (units * side * side))
        weights, bias = floats((before, units), [1.0] * (before * units)), floats((units,), [0.5] * units)
        title, bend = ("output", "sigmoid") if last else (f"layer {n}", "tanh")
        columns.append(Column(title, values, weights, bias, bend, (0.0, 1.0) if last else None))
        before = units
    return Maps("maps", inputs, columns, (-1.0, 1.0), (-1.0, 1.0))


def odd_views() -> list[View]:
    """Everything that is not as one hopes."""
    nan, inf = math.nan, math.inf
    return [
        Field("empty", floats((0, 0), []), (0, 1), (0, 1)),
        Field("one", floats((1, 1), [0.5]), (0, 0), (1, 1), [Point(0, 1, 1, False)]),
        Field("wild", floats((2, 2), [nan, inf, -inf, 2.0]), (0, 1), (0, 1), [Point(nan, inf, 0, True)]),
        Field("no paths", floats((1, 2), [nan, 5.0]), (0, 1), (0, 1), lo=5.0, hi=5.0, paths=[Path("p", [], [])]),
        Field("log", floats((2, 2), [0, -1, nan, inf]), (0, 1), (0, 1), lo=0.0, hi=1.0, log=True, contours=True),
        Field(
            "lost",
            floats((2, 2), [1, 2, 3, 4]),
            (0, 1),
            (0, 1),
            lo=1.0,
            hi=4.0,
            contours=True,
            paths=[Path("far", [0.5, 1e30, nan, -inf], [0.5, 1, 0, 0]), Path("in", [0.1, 0.9], [0.1])] * 5,
        ),
        Curves("no lines", []),
        Curves("empty", [Line("", [], []), Line("ragged", [1.0, 2.0], [1.0])], log_x=True, log_y=True),
        Curves(
            "wild curves",
            [Line("a", [nan, inf, -inf, 0.0, 1.0], [0, 1, nan, inf, -1e30]), Line("b", [2, 1], [0, 0])],
            "a name that is long",
            "another",
            marks=[Mark(nan, 0, "nowhere"), Mark(1.0, 0.0, "a text that is very long")],
        ),
        Bars("no bars", [], []),
        Bars("no values", ["a"], [BarSeries("one", []), BarSeries("two", [nan])]),
        Bars("wild bars", ["a", "b", "c", "d"], [BarSeries("one", [nan, inf, -inf, -5.0])], unit="m"),
        Bars("log bars", ["a", "b", "c", "d"], [BarSeries(n, [nan, inf, -1.0, 1e-9]) for n in "xyz"], log=True),
        Pictures("none", floats((0, 8, 8), [])),
        Pictures("flat", floats((1, 2, 2), [1, 1, 1, 1]), lo=1.0, hi=1.0),
        Pictures("wild", floats((2, 1, 3), [nan, inf, -inf, 0, 1, 2]), ["a long caption"], signed=True),
        Confusion("empty", [], ints((0, 0), [])),
        Confusion("zeros", ["a", "b"], ints((2, 2), [0, 0, 0, 0])),
        Table("empty", [], []),
        Table("ragged", ["a", "b"], [["1"], ["1", "2", "3"]], [True]),
        Matrix("no numbers", floats((0, 3), [])),
        Matrix("wild numbers", floats((2, 3), [nan, inf, -inf, 0, 1e12, -1e-12]), ["a very long label"], ["x", "y"]),
        Text("no words", []),
        Maps("no maps", [], [], (0, 1), (0, 1)),
        Maps("no dots", [Feature("x", "")], [Column("inputs", floats((1, 0, 0), []))] * 2, (0, 1), (0, 1)),
        Maps("wild maps", [Feature("x", "")], [Column("a", floats((1, 1, 2), [nan, inf]))] * 3, (nan, 1), (0, inf)),
        maps(*[16] * 6, on="..."),
        Text("long words", ["a" * 200, "", "«open and never closed", "two » ends » here"]),
        Network("empty", "nothing", [], [], []),
        Network("wild", "x", ["x"], [nan], [Layer("l", floats((1,), [nan]), floats((1, 1), [inf]), floats((1,), [0]))]),
    ]


def odd_plots() -> list[Plot]:
    """Curves that are not as one hopes."""
    nan, inf = math.nan, math.inf
    wild = [(0.0, nan), (1.0, inf), (2.0, -inf), (3.0, -1.0), (4.0, 0.0), (5.0, 1e-12), (6.0, 1e12)]
    shapes = [[], [(0.0, 0.0)], [(5.0, 3.0)], [(1.0, nan)], wild, [(0.0, 2.0), (1.0, 2.0)]]
    return [
        Plot((Series("loss", shape, smooth=0.1), Series("other", shape[::-1])), log=log, target=target, x_end=end)
        for shape in shapes
        for log in (False, True)
        for target, end in ((None, None), (Target(0.5), 10.0), (Target(-1.0, "<="), 1.0), (Target(nan), None))
    ]


INKS: list[Ink] = [DARK, LIGHT]
SIZES = [(1, 1), (2, 1), (1, 7), (3, 2), (7, 3), (13, 5), (24, 8), (46, 18), (90, 40)]
