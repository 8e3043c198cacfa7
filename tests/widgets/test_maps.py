"""The maps of a net: which are seen at which size, what connects them, and what is told of them."""

from __future__ import annotations

import pytest

from tests.widgets.pictures import DARK, maps, text
from tutor.pointing import Pointed, aim
from tutor.widgets.maps import map_wires, paint_maps
from tutor.widgets.maps_place import maps_place

SMALL = (38, 16)
"""A picture on the bench of a screen of 120 × 40."""
LARGE = (116, 32)
"""The same, zoomed."""


def every(size: tuple[int, int], *layers: int, on: str = "xx.") -> list[Pointed]:
    """All that can be pointed at."""
    at = aim(maps(*layers, on=on), *size)
    return [told for y in range(size[1]) for x in range(size[0]) if (told := at(x, y))]


@pytest.mark.parametrize("size", [SMALL, (46, 18), LARGE, (46, 33), (196, 54)])
@pytest.mark.parametrize("layers", [(), (4, 2), (8, 8), (16, 16), (16,) * 6])
def test_maps_lie_within_the_picture_and_never_on_each_other(size: tuple[int, int], layers: tuple[int, ...]) -> None:
    view = maps(*layers)
    place = maps_place(view, *size)
    taken = [
        (x, y) for spot in place.spots for x in range(spot.x, spot.x + spot.side)
        for y in range(spot.top, spot.top + spot.side)
    ]  # fmt: skip
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < size[0] and max(y for _, y in taken) < 2 * place.rows
    units = {(spot.column, spot.place) for spot in place.spots if 0 < spot.column <= len(layers)}
    legend = text(paint_maps(view, *size, DARK))[-1]
    assert (f"+{sum(layers) - len(units)} more" in legend) == (len(units) < sum(layers))


def test_a_small_net_is_drawn_with_its_lines_and_a_large_one_as_large_as_fits() -> None:
    small, large = maps_place(maps(4, 2), *SMALL), maps_place(maps(16, 16), *LARGE)
    assert small.wired and len(small.blocks) == 4, "inputs, two layers, the output"
    assert not large.wired and len(large.spots) == 3 + 32 and large.blocks[1].side >= 10
    view = maps(4, 2)
    pairs = {(wire.source, wire.unit) for wire in map_wires(view, small, 1)}
    assert pairs == {(n, k) for n in (0, 1) for k in range(4)}, "no line from an input that is off"


def test_inputs_that_are_off_say_so_with_their_map_or_by_name_alone() -> None:
    roomy, tight = text(paint_maps(maps(4, 2), *LARGE, DARK)), text(paint_maps(maps(16, 16), 38, 13, DARK))
    assert any("● a" in line for line in roomy) and any("○ c" in line for line in roomy)
    names = [line.split()[0] for line in tight if line.strip()]
    assert "off:" in names and names.index("off:") + 1 == names.index("c") < len(names) - 1
    assert not any("○" in line or "off:" in line for line in text(paint_maps(maps(2, on="xxx"), *LARGE, DARK)))


def test_an_input_tells_its_formula_its_value_and_its_knob() -> None:
    told = [one for one in every(LARGE, 4, 2) if one.knob]
    assert {one.knob for one in told} == {"a", "b", "c"}
    first = next(one for one in told if one.knob == "a")
    assert first.text == "a: what a is; at x₁ −1, x₂ 1 it is 0" and first.more.startswith("on: ")
    last = [one for one in told if one.knob == "b" and " at " in one.text][-1]
    assert last.text == "b: what b is; at x₁ 1, x₂ −1 it is 31"
    assert all(one.more.startswith("off: ") for one in told if one.knob == "c")
    assert {one.knob for one in every((38, 13), 16, 16) if one.text == "c: what c is"} == {"c"}, "by its name too"


def test_units_and_lines_tell_what_they_are() -> None:
    told = every(LARGE, 4, 2)
    unit = next(one for one in told if one.text.startswith("h₁ "))
    assert unit.text == "h₁ at x₁ −1, x₂ 1: 0.1" and unit.more == "h₁ = tanh(1·a + 1·b + 0.5)"
    assert any(one.text == "weight b → h₄ = 1" for one in told)
    assert any(one.more == "y = σ(1·g₁ + 1·g₂ + 0.5)" for one in told)
    assert not any(one.knob for one in told if one.text[0] in "hgyw")
