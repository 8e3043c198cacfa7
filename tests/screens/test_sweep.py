"""Sweeps: the values, the runs one after another, the verdict in words, the pictures and the screen."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from engine.commands import KnobValue
from engine.events import AnyEvent, Cancelled, Failed
from engine.lab import Choice, LabError, Number, load_lab
from tests.screens.lab_runs import RunsApp, ScriptedClient, lab_file, recorded, untrained
from tests.screens.test_lab_screen import until
from tests.snapshot import screen_text
from tutor.lab.sweep import (
    Outcome,
    Plan,
    Status,
    described,
    knob_of,
    reach,
    seconds_left,
    seeds_from,
    spread,
    tallies,
    verdict,
)
from tutor.lab.sweep_runs import Sweeper
from tutor.screens.sweep import SweepScreen, summary
from tutor.widgets.ink import ink
from tutor.widgets.sweep import Panel, Panels, grid, paint_panels, paint_summary, panel_at

XOR = load_lab(lab_file("xor"))
RATE = Number("learning_rate", 0.1, 0.0001, 10, "", log=True)
WHOLE = Number("hidden", 4, 1, 64, "", whole=True)
KIND = Choice("kind", "a", ("a", "b", "c"), "")
INK = ink((16, 20, 28), (220, 220, 220), True)
NAN = math.nan


# Values and plans


def test_values_are_spread_by_factors_or_evenly_and_round() -> None:
    assert spread(RATE, 0.001, 1, 4, log=True) == (0.001, 0.01, 0.1, 1.0)
    assert spread(RATE, 0.001, 1, 8, log=True)[1:3] == (0.00268, 0.0072)
    assert spread(RATE, 1, 2, 5, log=False) == (1.0, 1.25, 1.5, 1.75, 2.0)
    assert spread(WHOLE, 1, 4, 8, log=False) == (1, 2, 3, 4)
    assert spread(RATE, 0.12345, 0.1236, 5, log=False) == (0.12345, 0.1236), "no value lies outside of the range"
    assert spread(WHOLE, 1, 64, 7, log=True) == (1, 2, 4, 8, 16, 32, 64)
    assert spread(KIND, 0, 0, 0, log=False) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("low", "high", "count", "words"),
    [
        (0.0001, 0.0001, 3, "smaller than the last"),
        (0.001, 11, 3, "from 0.0001 to 10"),
        (0.001, 1, 1, "2 to 20 values"),
        (0.001, 1, 21, "2 to 20 values"),
        (NAN, 1, 3, "must be a number"),
    ],
)
def test_a_range_that_cannot_be_swept_is_refused_in_a_sentence(low: float, high: float, count: int, words: str) -> None:
    with pytest.raises(LabError, match=words):
        spread(RATE, low, high, count, log=False)


def test_other_mistakes_are_refused_too() -> None:
    with pytest.raises(LabError, match="above 0"):
        spread(Number("shift", 0, -1, 1, ""), -1, 1, 3, log=True)
    with pytest.raises(LabError, match="1 to 5 seeds"):
        seeds_from(1, 6)
    with pytest.raises(LabError) as caught:
        knob_of(XOR, "learning_rat")
    assert caught.value.hint == "Did you mean learning_rate?"
    gates = load_lab(lab_file("logic-gates"))
    with pytest.raises(LabError, match="no knob called w1"):  # training moves it
        knob_of(gates, "w1")


def plan(*values: KnobValue, seeds: int = 1, knob: str = "learning_rate") -> Plan:
    return Plan(XOR, knob, values, seeds_from(1, seeds), {"hidden": 4}, log=True)


def test_all_values_come_before_the_next_seed_and_the_time_is_told() -> None:
    two = plan(0.1, 1, seeds=2)
    assert two.trials == [(0.1, 1), (1, 1), (0.1, 2), (1, 2)]
    assert two.settings(1) == {"hidden": 4, "learning_rate": 1}
    assert described(two, 3.0) == "learning rate: 0.1, 1. 2 values × 2 seeds = 4 runs; about 12 s."
    assert described(two, None).endswith("the first will tell how long.")
    nets = described(plan(2, 3, knob="hidden"), 3.0)
    assert nets == "hidden: 2, 3. 2 values = 2 runs; about 6 s, and what compiling new nets takes."
    assert seconds_left(two, []) is None and seconds_left(two, [2.0, 4.0]) == 6.0


# The verdict


def ran(value: KnobValue, status: Status, metric: float = NAN, at: int | None = None, seed: int = 1) -> Outcome:
    """A run that reached ``metric`` and met the bar (accuracy ≥ 1) at step ``at`` first."""
    curve = [(10, 0.5), (at, 1.0)] if at else [(10, 0.5)]
    return Outcome(value, seed, status, 400, 1.0, metric, metric_curve=curve)


def test_of_values_that_are_as_good_the_fastest_wins() -> None:
    three = plan(0.01, 0.1, 1)
    told = verdict(three, [ran(0.01, "passed", 1, 900), ran(0.1, "passed", 1, 120), ran(1, "diverged")])
    assert told.winner == 0.1
    assert told.why == (
        "0.1 wins: accuracy 1, and needs 120 steps where 0.01 needs 900. At 1 the run diverges. "
        "One seed each: with another seed another value may win."
    )


def test_a_value_that_passes_with_more_seeds_beats_a_faster_one() -> None:
    two = plan(0.01, 1, seeds=3)
    slow = [ran(0.01, "passed", 1, 800, seed) for seed in (1, 2, 3)]
    fast = [ran(1, "passed", 1, 50, 1), ran(1, "diverged", seed=2), ran(1, "diverged", seed=3)]
    told = verdict(two, slow + fast)
    assert told.winner == 0.01
    assert told.why == (
        "0.01 wins: accuracy 1 (all three seeds pass) after 800 steps; the next, 1, has 1 (one of three seeds passes). "
        "At 1 two of three seeds diverge."
    )


def test_without_a_run_that_passes_the_nearest_is_named_and_before_the_end_it_is_so_far() -> None:
    three = plan(0.01, 0.1, 1, seeds=2)
    told = verdict(three, [ran(0.01, "missed", 0.5), ran(0.1, "missed", 0.75), ran(0.1, "missed", 0.5, seed=2)])
    assert told.winner == 0.1
    assert told.why == (
        "So far (3 of 6 runs): no value meets the bar (accuracy ≥ 1); 0.1 comes nearest with accuracy 0.625 "
        "(0.5 to 0.75); the next, 0.01, has 0.5."
    )


def test_when_nothing_ends_that_is_said_and_values_that_are_equal_share_the_praise() -> None:
    assert verdict(plan(0.1, 1), []).why == ""
    lost = verdict(plan(0.1, 1), [ran(0.1, "diverged"), ran(1, "failed")])
    assert lost.winner is None and lost.why == "At 0.1 the run diverges; at 1 the run fails."
    equal = verdict(
        plan("tanh", "relu", knob="activation"), [ran("tanh", "passed", 1, 20), ran("relu", "passed", 1, 20)]
    )
    assert equal.winner == "tanh" and equal.why.startswith("tanh wins: accuracy 1, after 20 steps; ReLU does as well.")


def test_a_bar_from_above_is_met_from_above() -> None:
    descent = load_lab(lab_file("descent"))
    runs = [Outcome(0.1, 1, "missed", metric=4.0), Outcome(1.0, 1, "missed", metric=16.0)]
    assert verdict(Plan(descent, "learning_rate", (0.1, 1.0)), runs).winner == 0.1
    assert reach(descent.bar, [(5, 1.0), (10, 0.01), (15, 1.0)]) == 10 and reach(descent.bar, [(5, 1.0)]) is None


# Runs


class SweepClient(ScriptedClient):
    """A scripted client that can be closed and waited for."""

    closed = False

    def close(self) -> None:
        self.closed = True

    def wait(self, timeout: float | None = None) -> AnyEvent | None:
        events = self.poll()
        return events[0] if events else None


def sweeping(limit: float = 60.0, **given: Any) -> tuple[Sweeper, SweepClient, list[float]]:
    """A sweep of two values that has begun, its client, and the clock's one reading."""
    client, clock = SweepClient(), [0.0]
    sweeper = Sweeper(plan(0.05, 0.3, **given), lab_file("xor"), client, limit, lambda: clock[0])
    sweeper.start()
    return sweeper, client, clock


def test_runs_follow_one_another_and_a_process_that_dies_is_one_run() -> None:
    sweeper, client, clock = sweeping()
    client.say(Failed(1, "The training process ended by signal 9.", "", "worker-died"))
    clock[0] = 2.0
    assert sweeper.poll() and sweeper.left == 2.0
    assert client.started == [({"hidden": 4, "learning_rate": 0.05}, 1), ({"hidden": 4, "learning_rate": 0.3}, 1)]
    client.say(*recorded("xor"))
    sweeper.poll()
    assert sweeper.state == "done" and [one.status for one in sweeper.outcomes] == ["failed", "passed"]
    assert sweeper.outcomes[0].message == "The training process ended by signal 9."
    (kept,) = sweeper.records
    assert kept.knobs["learning_rate"] == 0.3 and kept.bar_met and kept.metric_curve[-1][1] == 1.0
    assert tallies(sweeper.plan, sweeper.outcomes)[1].steps < 400


def test_a_sweep_ends_when_its_time_is_over_or_it_is_stopped_and_keeps_what_it_found() -> None:
    sweeper, client, clock = sweeping(limit=10.0, seeds=2)
    client.say(*recorded("xor"))
    clock[0] = 9.0
    sweeper.poll()
    assert len(client.started) == 2 and client.cancels == 0
    clock[0] = 10.0
    assert sweeper.poll()
    assert sweeper.state == "time" and client.cancels == 1 and len(sweeper.outcomes) == 1
    client.say(Cancelled(2))
    assert not sweeper.poll() and len(client.started) == 2
    other, its_client, _ = sweeping()
    other.close()
    assert other.state == "stopped" and its_client.closed and other.trial is None


# Pictures


def test_small_charts_fill_what_there_is() -> None:
    assert grid(8, 76, 10) == (4, 2)
    assert grid(8, 116, 20)[0] >= 4
    assert grid(20, 76, 10)[0] == 4
    assert grid(1, 10, 3) == (1, 1)
    assert grid(4, 116, 18) == (2, 2)


def test_a_click_finds_the_chart_it_is_on() -> None:
    """Eight charts of 17 columns and 5 rows, four in a row, two columns apart, below a heading."""
    assert [panel_at(8, x, 1, 76, 12) for x in (0, 16, 17, 19, 75)] == [0, 0, None, 1, None]
    assert [panel_at(8, 0, y, 76, 12) for y in (0, 5, 6, 10, 11)] == [None, 0, 4, 4, None]
    assert grid(5, 76, 11) == (3, 2) and panel_at(5, 52, 6, 76, 12) is None


@pytest.mark.parametrize("width", [1, 6, 19, 80])
@pytest.mark.parametrize("height", [1, 2, 4, 15])
def test_pictures_of_a_sweep_fit_any_size_with_any_numbers(width: int, height: int) -> None:
    curves = (((1, 0.5), (2, NAN), (3, math.inf), (4, 1e30)), ((1, 0.0), (4, -1.0)), ())
    panels = tuple(Panel(str(n), "✓!·", NAN, curves[: n + 1], n == 0, "diverged at once") for n in range(3))
    done = [ran(0.01, "missed", 0.5), ran(0.1, "diverged"), ran(1, "missed", 0.75)]
    wide = plan(0.01, 0.1, 1)
    for face in (Panels(), Panels(panels, 1, 2, 400), Panels(panels[2:], log=True)):
        rows = paint_panels(face, width, height, INK)
        assert len(rows) <= height and all(line.cell_length <= width for line in rows)
    for outcomes in ([], done):
        rows = paint_summary(summary(wide, tallies(wide, outcomes), None), width, height, INK)
        assert len(rows) <= max(1, height) and all(line.cell_length <= width for line in rows)


# The screen


async def shows(pilot: Pilot[None], *texts: str) -> None:
    for text in texts:
        await until(pilot, partial(lambda text: text in screen_text(pilot.app), text))


async def hear(pilot: Pilot[None], client: SweepClient, *events: AnyEvent) -> None:
    client.say(*events)
    screen = pilot.app.screen
    assert isinstance(screen, SweepScreen)
    screen.listen()
    await pilot.pause()


async def test_a_sweep_is_asked_for_watched_kept_and_its_value_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    client = SweepClient()
    monkeypatch.setattr("tutor.lab.training.new_worker", lambda device: client)
    app = RunsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("w")
        await shows(pilot, "Sweep one knob", "hidden: 1, 2, 3, 4, 5, 6, 7, 8. 8 values = 8 runs")
        await pilot.press("down")
        await shows(pilot, "activation: tanh, sigmoid, ReLU, linear. 4 values")
        assert "equal" not in screen_text(app)
        await pilot.press("down")
        await shows(pilot, "equal factors")
        app.screen.query_one("#low", Input).value = "200"
        await shows(pilot, "“from”: learning rate must be a number from 0.0001 to 100")
        app.screen.query_one("#low", Input).value = "0.01"
        app.screen.query_one("#seeds", Input).value = "x"
        await shows(pilot, "“seeds each”: 'x' is no whole number.")
        await pilot.press("enter")
        await until(pilot, lambda: app.focused is app.screen.query_one("#seeds"))  # what is wrong is under the cursor
        assert client.started == []
        await pilot.press("backspace", "1")
        app.screen.query_one("#count", Input).value = "5"
        await shows(pilot, "learning rate: 0.01, 0.1, 1, 10, 100. 5 values")
        await pilot.press("enter")
        await shows(pilot, "0 of 5 runs", "The first run is under way.", "learning rate 0.01, seed 1")
        await hear(pilot, client, *recorded("xor"))
        await shows(pilot, "★0.01", "1 of 5 runs", "So far (1 of 5 runs):")
        await hear(pilot, client, *recorded("xor"))
        for _ in range(3):
            await hear(pilot, client, Failed(1, "Training diverged.", "", "diverged"))
        await shows(pilot, "All runs are done", "5 of 5 runs", "✗ diverged")
        assert app.record.runs() == []
        await pilot.press("escape")
        await shows(pilot, "Finished runs that are not kept: 2.")
        await pilot.press("escape", "s")
        await shows(pilot, "2 runs are kept: R")
        await pilot.press("s")
        assert [run.knobs["learning_rate"] for run in app.record.runs()] == [0.01, 0.1]
        await pilot.click("#panels", offset=(30, 3))
        await pilot.press("right", "left", "enter")
        await until(pilot, lambda: app.screen is app.lab)
        knobs, seed = app.worker.started[-1]
        assert (knobs["learning_rate"], seed) == (0.1, 1) and client.closed and app.worker.cancels == 0


async def test_a_sweep_that_runs_is_left_only_after_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    client = SweepClient()
    monkeypatch.setattr("tutor.lab.training.new_worker", lambda device: client)
    app = RunsApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("w")
        await shows(pilot, "Sweep one knob")
        await pilot.press("enter")
        await shows(pilot, "0 of 8 runs")
        await hear(pilot, client, Failed(1, "Training diverged.", "", "diverged"))
        await hear(pilot, client, *recorded("xor"))
        await shows(pilot, "▸1 ", "★2 ", "2 of 8 runs")
        await pilot.press("enter")
        await shows(pilot, "The sweep is not done.")
        await pilot.press("k", "x")
        await shows(pilot, "■ Stopped", "2 of 8 runs", "★2 ")
        assert isinstance(app.screen, SweepScreen) and app.screen.chosen == 1, "Enter takes the best of what was found"
        assert client.cancels == 1 and not client.closed
        await pilot.press("escape", "l")
        await until(pilot, lambda: app.screen is app.lab and client.closed)


async def test_a_question_about_a_sweep_that_is_over_meanwhile_asks_what_is_left_to_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = SweepClient()
    monkeypatch.setattr("tutor.lab.training.new_worker", lambda device: client)
    app = RunsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("w", "down", "enter")
        await shows(pilot, "0 of 4 runs")
        for _ in range(3):
            await hear(pilot, client, *recorded("xor"))
        await pilot.press("enter")
        await shows(pilot, "The sweep is not done.")
        client.say(*recorded("xor"))
        await shows(pilot, "Finished runs that are not kept: 4.")
        assert "not done" not in screen_text(app)
        await pilot.press("escape", "s")
        await shows(pilot, "4 runs are kept")
