"""Every picture can be drawn at every size, whatever its numbers are."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from engine.views import View
from tests.widgets.pictures import DARK, INKS, SIZES, net, odd_plots, odd_views, plane
from tutor.widgets.chart import paint_chart
from tutor.widgets.deck import Deck, Plots, paint_deck, paint_plots, paint_subject
from tutor.widgets.ink import Ink
from tutor.widgets.painted import pointed_out, row
from tutor.widgets.plot import Plot


@pytest.mark.parametrize("ink", INKS, ids=["dark", "light"])
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("view", [*odd_views(), plane(), net(), net(gradients=True)], ids=lambda v: v.name)
def test_views_fit_any_size(view: View, size: tuple[int, int], ink: Ink) -> None:
    """No view raises or returns a row that would push the layout about."""
    width, height = size
    rows = paint_subject(view, width, height, ink)
    assert all(strip.adjust_cell_length(width).cell_length == width for strip in rows)
    assert len(rows) <= max(height, 2)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("plot", odd_plots())
def test_charts_fit_any_size(plot: Plot, size: tuple[int, int]) -> None:
    """No curve raises; a chart never has more rows than it was given, nor wider ones below its legend."""
    width, height = size
    rows = paint_chart(plot, width, height, INKS[0])
    assert len(rows) <= height
    assert all(strip.cell_length <= max(width, 4) for strip in rows[1:])


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_deck_fits_any_size(size: tuple[int, int]) -> None:
    """All odd views on one surface, alone or together, curves included."""
    views = {view.name: view for view in odd_views()}
    for first in range(len(views) + 1):
        for alone in (False, True):
            deck = Deck(views, first, alone, Plots(tuple(odd_plots()[:2])))
            assert len(paint_deck(deck, *size, INKS[0])) <= size[1] + 1


def test_an_empty_deck_says_what_it_waits_for() -> None:
    """Before the first picture there is a sentence, not a void."""
    rows = paint_deck(Deck(waiting="Soon."), 30, 5, INKS[0])
    assert any("Soon." in strip.text for strip in rows)
    assert paint_plots(Plots(), 30, 5, INKS[0]) == []


@pytest.mark.parametrize(
    "place", [(0, 0, 2, 1), (8, 1, 2, 1), (9, 0, 5, 3), (10, 0, 1, 1), (-1, -1, 3, 3), (40, 9, 2, 1)]
)
def test_a_cursor_may_point_beyond_a_picture_that_became_smaller(place: tuple[int, int, int, int]) -> None:
    rows = pointed_out([row(("0123456789", DARK.style()))] * 2, Region(*place), DARK)
    assert [line.cell_length for line in rows] == [10, 10]
