"""What holds on every screen: help, quitting, going anywhere, small terminals, and what happens when all fails."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from textual import events
from textual.command import CommandPalette
from textual.css.query import NoMatches
from textual.fuzzy import Matcher
from textual.widgets import Static

from tests.screens.apps import Stub, app_of, make_app, opened, reading, shows, until
from tests.snapshot import screen_text
from tutor import paths
from tutor.actions import Action
from tutor.app import TutorApp
from tutor.content.course import Course, load_course
from tutor.palette import commands, scored
from tutor.screens.ask import Answer, AskScreen
from tutor.screens.bars import keys_of, short_key
from tutor.screens.course_map import CourseMapScreen
from tutor.screens.help import HelpScreen
from tutor.screens.lesson import LessonScreen, Page
from tutor.screens.small import SmallScreen
from tutor.screens.timeline import TimelineScreen

# -- keys and help


def test_keys_as_people_write_them() -> None:
    """No help page says "question_mark"."""
    assert keys_of(Action("question_mark,f1", "x", "X", "X.")) == "? F1"
    assert short_key(Action("ctrl+c,right", "x", "X", "X.")) == "Ctrl+C"


async def test_help_shows_this_screen_and_the_app(course: Course, tmp_path: Path) -> None:
    """Every action of the screen that is possible here, and every action of the app."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 40)) as pilot:
        await opened(pilot)
        await pilot.press("question_mark")
        await shows(pilot, *(action.help[:50] for action in (*CourseMapScreen.ACTIONS, *TutorApp.ACTIONS)))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, HelpScreen), "help to close")


# -- going anywhere


async def test_screens_that_were_left_are_cleared_away(course: Course, tmp_path: Path) -> None:
    """Without waiting for the collector, which by itself comes when hundreds of them have piled up."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 40)) as pilot:
        await opened(pilot)
        gc.disable()  # from here on the app alone clears away
        try:
            await pilot.press("question_mark")
            await shows(pilot, CourseMapScreen.ACTIONS[0].help[:50])
            closed = weakref.ref(pilot.app.screen)
            drawn = [weakref.ref(widget._styles_cache) for widget in pilot.app.screen.query(Static)]
            await pilot.press("escape")
            await until(pilot, lambda: closed() is None, "a dialog that was closed to be cleared away")
            assert drawn and not any(lines() for lines in drawn)
            app_of(pilot).open_timeline()
            await until(pilot, lambda: isinstance(pilot.app.screen, TimelineScreen), "the timeline to open")
            replaced = weakref.ref(pilot.app.screen)
            app_of(pilot).open_timeline()
            await until(pilot, lambda: replaced() is None, "a screen that was replaced to be cleared away")
            await pilot.press("slash")
            await until(pilot, lambda: app_of(pilot).search_index is not None, "a thread to read the course")
            searching = weakref.ref(pilot.app.screen)
            await pilot.press("escape")
            await until(pilot, lambda: searching() is None, "a screen that used a thread to be cleared away")
            app_of(pilot).leftovers.settle()
            await pilot.press("question_mark")
            await shows(pilot, "Help")
            over = weakref.ref(pilot.app.screen)
            await pilot.press("escape")
            await until(pilot, lambda: over() is None, "a dialog over a page that stays to be cleared away")
            passed_over = weakref.ref(pilot.app.screen)
            await pilot.press("escape")
            await until(pilot, lambda: passed_over() is None, "a screen that was there when others were cleared away")
        finally:
            gc.enable()


async def test_the_palette_goes_anywhere(course: Course, tmp_path: Path) -> None:
    """A lab is found by what it is about; typing part of a lesson's name and Enter opens it."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette), "the palette")
        await pilot.press(*"never run")
        await shows(pilot, "Lab: gates (gates)", "A lab that is never run here.")
        await pilot.press(*["backspace"] * 9, *"layers upon")
        await shows(pilot, "Read: Layers upon layers")
        await until(pilot, lambda: "Read: One artificial unit" not in screen_text(pilot.app), "the search")
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, CommandPalette), "the palette to close")
        await reading(pilot, "layers", "one")


async def test_the_palette_knows_everything(course: Course, tmp_path: Path) -> None:
    """Every lesson, lab and quiz, and every screen."""
    names = [command.name for command in commands(make_app(course, tmp_path / "record.db"))]
    for lesson in course.lessons:
        assert {f"Read: {lesson.title}", f"Quiz: {lesson.title}"} <= set(names)
    assert {f"Lab: {title} ({lab})" for lab, title in course.lab_titles.items()} <= set(names)
    assert {"Timeline", "Progress", "Settings", "Help", "Quit"} <= set(names)


@pytest.mark.parametrize("typed", ["lab {}", "{}"])
def test_the_short_name_of_a_lab_leads_there(tmp_path: Path, typed: str) -> None:
    """In the course as it is: "lab digits" is no race on digits."""
    course = load_course()
    labs = [command for command in commands(make_app(course, tmp_path / "record.db")) if command.name[:5] == "Lab: "]
    for lab in course.lab_ids:
        query = typed.format(lab)
        matcher = Matcher(query)
        best = max(labs, key=lambda command: scored(command, query, matcher.match(command.name)))
        assert best.name.endswith(f"({lab})")


@pytest.mark.parametrize(
    ("link", "said"),
    [("lesson:unti", "Did you mean unit?"), ("lesson:unit#smu", "sum"), ("lab:gate", "gates"), ("nowhere", "nowhere")],
)
async def test_wrong_links_are_told(course: Course, tmp_path: Path, link: str, said: str) -> None:
    """A link to what is not there says what may have been meant, and nothing else happens."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await opened(pilot)
        app.go(link)
        await shows(pilot, said)
        assert isinstance(app.screen, CourseMapScreen)


@pytest.mark.usefixtures("stubs")
async def test_screens_of_a_kind_do_not_pile_up(course: Course, tmp_path: Path) -> None:
    """Five lessons in a row are left with one Escape."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        for lesson in ("history", "unit", "layers", "unit", "history"):
            app.go(f"lesson:{lesson}")
            await reading(pilot, lesson, course.lesson(lesson).sections[0].id)
        await pilot.press("escape")
        await shows(pilot, "lessons done")


# -- many keys at once


async def test_what_comes_too_late_for_a_screen_does_nothing(course: Course, tmp_path: Path) -> None:
    """A key pressed twice closes one dialog; what goes is not clicked; a screen that was left harms nobody."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app.open_lesson("unit", "sum")
        lesson = await reading(pilot, "unit", "sum")
        chosen: list[str | None] = []
        app.push_screen(ask := AskScreen("Go?", [Answer("yes", "y", "Go")]), chosen.append)
        await until(pilot, lambda: ask.is_current and bool(ask.query("Menu")), "the question")
        for _ in range(3):
            ask.post_message(events.Key("y", "y"))
        await until(pilot, lambda: chosen == ["yes"] and not ask.is_running, "the question to close")
        assert app.screen is lesson
        for _ in range(2):
            app.action_command_palette()
            palette = app.screen
            assert isinstance(palette, CommandPalette)  # also while the last one is still being put away
            for _ in range(2):
                palette.dismiss()
        assert app.screen is lesson
        clicked = lesson.get_widget_at(*(place := lesson.query_one(Page).region.bottom_right - (4, 2)))[0]
        parent, clicked._parent = clicked.parent, None
        app.post_message(events.MouseDown(None, *place, 0, 0, 1, False, False, False))
        await pilot.pause()
        clicked._parent = parent
        early = LessonScreen(lesson.lesson, None)
        with pytest.raises(NoMatches) as met:
            await early.action_next()
        assert app._met_what_is_not_there(met.value)  # a key that came before the lesson was there
        for later in (lesson.call_after_refresh, lesson.call_next):
            later(lesson.query_one, "#what-is-gone")
        app.pop_screen()
        await until(pilot, lambda: not lesson.is_running, "the lesson to close")
        log = paths.log_file()
        await until(pilot, lambda: log.exists() and "#what-is-gone" in log.read_text(), "a line in the log")
        app.open_glossary()
        await shows(pilot, "Glossary")


# -- quitting


async def test_q_quits_at_once(course: Course, tmp_path: Path) -> None:
    """Nothing is under way: no question is asked."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running or app._exit, "the app to end")
    assert app.return_code == 0


@pytest.mark.usefixtures("stubs")
@pytest.mark.parametrize("key", ["q", "ctrl+c", "ctrl+q"])
async def test_quitting_asks_while_a_lab_trains(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """n stays, y leaves; and asking to quit twice leaves as well."""
    monkeypatch.setattr(Stub, "question", "The lab gates is training. Stop it and quit?")
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app.open_lab("gates")
        await until(pilot, lambda: isinstance(app.screen, Stub), "the lab")
        await pilot.press(key)
        await shows(pilot, "The lab gates is training.")
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, Stub), "the lab again")
        await pilot.press(key)
        await shows(pilot, "The lab gates is training.")
        monkeypatch.setattr(Stub, "question", "Something else is unfinished. Quit?")
        await shows(pilot, "Something else is unfinished.")
        monkeypatch.setattr(Stub, "question", "")
        await until(pilot, lambda: isinstance(app.screen, Stub), "the question to go away: nothing is left to ask")
        monkeypatch.setattr(Stub, "question", "The lab gates is training. Stop it and quit?")
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, AskScreen), "the question")
        await pilot.press("y" if key == "q" else key)
        await until(pilot, lambda: not app.is_running or app._exit, "the app to end")


# -- the terminal


@pytest.mark.parametrize("size", [(59, 30), (80, 19), (20, 5), (5, 2), (1, 1)])
async def test_a_small_terminal_is_told_how_large_it_must_be(
    course: Course, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Shrunk while reading: a note instead; enlarged again: the same screen, at the same section."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_lesson("unit", "sum")
        screen = await reading(pilot, "unit", "sum")
        await pilot.resize_terminal(*size)
        await until(pilot, lambda: isinstance(pilot.app.screen, SmallScreen), "the note")
        if size[0] >= 20 and size[1] >= 5:
            await shows(pilot, f"{size[0]}×{size[1]}")
        await pilot.resize_terminal(60, 20)
        await until(pilot, lambda: pilot.app.screen is screen, "the lesson again")
        assert screen.section.id == "sum"


async def test_the_note_follows_every_size(course: Course, tmp_path: Path) -> None:
    """While the window is dragged the note says the size of now, and there is only one note."""
    async with make_app(course, tmp_path / "record.db").run_test(size=(50, 15)) as pilot:
        await shows(pilot, "50×15")
        for width in (45, 40, 55, 59):
            await pilot.resize_terminal(width, 15)
            await shows(pilot, f"{width}×15")
        await pilot.resize_terminal(100, 30)
        await opened(pilot)
        assert len(pilot.app.screen_stack) == 1


async def test_starting_small_is_no_crash(course: Course, tmp_path: Path) -> None:
    """Started in a tiny terminal: the note, and q quits."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=(30, 8)) as pilot:
        await shows(pilot, "30×8")
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running or app._exit, "the app to end")
    assert app.return_code == 0


@pytest.mark.parametrize("size", [(60, 20), (61, 21), (79, 23), (109, 20), (200, 60), (400, 100)])
async def test_every_screen_at_every_size(course: Course, tmp_path: Path, size: tuple[int, int]) -> None:
    """From the smallest terminal to a huge one, each screen draws."""
    app = make_app(course, tmp_path / "record.db")
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        app.open_lesson("unit", "sum")
        await reading(pilot, "unit", "sum")
        app.open_timeline()
        await shows(pilot, "What it made possible")
        app.action_settings()
        await shows(pilot, "How everything looks")
        app.action_help()
        await shows(pilot, "Everywhere")


# -- all fails


class MishapError(Exception):
    """Something nobody thought of."""


def _fail() -> None:
    raise MishapError("the hidden detail")


async def test_a_crash_is_one_sentence_and_a_report(
    course: Course, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The learner reads one sentence and where the report is; the report has everything; the exit code is 1."""
    app = make_app(course, tmp_path / "record.db")
    with pytest.raises(MishapError):
        async with app.run_test(size=(80, 24)) as pilot:
            await opened(pilot)
            app.call_later(_fail)
            await until(pilot, lambda: not app.is_running, "the app to end")
    (report,) = (home / "logs").glob("crash-*.txt")
    said = capsys.readouterr().err
    assert "Traceback" not in said and "hidden detail" not in said
    assert "MishapError" in said and str(report) in said.splitlines()
    assert "the hidden detail" in report.read_text() and "Traceback" in report.read_text()
    assert app.return_code == 1


async def test_debug_shows_the_traceback(
    course: Course, tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --debug a developer sees all of it, and no file is written."""
    app = make_app(course, tmp_path / "record.db", debug=True)
    with pytest.raises(MishapError):
        async with app.run_test(size=(80, 24)) as pilot:
            await opened(pilot)
            app.call_later(_fail)
            await until(pilot, lambda: not app.is_running, "the app to end")
    assert "the hidden detail" in capsys.readouterr().err
    assert not (home / "logs").exists()


async def test_a_crash_without_a_place_for_the_report(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No place to write: then the sentence says how to see the details."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "file"))
    app = make_app(course, tmp_path / "record.db")
    with pytest.raises(MishapError):
        async with app.run_test(size=(80, 24)) as pilot:
            await opened(pilot)
            app.call_later(_fail)
            await until(pilot, lambda: not app.is_running, "the app to end")
    assert "--debug" in capsys.readouterr().err
