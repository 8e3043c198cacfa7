"""What is known of a run, folded from its events."""

from __future__ import annotations

import itertools
import math
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import (
    AnyEvent,
    BarResult,
    Cancelled,
    Failed,
    Finished,
    Paused,
    Phase,
    Preparing,
    Ready,
    Refused,
    Seen,
    Step,
    Warm,
)
from engine.views import Table
from tests.screens.lab_runs import recorded
from tutor.lab.view import CAP, Curve, RunView, fold, resumed, started


def folded(*events: AnyEvent, view: RunView | None = None) -> RunView:
    """``events`` after a run 1 was asked for."""
    return reduce(fold, events, view or started(RunView(), 1))


@given(st.lists(st.integers(1, 700), max_size=40))
def test_a_curve_is_bounded_keeps_first_and_last_and_the_order(batches: list[int]) -> None:
    curve, x = Curve(), 1
    for size in batches:
        curve = curve.extend(x, [float(n) for n in range(x, x + size)])
        x += size
        xs = [point[0] for point in curve.points]
        assert len(xs) <= CAP
        assert (xs[0], xs[-1]) == (1, x - 1)
        assert xs == sorted(set(xs))
        assert all(y == float(n) for n, y in curve.points)


@given(st.integers(2, 5000), st.integers(1, 900))
def test_a_curve_does_not_depend_on_how_its_points_were_cut(count: int, size: int) -> None:
    values = [math.sin(n) for n in range(count)]
    whole, parts = Curve().extend(0, values), Curve()
    for start in range(0, count, size):
        parts = parts.extend(start, values[start : start + size])
    assert parts.stride == whole.stride
    assert parts.points == whole.points


def test_points_of_a_long_curve_are_evenly_spread() -> None:
    curve = Curve().extend(1, [0.0] * 10_000)
    xs = [x for x, _ in curve.kept]
    assert {b - a for a, b in itertools.pairwise(xs)} == {curve.stride}


def test_a_curve_without_points_has_no_last_value() -> None:
    assert Curve().points == () and math.isnan(Curve().last)
    assert Curve().extend(5, []) == Curve()


@pytest.mark.parametrize("lab", ["xor", "digits", "logic-gates"])
def test_a_recorded_run_ends_finished_with_all_of_its_losses(lab: str) -> None:
    events = recorded(lab)
    view = folded(*events)
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert view.status == "finished" and view.passed
    assert view.losses.count == finished.steps == view.step
    assert view.metrics == finished.metrics
    assert list(view.views) == [v.name for e in events if isinstance(e, Seen) for v in e.views][: len(view.views)]


def test_before_the_first_step_there_is_nothing_to_read_off() -> None:
    """No value yet is no value, never 0."""
    view = folded(Warm(0, "CPU"), Preparing(1, 3, 10))
    assert (view.status, view.prepared, view.to_prepare, view.device) == ("preparing", 3, 10, "CPU")
    assert math.isnan(view.losses.last) and view.metrics == {} and not view.touched


def test_a_run_that_is_asked_for_keeps_the_device_and_the_last_pictures_until_new_ones_come() -> None:
    old = folded(Warm(0, "CPU", "no GPU"), Ready(1, "CPU"), Seen(1, 0, [Table("old", [], [])]), Step(1, 5, 0.5))
    view = started(old, 2)
    assert (view.status, view.device, view.note, view.step) == ("preparing", "CPU", "no GPU", 0)
    assert list(view.views) == ["old"]
    assert list(fold(view, Seen(2, 0, [Table("new", [], [])])).views) == ["new"]


def test_events_of_other_runs_change_nothing() -> None:
    view = folded(Ready(1, "CPU"))
    assert fold(view, Step(7, 3, 0.1)) is view


def test_every_loss_since_the_last_event_goes_on_the_curve_at_its_own_step() -> None:
    view = folded(Ready(1), Step(1, 3, 0.7, {}, [0.9, 0.8, 0.7]), Step(1, 5, 0.5, {}, [0.6, 0.5]))
    assert view.losses.points == ((1, 0.9), (2, 0.8), (3, 0.7), (4, 0.6), (5, 0.5))


def test_the_same_step_measured_twice_is_one_point() -> None:
    """A pause looks again at the same step; a knob turned meanwhile may change the metric."""
    view = folded(Step(1, 3, 0.7, {"accuracy": 0.5}, [0.7]), Step(1, 3, 0.7, {"accuracy": 0.75}))
    assert view.curves["accuracy"].points == ((3, 0.75),) and view.metrics["accuracy"] == 0.75
    assert view.losses.count == 1


def test_one_step_by_itself_leaves_a_paused_run_paused() -> None:
    paused = folded(Ready(1), Paused(1, 0))
    assert fold(paused, Step(1, 1, 0.5, {}, [0.5])).status == "paused"
    assert fold(resumed(paused), Step(1, 1, 0.5, {}, [0.5])).status == "running"


def test_steps_that_go_on_after_a_pause_mean_that_it_runs_again() -> None:
    """A replayed run has no Resume; its steps say it."""
    view = folded(Ready(1), Paused(1, 0), Step(1, 4, 0.5, {}, [0.5] * 4))
    assert view.status == "running"


def test_a_phase_stands_still_with_its_words_and_pictures() -> None:
    view = folded(Ready(1), Seen(1, 0, [Table("a", [], [])]), Phase(1, 0, "loss", "How wrong.", [Table("b", [], [])]))
    assert (view.status, view.phase, view.phase_text) == ("paused", "loss", "How wrong.")
    assert list(view.views) == ["a", "b"]
    assert resumed(view).phase == ""


def test_knobs_that_training_moves_are_known() -> None:
    assert folded(Seen(1, 1, [], {"w1": 0.5}), Seen(1, 2, [], {"w1": 0.6})).moved == {"w1": 0.6}


def test_a_run_that_missed_its_bar_is_finished_but_not_passed() -> None:
    bar = BarResult("accuracy", ">=", 1.0, met=False)
    view = folded(Finished(1, 400, 2.0, 200.0, {"accuracy": 0.75}, bar))
    assert view.status == "finished" and not view.passed


def test_what_comes_after_the_end_does_not_bring_a_run_back() -> None:
    """Turning a weight by hand after the end makes the worker look again."""
    view = folded(Finished(1, 400, 2.0, 200.0, {}, None), Step(1, 400, 0.1, {"accuracy": 0.5}))
    assert view.status == "finished" and view.metrics == {"accuracy": 0.5}


@pytest.mark.parametrize(
    ("event", "status"), [(Cancelled(1, 9), "cancelled"), (Failed(1, "It broke.", "Try again."), "failed")]
)
def test_other_ends(event: AnyEvent, status: str) -> None:
    view = folded(Ready(1), event)
    assert view.status == status and not view.alive


def test_a_command_that_cannot_be_obeyed_ends_nothing() -> None:
    refused = Refused(1, "The lab takes other inputs.")
    view = folded(Ready(1), refused)
    assert view.status == "running" and view.refused is refused


def test_a_failure_of_the_worker_itself_reaches_every_run() -> None:
    assert folded(Failed(0, "There is no device.", "", "device")).message == "There is no device."


def test_a_run_that_cannot_be_built_shows_no_picture_of_the_one_before() -> None:
    table = Table("old", ["a"], [["1"]])
    first = folded(Ready(1, "CPU"), Seen(1, 0, [table]), Failed(1, "the loss became inf"))
    assert first.views == {"old": table}, "its own pictures stay: they show how it went wrong"
    again = started(first, 2)
    assert again.views == {"old": table}, "nothing flickers while it is built"
    assert folded(Failed(2, "no file"), view=again).views == {}
