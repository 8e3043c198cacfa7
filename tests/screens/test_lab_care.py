"""The lab screen says what is wrong and turns the knob that helps, stops where it was told to, and steps slowly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input, Static

from engine.commands import NextPhase, Rule, SetKnob, StopWhen
from engine.events import Failed, Noticed, Paused, Preparing, Ready, Step, Stopped, Warm
from engine.lab import Number
from engine.notices import KINDS, noticed
from tests.screens.apps import shows
from tests.screens.lab_runs import LabApp, untrained
from tests.screens.test_lab_screen import until
from tests.screens.test_lab_words import desk_after
from tutor.lab.desk import LabDesk
from tutor.lab.view import fold
from tutor.lab.words import notice
from tutor.screens.lab.health import HealthScreen, described, looked_for, troubles
from tutor.screens.lab.stops import StopScreen

RATE = (Number("learning_rate", 0.05, 0.0001, 100, ""),)
DEAD = noticed("dead-units", "7 of 16 units of hidden layer 1 answer 0.", RATE, {"learning_rate": 30.0})
STILL = noticed("plateau", "The loss stands at 0.69.", RATE, {"learning_rate": 30.0})


def running(*more: Noticed | Stopped | Paused) -> LabDesk:
    """A desk whose run is at step 10, after these events."""
    return desk_after(Ready(1), Step(1, 10, 0.7, {"accuracy": 0.5}, [0.7] * 10), *more)


def test_the_line_below_names_the_gravest_trouble_with_its_numbers_and_the_key() -> None:
    said = notice(running(Noticed(1, 10, [DEAD, STILL])))
    assert said.title == "! Dead units: 7 of 16 units of hidden layer 1 answer 0."
    assert said.text.startswith("h: why, and which knob to turn.")
    assert "no progress" in said.text
    assert notice(running(Noticed(1, 10, [DEAD]), Noticed(1, 20, []))).tone == "quiet", "well again"


def test_a_run_that_stopped_by_itself_says_why_until_it_goes_on() -> None:
    desk = running(Stopped(1, 10, "Stopped at step 10, as you asked."), Paused(1, 10))
    assert "Stopped at step 10" in notice(desk).title
    desk.toggle()
    assert "Stopped" not in notice(desk).title


def test_limits_are_told_until_this_run_has_used_them_up() -> None:
    desk = running()
    low, early, late = Rule("loss", "<", 0.1), Rule("step", ">=", 5), Rule("step", ">=", 50)
    desk.stop_when([low, early, late])
    assert list(desk.limits) == [low, late], "step 5 is past"
    desk.view = fold(desk.view, Stopped(1, 20, "Stopped.", low))
    assert list(desk.limits) == [late]
    desk.rebuild()
    assert list(desk.limits) == [low, early, late], "the next run has them all before it"


def test_the_card_has_name_numbers_reason_and_knob() -> None:
    text = described(DEAD).plain
    for part in (
        "Dead units", "7 of 16 units", "slope is 0", "Turn learning rate down, from 30 to 0.05",
    ):  # fmt: skip
        assert part in text


def test_when_nothing_is_wrong_the_card_says_what_is_looked_for() -> None:
    text = looked_for(running()).plain
    assert text.startswith("Nothing is wrong with this run so far.")
    assert all(kind.name.capitalize() in text for kind in KINDS.values())


def test_a_divergence_has_a_card_too() -> None:
    desk = desk_after(Ready(1), Failed(1, "Training diverged at step 7.", "Lower it.", "diverged"), learning_rate=50.0)
    (first,) = troubles(desk)
    assert first.kind == "divergence"
    assert (first.knob, first.value) == ("learning_rate", 0.05)
    assert "h: what happened" in notice(desk).text


def test_advice_is_about_knobs_that_are_shown_and_says_so_where_only_a_hidden_one_helps() -> None:
    desk = running(Noticed(1, 10, [STILL, DEAD]))
    desk.knobs["learning_rate"], desk.hidden = 0.01, ("learning_rate",)
    still, dead = troubles(desk)
    assert (still.knob, still.value) == ("hidden", 8) and "Turn hidden up" in still.advice
    assert dead.knob == "learning_rate" and dead.advice.endswith("is set by the code of this run: k shows it.")
    desk.hidden = ("learning_rate", "hidden")
    assert troubles(desk)[0].knob == STILL.knob and "k shows it" in troubles(desk)[0].advice


async def test_enter_does_not_turn_a_hidden_knob() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *untrained("xor"), Noticed(1, 10, [DEAD]))
        app.desk.knobs["learning_rate"], app.desk.hidden = 30.0, ("learning_rate", "hidden")
        await pilot.press("h", "enter")
        await until(pilot, lambda: any("k shows it. Esc closes" in one.message for one in app._notifications))
        assert app.desk.knobs["learning_rate"] == 30.0 and app.worker.sent == []


async def test_h_opens_the_card_and_enter_turns_the_knob() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        app.worker.say(*untrained("xor"))
        await until(pilot, lambda: app.lab.desk.view.status == "paused")
        await pilot.press("h")
        await until(pilot, lambda: isinstance(app.screen, HealthScreen))
        await pilot.press("escape")
        app.lab.desk.turn("learning_rate", 30.0)
        app.worker.say(Noticed(1, 10, [DEAD]))
        await until(pilot, lambda: bool(app.lab.desk.view.notices))
        await pilot.press("h", "enter")
        await until(pilot, lambda: app.lab.desk.knobs["learning_rate"] == 0.05)
        assert SetKnob(0, "learning_rate", 0.05) in app.worker.sent
        assert any("30 → 0.05" in one.message for one in app._notifications)


async def test_u_asks_when_to_stop_refuses_what_it_cannot_read_and_tells_the_worker() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        app.worker.say(*untrained("xor"))
        await until(pilot, lambda: app.lab.desk.view.status == "paused")
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, StopScreen))
        app.screen.query_one(Input).value = "los<0.1"
        await pilot.press("enter")
        told = app.screen.query_one("#mistake", Static)
        await until(pilot, lambda: "Did you mean loss?" in str(told.render()))
        app.lab.desk.view = replace(app.lab.desk.view, step=30)
        for typed, mistake in [
            ("loss", "accuracy>=0.95."),
            ("step=30", "at step 30 already"),
            ("step=401", "ends at step 400"),
            ("accuracy>1", "This is never reached: accuracy is never above 1."),
            ("loss<-1", "This is never reached: loss is never below 0."),
        ]:
            app.screen.query_one(Input).value = typed
            await pilot.press("enter")
            await shows(pilot, mistake)
        app.screen.query_one(Input).value = "loss<0.1, step=200"
        await pilot.press("enter")
        rules = [Rule("loss", "<", 0.1), Rule("step", ">=", 200)]
        await until(pilot, lambda: StopWhen(0, rules) in app.worker.sent)
        await shows(pilot, "until loss < 0.1 or step 200")
        await pilot.press("r")
        await until(pilot, lambda: app.worker.sent.count(StopWhen(0, rules)) == 2)  # a rebuilt net keeps them


@pytest.mark.parametrize("key", ["n", "s"])
async def test_stepping_before_the_net_is_ready_says_so(key: str) -> None:
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        app.worker.say(Warm(0, "CPU:LLVM"), Preparing(1, 3, 20))
        await until(pilot, lambda: app.lab.desk.view.to_prepare == 20)
        await pilot.press(key)
        await until(pilot, lambda: any("not ready yet" in one.message for one in app._notifications))
        assert not any(isinstance(command, NextPhase) for command in app.worker.sent)
