"""The progress page: what it says of a record, the way from a weak question to its section, how it looks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import pytest
from textual.app import App
from textual.pilot import Pilot

from tests.quizzes.demo_course import run_lab, take_quiz, write_course
from tests.snapshot import screen_text
from tutor.app import TutorApp
from tutor.content.course import load_course
from tutor.learner.results import ScorePoint
from tutor.screens.jumps import Jumps
from tutor.screens.progress import ProgressScreen
from tutor.screens.progress_view import lab_lines, score_lines
from tutor.screens.review import ReviewScreen
from tutor.store import Record

TODAY = date(2026, 3, 1)


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def some_weeks(record: Record) -> None:
    """Three quizzes, better each time; a lab failed, then passed; half of the lesson read."""
    for day, missed in ((18, ["demo-xor", "demo-sum", "demo-word"]), (21, ["demo-xor", "demo-history"])):
        take_quiz(record, at(2, day), missed)
    take_quiz(record, at(2, 28), ["demo-xor"])
    run_lab(record, at(2, 27), 0.75)
    run_lab(record, at(3, 1), 1.0)
    for section in ("story", "parts"):
        record.mark_read("demo", section, at(2, 18))


class Page:
    """The progress page on screen."""

    def __init__(self, app: TutorApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot
        self.plain_app = cast("App[object]", app)

    @property
    def text(self) -> str:
        return screen_text(self.plain_app)

    async def until(self, true: Callable[[], object]) -> None:
        for _ in range(500):
            if true():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"never came true; on screen:\n{self.text}")


@asynccontextmanager
async def page(
    folder: Path, size: tuple[int, int], prepare: Callable[[Record], None] | None = None
) -> AsyncIterator[Page]:
    file = folder / "record.db"
    if prepare is not None:
        with Record.open(file) as record:
            prepare(record)
    app = TutorApp(write_course(folder / "course"), file)
    async with app.run_test(size=size) as pilot:
        shown = Page(app, pilot)
        await shown.until(lambda: app.record is not None)
        app.push_screen(ProgressScreen(lambda: TODAY))
        await shown.until(lambda: getattr(app.screen, "overview", None) is not None)
        await pilot.pause()
        yield shown


@pytest.fixture
def went(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Where the page led to, instead of going there."""
    places: list[object] = []
    monkeypatch.setattr(TutorApp, "open_lesson", lambda self, lesson, section=None: places.append((lesson, section)))
    monkeypatch.setattr(TutorApp, "open_quiz", lambda self, about, only=None, kind="quiz": places.append((about, only)))
    monkeypatch.setattr(TutorApp, "open_lab", lambda self, lab, runs=False: places.append((lab, runs)))
    return places


async def test_everything_is_told_in_words_and_numbers(tmp_path: Path) -> None:
    async with page(tmp_path, (120, 40), some_weeks) as p:
        for words in (
            "━━━━━━━━━━━━──────  69 %  ◐ 2/4   ✓ lab   ✓ quiz",
            "80 %, best 80 %",
            "best 80 %, 3 since 18 Feb",
            "1 Mar, 2 runs, accuracy 1",
            "missed 3 of 3 → One straight line",
            "─────   0 %  One straight line",
            "1 of 1 asked · One artificial neuron",
            "v  Review     1 question is due.",
            "3 days in a row · 5 of the last 30 days",
        ):
            assert words in p.text


def test_names_are_whole_in_a_narrow_column() -> None:
    """Of a title its part before the colon; where room is scarce the columns of quizzes give way, never the day."""
    course = load_course()
    points = [ScorePoint(at(2, day), "losses", 0.8) for day in range(1, 13)]
    for width, quizzes in ((69, 4), (119, 12)):
        (line,) = score_lines(course, points, TODAY, width)
        assert line.plain.startswith("Losses ")
        assert line.plain.endswith(f" {'▇' * quizzes}  80 %, best 80 %, 12 since 1 Feb")
        assert line.cell_length <= width
    (line,) = score_lines(course, [ScorePoint(datetime(2025, 3, 1, tzinfo=UTC), "losses", 35 / 44)], TODAY, 69)
    assert line.plain.endswith("▇  79 %, Mar 2025"), "below the goal is never told as 80 %"
    assert "○ ReLU against sigmoid, many layers deep" in [line.plain for line in lab_lines(course, [], TODAY)]


async def test_an_empty_record_says_what_to_do_first(tmp_path: Path, went: list[object]) -> None:
    async with page(tmp_path, (80, 24)) as p:
        assert "Nothing is recorded yet." in p.text
        assert "To begin: Start “One artificial neuron”: How it began." in p.text
        await p.pilot.press("enter")
        await p.until(lambda: went)
        assert went == [("demo", "story")]


async def test_a_weak_question_leads_to_its_section_and_to_a_quiz_of_the_weak(
    tmp_path: Path, went: list[object]
) -> None:
    async with page(tmp_path, (80, 24), some_weeks) as p:
        p.app.screen.query_one("#weak", Jumps).focus()
        await p.pilot.press("down", "down", "enter", "t", "n")
        await p.until(lambda: len(went) == 3)
        assert went == [("demo", "story"), ("", ["demo-xor", "demo-history"]), ("demo", "sum")]


async def test_what_is_known_least_leads_to_its_section(tmp_path: Path, went: list[object]) -> None:
    """The concept with the smallest mastery is first and has the focus; Enter reads its section again."""
    async with page(tmp_path, (80, 24), some_weeks) as p:
        await p.pilot.press("home", "enter")
        await p.until(lambda: went)
        assert went == [("demo", "line")]
        p.app.screen.query_one("#labs", Jumps).focus()
        await p.until(lambda: p.app.screen.query_one("#labs", Jumps).has_focus)
        await p.pilot.press("home", "enter")
        await p.until(lambda: went[1:])
        assert went[1:] == [("logic-gates", True)], "a passed lab opens at its runs"


async def test_v_goes_to_the_review(tmp_path: Path) -> None:
    async with page(tmp_path, (80, 24), some_weeks) as p:
        await p.pilot.press("v")
        await p.until(lambda: isinstance(p.app.screen, ReviewScreen))


async def test_the_mouse_opens_a_weak_question(tmp_path: Path, went: list[object]) -> None:
    async with page(tmp_path, (120, 40), some_weeks) as p:
        await p.pilot.click("#weak", offset=(3, 3))
        await p.until(lambda: went)
        assert went == [("demo", "story")]


async def test_the_highlighted_question_stays_in_sight_on_a_small_terminal(tmp_path: Path) -> None:
    def all_missed(record: Record) -> None:
        take_quiz(record, at(2, 18), [f"demo-{name}" for name in ("xor", "learned", "sum", "history", "word")])

    async with page(tmp_path, (80, 24), all_missed) as p:
        listed = p.app.screen.query_one("#weak", Jumps)
        listed.focus()
        await p.pilot.press(*["down"] * 5)
        await p.until(lambda: listed.highlighted == 4)
        await p.until(lambda: "Which gate can one threshold unit not compute?" in p.text)
        await p.pilot.press("home", *["up"] * 20)


async def test_w_writes_the_recap_beside_where_one_is_and_never_over_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with page(tmp_path, (80, 24), some_weeks) as p:
        await p.pilot.press("w", "w")
        await p.until(lambda: len(list(tmp_path.glob("tutor-recap-2026-03-01*.md"))) == 2)
        await p.until(lambda: any("Your recap is in" in note.message for note in p.app._notifications))
    assert "### One artificial neuron" in (tmp_path / "tutor-recap-2026-03-01.md").read_text(encoding="utf-8")


async def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with page(tmp_path, (80, 24), some_weeks) as p:
        monkeypatch.setattr("tutor.screens.progress.Path.cwd", lambda: tmp_path / "gone")
        await p.pilot.press("w")
        await p.until(lambda: any("cannot be written" in note.message for note in p.app._notifications))


async def test_it_is_read_anew_when_one_comes_back(tmp_path: Path) -> None:
    async with page(tmp_path, (80, 24), some_weeks) as p:
        screen = p.app.screen
        p.app.push_screen(ProgressScreen(lambda: TODAY))
        await p.until(lambda: p.app.screen is not screen)
        p.app.with_record(lambda record: take_quiz(record, at(3, 1)))
        p.app.pop_screen()
        await p.until(lambda: "best 100 %" in p.text)
