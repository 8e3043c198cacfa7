"""Sharing a run from the lab screen, and opening a code somebody gave you."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widgets import Input

from engine.commands import Pause, Resume, Save, SetWeight
from engine.events import Paused, Seen, Step
from engine.lab import Preset
from engine.views import Array, Layer, Network
from tests.screens.lab_runs import LabApp, RunsApp, recorded, untrained
from tests.screens.test_lab_screen import until
from tests.snapshot import screen_text
from tutor.lab.export import stem
from tutor.lab.share import code_of
from tutor.screens.export import run_of
from tutor.screens.lab.screen import LabScreen
from tutor.screens.menu import Menu
from tutor.screens.sweep_setup import SweepSetup
from tutor.screens.weights import WeightsScreen
from tutor.widgets.knob_panel import KnobPanel


async def shows(pilot: Pilot[None], *texts: str) -> None:
    for text in texts:
        await until(pilot, lambda text=text: text in screen_text(pilot.app))  # type: ignore[misc]


async def test_a_run_is_shared_and_another_opened() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("d", "d", "d", "y")
        await shows(pilot, "xor-140", "tutor lab xor --seed 4", "Copied, if your terminal lets")
        assert app.clipboard.startswith("xor-140")
        await pilot.press(*"xor-1401-Z037Q", "enter")
        await shows(pilot, "is damaged: a sign is wrong or")
        app.screen.query_one(Input).value = "xor 1401 z037p"
        await pilot.press("enter")
        await until(pilot, lambda: app.labs_opened == [("xor", {"hidden": 3}, 4, None, ())])


async def test_a_code_shows_the_knobs_that_were_ticked_until_all_are_wanted() -> None:
    app = RunsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *untrained("xor"))
        app.desk.turn("hidden", 3)
        app.desk.rebuild()
        await pilot.press("y", "tab")
        await shows(pilot, "☑ hidden", "☑ learning rate")
        await pilot.press("a", "down", "down", "enter", "escape")
        await shows(pilot, "Knobs to be seen: learning rate.")
        code = app.clipboard
        hidden = tuple(knob.name for knob in app.lab.desk.lab.knobs if knob.name != "learning_rate")
        app.screen.query_one(Input).value = code
        await pilot.press("enter")
        await until(pilot, lambda: app.labs_opened == [("xor", {"hidden": 3}, 1, None, hidden)])
        app.push_screen(LabScreen("xor", {"hidden": 3}, hidden=hidden))
        await shows(pilot, f"+{len(hidden)} set by the code: k")
        lab = app.screen
        assert isinstance(lab, LabScreen) and [knob.knob.name for knob in lab.query_one(KnobPanel).shown] == [
            "learning_rate"
        ]
        assert all("hidden" not in preset.knobs for preset in lab.desk.presets)
        lab.desk.take_preset(Preset("defaults", {}, ""))
        assert lab.desk.knobs["hidden"] == 3, "what the code set stays"
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, SweepSetup))
        assert isinstance(app.screen, SweepSetup) and [knob.name for knob in app.screen.all] == ["learning_rate"]
        await pilot.press("escape")
        hidden = tuple(name for name in hidden if name != "hidden")
        lab.take_settings({"hidden": 2, "learning_rate": 0.1}, 5, "run 4", list)
        await until(pilot, lambda: f"+{len(hidden)} set by the code: k" in screen_text(app))
        assert lab.desk.hidden == hidden
        await until(pilot, lambda: any("set it: hidden." in told.message for told in app._notifications))
        await pilot.press("y")
        await shows(pilot, "Knobs to be seen: hidden, learning rate.")
        await pilot.press("escape", "k")
        assert len(lab.query_one(KnobPanel).shown) == len(lab.desk.lab.knobs) and lab.desk.presets == [
            *lab.desk.lab.presets
        ]
        await until(pilot, lambda: "set by the code" not in screen_text(app))


async def test_what_was_done_by_hand_on_the_way_is_said() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *untrained("xor"), Step(1, 1, 0.7, {}, [0.7], 1, 10.0))
        app.lab.desk.turn("learning_rate", 0.5)
        await pilot.press("y")
        await shows(pilot, "learning_rate=0.5", "Knobs or weights were changed by hand")
        await shows(pilot, "not come to its end", "on to step 400")
        assert run_of(app.lab.desk).halfway == 1


async def test_what_is_on_the_screen_is_written_into_the_present_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *recorded("xor"))
        told: list[str] = []
        for key in "ccpsy":
            await pilot.press("e")
            await shows(pilot, "Export this run", "Nothing there is replaced.")
            await pilot.press(key)
            await until(pilot, lambda: app.screen is app.lab)
            told += [notice.message for notice in app._notifications]
        code = code_of(app.desk.lab, {}, 1)
        assert run_of(app.desk).halfway == 0, "it has come to its end"
        app.desk.hidden = ("activation",)
        assert stem(app.desk.lab, run_of(app.desk)) == code_of(app.desk.lab, {}, 1, None, ("activation",))
        app.desk.hidden = ()
        await pilot.press("e", "n")
        await until(pilot, lambda: app.worker.sent == [Save(file=str(tmp_path / f"{code}.safetensors"))])
    names = {file.name for file in tmp_path.iterdir()}
    assert names == {f"{code}{rest}" for rest in (".csv", "-2.csv", ".png", ".svg", ".py")}
    assert f"{tmp_path / code}-2.csv" in told
    svg = (tmp_path / f"{code}.svg").read_text(encoding="utf-8")
    assert "decision boundary" in svg and "XOR: one hidden layer: step 400" in svg and f"tutor lab {code}" in svg


async def test_an_export_lets_the_run_go_on_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("space")
        await app.hear(pilot, Step(1, 1, 0.7, {}, [0.7], 1, 10.0))
        await pilot.press("e")
        await shows(pilot, "Export this run")
        assert app.worker.sent == [Resume(), Pause()]
        await app.hear(pilot, Paused(1, 1))
        await pilot.press("escape")
        await until(pilot, lambda: app.worker.sent[2:] == [Resume()])


async def test_the_weights_of_xor_open_whenever_there_is_a_net() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.press("W")
        await shows(pilot, "There are no weights yet")
        await app.hear(pilot, *untrained("xor"))
        finished = recorded("xor")[len(untrained("xor")) :]
        for key, heard in (("l", []), ("space", [Step(1, 1, 0.7)]), ("l", [Paused(1, 1)]), ("l", finished)):
            await pilot.press(key)
            await app.hear(pilot, *heard)
            await pilot.press("W")
            await until(pilot, lambda: isinstance(app.screen, WeightsScreen) and len(app.screen.weights) == 17)
            await pilot.press("escape")
        assert app.desk.view.status == "finished"
        assert app.worker.sent == [Resume(), Pause()], "it stands still while weights are set"


async def test_a_weight_is_turned_and_typed_by_hand() -> None:
    app = LabApp("xor")
    units, weights, bias = (Array("float32", shape, array("f", values).tobytes()) for shape, values in LAYER)
    layer = Layer("1", units, weights, bias)
    net = Network("network", "", ["x₁", "x₂"], [0.0, 1.0], [layer], [("w1", "b1")])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await app.hear(pilot, *untrained("xor"), Seen(1, 0, [net], {}, {}))
        await pilot.press("W")
        await shows(pilot, "x₁ → y", "bias of y", "↵ Set  Esc Close", "+0.25")
        later = replace(layer, weights=Array("float32", (2, 1), array("f", [0.31, 0.52]).tobytes()))
        await app.hear(pilot, Seen(1, 0, [replace(net, layers=[later])], {}, {}))
        await shows(pilot, "+0.31")  # what came last before the run stood still
        width = app.screen.query_one(Menu).size.width
        await pilot.press("down", "right", "enter")
        app.screen.query_one(Input).value = "[/]"
        await pilot.press("enter")
        await shows(pilot, "'[/]'", "Esc leaves it")
        assert app.screen.query_one(Menu).size.width == width, "the lines of the list still fit"
        app.screen.query_one(Input).value = "−2.5"
        await pilot.press("enter", "escape")
        turned = SetWeight(name="w1", index=1, value=6 * 0.1)
        await until(pilot, lambda: app.worker.sent == [turned, SetWeight(name="w1", index=1, value=-2.5)])
        assert app.screen is app.lab and app.desk.midway
        assert app.desk.turns == [(0, "weight x₂ → y", -2.5)]


LAYER = (((1,), [0.5]), ((2, 1), [0.25, 0.52]), ((1,), [0.1]))
