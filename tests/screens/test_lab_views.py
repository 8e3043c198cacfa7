"""Which pictures are seen: pinned, zoomed, chosen by number; how curves are smoothed."""

from __future__ import annotations

from msgspec.structs import replace

from engine.events import Seen
from engine.views import Field, Network, View
from tests.screens.lab_runs import LabApp, recorded, untrained
from tests.screens.test_lab_screen import until
from tests.snapshot import screen_text
from tests.widgets.pictures import floats, maps
from tutor.pointing import aim, pointed
from tutor.screens.lab.screen import LabScreen
from tutor.screens.told import ToldScreen
from tutor.widgets.deck import DeckWidget, pictures_at
from tutor.widgets.knob_panel import KnobPanel

PLANES: list[View] = [Field(name, floats((1, 1), [0.5]), (0, 1), (0, 1)) for name in ("one", "two", "three", "four")]


async def test_pictures_are_pinned_zoomed_and_chosen() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(120, 40)) as pilot:
        opened = [event for event in untrained("xor") if not isinstance(event, Seen)]
        await app.hear(pilot, *opened, Seen(1, 0, PLANES))
        deck = app.lab.query_one(DeckWidget)
        assert "v: next" in screen_text(app)
        await pilot.press("P", "v")
        assert deck.settled.pinned == "one" and deck.settled.present == "three"
        assert "▣ pinned" in screen_text(app)
        await pilot.press("v", "v")
        assert deck.settled.present == "two", "the pinned picture has no turn"
        await pilot.press("z", "4")
        assert deck.settled.present == "four" and "▣ pinned" in screen_text(app)
        await pilot.press("escape", "P", "m")
        assert not deck.settled.pinned and app.lab.smoothing == "strong"
        await pilot.press("m")
        assert app.lab.smoothing == "off"


async def test_pointing_by_keys_and_mouse() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(120, 40)) as pilot:
        await app.hear(pilot, *recorded("xor"))
        lab = app.lab
        before = dict(app.desk.knobs)
        await pilot.press("i")
        assert "the net says" in screen_text(app)
        await pilot.press("right", "up", "tab")
        assert lab.aimed.name == "network" and dict(app.desk.knobs) == before, "arrows turn no knob"
        network = lab.query_one(DeckWidget).subject.views["network"]
        assert isinstance(network, Network)
        deck = lab.query_one(DeckWidget)
        place = pictures_at(deck.settled, *deck.size, deck.ink)["network"]
        row = next(y for y in range(place.height) if (t := pointed(network, (0, y), place.size)) and "h₁ =" in t.text)
        await pilot.hover(DeckWidget, offset=(place.x, place.y + row))
        await until(pilot, lambda: "h₁ = " in screen_text(app))
        await pilot.press("tab")
        assert lab.aimed.name not in ("network", "decision boundary") and "loss" in screen_text(app)
        await pilot.press("z")
        await until(pilot, lambda: lab.aimed.name == "curves")
        assert lab.query_one(DeckWidget).settled.present == "curves", "what is pointed at is zoomed"
        await pilot.press("z", "escape")
        assert not lab.inspecting and not app.lab.query_one(DeckWidget).has_focus
        await pilot.pause()
        place = pictures_at(deck.settled, *deck.size, deck.ink)["network"]
        await pilot.click(DeckWidget, offset=(place.x, place.y + row))
        assert lab.inspecting
        await pilot.press("enter")
        assert isinstance(app.screen, ToldScreen) and "all added up" in screen_text(app)
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, LabScreen) and not lab.inspecting


async def test_a_click_on_the_map_of_an_input_turns_its_knob() -> None:
    app = LabApp("playground")
    async with app.run_test(size=(120, 40)) as pilot:
        opened = [event for event in untrained("xor") if not isinstance(event, Seen)]
        given = maps(4, 2)
        inputs = [replace(one, knob=knob) for one, knob in zip(given.inputs, ("x1", "x2", "x1_squared"), strict=True)]
        await app.hear(pilot, *opened, Seen(1, 0, [replace(given, inputs=inputs)]))
        deck = app.lab.query_one(DeckWidget)
        place = pictures_at(deck.settled, *deck.size, deck.ink)["maps"]
        at = aim(deck.subject.views["maps"], *place.size)
        cells = [(x, y) for y in range(place.height) for x in range(place.width)]
        for knob, now in (("x1_squared", "on"), ("x1", "off")):
            x, y = next(cell for cell in cells if (told := at(*cell)) and told.knob == knob)
            await pilot.click(DeckWidget, offset=(place.x + x, place.y + y))
            await pilot.pause()
            assert app.desk.knobs[knob] == now and not app.lab.inspecting
            assert app.lab.query_one(KnobPanel).widgets[knob].has_focus
        wanted = {"x1": "off", "x1_squared": "on"}
        await until(pilot, lambda: wanted.items() <= app.worker.started[-1][0].items())  # built anew, as by the knob


async def test_a_zoom_leaves_the_bench_as_it_was_but_for_what_another_size_asks_for() -> None:
    app = LabApp("digits")
    async with app.run_test(size=(120, 40)) as pilot:
        await app.hear(pilot, *recorded("digits"))
        lab, curves = app.lab, app.lab.query_one("#curves")
        await pilot.press("v", "v")
        tall = curves.size.height
        await pilot.press("z", "z")
        await pilot.pause()
        assert curves.display and curves.size.height == tall and not lab.rows_due
        await pilot.press("z")
        await pilot.resize_terminal(200, 60)
        await until(pilot, lambda: lab.rows_due)
        await pilot.press("z")
        await until(pilot, lambda: not lab.rows_due and curves.size.height != tall)
