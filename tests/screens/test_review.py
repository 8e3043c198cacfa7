"""The review: what is due and when more will be, a sitting over all lessons, parts and their tests, rests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from tests.quizzes.part_course import part_course, took
from tests.screens.apps import app_of, make_app, opened, shows, until
from tests.snapshot import screen_text
from tutor.app import TutorApp
from tutor.quiz.session import QuizSession
from tutor.screens.quiz.pages import QuestionPage
from tutor.screens.quiz.rest import RestPage
from tutor.screens.quiz.result import ResultPage
from tutor.screens.quiz.screen import QuizScreen
from tutor.store import Record

TODAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def long_ago(record: Record) -> None:
    """Five questions of two lessons that are due, one that is due tomorrow, two in nine days."""
    took(record, TODAY - timedelta(days=40), "quiz", "one", {f"one-q{n}": True for n in range(3)})
    took(record, TODAY - timedelta(days=10), "quiz", "two", {"two-q1": True, "two-q2": False})
    took(record, TODAY, "quiz", "three", {"three-q1": False})
    for day in (4, 2):
        took(record, TODAY - timedelta(days=day), "retry", "three", {"three-q2": True, "three-q3": True})


@asynccontextmanager
async def running(
    folder: Path, prepare: Callable[[Record], None] | None = None, size: tuple[int, int] = (80, 24), count: int = 8
) -> AsyncIterator[Pilot[None]]:
    file = folder / "record.db"
    if prepare is not None:
        with Record.open(file) as record:
            prepare(record)
    app = make_app(part_course(folder / "course", count), file)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        yield pilot


def session_of(pilot: Pilot[None]) -> QuizSession:
    session = cast("QuizScreen", pilot.app.screen).session
    assert session is not None
    return session


async def answer(pilot: Pilot[None], right: bool = True) -> None:
    """Answer the question on the screen and read its verdict."""

    def asking() -> bool:
        pages = pilot.app.screen.query(QuestionPage)
        return bool(pages) and not pages.first().settled and pilot.app.screen.focused is not None

    await until(pilot, asking, "a question")
    options = session_of(pilot).options
    number = options.index("yes" if right else "no") + 1
    await pilot.press(str(number), "enter")
    await until(pilot, lambda: pilot.app.screen.query_one(QuestionPage).settled, "the verdict")
    await shows(pilot, "Right" if right else "Not right")
    await until(pilot, lambda: not cast("QuizScreen", pilot.app.screen)._keeping, "the answer to be kept")
    await pilot.press("enter")


def given(folder: Path) -> list[tuple[str, bool]]:
    with Record.open(folder / "record.db") as record:
        return [(one.question, one.right) for one in record.answers()]


async def test_it_says_what_is_due_in_which_lessons_and_what_is_to_come(tmp_path: Path) -> None:
    async with running(tmp_path, long_ago) as pilot:
        await pilot.press("v")
        await shows(pilot, "5 questions are due.", "The first lesson", "The second lesson", "tomorrow", "5 due")
        text = screen_text(pilot.app)
        assert "later: 2 questions, from Tuesday, 10 March on" in text
        assert [line.split()[3] for line in text.splitlines() if "lesson " in line] == ["3", "2"]


async def test_a_review_asks_over_all_lessons_and_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    """Quit after two of five: the answers are in the file, and three are left."""
    async with running(tmp_path, long_ago) as pilot:
        await pilot.press("v")
        await shows(pilot, "5 questions are due.")
        await pilot.press("enter")
        await shows(pilot, "Review", "question 1 of 5")
        asked = [question.id for question in session_of(pilot).questions]
        assert {name.partition("-")[0] for name in asked[:3]} == {"one"}, "those that wait longest come first"
        before = len(given(tmp_path))
        await answer(pilot)
        await answer(pilot, right=False)
        assert given(tmp_path)[before:] == [(asked[0], True), (asked[1], False)]
        await pilot.press("escape")
        await shows(pilot, "3 questions are due.")
        await pilot.press("enter")
        await shows(pilot, "question 1 of 3")
        assert [question.id for question in session_of(pilot).questions] == asked[2:]


async def test_the_end_of_a_review_tells_by_lesson_and_offers_what_was_missed(tmp_path: Path) -> None:
    async with running(tmp_path, long_ago) as pilot:
        await pilot.press("v")
        await shows(pilot, "5 questions are due.")
        await pilot.press("enter")
        for right in (True, True, True, False, True):
            await answer(pilot, right)
        await until(pilot, lambda: pilot.app.screen.query(ResultPage), "the result")
        await shows(pilot, "4 of 5 right", "The first lesson   3 of 3 right", "comes back soon")
        assert "goal" not in screen_text(pilot.app), "a review is nothing to pass"
        await pilot.press("t")
        await shows(pilot, "question 1 of 1")
        await answer(pilot)
        await pilot.press("escape")
        await shows(pilot, "Nothing is due today.", "The next review is tomorrow: 2 questions.")


async def test_with_nothing_due_it_says_when_and_offers_the_course(tmp_path: Path) -> None:
    def only_today(record: Record) -> None:
        took(record, TODAY, "quiz", "one", {"one-q1": True})

    async with running(tmp_path, only_today) as pilot:
        await pilot.press("v")
        await shows(pilot, "Nothing is due today.", "The next review is on Tuesday: 1 question.", "nothing due")
        assert "Start" not in screen_text(pilot.app)
        await pilot.press("enter")
        await shows(pilot, "The start of one")


async def test_before_the_first_answer_it_says_how_reviews_begin(tmp_path: Path) -> None:
    async with running(tmp_path) as pilot:
        await pilot.press("v")
        await shows(pilot, "Reviews begin once you have answered a question in a quiz.")


async def test_a_question_due_in_two_windows_is_kept_twice_and_the_screen_goes_on(tmp_path: Path) -> None:
    """Two apps review the same record at once; neither loses an answer, and the schedule counts both."""
    async with running(tmp_path, long_ago) as pilot:
        await pilot.press("v")
        await shows(pilot, "5 questions are due.")
        await pilot.press("enter")
        await shows(pilot, "question 1 of 5")
        asked = [question.id for question in session_of(pilot).questions]
        with Record.open(tmp_path / "record.db") as other:
            took(other, TODAY, "review", "", dict.fromkeys(asked, False))
        for _ in asked:
            await answer(pilot)
        await until(pilot, lambda: pilot.app.screen.query(ResultPage), "the result")
        late = given(tmp_path)[-10:]
        assert sorted(late) == sorted([(name, right) for name in asked for right in (False, True)])


# -- parts -------------------------------------------------------------------------------------------------


async def test_a_placement_test_says_lesson_by_lesson_what_is_known(tmp_path: Path) -> None:
    """All of one right, one of two wrong: the first is known, and the map passes over it."""
    async with running(tmp_path) as pilot:
        await pilot.press("U", "p")
        await shows(pilot, "Placement test · First things", "question 1 of 6")
        missed = next(question.id for question in session_of(pilot).questions if question.id.startswith("two"))
        for question in list(session_of(pilot).questions):
            await answer(pilot, right=question.id != missed)
        await until(pilot, lambda: pilot.app.screen.query(ResultPage), "the result")
        await shows(pilot, "✓ The first lesson   known     3 of 3 right", "○ The second lesson  not yet   2 of 3 right")
        await shows(pilot, "A lesson is known when all of its questions are right.")
        await pilot.press("escape")
        await shows(pilot, "✓ known", "0 of 3 lessons done, 1 known", "Start “The second lesson”")


async def test_a_placement_test_gives_no_hints(tmp_path: Path) -> None:
    """With a hint it would not show what one knows."""
    async with running(tmp_path) as pilot:
        await pilot.press("U", "p")
        await shows(pilot, "question 1 of 6")
        assert "Hint" not in screen_text(pilot.app).splitlines()[-1]
        await pilot.press("h")
        assert "Read it again." not in screen_text(pilot.app)


async def test_not_knowing_is_no_mistake_and_the_lesson_is_not_known(tmp_path: Path) -> None:
    async with running(tmp_path) as pilot:
        await pilot.press("U", "p")
        await shows(pilot, "question 1 of 6", "Don't know")
        session = session_of(pilot)
        unknown = next(question for question in session.questions if question.id.startswith("two"))
        for number, question in enumerate(list(session.questions), 1):
            if question is unknown:
                await pilot.press("d")
                await until(pilot, lambda n=number: session.behind == n, "the next question")  # type: ignore[misc]
            else:
                await answer(pilot)
        await until(pilot, lambda: pilot.app.screen.query(ResultPage), "the result")
        await shows(pilot, "✓ The first lesson   known     3 of 3 right", "○ The second lesson  not yet   2 of 3 right")
        assert session.missed == [] and session.all_kept
        record = app_of(pilot).record
        assert record is not None
        answers = [given.question for attempt in record.attempts() for given in attempt.answers]
        assert len(answers) == 5 and unknown.id not in answers


async def test_a_part_s_quiz_goes_on_where_it_was_left(tmp_path: Path) -> None:
    async with running(tmp_path) as pilot:
        await pilot.press("U", "u")
        await shows(pilot, "Quiz of the part · First things", "question 1 of 16")
        await answer(pilot)
        await answer(pilot, right=False)
        asked = [question.id for question in session_of(pilot).questions]
        await shows(pilot, "question 3 of 16")
        await pilot.press("escape")
        await shows(pilot, "lessons done")
        await pilot.press("U", "u")
        await shows(pilot, "You stopped at question 3 of 16")
        await pilot.press("g")
        await shows(pilot, "question 3 of 16 · 1 right")
        assert [question.id for question in session_of(pilot).questions] == asked


async def test_a_part_s_quiz_tells_by_lesson_and_leads_to_the_section_of_a_missed_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[object] = []
    monkeypatch.setattr(TutorApp, "open_lesson", lambda self, lesson, section=None: places.append((lesson, section)))
    async with running(tmp_path, count=2) as pilot:
        await pilot.press("U", "u")
        await shows(pilot, "question 1 of 4")
        for question in list(session_of(pilot).questions):
            await answer(pilot, right=question.id != "two-q1")
        await until(pilot, lambda: pilot.app.screen.query(ResultPage), "the result")
        await shows(pilot, "The first lesson   2 of 2 right", "The second lesson  1 of 2 right")
        await shows(pilot, "→ The second lesson: The middle of two")
        await pilot.press("tab", "tab", "tab", "down", "enter")
        await until(pilot, lambda: places, "the section")
        assert places == [("two", "middle")]


async def test_the_ways_on_from_a_quiz_all_fit_on_a_small_terminal(tmp_path: Path) -> None:
    async with running(tmp_path, count=12) as pilot:
        await pilot.press("u")
        for _ in range(12):
            await answer(pilot, right=False)
        await until(pilot, lambda: pilot.app.screen.query(ResultPage), "the result")
        line = next(text for text in screen_text(pilot.app).splitlines() if "Retry 12 missed" in text)
        assert "Take it again" in line and "Quiz the part" in line and "Back to the lesson" in line


async def test_the_quiz_of_a_lesson_leads_on_to_its_part(tmp_path: Path) -> None:
    async with running(tmp_path, count=1) as pilot:
        await pilot.press("u")
        await answer(pilot)
        await until(pilot, lambda: pilot.app.screen.query(ResultPage), "the result")
        await pilot.click("#part")
        await shows(pilot, "Quiz of the part · First things", "question 1 of 2")


async def test_a_passed_quiz_is_one_enter_away_from_the_next_lesson(tmp_path: Path) -> None:
    async with running(tmp_path, count=1) as pilot:
        await pilot.press("u")
        await answer(pilot)
        await until(pilot, lambda: pilot.app.screen.query(ResultPage), "the result")
        await shows(pilot, "n Next lesson", "l Lesson")
        await pilot.press("enter")
        await shows(pilot, "The second lesson", "section 1 of")


async def test_a_long_quiz_offers_a_rest_and_goes_on_from_there(tmp_path: Path) -> None:
    """After 11 of 22: Enter goes on; stopping leaves, and the next time question 12 comes."""
    async with running(tmp_path, count=22) as pilot:
        await pilot.press("u")
        await shows(pilot, "22 questions in 2 portions. You can stop at any time and go on later.")
        for _ in range(11):
            await answer(pilot)
        await until(pilot, lambda: pilot.app.screen.query(RestPage), "the rest")
        await shows(pilot, "11 of 22 questions answered, 11 right. 11 are left.")
        await pilot.press("tab", "enter")
        await shows(pilot, "lessons done")
        await pilot.press("u")
        await shows(pilot, "You stopped at question 12 of 22")
        await pilot.press("g")
        await shows(pilot, "question 12 of 22")
        assert not pilot.app.screen.query(RestPage)


async def test_enter_goes_on_after_a_rest(tmp_path: Path) -> None:
    async with running(tmp_path, count=22) as pilot:
        await pilot.press("u")
        for _ in range(11):
            await answer(pilot)
        await until(pilot, lambda: pilot.app.screen.query(RestPage), "the rest")
        await until(pilot, lambda: pilot.app.focused is not None, "the button")
        await pilot.press("enter")
        await shows(pilot, "question 12 of 22")


# -- looks -------------------------------------------------------------------------------------------------
