"""Curves: dots where the numbers are, nothing hidden, ticks people can read."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.pictures import DARK, text
from tutor.numbers import duration, number, signed
from tutor.widgets.axes import Axes
from tutor.widgets.chart import paint_chart
from tutor.widgets.dots import Dots
from tutor.widgets.plot import LIGHT, STRONG, Plot, Series, Tag, Target, smoothed
from tutor.widgets.ticks import linear_ticks, log_ticks, nice_step


def dots_of(rows: list[str]) -> int:
    """How many braille dots are set."""
    return sum((ord(c) - 0x2800).bit_count() for line in rows for c in line if 0x2800 <= ord(c) <= 0x28FF)


def test_a_rising_line_goes_from_bottom_left_to_top_right() -> None:
    rows = text(paint_chart(Plot((Series("loss", [(0.0, 0.0), (10.0, 1.0)]),)), 40, 12, DARK))
    plot = [line.split("│")[-1].split("┤")[-1] for line in rows[1:-2]]
    first = [next(i for i, c in enumerate(line) if ord(c) > 0x2800) for line in plot if "⠀" < max(line) < "⣿"]
    assert first == sorted(first, reverse=True)
    assert first[0] > 25 and first[-1] == 0


def test_raw_values_stay_visible_behind_the_smoothed_line() -> None:
    """Smoothing recolours dots, it never takes one away."""
    points = [(float(i), float(i % 2)) for i in range(100)]
    raw = text(paint_chart(Plot((Series("loss", points),)), 60, 16, DARK))
    both = text(paint_chart(Plot((Series("loss", points, smooth=0.1),)), 60, 16, DARK))
    for before, after in zip(raw[1:], both[1:], strict=True):
        for old, new in zip(before, after, strict=False):
            if 0x2800 <= ord(old) <= 0x28FF:
                assert ord(old) & ord(new) == ord(old)


def test_smoothing_is_an_exponential_mean_that_begins_where_the_values_do() -> None:
    """Of 40 points a tenth: each mean is ¾ of the last and ¼ of the value, less what the first ones lack in weight."""
    points = [(float(i), 5.0 if i < 20 else 1.0) for i in range(40)]
    line = dict(smoothed(points, share=0.1))
    assert [line[i] for i in (0, 1, 19)] == pytest.approx([5, 5, 5])
    assert line[20] == pytest.approx((4 - 5 * 0.75**21) / (1 - 0.75**21), abs=2e-3)
    assert 1 < line[39] < 1.02


def test_smoothing_leaves_out_what_is_no_number_and_few_points_alone() -> None:
    points = [(0.0, 1.0), (1.0, math.nan), (2.0, 3.0), (3.0, math.inf), (4.0, -1.0)]
    assert smoothed(points) == [(0.0, 1.0), (2.0, 3.0), (4.0, -1.0)]


def test_how_much_is_smoothed_is_said_with_the_steps_it_reaches_over() -> None:
    points = [(float(i), 1.0) for i in range(0, 1000, 2)]
    light, strong, raw = (
        text(paint_chart(Plot((Series("loss", points, smooth=share),)), 60, 12, DARK))[0]
        for share in (LIGHT, STRONG, 0.0)
    )
    assert "line smoothed over 20 steps" in light and "line smoothed over 100 steps" in strong
    assert "smoothed" not in raw
    narrow, young, empty = (
        text(paint_chart(Plot((Series("loss", some, smooth=LIGHT),)), width, 12, DARK))[0]
        for width, some in ((20, points), (60, points[:40]), (60, []))
    )
    assert narrow.endswith("smoothed"), "in short where room is short"
    assert "smoothed" not in young, "over one point: nothing is"
    assert empty.rstrip() == "━━ loss", "and no value that is not there yet"


def test_no_name_of_a_legend_is_left_out_unsaid() -> None:
    """Names get more rows, then fewer letters; at last it says how many have no place."""
    plot = Plot(tuple(Series(name, [(0, 1), (1, 2)]) for name in ("momentum", "rmsprop", "plain descent", "adam")))
    roomy, tight, least = (text(paint_chart(plot, *size, DARK)) for size in ((34, 10), (26, 5), (10, 4)))
    assert all(name in "\n".join(roomy) for name in ("momentum", "rmsprop", "plain descent", "adam"))
    assert all(sign in "".join(tight[:2]) for sign in "●◆▲■")
    assert "lines" in "".join(least[:2])


def test_the_legend_says_the_last_value_and_whether_the_bar_is_met() -> None:
    plot = Plot((Series("accuracy", [(0.0, 0.2), (1.0, 0.975)]),), target=Target(0.97, ">=", met=True))
    assert text(paint_chart(plot, 60, 12, DARK))[0] == "━━ accuracy 0.975  ┅┅ ✓ pass ≥ 0.97"


def test_the_bar_is_drawn_even_where_no_value_reaches_it() -> None:
    plot = Plot((Series("accuracy", [(0.0, 0.1), (9.0, 0.2)]),), target=Target(0.9))
    with_bar, without = (text(paint_chart(p, 50, 12, DARK)) for p in (plot, Plot(plot.series)))
    assert dots_of(with_bar[1:3]) > 0
    assert "0.9" not in without[0]


def test_a_log_scale_leaves_out_zero_and_below_and_says_that_it_is_one() -> None:
    points = [(0.0, 100.0), (1.0, 0.0), (2.0, -5.0), (3.0, 0.01)]
    rows = text(paint_chart(Plot((Series("loss", points),), log=True), 60, 14, DARK))
    assert "log scale" in rows[0]
    axes = Axes(Plot((Series("loss", points),), log=True), 30, 10)
    assert axes.dot(1, 0.0) is None and axes.dot(2, -5.0) is None
    assert axes.dot_row(100.0) < axes.dot_row(1.0) < axes.dot_row(0.01)


def test_a_gap_where_the_loss_is_no_number() -> None:
    """NaN breaks the line; it is not drawn as some value."""
    whole = [(float(i), 1.0) for i in range(50)]
    broken = [(x, math.nan if 20 <= x < 30 else y) for x, y in whole]
    drawn, gap = (dots_of(text(paint_chart(Plot((Series("l", p),)), 60, 10, DARK))) for p in (whole, broken))
    assert 0.7 * drawn < gap < 0.9 * drawn


def test_points_are_signs_where_each_has_a_cell_and_else_dots_that_do_not_hide_each_other() -> None:
    plot = Plot(tags=tuple(Tag(float(n % 20), float(n // 20), "") for n in range(100)))
    roomy, tight = (text(paint_chart(plot, *size, DARK)) for size in ((60, 20), (30, 6)))
    assert sum(line.count("○") for line in roomy) == 100 and not dots_of(roomy)
    assert not any("○" in line for line in tight) and dots_of(tight) == 100


@pytest.mark.parametrize("rows", [6, 9, 30])
def test_what_is_above_0_is_not_drawn_below_the_line_of_0(rows: int) -> None:
    """The line runs through the middle of its cell; nor is a share of 1 drawn above the line of 1."""
    axes = Axes(Plot((Series("accuracy", ((0, 0.0), (5, 1.0)), 0),)), 40, rows)
    low, high = axes.dot_row(0.0), axes.dot_row(1.0)
    assert (low >> 2, high >> 2) == (rows - 1, 0)
    assert low % 4 < 2 <= high % 4
    assert [spot[1] for spot in axes.dots(((0, 0.0), (5, 1.0))) if spot] == [low, high]


def test_the_x_axis_holds_still_while_a_run_grows_into_it() -> None:
    early = Axes(Plot((Series("loss", [(1.0, 1.0), (5.0, 1.0)]),), x_end=100), 40, 10)
    late = Axes(Plot((Series("loss", [(1.0, 1.0), (95.0, 1.0)]),), x_end=100), 40, 10)
    assert (early.x_low, early.x_high) == (late.x_low, late.x_high) == (0, 100)


@given(st.floats(-1e5, 1e5), st.floats(1e-3, 1e6), st.integers(1, 20))
def test_linear_ticks_lie_in_the_range_and_are_round(low: float, span: float, count: int) -> None:
    ticks = linear_ticks(low, low + span, count)
    step = nice_step(span, count)
    assert all(low - step * 1e-6 <= tick <= low + span + step * 1e-6 for tick in ticks)
    assert len(ticks) <= count + 1


@given(st.floats(1e-12, 1e6), st.floats(1.01, 1e9), st.integers(1, 12))
def test_log_ticks_lie_in_the_range(low: float, factor: float, count: int) -> None:
    ticks = log_ticks(low, low * factor, count)
    assert len(ticks) <= count
    assert all(low * 0.99 <= tick <= low * factor * 1.01 for tick in ticks)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (-0.0, "0"), (9999.7, "10000"), (0.1109, "0.1109"), (12.5, "12.5"), (3e-7, "3e−7"), (-2.0, "−2"),
     (123456.0, "123456"), (2.5e9, "2.5e9"), (math.nan, "–"), (math.inf, "∞"), (-math.inf, "−∞")],
)  # fmt: skip
def test_numbers_as_people_read_them(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.00324, "3.2 ms"), (0.0994, "99 ms"), (0.0999, "0.1 s"), (1.234, "1.2 s"), (12.6, "13 s"), (65.9, "1 min 5 s")],
)
def test_times_as_people_say_them(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("value", "shown"), [(0.3, "+0.30"), (-12.34, "−12.3"), (250.0, "+250"), (-4e6, "−4e6"), (math.nan, "–")]
)
def test_weights_have_their_sign_and_stay_short(value: float, shown: str) -> None:
    assert signed(value) == shown


def test_a_steep_line_has_no_holes() -> None:
    dots = Dots(3, 5)
    dots.path([(0, 0), (5, 19)], 0)
    rows = {y for y in range(20) for x in range(6) if dots.masks[y >> 2][x >> 1] & _bit(x, y)}
    assert rows == set(range(20))


def _bit(x: int, y: int) -> int:
    return ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))[y & 3][x & 1]


@pytest.mark.parametrize("end", [1, 2, 3, 7, 25, 40, 250])
@pytest.mark.parametrize("columns", [30, 140])
def test_no_tick_stands_at_half_a_step(end: int, columns: int) -> None:
    ticks = Axes(Plot(x_end=float(end)), columns, 12).x_ticks
    assert len(ticks) > 1 and all(tick == round(tick) for tick in ticks)
