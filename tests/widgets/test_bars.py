"""Bars: as long as their numbers say, named, in groups told apart without colours; negative and logarithmic ones."""

from __future__ import annotations

import math

import pytest

from engine.views import Bars, BarSeries
from tests.widgets.pictures import DARK, text
from tutor.widgets.bars import EIGHTHS, paint_bars


def drawn(view: Bars, width: int, height: int) -> list[str]:
    """The rows that are not blank."""
    return [line for line in text(paint_bars(view, width, height, DARK)) if line]


def eighths(line: str) -> int:
    """How long the bar in a row is, in eighths of a cell."""
    return sum(EIGHTHS.index(c) for c in line if c in EIGHTHS[1:])


def test_bars_are_as_long_as_their_numbers() -> None:
    rows = drawn(Bars("b", ["half", "whole"], [BarSeries("", [0.5, 1.0])]), 60, 6)
    assert rows[0].startswith("half") and rows[0].endswith(" 0.5") and rows[1].endswith(" 1")
    assert eighths(rows[0]) == pytest.approx(eighths(rows[1]) / 2, abs=1)
    assert eighths(rows[1]) > 8 * 40


def test_a_little_is_not_nothing_and_nothing_is() -> None:
    rows = drawn(Bars("b", ["much", "little", "none"], [BarSeries("", [1e6, 1.0, 0.0])]), 40, 6)
    assert eighths(rows[1]) == 1 and eighths(rows[2]) == 0


def test_a_few_bars_are_set_apart_where_there_is_room() -> None:
    view = Bars("b", ["a", "b", "c"], [BarSeries("", [1.0, 1.0, 1.0])])
    assert [bool(line) for line in text(paint_bars(view, 40, 9, DARK))] == [True, False, True, False, True]
    assert len(text(paint_bars(view, 40, 4, DARK))) == 3


def test_groups_have_one_bar_a_series_with_the_sign_the_legend_gives_it() -> None:
    view = Bars("b", ["tree", "net"], [BarSeries("digits", [0.8, 0.9]), BarSeries("wine", [0.7, 0.6])], unit="%")
    rows = drawn(view, 50, 14)
    assert rows[0].split() == ["●", "digits", "◆", "wine"]
    assert [line.split()[0] for line in rows[1:]] == ["tree", "◆", "net", "◆"]
    assert "●" in rows[1] and rows[1].endswith("0.8 %")


def test_negative_bars_go_to_the_left_of_where_positive_ones_begin() -> None:
    rows = drawn(Bars("w", ["down", "up"], [BarSeries("", [-1.0, 1.0])]), 50, 4)
    last = max(x for x, c in enumerate(rows[0]) if c in EIGHTHS[1:])
    first = min(x for x, c in enumerate(rows[1]) if c in EIGHTHS[1:])
    assert last + 1 == first
    assert eighths(rows[0]) == pytest.approx(eighths(rows[1]), abs=8)
    assert rows[0].endswith("−1")


def test_on_a_log_scale_ten_times_as_much_is_a_step_longer() -> None:
    view = Bars("t", ["a", "b", "c"], [BarSeries("seconds", [0.01, 0.1, 1.0])], log=True, unit="s")
    head, *rows = drawn(view, 70, 8)
    lengths = [eighths(line) for line in rows]
    assert lengths[1] - lengths[0] == pytest.approx(lengths[2] - lengths[1], abs=1)
    assert lengths[0] > 0 and "log scale" in head


def test_what_is_no_number_has_no_bar_but_is_said() -> None:
    rows = drawn(Bars("b", ["a", "b"], [BarSeries("", [math.nan, 1.0])]), 30, 4)
    assert rows[0].split() == ["a", "–"]


def test_too_many_bars_say_how_many_are_left_out() -> None:
    view = Bars("b", [f"n{i}" for i in range(12)], [BarSeries("", [1.0] * 12)])
    rows = drawn(view, 30, 6)
    assert rows[-1] == "+7 more" and len(rows) == 6


def test_a_long_label_is_cut_with_a_sign_and_the_bar_keeps_room() -> None:
    view = Bars("b", ["a very long label that goes on and on"], [BarSeries("", [1.0])])
    (line,) = drawn(view, 30, 1)
    assert "…" in line and eighths(line) > 8 * 8
