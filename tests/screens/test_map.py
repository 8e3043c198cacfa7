"""The course map: painted at once, filled in from the record, and the way to everything."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from tests.screens.apps import NOW, Stub, half_way, kept, make_app, opened, reading, shows, until
from tests.snapshot import screen_text
from tutor.content.course import Course
from tutor.screens.course_list import CourseList, rows_of
from tutor.screens.review import ReviewScreen
from tutor.screens.timeline import TimelineScreen
from tutor.store import Record


async def test_paints_from_the_course_alone(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts, lessons, goal and minutes are there before, and even without, the record."""
    app = make_app(course, tmp_path / "record.db")
    monkeypatch.setattr(app.keeper, "open", lambda: None)
    async with app.run_test(size=(80, 24)) as pilot:
        await shows(pilot, "The story", "One artificial unit", "After this you can put the milestones", "10 minutes")
        assert app.record is None
        assert "not started" not in screen_text(app)


async def test_states_in_words_and_glyphs(course: Course, tmp_path: Path) -> None:
    """Every state of the record is told by a glyph and by words, never by colour alone."""
    half_way(tmp_path / "record.db")
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await shows(pilot, "◐ reading 2/4", "● lab passed", "● read", "◐ quiz best 50 %", "○ not started", "○ quiz")


async def test_a_done_lesson_is_counted(course: Course, tmp_path: Path) -> None:
    """Read, lab passed and quiz passed: done."""
    half_way(tmp_path / "record.db")
    with Record.open(tmp_path / "record.db") as record:
        attempt = record.start_attempt("history", "quiz", 1, ["history-one"], NOW)
        record.answer(attempt, "history-one", "yes please", True, 1.0, NOW)
        record.finish_attempt(attempt, NOW)
    async with make_app(course, tmp_path / "record.db").run_test(size=(120, 40)) as pilot:
        await shows(pilot, "✔ done", "quiz best 100 %", "1 of 3 lessons done")


async def test_the_highlight_starts_where_the_reader_stopped(course: Course, tmp_path: Path) -> None:
    """Enter, without any other key, goes on reading; Escape comes back."""
    half_way(tmp_path / "record.db")
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await reading(pilot, "unit", "sum")
        await pilot.press("escape")
        await shows(pilot, "lessons done")


async def test_what_next_says_and_does_it(course: Course, tmp_path: Path) -> None:
    """The line at the top names the first unread section; its key and a click go there."""
    half_way(tmp_path / "record.db")
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await shows(pilot, "n  What next  Go on reading “One artificial unit”: A long section.")
        await pilot.press("n")
        await reading(pilot, "unit", "long")
        await pilot.press("escape")
        await shows(pilot, "What next")
        await pilot.click("#next")
        await reading(pilot, "unit", "long")


async def test_a_new_learner_is_shown_the_start(course: Course, tmp_path: Path) -> None:
    """Nothing done: the first lesson is next and highlighted."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await shows(pilot, "Start “Where it came from”", "A short placement test finds what you can skip.")
        assert pilot.app.screen.query_one(CourseList).lesson.id == "history"
        await pilot.press("enter")
        await reading(pilot, "history", "beginning")
        await pilot.press("escape")
        await shows(pilot, "Go on reading", "New here?")


@pytest.mark.usefixtures("stubs")
async def test_keys_open_lab_quiz_progress_and_timeline(course: Course, tmp_path: Path) -> None:
    """Lab and quiz are those of the highlighted lesson."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        there = pilot.app.screen.query_one(CourseList)
        firsts = [course.lessons.index(part.lessons[0]) for part in course.parts]
        for key, at in (("tab", firsts[1]), ("pagedown", firsts[-1]), ("shift+tab", firsts[-2]), ("pageup", 0)):
            await pilot.press(key)
            assert there.chosen == at, key
        await pilot.press("home", "down")
        for key, given in (("r", ("gates",)), ("u", ("unit", None)), ("p", ())):
            await pilot.press(key)
            await until(pilot, lambda: isinstance(pilot.app.screen, Stub), f"the screen behind {key}")
            assert cast("Stub", pilot.app.screen).given == given
            await pilot.press("escape")
            await shows(pilot, "lessons done")
        await pilot.press("t")
        await until(pilot, lambda: isinstance(pilot.app.screen, TimelineScreen), "the timeline")


@pytest.mark.usefixtures("stubs")
async def test_from_a_lab_to_another_there_is_a_way_back(course: Course, tmp_path: Path) -> None:
    """The same lab once more, with other knobs, takes the place of the first."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)

        def given() -> object:
            return getattr(app.screen, "given", None), getattr(app.screen, "named", {}).get("seed")

        for lab, seed in (("gates", 1), ("gates", 2), ("gates-two", 1)):
            app.open_lab(lab, seed=seed)
            await until(pilot, partial(lambda *now: given() == now, (lab,), seed), f"{lab}, seed {seed}")
        await pilot.press("escape")
        await until(pilot, lambda: given() == (("gates",), 2), "the lab before")
        await pilot.press("escape")
        await shows(pilot, "lessons done")


@pytest.mark.usefixtures("stubs")
async def test_several_labs_are_asked_for(course: Course, tmp_path: Path) -> None:
    """A lesson with two labs asks which; Escape asks for none."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("end", "r")
        await shows(pilot, "Which lab?", "gates-three")
        await pilot.press("escape")
        await shows(pilot, "lessons done")
        await pilot.press("r")
        await shows(pilot, "Which lab?")
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, Stub), "the lab")
        assert cast("Stub", pilot.app.screen).given == ("gates-three",)


async def test_a_click_highlights_and_the_next_opens(course: Course, tmp_path: Path) -> None:
    """The mouse does what the keys do."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        courselist = pilot.app.screen.query_one(CourseList)
        line = next(y for y, row in enumerate(courselist.rows) if row.lesson and row.lesson.id == "layers")
        await pilot.click(CourseList, offset=(10, line))
        await shows(pilot, "After this you can say why one layer")
        await pilot.click(CourseList, offset=(10, line))
        await reading(pilot, "layers", "one")


async def test_a_click_on_the_key_bar_is_the_key(course: Course, tmp_path: Path) -> None:
    """The line below the screen can be clicked."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        bar = screen_text(pilot.app).splitlines()[-1]
        await pilot.click("KeyBar", offset=(bar.index("Review"), 0))
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen), "the review")


async def test_mastery_is_told_by_a_bar_and_a_number_and_dashes_before_any_answer(
    course: Course, tmp_path: Path
) -> None:
    """One question right of two sections asked about in history; one lab of two things in unit; nothing in layers."""
    half_way(tmp_path / "record.db")
    async with make_app(course, tmp_path / "record.db").run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await shows(pilot, "quiz best 50 %   mastery ━━━━━ 100 %", "mastery ━━───  50 %", "mastery ─────     –")


async def test_a_placement_test_shows_in_words_and_is_not_what_comes_next(course: Course, tmp_path: Path) -> None:
    """A lesson known by its test is passed over; it can be read like any other."""
    with Record.open(tmp_path / "record.db") as record:
        attempt = record.start_attempt("story", "placement", 1, ["history-one"], NOW)
        record.answer(attempt, "history-one", "yes please", True, 1.0, NOW)
        record.finish_attempt(attempt, NOW)
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await shows(pilot, "✓ known", "0 of 3 lessons done, 1 known", "Start “One artificial unit”")
        await pilot.press("home", "enter")
        await reading(pilot, "history", "beginning")


async def test_what_is_due_stands_below_what_is_next_and_a_click_goes_there(course: Course, tmp_path: Path) -> None:
    """Five days after a right answer its question is due."""
    half_way(tmp_path / "record.db")
    app = make_app(course, tmp_path / "record.db")
    app.now = lambda: NOW + timedelta(days=5)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await shows(pilot, "v  Review     1 question is due.")
        line = next(y for y, text in enumerate(screen_text(pilot.app).splitlines()) if "v  Review" in text)
        await pilot.click(offset=(20, line))
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen), "the review")


@pytest.mark.usefixtures("stubs")
@pytest.mark.parametrize(("key", "kind"), [("u", "part"), ("p", "placement")])
async def test_the_part_s_quizzes_are_two_keys_away(course: Course, tmp_path: Path, key: str, kind: str) -> None:
    """U asks which, for the part of the highlighted lesson."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("end", "U")
        await shows(pilot, "First things", "all questions of its 2 lessons", "6 questions, to skip what you know")
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, Stub), "the quiz")
        stub = cast("Stub", pilot.app.screen)
        assert (stub.given, stub.named) == (("basics", None), {"kind": kind})


@pytest.mark.parametrize(("level", "lines"), [(0, 3 + 2 + 1), (1, 6 + 2 + 1), (2, 6 + 2 + 1 + 1)])
def test_lessons_get_as_many_lines_as_there_is_room_for(course: Course, level: int, lines: int) -> None:
    """Three lessons under two headings, a blank line between parts; at most also one between lessons."""
    rows = rows_of(course, level)
    assert len(rows) == lines
    assert [row.lesson.id for row in rows if row.lesson and not row.second] == ["history", "unit", "layers"]


async def test_states_are_fresh_after_coming_back(course: Course, tmp_path: Path) -> None:
    """What was just read shows on the map."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await reading(pilot, "history", "beginning")
        await pilot.press("n")
        await reading(pilot, "history", "summary")
        await kept(pilot)
        await pilot.press("escape")
        await shows(pilot, "● read")
