"""How the rows of a lab's screen are shared between pictures and curves."""

from __future__ import annotations

from engine.events import Seen
from engine.views import Field, Table, View
from tests.screens.lab_runs import LabApp, untrained
from tests.widgets.pictures import floats
from tutor.screens.lab_bench import CURVES
from tutor.widgets.deck import DeckWidget
from tutor.widgets.painted import Painted

TABLES: list[View] = [Table(name, ["x"], [["1"], ["2"]]) for name in ("one", "two")]
PLANE: list[View] = [Field("plane", floats((1, 1), [0.5]), (0, 1), (0, 1))]


async def heights(views: list[View]) -> tuple[int, int]:
    """Rows of the pictures and of the curves below them."""
    app = LabApp("xor")
    async with app.run_test(size=(120, 40)) as pilot:
        opened = [event for event in untrained("xor") if not isinstance(event, Seen)]
        await app.hear(pilot, *opened, Seen(1, 0, views))
        await pilot.pause()
        return app.lab.query_one(DeckWidget).size.height, app.lab.query_one("#curves", Painted).size.height


async def test_rows_that_short_pictures_do_not_need_go_to_the_curves() -> None:
    deck, curves = await heights(TABLES)
    full, least = await heights(PLANE)
    assert least == CURVES
    assert curves > 2 * CURVES and deck + curves == full + least
    assert deck >= 6, "title, head, rule and rows"
