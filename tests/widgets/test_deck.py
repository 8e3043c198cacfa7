"""Which pictures are on the surface, in what order, and how to get to the others."""

from __future__ import annotations

import pytest

from engine.views import Table, View
from tests.widgets.pictures import DARK, text
from tutor.widgets.deck import Deck, Plots, arrange, paint_deck, paint_plots, shown
from tutor.widgets.plot import Plot, Series

VIEWS: dict[str, View] = {name: Table(name, [name], []) for name in ("first", "second", "third", "fourth")}


@pytest.mark.parametrize(
    ("count", "width", "height", "tiles"),
    [(1, 200, 60, (1, 1)), (4, 46, 18, (1, 1)), (2, 80, 22, (2, 1)), (4, 80, 22, (2, 1)), (4, 148, 41, (2, 2)),
     (3, 160, 30, (3, 1)), (2, 60, 40, (1, 2))],
)  # fmt: skip
def test_as_many_pictures_as_have_room(count: int, width: int, height: int, tiles: tuple[int, int]) -> None:
    assert arrange(count, width, height) == tiles


def test_the_first_picture_leads_and_the_others_follow_in_their_order() -> None:
    names, _, _ = shown(Deck(VIEWS, first=3), 80, 20)
    assert names == ["fourth", "first"]


def test_alone_only_one_is_shown_and_the_curves_are_one_more() -> None:
    deck = Deck(VIEWS, first=4, alone=True, curves=Plots((Plot((Series("loss"),)),)))
    assert shown(deck, 200, 60)[0] == ["curves"]
    assert any("loss" in line for line in text(paint_deck(deck, 80, 20, DARK)))


def test_names_of_hidden_pictures_stay_on_the_surface() -> None:
    rows = text(paint_deck(Deck(VIEWS), 60, 20, DARK))
    assert all(name in rows[0] for name in VIEWS)


def test_too_many_names_become_dots_and_the_name_of_the_next() -> None:
    head = text(paint_deck(Deck(VIEWS), 30, 20, DARK))[0]
    assert head.split()[0] == "first" and head.count("○") == 3 and "v: second" in head


def test_charts_lie_beside_each_other_or_below_or_one_is_left() -> None:
    plots = Plots((Plot((Series("loss"),)), Plot((Series("accuracy"),))))
    wide, narrow, low = (text(paint_plots(plots, w, h, DARK)) for w, h in ((80, 10), (30, 12), (30, 5)))
    assert "loss" in wide[0] and "accuracy" in wide[0]
    assert "loss" in narrow[0] and any("accuracy" in line for line in narrow[1:])
    assert "loss" in low[0] and not any("accuracy" in line for line in low)
