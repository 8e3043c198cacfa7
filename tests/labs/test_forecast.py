"""The forecasting lab: split by time, slopes that reach back as calculus says, and what the lesson claims."""

from __future__ import annotations

import numpy as np
import pytest

from engine.datasets import load
from tests.labs.trained import built, metrics, trained

YEARS, STEPS = 89, 30


def test_the_test_years_are_the_future_and_nothing_of_them_is_trained_on() -> None:
    program = built("forecast")
    mean, spread = program.data["scale"]
    spots, data = load("sunspots"), program.data
    past = spots["numbers"][spots["years"] < 1920]
    assert mean == pytest.approx(past.mean(), abs=1e-3) and spread == pytest.approx(past.std(), abs=1e-3)
    assert data["y"][:, 0] * spread + mean == pytest.approx(past[STEPS:], abs=1e-3)
    assert data["y_test"][:, 0] * spread + mean == pytest.approx(spots["numbers"][spots["years"] >= 1920], abs=1e-3)
    assert (data["x"][1:, -1, 0] == data["y"][:-1, 0]).all(), "the last value read is the one before the target"


def test_the_lazy_forecast_is_the_year_before() -> None:
    spots = load("sunspots")["numbers"].astype("float64")
    lazy = np.sqrt(((spots[-YEARS:] - spots[-YEARS - 1 : -1]) ** 2).mean())
    assert metrics(built("forecast"))["yesterday_rmse"] == pytest.approx(lazy, rel=1e-4)


def test_a_nudge_is_felt_as_far_back_as_the_chain_rule_says() -> None:
    program = built("forecast")
    after = trained(program)
    assert after["rmse_vs_yesterday"] < 0.7
    p, seen = program.parameters(), program.observe()
    shown = program.lab.views(seen, program.data, p, {})[3]
    states, slope = seen["h"][:, YEARS - 1], p["out"][:, 0]
    slopes = []
    for state in states[::-1]:
        at_sum = slope * (1 - state**2)
        slopes.append(abs(at_sum @ p["wx"][0]))
        slope = p["wh"] @ at_sum
    felt = shown.series[0].ys  # type: ignore[union-attr]
    assert felt[:12] == pytest.approx(slopes[:12], rel=0.05, abs=2e-5)
    assert felt[0] > 1 and slopes[9] < 0.01 and slopes[-1] < 1e-5, "the slope vanishes on its way back"


@pytest.mark.parametrize("cell", ["LSTM", "GRU"])
def test_the_other_cells_beat_the_lazy_forecast_too(cell: str) -> None:
    assert trained(built("forecast", cell=cell))["rmse_vs_yesterday"] < 0.8


def test_nobody_beats_yesterday_on_a_random_walk() -> None:
    for seed in (1, 2, 3):
        assert trained(built("forecast", seed, series="random walk"))["rmse_vs_yesterday"] >= 1


def test_one_unit_is_hardly_better_than_lazy_and_two_are() -> None:
    assert 0.85 < trained(built("forecast", units=1))["rmse_vs_yesterday"] < 1
    assert trained(built("forecast", units=2))["rmse_vs_yesterday"] < 0.7


def test_without_chance_the_error_nearly_vanishes() -> None:
    assert trained(built("forecast", series="waves"))["rmse_vs_yesterday"] < 0.12
