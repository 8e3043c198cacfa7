"""Fields as surfaces: heights as calm colours, bands of equal height, paths with their ends."""

from __future__ import annotations

import math
from collections.abc import Callable

from engine.views import Field, Path
from tests.widgets.pictures import DARK, floats, text
from tutor.widgets.field import paint_field
from tutor.widgets.heights import is_surface, pixels

SIDE = 40


def surface(height: Callable[[float, float], float], **more: object) -> Field:
    """A function over [−2, 2]²."""
    ticks = [-2 + 4 * (i + 0.5) / SIDE for i in range(SIDE)]
    values = [height(x, y) for y in ticks[::-1] for x in ticks]
    settings = {"lo": 0.0, "hi": 8.0, "contours": True, **more}
    return Field("surface", floats((SIDE, SIDE), values), (-2, 2), (-2, 2), x_label="w₁", y_label="w₂", **settings)  # type: ignore[arg-type]


def bowl(x: float, y: float) -> float:
    """Lowest in the middle."""
    return x * x + y * y


def test_a_bowl_is_dark_in_the_middle_and_light_at_its_corners() -> None:
    colours = pixels(surface(bowl), 40, 40, DARK)
    assert colours[20][20] == DARK.height[0] and colours[0][0] == DARK.height[-1]


def test_contours_cut_a_slope_into_bands_of_one_colour() -> None:
    slope = surface(lambda x, y: x, lo=-2.0, hi=2.0)
    line = pixels(slope, 120, 2, DARK)[0]
    assert len(set(line)) == 12
    smooth = pixels(surface(lambda x, y: x, lo=-2.0, hi=2.0, contours=False), 120, 2, DARK)[0]
    assert len(set(smooth)) > 24


def test_on_a_log_scale_every_power_of_ten_has_the_same_width() -> None:
    rising = surface(lambda x, y: 10.0**x, lo=0.01, hi=100.0, log=True)
    line = pixels(rising, 120, 2, DARK)[0]
    widths = [line.count(colour) for colour in dict.fromkeys(line)]
    assert max(widths) - min(widths) <= 2


def test_a_path_is_drawn_over_the_plane_with_its_sign_at_its_end_and_in_the_legend() -> None:
    view = surface(bowl, paths=[Path("SGD", [-1.5, 0.0], [1.5, 0.0]), Path("Adam", [1.5, 1.0], [1.5, -1.0])])
    rows = text(paint_field(view, 80, 24, DARK))
    plane = [line[:60] for line in rows[:23]]
    assert sum("⠀" < c <= "⣿" for line in plane for c in line) > 20
    (end,) = (y for y, line in enumerate(plane) if "●" in line)
    assert abs(end - 11) <= 1 and abs(plane[end].index("●") - 30) <= 3, "it ends in the middle"
    legend = "\n".join(line[58:] for line in rows)
    assert "● SGD" in legend and "◆ Adam" in legend and "left" not in legend


def test_a_path_that_left_the_plane_says_so_and_has_no_end_on_it() -> None:
    for far in (50.0, math.nan, math.inf):
        view = surface(bowl, paths=[Path("too fast", [0.0, 1.0, far], [0.0, 1.0, far])])
        rows = text(paint_field(view, 80, 24, DARK))
        assert any("has left" in line for line in rows)
        assert not any("●" in line[:58] for line in rows)
        small = text(paint_field(view, 38, 12, DARK))
        assert "● too fast (left)" in small[-1]


def test_the_legend_of_a_surface_gives_its_range_and_no_classes() -> None:
    rows = "\n".join(text(paint_field(surface(bowl), 80, 24, DARK)))
    assert "net says" not in rows and "8" in rows


def test_what_a_net_says_is_no_surface() -> None:
    assert not is_surface(Field("boundary", floats((1, 1), [0.5]), (0, 1), (0, 1)))
