"""What a lab can show while it trains: plain data, no drawing.

A view travels from the worker to whoever draws it. Arrays travel as bytes with dtype and shape.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np


class Array(Struct, frozen=True):
    """A C-ordered array: ``dtype`` is NumPy's name ("float32", "int32"), ``data`` its bytes."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes

    @classmethod
    def of(cls, values: np.ndarray) -> Array:
        """Pack a NumPy array (any strides)."""
        return cls(values.dtype.name, values.shape, values.tobytes())

    def rows(self) -> list[list[float]]:
        """The values of a 2-D array as nested lists, without NumPy. Raises ValueError for other shapes."""
        height, width = self.shape
        flat = self.flat()
        return [flat[r * width : (r + 1) * width] for r in range(height)]

    def flat(self) -> list[float]:
        """All values in C order, without NumPy."""
        return self._numbers(0, len(self.data))

    def at(self, place: Sequence[int]) -> list[float]:
        """The numbers behind the leading indices ``place``: one if it names them all, else those of all that follow.

        Where a side is 1, its only entry stands for every index. Raises IndexError for what lies outside.
        """
        if len(place) > len(self.shape):
            raise IndexError(f"{len(place)} indices for shape {self.shape}.")
        start = 0
        for index, side in zip(place, self.shape, strict=False):
            if side > 1 and not 0 <= index < side:
                raise IndexError(f"{tuple(place)} lies outside {self.shape}.")
            start = start * side + (index if side > 1 else 0)
        count = prod(self.shape[len(place) :]) * array(_CODES[self.dtype]).itemsize
        return self._numbers(start * count, count)

    def _numbers(self, start: int, count: int) -> list[float]:
        values: array[float] = array(_CODES[self.dtype])
        values.frombytes(self.data[start : start + count])
        return values.tolist()


_CODES = {"float32": "f", "float64": "d", "int32": "i", "int64": "q", "uint8": "B"}


class Formula(Struct, frozen=True):
    """How a number of a view comes about, told with the present numbers to those who point at it.

    In braces stands what is put in: ``{value}``, the number itself; what the view names (see each view); and the
    ``parts``: arrays with the sides of the view's values, or 1 where all share a number; one without sides goes for
    every place. A part may have one side more, the terms of a sum: ``{a·b}`` writes the products of ``a`` and ``b`` one
    after another, ``{Σ a·b}`` their sum.
    ``says`` are sentences for the long story, with the same braces; ``terms`` are ids of the glossary.
    """

    text: str
    parts: Mapping[str, Array] = {}
    says: Sequence[str] = ()
    terms: Sequence[str] = ()


class Point(Struct, frozen=True):
    """One example in the plane: position, class (0 or 1) and whether the net has it right."""

    x: float
    y: float
    label: int
    right: bool


class Path(Struct, frozen=True):
    """A way through the plane, drawn as a line whose last point is marked."""

    name: str
    xs: list[float]
    ys: list[float]


class Field(Struct, frozen=True, tag="field"):
    """A function of two inputs drawn as colours, with the data over it: a decision boundary, or a surface.

    ``values`` is (rows, columns) float32; row 0 is the largest y. Colours run from ``lo``, which reads as class 0, to
    ``hi``, which reads as class 1. With ``contours``, ``paths`` or another range it is a surface: colours run from
    dark to light, by the logarithm if ``log`` (then ``lo`` > 0), and ``contours`` draws lines of equal height.
    ``formula`` may name {x} and {y}, where the value is known; its parts are single numbers.
    """

    name: str
    values: Array
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    points: list[Point] = []
    x_label: str = "x₁"
    y_label: str = "x₂"
    lo: float = 0.0
    hi: float = 1.0
    contours: bool = False
    paths: list[Path] = []
    log: bool = False
    formula: Formula | None = None


class Line(Struct, frozen=True):
    """One series of a chart: a line through its points in the order given.

    ``formula`` may name {x} and, by their names, the values of the chart's lines there; its parts are (points,).
    """

    name: str
    xs: list[float]
    ys: list[float]
    dashed: bool = False
    formula: Formula | None = None


class Mark(Struct, frozen=True):
    """A point of a chart that stands out, with a word or two beside it; without, one of many: a point of the data."""

    x: float
    y: float
    text: str


class Curves(Struct, frozen=True, tag="curves"):
    """Lines over a common x axis: activation functions, ROC curves, losses over predictions.

    ``dots`` is the formula of its marks; it may name {x} and {y}, which is also the value; its parts are (marks,).
    """

    name: str
    series: list[Line]
    x_label: str = ""
    y_label: str = ""
    log_x: bool = False
    log_y: bool = False
    marks: list[Mark] = []
    dots: Formula | None = None


class BarSeries(Struct, frozen=True):
    """One bar for each label of a :class:`Bars`; NaN where there is no value.

    ``formula`` may name {label} and, by their names, the values of all series there; its parts are (labels,).
    """

    name: str
    values: list[float]
    formula: Formula | None = None


class Bars(Struct, frozen=True, tag="bars"):
    """Horizontal bars with their numbers: for each label one bar of each series. ``unit`` follows the numbers."""

    name: str
    labels: list[str]
    series: list[BarSeries]
    log: bool = False
    unit: str = ""


class Pictures(Struct, frozen=True, tag="pictures"):
    """Small images side by side: filters, feature maps, misread digits.

    ``images`` is (n, height, width) float32. ``signed`` means 0 is the neutral colour (weights);
    otherwise values run from ``lo`` (dark) to ``hi`` (light). ``formulas`` are those of the images in turn, the last
    one also of all that follow; they may name {picture} (its caption), {row} and {column} (from 1).
    """

    name: str
    images: Array
    captions: list[str] = []
    signed: bool = False
    lo: float = 0.0
    hi: float = 1.0
    formulas: Sequence[Formula | None] = ()


class Confusion(Struct, frozen=True, tag="confusion"):
    """A confusion matrix: ``counts`` is (true class, predicted class) int32."""

    name: str
    labels: list[str]
    counts: Array


class Table(Struct, frozen=True, tag="table"):
    """Rows of text under column heads, such as a truth table; ``marks`` says per row: right, wrong or neither.

    ``formulas``, by a column's head, are those of its cells from the top, the last one also of all that follow; they
    may name the cells of the row by their columns' heads, its first cell by {row}, and have parts (rows,).
    """

    name: str
    columns: list[str]
    rows: list[list[str]]
    marks: Sequence[bool | None] = ()
    formulas: Mapping[str, Sequence[Formula | None]] = {}


class Matrix(Struct, frozen=True, tag="matrix"):
    """Numbers in rows and columns as a heat map; the numbers themselves are shown where there is room.

    ``values`` is (rows, columns) float32. ``signed`` means 0 is the neutral colour; otherwise values run from ``lo``
    (dark) to ``hi`` (light). ``formula`` may name {row} and {column}, the labels.
    """

    name: str
    values: Array
    row_labels: list[str] = []
    column_labels: list[str] = []
    signed: bool = True
    lo: float = 0.0
    hi: float = 1.0
    formula: Formula | None = None


class Text(Struct, frozen=True, tag="text"):
    """Words, such as what a language model writes; «…» marks what stands out."""

    name: str
    paragraphs: list[str]


class Layer(Struct, frozen=True):
    """One layer of a drawn network, for the example shown.

    ``weights`` is (inputs, units), ``bias`` (units,), ``units`` (units,) the activations;
    ``weight_gradients``/``bias_gradients`` have the shapes of their parameters, or are None before backward;
    ``weights_before``/``bias_before`` are the parameters before the update that is shown in slow motion.
    ``activation`` is the name of what bends the sums: tanh, sigmoid, relu, linear; "" where it is not told.
    """

    name: str
    units: Array
    weights: Array
    bias: Array
    weight_gradients: Array | None = None
    bias_gradients: Array | None = None
    weights_before: Array | None = None
    bias_before: Array | None = None
    activation: str = ""


class Network(Struct, frozen=True, tag="network"):
    """A small network with its numbers: inputs, layers, weights, activations, gradients.

    ``parameters`` names each layer's weights and bias, if they may be set by hand; ``places`` says which rows of the
    first layer's weights are shown, if not all. ``phase``, set by the engine, is the quarter of a step it shows in slow
    motion.
    """

    name: str
    example: str
    inputs: list[str]
    values: list[float]
    layers: list[Layer]
    parameters: list[tuple[str, str]] = []
    places: list[int] = []
    phase: str = ""


class Feature(Struct, frozen=True):
    """An input over the plane: its name and formula as people write them, whether the net is told it, its knob."""

    name: str
    formula: str
    on: bool = True
    knob: str = ""


class Column(Struct, frozen=True):
    """Maps of one layer: ``values`` is (maps, rows, columns), the first row has the largest y.

    ``weights`` (maps of the column before, maps) and ``bias`` (maps,) are what makes them; None for inputs. Colours
    run over ``span``; without it each map has a scale of its own, with 0 in the neutral colour.
    """

    title: str
    values: Array
    weights: Array | None = None
    bias: Array | None = None
    activation: str = ""
    span: tuple[float, float] | None = None


class Maps(Struct, frozen=True, tag="maps"):
    """What every part of a net says at each point of the plane: its inputs, its units layer by layer, its output.

    The first of ``columns`` are the ``inputs``, all that there could be; the last is the output.
    """

    name: str
    inputs: list[Feature]
    columns: list[Column]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_label: str = "x₁"
    y_label: str = "x₂"


View = Field | Pictures | Confusion | Table | Network | Curves | Bars | Matrix | Text | Maps
