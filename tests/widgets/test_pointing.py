"""What is under a cursor, told in words and numbers, where the painter has put it."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.views import (
    Array,
    Bars,
    BarSeries,
    Confusion,
    Curves,
    Field,
    Formula,
    Line,
    Mark,
    Matrix,
    Network,
    Pictures,
    Point,
    Table,
    Text,
    View,
)
from tests.widgets.pictures import DARK, SIZES, floats, ints, net, odd_views, plane, text
from tests.widgets.pointing import WIDE, every
from tutor.pointing import Learning, Pointed, pointed
from tutor.pointing.formulas import filled
from tutor.pointing.losses import BINARY, SQUARED, Rule
from tutor.widgets.deck import Plots, paint_subject
from tutor.widgets.plot import Plot, Series


def under(subject: View | Plots, told: Pointed, size: tuple[int, int] = WIDE) -> str:
    """What the painter wrote where that is."""
    lines = text(paint_subject(subject, *size, DARK))[told.place.y : told.place.bottom]
    return "".join(line[told.place.x : told.place.right] for line in lines).strip()


def about(subject: View | Plots, begin: str, how: Learning | None = None) -> Pointed:
    """The one whose line begins so."""
    return next(told for told in every(subject, WIDE, how) if told.text.startswith(begin))


def bent() -> Network:
    """The small net, with the names of what bends its sums and its slopes."""
    given = net(gradients=True)
    hidden, output = given.layers
    layers = [msgspec.structs.replace(hidden, activation="tanh"), msgspec.structs.replace(output, activation="linear")]
    return msgspec.structs.replace(given, layers=layers)


def test_a_neuron_tells_its_formula_with_the_numbers_put_in() -> None:
    told = about(bent(), "h₁ =")
    assert told.text == "h₁ = tanh(1·x₁ − 1·x₂ + 0.5) = tanh(−0.5) = −0.462"
    assert told.more == "numbers put in: 1·1 − 1·2 + 0.5"
    assert "−1 · x₂ = −1 · 2 = −2.0000" in told.long and "tanh" in told.terms
    assert about(bent(), "y =").text.startswith("y = 3·h₁ − 4·h₂ + 0 = ")
    assert "from the sum" in about(net(), "h₁ =").text, "what bends it is not told"


def test_a_weight_tells_its_slope_and_what_the_next_update_does() -> None:
    sgd = about(bent(), "weight x₂ → h₁", Learning("sgd", 0.1))
    assert sgd.text == "weight x₂ → h₁: w = −1, slope g = ∂loss/∂w = −0.5: the loss falls if it gets larger"
    assert sgd.more == "next update: w ← −1 − 0.1·(−0.5) = −0.95"
    adam = about(bent(), "weight x₂ → h₁", Learning("adam", 0.1))
    assert adam.more.startswith("Adam: about ±0.1 at most") and "cannot be told" in " ".join(adam.long)
    assert "up to the optimiser" in about(bent(), "weight x₂ → h₁").more
    assert about(net(), "bias of h₂").more == "its slope is not shown by this picture"


def test_the_drawing_and_the_table_are_pointed_at_where_they_are_painted() -> None:
    found = every(bent())
    assert {"input x₁ = 1", "input x₂ = 2"} <= {told.text for told in found}
    for told in found:
        if told.text.startswith("h₂ ="):
            assert under(bent(), told).startswith(("h₂", "∂"))
    wires = {told.text.split(":")[0] for told in found if told.place.width == 1}
    between = (("x₁", "h₁"), ("x₁", "h₂"), ("x₂", "h₁"), ("x₂", "h₂"), ("h₁", "y"), ("h₂", "y"))
    assert wires == {f"weight {source} → {unit}" for source, unit in between}


def test_a_plane_tells_the_inputs_what_the_net_says_and_the_point_there() -> None:
    view = plane([Point(0.5, 0.5, 1, False)])
    found = every(view)
    here = next(told for told in found if told.more)
    assert here.more == "here is a point of class 1 at (0.5, 0.5): wrong" and under(view, here) == "◇"
    assert "the net says 1 → class 1" in here.text
    assert any("the net says 0 → class 0" in told.text for told in found)


def test_a_probability_tells_the_sum_it_comes_from() -> None:
    view = Field("surely", floats((2, 2), [0.9, 0.9, 0.0, 1.0]), (-1.0, 1.0), (-1.0, 1.0), [Point(-0.5, 0.9, 1, True)])
    told = {one.text.split("says ")[1]: one.more for one in every(view, how=Learning(loss=Rule((BINARY,))))}
    assert told["0.9 → class 1"].startswith("σ(z) = σ(2.2) = 1/(1 + e^−2.2) = 0.9")
    assert told["0 → class 0"] == told["1 → class 1"] == "", "no sum gets there"
    assert not any("σ" in one.more for one in every(view)), "how the net learns is not known"


def test_where_a_number_is_learned_no_class_is_told() -> None:
    view = Field("heights", floats((2, 2), [0.9, 0.9, 0.0, 1.0]), (-1.0, 1.0), (-1.0, 1.0))
    found = every(view, how=Learning(loss=Rule((SQUARED,))))
    assert {one.text.split("says ")[1] for one in found} == {"0.9", "0", "1"}
    assert all(one.more.startswith("a number is learned") and not one.long for one in found)


def test_a_count_is_told_in_words() -> None:
    view = Confusion("c", ["1", "7"], ints((2, 2), [97, 3, 1, 49]))
    told = about(view, "3 ones")
    assert told.text == "3 ones read as 7: wrong" and under(view, told) == "3"
    assert told.more == "3 of 100 ones = 3.0%, 3 of 52 read as 7 = 5.8%"
    assert about(view, "97 ones").more == "recall 97 of 100 = 97.0%, precision 97 of 98 read as 1 = 99.0%"
    assert about(view, "1 seven ").text == "1 seven read as 1: wrong"
    named = Confusion("c", ["bad", "good"], ints((2, 2), [5, 1, 0, 9]))
    assert about(named, "5 ×").text == "5 × bad read as bad: right"


def test_a_matrix_tells_row_column_and_value_also_without_numbers() -> None:
    view = Matrix("m", floats((2, 3), [1, 2, 3, 4, 5, 6]), ["up", "down"], ["a", "b", "c"])
    told = about(view, "c — down")
    assert told.text == "c — down: 6" and under(view, told) == "6.00"
    small = every(view, (12, 2))
    assert any(one.text == "b — up: 2; down: 5" for one in small)


def test_a_picture_tells_which_row_and_column() -> None:
    view = Pictures("p", floats((2, 2, 2), [1, 2, 3, 4, 5, 6, 7, 8]), ["one", "two"], hi=8.0)
    assert about(view, "picture 2 of 2 (two), row 2, column 1").text.endswith(": 7")


def test_bars_tables_and_words_are_told() -> None:
    bars = Bars("b", ["left", "right"], [BarSeries("share", [10.0, 30.0])], unit="%")
    assert about(bars, "left").text == "left, share: 10 %" and about(bars, "left").more == "number 2 of 2 by size"
    table = Table("t", ["net", "loss"], [["A", "0.5"], ["B", "-0.25"]], [True, False])
    told = about(table, "B, loss")
    assert under(table, told) == "−0.25" and told.text == "B, loss: −0.25" and told.more == "this row is wrong"
    assert about(Text("w", ["one two", "three"]), "paragraph 2 of 2").text.endswith("three")


def test_a_curve_tells_every_line_at_a_step() -> None:
    xs = [float(x) for x in range(100)]
    view = Curves("c", [Line("a", xs, xs), Line("b", xs, [-x for x in xs])], "step", marks=[Mark(50.0, 0.0, "here")])
    assert any(told.text == "step 50: a 50, b −50" for told in every(view))
    tag = about(view, "here")
    assert tag.text == "here: step 50, y 0" and under(view, tag) == "◉"


def test_curves_of_a_run_tell_the_smoothed_value_and_where_the_run_has_not_come() -> None:
    noisy = tuple((float(x), float(x % 2)) for x in range(200))
    plots = Plots((Plot((Series("loss", noisy, smooth=0.1),), x_end=400.0), Plot((Series("accuracy", noisy),))))
    found = every(plots)
    assert any("loss 1 (smoothed 0." in told.text for told in found)
    assert any("What is drawn: line smoothed" in line for told in found for line in told.long)
    assert any("has not come here yet" in told.text for told in found)
    assert {told.place.x > 45 for told in found if "accuracy" in told.text} == {True}


@pytest.mark.parametrize("size", SIZES)
def test_odd_numbers_and_sizes_are_no_trouble(size: tuple[int, int]) -> None:
    width, height = size
    for view in [*odd_views(), bent(), plane()]:
        for x in range(-1, width + 1, 1 + width // 20):
            for y in range(-1, height + 1, 1 + height // 10):
                told = pointed(view, (x, y), size, Learning("sgd", math.nan))
                assert told is None or told.text


def test_a_line_of_few_points_is_read_between_them() -> None:
    coin = Line("a coin", [0.0, 1.0], [0.0, 1.0])
    fine = Line("net", [k / 50 for k in range(51)], [1.0] * 51)
    half = about(Curves("roc", [fine, coin], "alarms", "recall"), "alarms 0.5:")
    assert half.text == "alarms 0.5: net 1, a coin 0.5"
    short = Line("short", [0.0, 0.1], [3.0, 3.0])
    assert "short" not in about(Curves("roc", [fine, short], "alarms", "recall"), "alarms 0.5:").text, "it ends before"


def test_nothing_is_told_of_what_is_not_there() -> None:
    small = Pictures("maps", floats((1, 2, 2), [1.0, math.nan, 1.0, math.nan]))
    assert all("–" not in told.text for told in every(small)) and every(small)
    nameless = Table("sums", ["term", "sum"], [["", "2"]])
    assert about(nameless, "row 1, sum").text == "row 1, sum: 2"


def part(values: object) -> Array:
    """A part of a formula, or a view's values."""
    return Array.of(np.array(values, np.float32))


SUM = {"x": part([[[0.5, -2, 1, 0, 3]]]), "w": part([[[2, -1, 0, 0, -1]]]), "b": part([[-0.25]])}


def test_a_formula_has_the_numbers_of_its_place_put_in() -> None:
    formula = Formula("relu({x·w} + {b}) = relu({Σ x·w} + {b}) = {value}", SUM, ["{row} has {value}."], ["relu"])
    told = every(Matrix("m", part([[4.0]]), ["unit 1"], ["now"], formula=formula))[0]
    assert told.more == "relu(0.5·2 − 2·(−1) + 1·0 + … (5 terms) − 0.25) = relu(0 − 0.25) = 4"
    symbols, whole, said = told.long
    assert symbols == "relu(x·w + b) = relu(Σ x·w + b) = value"
    assert whole.startswith("relu(0.5·2 − 2·(−1) + 1·0 + 0·0 + 3·(−1) − 0.25)")
    assert said == "unit 1 has 4." and told.terms == ("relu",)


def test_symbols_that_are_told_already_are_not_told_again() -> None:
    told = every(Matrix("m", part([[4.0]]), formula=Formula("w·x + b = {Σ x·w} + {b} = {value}", SUM, ["Said."])))[0]
    assert told.more == "w·x + b = 0 − 0.25 = 4" and told.long == ("Said.",)
    assert every(Matrix("m", part([[4.0]]), formula=Formula("four")))[0].long == ()


def test_a_part_of_one_number_goes_for_every_place_and_an_unknown_one_stays_as_written() -> None:
    parts = {"rate": part([[0.1]]), "only above": part([[7.0]])}
    view = Matrix("m", part([[1.0, 2.0]]), formula=Formula("{rate}·{value} {nobody} {a·b}", parts))
    assert [told.more for told in every(view)] == ["0.1·1 {nobody} {a·b}", "0.1·2 {nobody} {a·b}"]


def test_each_picture_and_each_row_may_have_a_formula_of_its_own() -> None:
    pictures = Pictures("p", part([[[1.0]], [[2.0]], [[3.0]]]), ["a", "b", "c"], formulas=[None, Formula("{picture}!")])
    assert list(dict.fromkeys(told.more for told in every(pictures))) == ["", "b!", "c!"]
    table = Table(
        "t",
        ["x", "y"],
        [["1", "2"], ["3", "4"]],
        [True, None],
        {"y": [Formula("{x} + 1 = {value} ({n})", {"n": part([5, 6])})]},
    )
    assert [told.more for told in every(table)] == [
        "this row is right",
        "1 + 1 = 2 (5) · this row is right",
        "",
        "3 + 1 = 4 (6)",
    ]


def test_lines_and_bars_tell_how_they_come_to_their_values() -> None:
    double = Line("twice", [0.0, 1.0, 2.0], [0.0, 2.0, 4.0], formula=Formula("2·{x} = {value} = 2·{same}"))
    told = every(Curves("c", [double, Line("same", [0.0, 1.0, 2.0], [0.0, 1.0, 2.0])], "x"))
    assert "2·2 = 4 = 2·2" in {one.more for one in told}
    bars = Bars(
        "b",
        ["a", "c"],
        [BarSeries("n", [3.0, 1.0], formula=Formula("{label}: {value} of {all}", {"all": part([4, 5])}))],
    )
    assert [one.more for one in every(bars)] == [
        "a: 3 of 4 · number 1 of 2 by size",
        "c: 1 of 5 · number 2 of 2 by size",
    ]


def test_every_dot_of_a_chart_may_tell_how_far_off_it_is() -> None:
    off = Formula("said − truth = {x} − {truth} = {y}, squared {y}²", {"truth": part([3.0, 6.0])})
    dots = [Mark(4.0, 1.0, ""), Mark(2.0, -4.0, "")]
    view = Curves("c", [Line("none", [0.0, 5.0], [0.0, 0.0])], "said", marks=dots, dots=off)
    assert {one.more for one in every(view) if one.text.startswith("a point")} == {
        "said − truth = 4 − 3 = 1, squared 1²",
        "said − truth = 2 − 6 = −4, squared (−4)²",
    }


def test_a_surface_tells_its_formula_at_the_point() -> None:
    field = Field(
        "f", part([[1.0, 1.0], [1.0, 1.0]]), (0, 1), (0, 1), contours=True, formula=Formula("f({x}, {y}) = {value}")
    )
    assert {told.more for told in every(field, (20, 10))} == {f"f({x}, {y}) = 1" for x in (0, 1) for y in (0, 1)}


@pytest.mark.parametrize(
    ("x", "squared"), [(2, "3·2² = 1"), (-2, "3·(−2)² = 1"), (5.8e-4, "3·(5.8e−4)² = 1"), (-5.8e-4, "3·(−5.8e−4)² = 1")]
)
def test_what_is_squared_stands_in_brackets_where_it_must(x: float, squared: str) -> None:
    assert filled(Formula("3·{x}² = 1"), (), {"x": x}).text == squared


@given(
    st.text("{}Σ ·abx+−^1", max_size=30),
    st.dictionaries(st.sampled_from("ab"), st.sampled_from([(), (1,), (2, 2), (1, 2, 3), (2, 1, 0), (9, 9)])),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_a_formula_with_mistakes_is_told_as_it_stands(
    text: str, shapes: dict[str, tuple[int, ...]], row: int, column: int
) -> None:
    """Labs are written by learners too: no text, no part that is missing, too small or too large stops the app."""
    parts = {name: part(np.ones(shape)) for name, shape in shapes.items()}
    told = filled(Formula(text, parts, [text]), (row, column), {"x": 1.0})
    if not {"{", "−"} & set(text):
        assert told.text == text
