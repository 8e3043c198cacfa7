"""The tour: offered once on an empty record; a lab in it really trains, and only that it was seen is recorded."""

from __future__ import annotations

from pathlib import Path

from tests.screens.apps import shows, until
from tests.snapshot import screen_text
from tutor.app import TutorApp
from tutor.content.course import load_course
from tutor.screens.course_map import CourseMapScreen
from tutor.screens.tour import LabCard, TourScreen
from tutor.store import Record

OFFER = "A tour in under a minute"


async def test_the_tour_shows_a_net_that_learns_and_leaves_no_trace(tmp_path: Path) -> None:
    app = TutorApp(load_course(), tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, OFFER)
        await pilot.press("T")
        await shows(pilot, "The map", "1 of 5")
        await pilot.press("enter")
        await shows(pilot, "add up, plus b")
        await pilot.press("enter")

        def learned() -> bool:
            found = app.screen.query(LabCard)
            return bool(found) and found.first().trained > 20

        await until(pilot, learned, "a net that has done some steps")
        await shows(pilot, "loss")
        await pilot.press("enter", "9", "0")
        await shows(pilot, "A question")
        assert "ight." not in screen_text(app), "there is no choice 9, and none before the first"
        await pilot.press("2")
        await shows(pilot, "Right.")
        await pilot.press("enter")
        await shows(pilot, "Where help is")
        await pilot.press("left", "enter", "enter")
        await until(pilot, lambda: isinstance(app.screen, CourseMapScreen), "the map")
        await until(pilot, lambda: OFFER not in screen_text(app) and "What next" in screen_text(app), "no offer")
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, TourScreen), "the tour once more")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CourseMapScreen), "the map once more")
    with Record.open(tmp_path / "record.db") as record:
        assert not record.runs() and not record.attempts() and record.last_place() is None
