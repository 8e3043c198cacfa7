"""Which pictures are on the surface, in what order, and how to get to the others."""

from __future__ import annotations

import pytest

from engine.views import Curves, Field, Line, Matrix, Pictures, Table, View
from tests.widgets.pictures import DARK, floats, text
from tutor.widgets.deck import Deck, Plots, paint_deck, paint_plots, shown
from tutor.widgets.layout import arrange
from tutor.widgets.plot import Plot, Series

ORDER = ("first", "second", "third", "fourth")
VIEWS: dict[str, View] = {name: Field(name, floats((1, 1), [0.5]), (0, 1), (0, 1)) for name in ORDER}


def table(name: str, rows: int = 3) -> Table:
    """A picture that has no use for more rows than it needs."""
    return Table(name, [f"{name} column"], [[f"{name} {n}"] for n in range(rows)])


STACK: dict[str, View] = {"table": table("table"), "lines": Curves("lines", [Line("line", [0, 1], [0, 1])]), **VIEWS}


def on_surface(deck: Deck, width: int, height: int) -> list[list[str]]:
    """Names by column."""
    columns, _ = shown(deck, width, height, DARK)
    return [[tile.name for tile in column] for column in columns]


@pytest.mark.parametrize(
    ("count", "width", "height", "tiles"),
    [(1, 200, 60, (1, 1)), (4, 46, 18, (1, 1)), (2, 80, 22, (2, 1)), (4, 80, 22, (2, 1)), (4, 148, 41, (2, 2)),
     (3, 160, 30, (3, 1)), (2, 60, 40, (1, 2))],
)  # fmt: skip
def test_as_many_pictures_as_have_room(count: int, width: int, height: int, tiles: tuple[int, int]) -> None:
    assert arrange(count, width, height) == tiles


def test_the_first_picture_leads_and_the_others_follow_in_their_order() -> None:
    assert on_surface(Deck(), 80, 24) == []  # a click may come before the first picture
    assert on_surface(Deck(VIEWS, first=3), 80, 20) == [["fourth"], ["first"]]


def test_where_all_have_room_they_lie_in_rows() -> None:
    assert on_surface(Deck(VIEWS), 80, 40) == [["first", "third"], ["second", "fourth"]]


def test_short_pictures_are_stacked_so_that_more_are_seen() -> None:
    """A table and a curve fit one above the other in a small column, where equal tiles would show one of them."""
    assert on_surface(Deck(STACK), 45, 20) == [["table", "lines"]]
    assert on_surface(Deck(VIEWS), 45, 20) == [["first"]]
    rows = text(paint_deck(Deck(STACK), 45, 20, DARK))
    assert any("table 2" in line for line in rows) and any("━━ line" in line for line in rows)
    assert len(rows) == 20


def test_a_plane_is_not_squeezed_under_a_table() -> None:
    """Lines can be read in fewer rows than a plane needs."""
    assert on_surface(Deck({"table": table("table"), **VIEWS}), 45, 20) == [["table"]]
    assert on_surface(Deck({"table": table("table"), **VIEWS}), 45, 24) == [["table", "first"]]


def test_a_tall_picture_gets_what_short_ones_leave() -> None:
    ((small, tall),), above = shown(Deck({"t": table("t"), **VIEWS}), 45, 30, DARK)
    assert small.rows + tall.rows + above == 30 and small.rows == 7


def test_a_table_that_needs_nearly_all_rows_has_them() -> None:
    assert on_surface(Deck({"long": table("long", 15), **VIEWS}), 45, 22) == [["long"]]


def test_v_goes_to_the_first_picture_that_is_not_yet_seen() -> None:
    assert "v: first" in text(paint_deck(Deck(STACK), 40, 22, DARK))[0]


def test_alone_only_one_is_shown_and_the_curves_are_one_more() -> None:
    deck = Deck(VIEWS, first=4, alone=True, curves=Plots((Plot((Series("loss"),)),)))
    assert on_surface(deck, 200, 60) == [["curves"]]
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


def test_a_pinned_picture_stays_first_while_the_others_take_turns() -> None:
    for first, after in ((0, "second"), (1, "second"), (2, "third"), (3, "fourth")):
        assert on_surface(Deck(VIEWS, first, pinned="first"), 80, 20) == [["first"], [after]]
    head, title = text(paint_deck(Deck(VIEWS, 2, pinned="first"), 100, 20, DARK))[:3:2]
    assert "▣ first" in head and head.endswith("v: next")
    assert "▣ pinned" in title


def test_in_the_zoom_the_pinned_picture_is_beside_the_present_one_where_there_is_room() -> None:
    deck = Deck(VIEWS, 2, alone=True, pinned="first")
    assert on_surface(deck, 100, 30) == [["first"], ["third"]]
    assert on_surface(deck, 60, 30) == [["third"]]
    assert on_surface(Deck(VIEWS, 0, alone=True, pinned="first"), 100, 30) == [["first"]]


def test_charts_that_find_no_room_are_counted() -> None:
    plots = Plots(tuple(Plot((Series(name, [(0, 1), (9, 2)]),)) for name in ("one", "two", "three")))
    assert any("+2 more" in line for line in text(paint_plots(plots, 40, 6, DARK)))
    assert not any("more" in line for line in text(paint_plots(plots, 100, 6, DARK)))


def test_where_one_picture_has_room_only_a_pin_does_not_hide_the_others() -> None:
    head = text(paint_deck(Deck(VIEWS, 2, pinned="first"), 46, 18, DARK))[0]
    assert "third" in head and text(paint_deck(Deck(VIEWS, 2), 46, 18, DARK))[0] == head


def test_room_goes_where_images_would_be_cut_off() -> None:
    """In a grid the many images would share a column with another picture while a short table leaves one empty."""
    few, many = (Pictures(str(n), floats((n, 8, 8), [0.5] * n * 64)) for n in (4, 17))
    views: dict[str, View] = {"few": few, "table": table("table"), "many": many, "list": table("list"), "lines": few}
    assert on_surface(Deck(views), 95, 36) == [["few", "table", "many"], ["list", "lines"]]
    assert "more" not in "".join(text(paint_deck(Deck(views), 95, 36, DARK)))
    fewer = Deck({**views, "many": few}, most={"many": 17})
    assert on_surface(fewer, 95, 36) == on_surface(Deck(views), 95, 36), "images that go leave places as they are"


def test_a_column_is_not_left_half_empty_where_its_tables_have_room_below_something_else() -> None:
    """In a grid of three columns the two tables share one and leave most of it empty."""
    lines, short = STACK["lines"], table("table")
    views: dict[str, View] = {"a": lines, "table": short, "b": lines, "c": lines, "list": short}
    assert on_surface(Deck(views), 142, 36) == [["a", "table", "list"], ["b"], ["c"]]
    longer = Deck(views, most={"list": 16, "table": 16})
    assert on_surface(longer, 142, 36) != on_surface(Deck(views), 142, 36), "room is kept for rows that a table has had"


def test_rows_that_would_stay_empty_make_pictures_larger_where_these_can_grow() -> None:
    """A matrix below a table grows by whole steps: by one line for each of its rows."""
    matrix = Matrix("matrix", floats((4, 6), [0.5] * 24), row_labels=list("abcd"))
    deck = Deck({"table": table("table"), "matrix": matrix})
    ((small, grown),), _ = shown(deck, 45, 30, DARK)
    assert (small.rows, grown.rows) == (7, 4 * 3 + 1 + 2)
    ((_, grown),), _ = shown(deck, 45, 20, DARK)
    assert grown.rows == 4 * 2 + 1 + 2


def test_a_table_does_not_have_a_column_for_itself_that_it_leaves_empty() -> None:
    """Three pictures of which one is a small table stand in two columns, where three would have room."""
    views: dict[str, View] = {"plane": VIEWS["first"], "lines": STACK["lines"], "table": table("table")}
    assert on_surface(Deck(views), 146, 36) == [["plane", "table"], ["lines"]]
    assert on_surface(Deck({**views, "table": table("table", 20)}), 146, 36) == [["plane"], ["lines"], ["table"]]
