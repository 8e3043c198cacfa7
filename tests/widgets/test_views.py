"""What each picture tells: classes, mistakes, counts, weights; by shape and words, not by colour alone."""

from __future__ import annotations

import pytest

from engine.views import Confusion, Pictures, Point, Table
from tests.widgets.pictures import DARK, LIGHT, colours, floats, ints, maps, net, plane, text
from tutor.widgets.confusion import paint_confusion
from tutor.widgets.diagram import Wire, draw
from tutor.widgets.dots import EMPTY
from tutor.widgets.field import GLYPHS, paint_field
from tutor.widgets.field_legend import legend_below
from tutor.widgets.ink import SHADES, Ink, ink, shade
from tutor.widgets.maps import paint_maps
from tutor.widgets.network import paint_network, stages
from tutor.widgets.pictures import grid, paint_pictures
from tutor.widgets.table import paint_table


def brightness(colour: tuple[int, int, int]) -> float:
    """How light a colour is, for eyes and for terminals without colours."""
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_points_differ_by_class_and_by_rightness_in_shape() -> None:
    assert len(set(GLYPHS.values())) == 4
    points = [
        Point(-0.5, 0.5, 0, True),
        Point(-0.5, -0.5, 1, False),
        Point(0.5, 0.5, 1, True),
        Point(0.5, -0.5, 0, False),
    ]
    rows = "\n".join(text(paint_field(plane(points), 40, 16, DARK))[:15])
    assert [glyph for glyph in rows if glyph in "●○◆◇"] == ["●", "◆", "◇", "○"]


def test_the_field_is_blue_left_and_orange_right_with_its_ranges_beside_it() -> None:
    rows = paint_field(plane(), 40, 12, DARK)
    assert {DARK.diverging[0], DARK.diverging[-1]} <= colours(rows[3])
    shown = text(rows)
    assert shown[0].lstrip().startswith("1") and "x₁" in shown[-2] and "net says" in shown[-1]


def test_points_outside_the_plane_are_left_out_and_points_on_its_edge_are_not() -> None:
    inside = "".join(text(paint_field(plane([Point(1.0, -1.0, 1, True), Point(3.0, 0.0, 1, True)]), 40, 12, DARK))[:10])
    assert inside.count("◆") == 1


def test_the_wrong_points_are_counted_in_words() -> None:
    points = [Point(0.0, 0.0, 1, False), Point(0.5, 0.5, 1, True)]
    assert "wrong: 1" in "\n".join(text(paint_field(plane(points), 60, 12, DARK)))
    for width in range(20, 50):
        told = "".join(part for part, _ in legend_below(plane([*points, points[0]]), width, DARK))
        assert len(told) <= width and ("net says" in told) == told.endswith(" 1"), "no end of the scale is cut off"


@pytest.mark.parametrize("own", [DARK, LIGHT])
def test_without_colours_a_picture_is_the_darker_the_lower_its_numbers(own: Ink) -> None:
    """In greys blue and orange are nearly alike: negative numbers would pass for small positive ones."""
    shades = [brightness(one) for one in ink(own.paper, own.text, own is DARK, plain=True).diverging]
    assert shades == sorted(shades) and shades[-1] - shades[0] > 100


def test_shades_cover_the_ramp_and_name_what_is_no_number() -> None:
    assert (shade(0.0), shade(1.0), shade(0.5)) == (0, SHADES - 1, SHADES // 2)
    assert (shade(float("nan")), shade(float("inf")), shade(float("-inf"))) == (-1, SHADES - 1, 0)


def test_pictures_wrap_to_the_width_and_say_how_many_are_left_out() -> None:
    view = Pictures("digits", floats((30, 8, 8), [0.5] * 1920), [f"n{i}" for i in range(30)])
    rows = text(paint_pictures(view, 40, 12, DARK))
    shown = sum(line.count("n") for line in rows if line.strip().startswith("n"))
    assert f"+{30 - shown} more" in rows[-1]
    assert 0 < shown < 30


def test_pictures_grow_where_there_is_room_and_all_are_shown() -> None:
    view = Pictures("filters", floats((4, 3, 3), [0.0] * 36), signed=True)
    small, large = grid(view, 20, 8), grid(view, 100, 20)
    assert large.scale > small.scale >= 1
    assert large.across * large.down >= 4


def test_signed_pictures_are_neutral_at_zero_and_scaled_to_the_largest_weight() -> None:
    view = Pictures("filters", floats((1, 1, 3), [-2.0, 0.0, 2.0]), signed=True)
    rows = paint_pictures(view, 30, 5, DARK)
    assert text(rows)[-1].split() == ["−2", "2"]
    assert DARK.diverging[0] in colours(rows[-1]) and DARK.diverging[-1] in colours(rows[-1])


def test_a_confusion_matrix_shows_every_count_and_the_share_that_is_right() -> None:
    view = Confusion("c", ["cat", "dog"], ints((2, 2), [9, 1, 0, 5]))
    rows = text(paint_confusion(view, 60, 6, DARK))
    assert "the net says" in rows[0]
    assert rows[1].split() == ["it", "really", "is", "cat", "dog", "right"]
    assert rows[2].split() == ["cat", "9", "1", "90%"]
    assert rows[3].split() == ["dog", "·", "5", "100%"]


def test_a_confusion_matrix_that_is_too_wide_says_so() -> None:
    view = Confusion("c", [str(i) for i in range(10)], ints((10, 10), [100] * 100))
    rows = text(paint_confusion(view, 20, 14, DARK))
    assert "columns more" in rows[-1]


def test_minus_signs_in_a_table_are_minus_signs_and_hyphens_stay() -> None:
    view = Table("t", ["sum", "day"], [["-0.38 = 0.25 -0.63", "2026-01-02"]])
    assert text(paint_table(view, 40, 8, DARK))[-1] == " −0.38 = 0.25 −0.63  2026-01-02"


def test_a_truth_table_marks_right_and_wrong_rows() -> None:
    view = Table("t", ["x", "says"], [["0", "1"], ["1", "1"]], [False, True])
    rows = text(paint_table(view, 30, 8, DARK))
    assert rows[2].endswith("✗") and rows[3].endswith("✓")


def test_a_wide_table_wraps_its_longest_texts_and_keeps_the_marks() -> None:
    view = Table("t", ["x", "sum"], [["0", "0.25 + 0.50 + 0.75 = 1.50"]], [True])
    rows = text(paint_table(view, 20, 8, DARK))
    assert "✓" in rows[2]
    assert "= 1.50" in "".join(rows) and all(len(line) <= 20 for line in rows)


def test_a_table_that_is_too_long_says_how_many_rows_are_missing() -> None:
    view = Table("t", ["x"], [[str(i)] for i in range(9)])
    assert text(paint_table(view, 20, 5, DARK))[-1] == "+6 rows more"


def test_a_column_of_words_is_set_left_and_one_of_numbers_right() -> None:
    view = Table("t", ["model", "right", "says"], [["tree", "9.5 %", "much"], ["net", "10 %", "no"]])
    rows = text(paint_table(view, 30, 8, DARK))
    assert rows[0] == " model  right  says"
    assert rows[2:] == [" tree   9.5 %  much", " net     10 %  no"]


def test_columns_close_up_before_any_text_of_a_table_is_wrapped() -> None:
    view = Table("t", ["stage", "shape"], [["largest of 2×2", "16×4×4"], ["softmax", "10"]])
    assert text(paint_table(view, 23, 8, DARK))[2] == " largest of 2×2  16×4×4"
    assert text(paint_table(view, 22, 8, DARK))[2] == " largest of 2×2 16×4×4"


def test_the_network_shows_weights_sums_and_activations_of_each_unit() -> None:
    """h₁ = tanh(1·1 − 1·2 + 0.5): the row has its weights, its sum −0.50 and what it passes on, −0.46."""
    rows = text(paint_network(net(), 60, 20, DARK))
    first = next(line for line in rows if line.startswith("h₁"))
    assert first.split() == ["h₁", "+1.00", "−1.00", "+0.50", "−0.50", "−0.46"]
    assert any("x₁ ×" in line and "bias" in line and "→ h" in line for line in rows)


def test_sums_are_those_of_the_example_shown() -> None:
    hidden, output = stages(net())
    assert [unit.total for unit in hidden.units] == [-0.5, 4.5]
    assert output.units[0].total == pytest.approx(output.units[0].output)


def test_gradients_stand_under_their_weights_with_the_way_the_weight_goes() -> None:
    """A positive slope means the weight goes down."""
    rows = text(paint_network(net(gradients=True), 60, 24, DARK))
    slopes = [line.split() for line in rows if line.startswith("∂")]
    assert slopes[0] == ["∂", "+.250↓", "−.500↑", "0"]
    assert any("the way the weight goes" in line for line in rows)
    assert not any(line.startswith("∂") for line in text(paint_network(net(), 60, 24, DARK)))


def test_the_drawing_comes_where_there_is_room_and_the_numbers_stay_where_there_is_none() -> None:
    roomy, tight = text(paint_network(net(), 60, 20, DARK)), text(paint_network(net(), 60, 8, DARK))
    assert any("⠀" < c <= "⣿" for line in roomy for c in line)
    assert not any("⠀" < c <= "⣿" for line in tight for c in line)
    assert any(line.startswith("y ") for line in tight)


@pytest.mark.parametrize(("weight", "plain", "gaps"), [(-1, True, True), (1, True, False), (-1, False, False)])
def test_without_colours_negative_weights_are_dashed(weight: float, plain: bool, gaps: bool) -> None:
    own = ink(DARK.paper, DARK.text, True, plain=plain)
    dots = draw([Wire(0, 0, weight, 1, 7)], 20, 2, 1.0, own)
    drawn = {x for line in dots.owners for x, owner in enumerate(line) if owner != EMPTY}
    assert (len(drawn) < 20) is gaps


def test_without_colours_it_is_said_how_the_sign_of_a_weight_is_drawn() -> None:
    for own in (DARK, ink(DARK.paper, DARK.text, True, plain=True)):
        drawings = paint_network(net(), 60, 20, own), paint_maps(maps(2), 80, 20, own)
        for rows in map(text, drawings):
            assert any("━━ positive weight  ┅┅ negative" in line for line in rows) is own.plain
    assert all("┅┅" not in line for line in text(paint_network(net(), 60, 8, own))), "nothing is drawn there"


def test_a_network_that_is_cut_off_says_how_many_rows_are_missing() -> None:
    assert text(paint_network(net(gradients=True), 40, 5, DARK))[-1].endswith(" rows")
