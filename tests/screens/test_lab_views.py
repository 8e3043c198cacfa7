"""Which pictures are seen: pinned, zoomed, chosen by number; how curves are smoothed."""

from __future__ import annotations

from engine.events import Seen
from engine.views import Field, View
from tests.screens.lab_runs import LabApp, untrained
from tests.snapshot import screen_text
from tests.widgets.pictures import floats
from tutor.widgets.deck import DeckWidget

PLANES: list[View] = [Field(name, floats((1, 1), [0.5]), (0, 1), (0, 1)) for name in ("one", "two", "three", "four")]


async def test_pictures_are_pinned_zoomed_and_chosen() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(120, 40)) as pilot:
        opened = [event for event in untrained("xor") if not isinstance(event, Seen)]
        await app.hear(pilot, *opened, Seen(1, 0, PLANES))
        deck = app.lab.query_one(DeckWidget)
        assert "+2 more: v" in screen_text(app)
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
