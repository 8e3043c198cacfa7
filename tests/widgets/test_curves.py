"""Lines over a common axis: told apart without colours, named, marked; on linear and logarithmic scales."""

from __future__ import annotations

import math

import pytest

from engine.views import Curves, Line, Mark
from tests.widgets.pictures import DARK, text
from tutor.widgets.axes import Axes
from tutor.widgets.curves import paint_curves, plot_of
from tutor.widgets.dots import Dots
from tutor.widgets.legend import MARKERS

XS = [i / 10 for i in range(-50, 51)]
SIGMOID = [1 / (1 + math.exp(-x)) for x in XS]
SLOPE = [s * (1 - s) for s in SIGMOID]


def activation(**more: object) -> Curves:
    """A function and its slope."""
    lines = [Line("f(z)", XS, SIGMOID), Line("f′(z)", XS, SLOPE, dashed=True)]
    return Curves("activation", lines, "z", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [(38, 14), (80, 22), (196, 52)])
def test_every_line_bears_its_own_sign_as_the_legend_says(size: tuple[int, int]) -> None:
    rows = text(paint_curves(activation(), *size, DARK))
    assert rows[0].split() == ["●━", "f(z)", "◆╌", "f′(z)"]
    plot = "\n".join(rows[1:])
    assert plot.count("●") >= 2 and plot.count("◆") >= 2


def test_a_sign_lies_on_its_line() -> None:
    """Where the slope's signs are, the slope is: below 0.25, in the lowest rows."""
    rows = text(paint_curves(activation(), 80, 22, DARK))[1:-2]
    assert all(n >= len(rows) // 2 for n, line in enumerate(rows) if "◆" in line)


def test_lines_have_more_signs_than_there_are_colours() -> None:
    assert len(set(MARKERS)) == 8 > len(DARK.series)


def test_a_dashed_line_has_gaps_and_a_plain_one_has_none() -> None:
    plain, dashed = Dots(30, 8), Dots(30, 8)
    way: list[tuple[int, int] | None] = [(0, 0), (59, 31)]
    plain.trace(way, 0)
    dashed.trace(way, 0, dashed=True)
    set_ = [sum(mask.bit_count() for line in dots.masks for mask in line) for dots in (plain, dashed)]
    assert set_[0] == 60 and 28 <= set_[1] <= 32


def test_a_line_may_go_back() -> None:
    """A ROC curve can be told from its last point to its first; the same dots are set."""
    xs, ys = [0.0, 0.0, 0.2, 0.2, 1.0], [0.0, 0.5, 0.5, 0.9, 1.0]
    there = text(paint_curves(Curves("roc", [Line("net", xs, ys)]), 40, 14, DARK))
    back = text(paint_curves(Curves("roc", [Line("net", xs[::-1], ys[::-1])]), 40, 14, DARK))
    columns = [{x for line in rows[1:-2] for x, c in enumerate(line) if "⠀" < c <= "⣿"} for rows in (there, back)]
    assert columns[0] == columns[1] and len(columns[0]) > 30


def test_marks_stand_on_their_points_with_their_words() -> None:
    marks = [Mark(0.0, 0.5, "half"), Mark(5.0, 1.0, "the right end")]
    rows = text(paint_curves(activation(marks=marks), 60, 20, DARK))
    (half,) = (line for line in rows if "half" in line)
    assert half.index("◉") < half.index("half") and 28 <= half.index("◉") <= 34
    (end,) = (line for line in rows if "right end" in line)
    assert end.index("right end") < end.index("◉") == len(end) - 1, "no room at the right: its words stand at the left"


def test_two_marks_at_one_place_are_both_readable() -> None:
    marks = [Mark(0.0, 0.5, "first"), Mark(0.0, 0.5, "second")]
    rows = "\n".join(text(paint_curves(activation(marks=marks), 60, 20, DARK)))
    assert "first" in rows and "second" in rows


def test_names_of_both_axes_are_there_and_a_long_one_has_a_row_of_its_own() -> None:
    view = Curves("roc", [Line("net", [0, 1], [0, 1])], "false positive rate", "true positive rate")
    rows = text(paint_curves(view, 60, 16, DARK))
    assert rows[0].startswith("↑ true positive rate") and rows[-1].strip() == "false positive rate"


def test_on_a_small_chart_the_names_of_lines_come_before_that_of_the_axis() -> None:
    view = Curves(
        "roc", [Line("the net", [0, 1], [0, 1]), Line("by chance", [0, 1], [0, 1])], "x", "true positive rate"
    )
    (legend, *_) = text(paint_curves(view, 30, 8, DARK))
    assert "the net" in legend and "by chance" in legend and "rate" not in legend


def test_a_logarithmic_x_axis_gives_every_power_of_ten_the_same_room() -> None:
    view = Curves("rates", [Line("loss", [0.001, 0.01, 0.1, 1.0], [3, 2, 1, 0])], "rate", log_x=True)
    axes = Axes(plot_of(view), 61, 10)
    places = [axes.dot(x, 1.0) for x in (0.001, 0.01, 0.1, 1.0)]
    assert [place and place[0] for place in places] == [0, 40, 81, 121]
    assert axes.dot(0.0, 1.0) is None and axes.dot(-1.0, 1.0) is None
    assert "log x scale" in text(paint_curves(view, 60, 14, DARK))[0]


def test_the_x_axis_reaches_from_the_first_to_the_last_point() -> None:
    axes = Axes(plot_of(Curves("c", [Line("a", [-5.0, -2.0], [0, 1])])), 40, 10)
    assert (axes.x_low, axes.x_high) == (-5.0, -2.0)


def test_a_mark_without_words_is_a_point_of_the_data_and_hides_nothing_beside_it() -> None:
    """Twenty points beside a line take one cell each, no more."""
    line = Line("fit", [0.0, 10.0], [0.0, 10.0])
    bare, dotted = (
        text(paint_curves(Curves("fit", [line], marks=marks), 60, 20, DARK))
        for marks in ([], [Mark(i / 2, i / 2, "") for i in range(1, 20)])
    )
    changed = [new for a, b in zip(bare, dotted, strict=True) for old, new in zip(a, b, strict=False) if old != new]
    assert len(changed) == 19 and set(changed) == {"○"}
