"""Walking along the milestones."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from tests.screens.apps import Stub, app_of, make_app, opened, reading, shows, until
from tests.snapshot import screen_text
from tutor.content.course import Course, load_course
from tutor.screens.axis import Axis, names_over, places, years_under
from tutor.screens.timeline import DIGITS, TimelineScreen

# -- the drawing, without a screen


@given(st.lists(st.floats(1900, 2100), min_size=1, max_size=60).map(sorted), st.integers(2, 200))
def test_places_are_in_order_and_inside(times: list[float], width: int) -> None:
    """Ticks never leave the axis and never change order; where there is room for all, none hides another."""
    columns = places(times, width)
    assert columns == sorted(columns)
    assert columns[0] >= 0 and columns[-1] < width
    if len(times) <= width:
        assert len(set(columns)) == len(columns)


def test_places_keep_proportion() -> None:
    """Where nothing is crowded, a column is a year."""
    assert places([1950, 1960, 2000], 51) == [0, 10, 50]


@given(
    st.lists(st.tuples(st.integers(0, 79), st.text("abc", min_size=1, max_size=30)), min_size=1, max_size=20),
    st.integers(1, 12),
)
def test_names_stand_whole_over_their_ticks(ticks: list[tuple[int, str]], height: int) -> None:
    """A name that is drawn is drawn whole, and its stem reaches down to the axis without crossing another."""
    by_column = dict(sorted(ticks))
    columns, names = list(by_column), list(by_column.values())
    grid = names_over(columns, names, height, 80)
    for number in {cell.milestone for row in grid for cell in row} - {-1}:
        rows = [[cell.character for cell in row if cell.milestone == number] for row in grid]
        drawn = [row for row in rows if row]
        assert "".join(drawn[0]) == names[number]
        assert drawn[1:] == [["│"]] * (len(drawn) - 1)
        assert len(drawn) == height - next(y for y, row in enumerate(rows) if row)


def test_the_chosen_year_is_always_there() -> None:
    """Of two years that do not fit side by side, the chosen one is shown."""
    for chosen, year in ((0, "1969"), (1, "1970")):
        row = years_under([10, 12], ["1969", "1970"], chosen, 40)
        assert "".join(cell.character for cell in row).strip() == year


# -- the screen


async def at(pilot: Pilot[None], milestone: str) -> TimelineScreen:
    """Wait until the learner stands at ``milestone``."""

    def there() -> bool:
        screen = pilot.app.screen
        return isinstance(screen, TimelineScreen) and screen.is_mounted and screen.entry == milestone

    await until(pilot, there, f"the milestone {milestone}")
    return cast("TimelineScreen", pilot.app.screen)


async def test_walking(course: Course, tmp_path: Path) -> None:
    """Arrows, Home and End walk; each card says who, what was gained, what was missing and what is disputed."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("t")
        await at(pilot, "1943-unit")
        await shows(
            pilot, "McCulloch and Pitts", "A nerve cell became", "It could not learn.", "It was logic on paper."
        )
        await pilot.press("left")
        await at(pilot, "1943-unit")
        await pilot.press("right")
        await at(pilot, "1958-perceptron")
        await shows(pilot, "Frank Rosenblatt", "milestone 2 of 5")
        await pilot.press("end")
        await at(pilot, "2017-transformer")
        await pilot.press("right")
        await at(pilot, "2017-transformer")
        await pilot.press("home")
        await at(pilot, "1943-unit")


async def test_one_era_alone(course: Course, tmp_path: Path) -> None:
    """A digit shows one era, 0 all of them; e goes through the eras; one stays where one stood if possible."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_timeline("2017-transformer")
        await at(pilot, "2017-transformer")
        await pilot.press("3")
        await at(pilot, "2017-transformer")
        await shows(pilot, "milestone 2 of 2")
        await pilot.press("1")
        await at(pilot, "1943-unit")
        await shows(pilot, "milestone 1 of 2")
        await pilot.press("e")
        await at(pilot, "1969-perceptrons")
        await pilot.press("0")
        await shows(pilot, "milestone 3 of 5")
        await pilot.press("9")
        await shows(pilot, "milestone 3 of 5")


async def test_jump_to_the_lesson(course: Course, tmp_path: Path) -> None:
    """Enter reads the lesson that trains the idea; Escape comes back to the milestone."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_timeline("1958-perceptron")
        await at(pilot, "1958-perceptron")
        await shows(pilot, "Read: One artificial unit")
        await pilot.press("enter")
        await reading(pilot, "unit", "question")
        await pilot.press("escape")
        await at(pilot, "1958-perceptron")


@pytest.mark.usefixtures("stubs")
async def test_jump_to_the_lab(course: Course, tmp_path: Path) -> None:
    """The button on the card is the same as Enter."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("t")
        await at(pilot, "1943-unit")
        await shows(pilot, "Run the lab gates")
        lines = screen_text(pilot.app).splitlines()
        y = next(y for y, line in enumerate(lines) if "Run the lab gates" in line)
        await pilot.click(offset=(lines[y].index("Run"), y))
        await until(pilot, lambda: isinstance(pilot.app.screen, Stub), "the lab")
        assert cast("Stub", pilot.app.screen).given == ("gates",)


async def test_an_idea_to_come(course: Course, tmp_path: Path) -> None:
    """Where no lesson trains the idea yet, the one that will is named and Enter leads nowhere."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_timeline("2017-transformer")
        screen = await at(pilot, "2017-transformer")
        await shows(pilot, "A lesson to come will train this idea: Attention.")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen is screen


async def test_a_click_on_a_tick(course: Course, tmp_path: Path) -> None:
    """A click on the axis walks to the nearest milestone, the wheel to the next."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_timeline()
        await at(pilot, "1943-unit")
        axis = pilot.app.screen.query_one(Axis)
        await pilot.click(Axis, offset=(axis.size.width - 1, 0))
        await at(pilot, "2017-transformer")
        await pilot.click(Axis, offset=(places([1943, 1958, 1969, 2012, 2017], axis.size.width)[2] + 1, 0))
        await at(pilot, "1969-perceptrons")


async def test_a_link_to_no_milestone(course: Course, tmp_path: Path) -> None:
    """A wrong name is told, with the one that may have been meant."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        app.go("timeline:1958-perceptro")
        await shows(pilot, "1958-perceptron?")


async def test_names_over_the_axis_where_there_is_room(course: Course, tmp_path: Path) -> None:
    """A tall terminal names the milestones over their ticks; growing and shrinking is no error."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_timeline("1969-perceptrons")
        await at(pilot, "1969-perceptrons")
        assert "AlexNet" not in screen_text(pilot.app)
        await pilot.resize_terminal(120, 40)
        await shows(pilot, "The first unit", "AlexNet", "The Transformer")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "AlexNet" not in screen_text(pilot.app), "the names to go")


def test_the_course_s_eras_have_keys_and_no_lesson_that_is_there_is_still_to_come() -> None:
    course = load_course()
    timeline = course.timeline()
    assert len(timeline.eras) == len(DIGITS)
    titles = [lesson.title.casefold() for lesson in course.lessons]
    coming = {entry.coming.casefold() for entry in timeline.entries if entry.coming}
    assert not [word for word in coming if any(title.startswith(word) for title in titles)]
