"""Matrices and words: numbers where there is room, colours where there is not, nothing hidden without saying so."""

from __future__ import annotations

from engine.views import Matrix, Text
from tests.widgets.pictures import DARK, colours, floats, text
from tutor.pointing import aim
from tutor.widgets.matrix import paint_matrix
from tutor.widgets.words import paint_words

SMALL = Matrix("w", floats((2, 2), [0.5, -1.25, 0.0, 1.25]), ["in 1", "in 2"], ["h1", "h2"])


def test_numbers_stand_in_their_cells_where_there_is_room() -> None:
    rows = paint_matrix(SMALL, 40, 5, DARK)
    assert text(rows)[0].split() == ["h1", "h2"]
    assert text(rows)[1].split() == ["in", "1", "0.50", "−1.25"]
    assert text(rows)[2].split()[2:] == ["0.00", "1.25"]


def test_signs_have_colours_of_their_own() -> None:
    wide = paint_matrix(SMALL, 40, 5, DARK)
    assert DARK.diverging[0] in colours(wide[1]) and DARK.diverging[-1] in colours(wide[2])


def test_numbers_that_are_as_good_as_nothing_stay_pale() -> None:
    faint = Matrix("w", floats((1, 2), [2e-5, -2e-5]))
    assert len(colours(paint_matrix(faint, 40, 3, DARK)[0]) & set(DARK.diverging)) == 1


def test_column_heads_as_wide_as_their_columns_do_not_run_together() -> None:
    years = Matrix("h", floats((1, 4), [0.5] * 4), column_labels=["1978", "1979", "1980", "1981"])
    assert text(paint_matrix(years, 16, 3, DARK))[0].split() == ["1978", "1980"]
    letters = Matrix("h", floats((1, 4), [0.5] * 4), column_labels=list("abCd"))
    assert text(paint_matrix(letters, 4, 3, DARK))[0] == "abCd"


def test_a_large_matrix_is_colours_and_says_what_it_leaves_out() -> None:
    large = Matrix("w", floats((40, 60), [0.1] * 2400))
    rows = text(paint_matrix(large, 50, 8, DARK))
    assert len(rows) == 8
    assert "+26 rows" in rows[-1] and "+10 columns" in rows[-1]


def test_rows_grow_where_there_is_room_with_numbers_in_their_middle_and_all_pointed_at() -> None:
    rows = paint_matrix(SMALL, 40, 9, DARK)
    words = [line.split() for line in text(rows)[1:7]]
    assert words == [[], ["in", "1", "0.50", "−1.25"], [], [], ["in", "2", "0.00", "1.25"], []]
    assert colours(rows[1]) == colours(rows[2]), "one ground over all its lines"
    assert "1.25" in text(rows)[7], "the legend stays below"
    at = aim(SMALL, 40, 9)
    told = [at(12, y) for y in range(1, 7)]
    assert [one and (one.place.y, one.place.height) for one in told] == 3 * [(1, 3)] + 3 * [(4, 3)]


def test_marks_go_on_over_the_end_of_a_line_and_are_drawn_bold() -> None:
    rows = paint_words(Text("t", ["one two «three four» five"]), 9, 10, DARK)
    assert text(rows) == ["one two", "«three", "four»", "five"]
    bold = [segment.text for strip in rows for segment in strip if segment.style and segment.style.bold]
    assert "".join(bold).replace(" ", "") == "«threefour»"


def test_words_that_do_not_fit_are_counted() -> None:
    rows = text(paint_words(Text("t", ["a", "b", "c", "d"]), 20, 3, DARK))
    assert rows == ["a", "b", "+2 lines more"]
