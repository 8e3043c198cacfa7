"""How the rows of a lab's screen are shared between pictures and curves."""

from __future__ import annotations

from engine.events import Seen
from engine.views import Field, Table, View
from tests.screens.lab_runs import LabApp, untrained
from tests.screens.test_lab_screen import until
from tests.snapshot import screen_text
from tests.widgets.pictures import floats
from tutor.screens.lab.bench import CURVES, HUGE_CURVES
from tutor.widgets.deck import DeckWidget
from tutor.widgets.knob_panel import KnobPanel
from tutor.widgets.layout import TILE
from tutor.widgets.painted import Painted

TABLES: list[View] = [Table(name, ["x"], [["1"], ["2"]]) for name in ("one", "two")]
PLANE: list[View] = [Field("plane", floats((1, 1), [0.5]), (0, 1), (0, 1))]


async def heights(views: list[View], size: tuple[int, int] = (120, 40)) -> tuple[int, int]:
    """Rows of the pictures and of the curves below them."""
    app = LabApp("xor")
    async with app.run_test(size=size) as pilot:
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


async def test_on_a_large_screen_curves_are_lower_where_that_shows_more_pictures() -> None:
    planes: list[View] = [Field(name, floats((1, 1), [0.5]), (0, 1), (0, 1)) for name in "abcd"]
    few, many = await heights(planes[:2], (160, 50)), await heights(planes, (160, 50))
    assert few[1] == max(HUGE_CURVES) and many[1] in HUGE_CURVES
    assert many[0] >= 2 * TILE[1] and sum(many) == sum(few), "two rows of two pictures"


async def test_a_long_list_of_knobs_scrolls_and_what_the_present_one_does_stays_in_sight() -> None:
    app = LabApp("playground")
    async with app.run_test(size=(80, 24)) as pilot:
        for size, rows in (((80, 24), 6), ((120, 40), CURVES), ((200, 60), min(HUGE_CURVES))):
            await pilot.resize_terminal(*size)
            app.lab.query_one(KnobPanel).widgets["data"].focus()
            await pilot.pause()
            await pilot.press("up", "up")
            await until(pilot, lambda: "hidden layer 5;" in screen_text(app))
            assert "layer 5" in screen_text(app)
            assert app.lab.query_one("#curves", Painted).size.height >= rows
