"""The lab descent: each optimiser walks as its formula says, and the lesson's claims hold on the surfaces."""

from __future__ import annotations

import numpy as np
import pytest

from engine.program import Program
from engine.views import Curves, Field
from engine.words import words
from tests.labs.trained import built, metrics, trained

FOUR = ("sgd", "momentum", "rmsprop", "adam")


def walk(name: str, start: np.ndarray, slope: np.ndarray, rate: float, steps: int) -> np.ndarray:
    """Where the textbook's rule ends on a surface whose slope at (x, y) is ``slope`` · (x, y)."""
    w, m, v = start.astype(float), np.zeros(2), np.zeros(2)
    for t in range(1, steps + 1):
        g = slope * w
        if name == "sgd":
            step = g
        elif name == "momentum":
            step = m = 0.9 * m + g
        elif name == "rmsprop":
            v = 0.9 * v + 0.1 * g**2
            step = g / np.sqrt(v)
        else:
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
            step = (m / (1 - 0.9**t)) / np.sqrt(v / (1 - 0.999**t))
        w = w - rate * step
    return w


def places(program: Program) -> dict[str, np.ndarray]:
    return {name: program.parameters()[f"{name}.at"] for name in FOUR}


@pytest.mark.parametrize(("surface", "slope"), [("ravine", (1, 25)), ("bowl", (1, 1))])
def test_each_goes_where_its_formula_leads(surface: str, slope: tuple[float, float]) -> None:
    program = built("descent", surface=surface)
    start = places(program)["sgd"]
    trained(program, 12)
    for name, place in places(program).items():
        expected = walk(name, start, np.array(slope), 0.07, 12)
        assert place == pytest.approx(expected, abs=2e-4), name


def test_all_start_at_one_place_that_the_seed_moves() -> None:
    first, second = (places(built("descent", seed=seed)) for seed in (1, 2))
    assert all((place == first["sgd"]).all() for place in first.values())
    assert (first["sgd"] != second["sgd"]).all()
    assert abs(first["sgd"] - (-2, 1)).max() <= 0.2


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_plain_descent_holds_up_to_two_over_the_bend_and_momentum_nearly_twice_as_far(seed: int) -> None:
    """2/25 = 0.08 and 3.8/25 = 0.152. (Beyond 0.1 plain descent leaves the range of numbers within the run.)"""
    held = {rate: trained(built("descent", seed, learning_rate=rate)) for rate in (0.079, 0.085)}
    assert held[0.079]["sgd"] < 0.03 < 14 < held[0.085]["sgd"]
    assert held[0.085]["momentum"] < 0.03
    start = metrics(built("descent", seed))["momentum"]
    swings = {rate: trained(built("descent", seed, learning_rate=rate), 40) for rate in (0.15, 0.155)}
    assert swings[0.15]["momentum"] < start / 5 < 5 * start < swings[0.155]["momentum"]


def test_on_the_ridge_nobody_leaves_and_beside_it_plain_descent_is_last() -> None:
    def at(scatter: float) -> dict[str, float]:
        return trained(built("descent", surface="saddle", learning_rate=0.03, start_y=0, scatter=scatter))

    on, beside = at(0), at(0.02)
    assert [on[name] for name in FOUR] == pytest.approx([0.25] * 4, abs=0.001)
    assert max(beside[name] for name in FOUR[1:]) < 0.001 < 0.03 < beside["sgd"]


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_in_the_bent_valley_momentum_is_first_and_adam_last(seed: int) -> None:
    after = trained(built("descent", seed, surface="rosenbrock", learning_rate=0.02, start_x=-1.2))
    assert min(FOUR, key=lambda name: after[name]) == "momentum"
    assert max(FOUR, key=lambda name: after[name]) == "adam"


def test_the_picture_holds_the_way_so_far_over_a_surface_lowest_at_the_goal() -> None:
    program = built("descent")
    start = places(program)
    for step in (0, 1, 2):
        program.lab.step = step
        trained(program, min(step, 1))
    views = program.lab.views(program.observe(), program.data, program.parameters(), {})
    surface = next(view for view in views if isinstance(view, Field))
    by_words = {words(name): name for name in FOUR}
    assert {path.name for path in surface.paths} == set(by_words)
    for path in surface.paths:
        ends = places(program)[by_words[path.name]]
        assert len(path.xs) == 3
        assert (path.xs[0], path.ys[0]) == pytest.approx(tuple(start[by_words[path.name]]))
        assert (path.xs[-1], path.ys[-1]) == pytest.approx(tuple(ends))
    heights = np.array(surface.values.rows())
    assert set(np.argwhere(heights == heights.min()).ravel()) <= {47, 48}, "the middle of 96 rows and columns"
    falls = next(view for view in views if isinstance(view, Curves))
    assert [line.name for line in falls.series] == list(map(words, FOUR)) and falls.series[0].xs == [0, 1, 2]
