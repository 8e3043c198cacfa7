"""Reading a lesson: sections, contents, links, and the place that is remembered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Markdown

from tests.screens.apps import NOW, NoWorker, Stub, app_of, kept, make_app, opened, reading, shows, until
from tests.snapshot import screen_text
from tutor.content.course import Course, load_course
from tutor.content.lesson_markdown import LessonMarkdown
from tutor.screens.chips import Chips
from tutor.screens.contents import Contents
from tutor.screens.lesson import LessonScreen, Page
from tutor.screens.timeline import TimelineScreen
from tutor.store import DiskFull, Record


async def test_the_place_is_remembered(course: Course, tmp_path: Path) -> None:
    """A new start of the app, on the same record, opens the lesson at the section last read."""
    file = tmp_path / "record.db"
    async with make_app(course, file).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("unit", "question")
        await reading(pilot, "unit", "question")
        await pilot.press("right")
        await reading(pilot, "unit", "sum")
    async with make_app(course, file).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await reading(pilot, "unit", "sum")


async def test_a_place_that_is_gone_opens_the_start(course: Course, tmp_path: Path) -> None:
    """A section that a newer course no longer has is no error."""
    with Record.open(tmp_path / "record.db") as record:
        record.set_position("unit", "taken-out", NOW)
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("unit")
        await reading(pilot, "unit", "question")


async def test_a_short_section_is_read_once_seen(course: Course, tmp_path: Path) -> None:
    """All of it fits on the screen: it counts as read."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        record = await opened(pilot)
        app_of(pilot).open_lesson("unit", "question")
        await reading(pilot, "unit", "question")
        await kept(pilot)
        assert record.sections_read("unit") == {"question"}


async def test_a_long_section_is_read_at_its_end(course: Course, tmp_path: Path) -> None:
    """Opening it is not reading it, not even in haste; scrolling to its last line is."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        record = await opened(pilot)
        app_of(pilot).open_lesson("unit", "question")
        screen = await reading(pilot, "unit", "question")
        await screen.show_section(1)  # and on from there before it was painted
        await screen.show_section(2)
        await reading(pilot, "unit", "long")
        await kept(pilot)
        assert record.sections_read("unit") == {"question"}
        await pilot.press("end")
        await until(pilot, lambda: record.sections_read("unit") == {"question", "long"}, "the section to be read")


async def test_leaving_forwards_counts_as_read(course: Course, tmp_path: Path) -> None:
    """Who goes on has read enough; who goes back has not."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        record = await opened(pilot)
        app_of(pilot).open_lesson("unit", "long")
        await reading(pilot, "unit", "long")
        await pilot.press("left")
        await reading(pilot, "unit", "sum")
        await kept(pilot)
        assert "long" not in record.sections_read("unit")
        await pilot.press("right", "right")
        await reading(pilot, "unit", "summary")
        await kept(pilot)
        assert "long" in record.sections_read("unit")


async def test_space_scrolls_and_then_turns(course: Course, tmp_path: Path) -> None:
    """Space alone leads through a long section and on to the next; Page Up leads back to its end."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("unit", "long")
        screen = await reading(pilot, "unit", "long")
        page = screen.query_one(Page)
        await pilot.press("space")
        await until(pilot, lambda: page.scroll_y > 0, "the page to scroll")
        assert screen.section.id == "long"
        await pilot.press("end")
        await until(pilot, lambda: page.at_end, "the end")
        await pilot.press("space")
        await reading(pilot, "unit", "summary")
        await pilot.press("pageup")
        await reading(pilot, "unit", "long")
        assert page.at_end


async def test_the_ends_lead_to_other_lessons(course: Course, tmp_path: Path) -> None:
    """After the last section comes the next lesson, before the first the one before; Escape still goes to the map."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("history", "summary")
        await reading(pilot, "history", "summary")
        await shows(pilot, "Next lesson: One artificial unit", "Take the quiz")
        await pilot.press("end", "space")  # who only ever presses Space misses no quiz
        await shows(pilot, "Quiz · ")
        await pilot.press("escape")
        await reading(pilot, "history", "summary")
        await pilot.press("right")
        await reading(pilot, "unit", "question")
        await pilot.press("left")
        await reading(pilot, "history", "summary")
        await pilot.press("escape")
        await shows(pilot, "lessons done")


async def test_the_course_has_an_end(course: Course, tmp_path: Path) -> None:
    """After the very last section one is told so."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("layers", "summary")
        await reading(pilot, "layers", "summary")
        await pilot.press("right")
        await shows(pilot, "This was the last lesson")


async def test_contents_stay_where_there_is_room(course: Course, tmp_path: Path) -> None:
    """From 110 columns on the contents are beside the text; with fewer, t opens and closes them."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(110, 30)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("unit", "question")
        screen = await reading(pilot, "unit", "question")
        await shows(pilot, "○ What to remember", "Lab gates")
        await pilot.resize_terminal(80, 24)
        contents = screen.query_one(Contents)
        await until(pilot, lambda: not contents.display, "the contents to make room")
        await pilot.press("t")
        await until(pilot, lambda: contents.display and contents.has_focus, "the contents")
        await pilot.press("escape")
        await until(pilot, lambda: not contents.display, "the contents to close")
        assert pilot.app.screen is screen


async def test_contents_take_the_room_there_is() -> None:
    """On a wide terminal no title is cut; on a narrower one the page keeps its 72 columns."""
    course = load_course()

    class Bare(App[None]):
        def compose(self) -> ComposeResult:
            (contents := Contents()).show(course, course.lesson("losses"), 0, set())
            yield contents

    async with Bare().run_test(size=(200, 60)) as pilot:
        await shows(pilot, "When one point lies far off: MAE and Huber")
        await pilot.resize_terminal(110, 30)
        await shows(pilot, "When one point lies far off: MA…")
        assert 110 - pilot.app.query_one(Contents).outer_size.width >= 72


async def test_contents_lead_to_sections(course: Course, tmp_path: Path) -> None:
    """Enter on an entry turns to it and gives the page the keys back."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("unit", "question")
        screen = await reading(pilot, "unit", "question")
        await pilot.press("t", "down", "down", "enter")
        await reading(pilot, "unit", "long")
        assert screen.query_one(Page).has_focus
        assert not screen.query_one(Contents).display


@pytest.mark.usefixtures("stubs")
async def test_contents_lead_to_the_lab(course: Course, tmp_path: Path) -> None:
    """The lesson's lab is an entry of the contents, too."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("unit", "question")
        await reading(pilot, "unit", "question")
        await pilot.press("t", "end", "up", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Stub), "the lab")
        assert cast("Stub", pilot.app.screen).given == ("gates",)


@pytest.mark.usefixtures("stubs")
async def test_links_by_keyboard(course: Course, tmp_path: Path) -> None:
    """Tab selects a link, Shift+Tab the one before, Enter follows it."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("unit", "sum")
        screen = await reading(pilot, "unit", "sum")
        text = screen.query_one(LessonMarkdown)
        await pilot.press("tab")
        assert text.selected_link == "lab:gates"
        await pilot.press("tab")
        assert text.selected_link == "lesson:layers"
        await pilot.press("shift+tab", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Stub), "the lab")
        assert cast("Stub", pilot.app.screen).given == ("gates",)


async def test_links_by_mouse(course: Course, tmp_path: Path) -> None:
    """A click on a link follows it, to another section's lesson as well."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("history", "beginning")
        await reading(pilot, "history", "beginning")
        lines = screen_text(pilot.app).splitlines()
        y = next(y for y, line in enumerate(lines) if "a unit" in line)
        await pilot.click(offset=(lines[y].index("a unit") + 2, y))
        await reading(pilot, "unit", "sum")


async def test_a_link_to_the_timeline(course: Course, tmp_path: Path) -> None:
    """It opens at the milestone that it names, and w opens it at the first."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("history", "beginning")
        screen = await reading(pilot, "history", "beginning")
        screen.post_message(Markdown.LinkClicked(screen.query_one(LessonMarkdown), "timeline:1958-perceptron"))
        await until(pilot, lambda: isinstance(pilot.app.screen, TimelineScreen), "the timeline")
        assert cast("TimelineScreen", pilot.app.screen).milestone.id == "1958-perceptron"


@pytest.mark.usefixtures("stubs")
async def test_lab_and_quiz_in_place(course: Course, tmp_path: Path) -> None:
    """At the end of the lesson there are buttons for both; keys do the same everywhere."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("unit", "summary")
        screen = await reading(pilot, "unit", "summary")
        await shows(pilot, "Run the lab gates", "Take the quiz")
        for key, given in (("r", ("gates",)), ("u", ("unit", None))):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(pilot.app.screen, Stub), f"the screen behind {key}")
            assert cast("Stub", pilot.app.screen).given == given
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen, "the lesson again")
        await pilot.click(Chips, offset=(5, 0))
        await until(pilot, lambda: isinstance(pilot.app.screen, Stub), "the lab behind its button")


async def test_the_column_is_comfortable(course: Course, tmp_path: Path) -> None:
    """Text is at most 78 columns wide and stands in the middle of a wide page."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(200, 60)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("unit", "long")
        screen = await reading(pilot, "unit", "long")
        text, page = screen.query_one(LessonMarkdown).region, screen.query_one(Page).region
        assert text.width <= 78
        assert abs((text.x - page.x) - (page.right - text.right)) <= 2


async def test_a_lesson_s_lab_is_prepared_while_one_reads_and_only_then(course: Course, tmp_path: Path) -> None:
    """A lesson without a lab starts no process."""
    app = make_app(course, tmp_path / "record.db")
    worker = cast("NoWorker", app._worker)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app.open_lesson("history")
        await reading(pilot, "history", "beginning")
        assert worker.prepared == []
        app.open_lesson("unit")
        await reading(pilot, "unit", "question")
        await until(
            pilot, lambda: worker.prepared == list(map(course.lab_file, course.lesson("unit").labs)), "preparing"
        )
    assert worker.closed


async def test_a_full_disk_is_said_and_reading_goes_on(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be kept becomes a notice; nothing else stops."""

    def fail(*_: object) -> None:
        raise DiskFull("The disk is full.", "Free some space.")

    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        monkeypatch.setattr(Record, "set_position", fail)
        app_of(pilot).open_lesson("unit", "question")
        await reading(pilot, "unit", "question")
        await shows(pilot, "The disk is full. Free some space.")
        await pilot.press("right")
        await reading(pilot, "unit", "sum")


async def test_wide_figures_can_be_seen_whole(course: Course, tmp_path: Path) -> None:
    """On a narrow page Shift+→ moves a figure that does not fit."""
    lesson = course.lesson("unit")
    wide = replace(lesson.sections[0], text=f"```figure\n{'─' * 70}end\n```")
    async with make_app(course, tmp_path / "record.db").run_test(size=(60, 20)) as pilot:
        await opened(pilot)
        pilot.app.push_screen(LessonScreen(replace(lesson, sections=(wide, *lesson.sections[1:])), "question"))
        await reading(pilot, "unit", "question")
        assert "─end" not in screen_text(pilot.app)
        await pilot.press("shift+right", "shift+right")
        await shows(pilot, "─end")
        await pilot.press("shift+left", "shift+left")
        await until(pilot, lambda: "─end" not in screen_text(pilot.app), "the left side")
