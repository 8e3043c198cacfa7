"""The quiz in the app: every kind by keys and by mouse, verdicts, hints, what is kept, resume, retry."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import msgspec
import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Button, Input, OptionList

from quizzes.graders import reference
from quizzes.model import Question
from tests.quizzes.demo_course import take_quiz, write_course
from tests.quizzes.questions import FILL, NUMBER, ORDER, QUESTIONS, SEVERAL, SINGLE
from tests.snapshot import check_snapshot, screen_text
from tutor.app import TutorApp
from tutor.quiz_session import mixed, shuffled
from tutor.screens.ask import AskScreen
from tutor.screens.quiz import QuizScreen
from tutor.screens.quiz_choices import Choices, Sortable
from tutor.screens.quiz_pages import Feedback, QuestionPage
from tutor.screens.quiz_result import ResultPage
from tutor.store import Record, RecordError

SEED = 4
Driver = Pilot[None]


class Quiz:
    """A quiz on screen, driven as a learner would."""

    def __init__(self, app: TutorApp, pilot: Driver, file: Path) -> None:
        self.app, self.pilot, self.file = app, pilot, file

    @property
    def plain_app(self) -> App[object]:
        """The app as the snapshot's functions want it."""
        return cast("App[object]", self.app)

    async def until(self, true: Callable[[], object]) -> None:
        """Let the app work until ``true``; its messages and the record's thread need a few rounds."""
        for _ in range(500):
            if true():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"never came true; on screen:\n{screen_text(self.plain_app)}")

    def shows(self, text: str) -> bool:
        return text in " ".join(screen_text(self.plain_app).split())

    @property
    def page(self) -> QuestionPage:
        return self.app.screen.query_one(QuestionPage)

    @property
    def choices(self) -> Choices:
        return self.page.query_one(Choices)

    async def open(self, questions: list[str] | None = None) -> None:
        self.app.with_record(lambda _: None, lambda _: self.app.push_screen(QuizScreen("demo", questions, seed=SEED)))
        await self.until(lambda: isinstance(self.app.screen, QuizScreen | AskScreen))
        await self.pilot.pause()

    async def at(self, question: Question) -> None:
        """Wait until ``question`` takes an answer."""
        await self.until(
            lambda: self.app.screen.query(QuestionPage) and self.page.question == question and not self.page.settled
        )
        await self.until(lambda: self.app.screen.focused is not None)

    async def verdict(self, right: bool) -> str:
        await self.until(lambda: self.app.screen.query(Feedback) and self.page.settled)
        await self.until(lambda: isinstance(self.app.focused, Button))
        feedback = self.app.screen.query_one(Feedback)
        assert feedback.has_class("-wrong") is not right
        return str(feedback.visual)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def give(self, question: Question, right: bool = True) -> None:
        """Answer by keys and read the verdict."""
        await self.at(question)
        await self.press(*(right_keys(question) if right else wrong_keys(question)), "enter")
        await self.verdict(right)
        await self.press("enter")

    def answers(self) -> list[tuple[str, bool]]:
        with Record.open(self.file) as record:
            return [(given.question, given.right) for given in record.answers()]


def right_keys(question: Question) -> list[str]:
    """Keys for the right answer: numbers, letters, or for an order each item sent to its place."""
    right, shown = reference(question), shuffled(question, SEED)
    if isinstance(right, str):
        return [str(shown.index(right) + 1)] if shown else [_key(character) for character in right]
    if question is SEVERAL:
        return [str(shown.index(text) + 1) for text in right]
    keys: list[str] = []
    for place, text in enumerate(right):
        keys += ["home", *["down"] * shown.index(text), str(place + 1)]
        shown.insert(place, shown.pop(shown.index(text)))
    return keys


def wrong_keys(question: Question) -> list[str]:
    if question is SINGLE:
        return [str(shuffled(SINGLE, SEED).index("AND") + 1)]
    if question is SEVERAL:
        return [str(shuffled(SEVERAL, SEED).index("the inputs") + 1)]
    return {NUMBER.id: ["7"], ORDER.id: [], FILL.id: list("weight")}[question.id]


def _key(character: str) -> str:
    return {".": "full_stop", " ": "space"}.get(character, character)


@asynccontextmanager
async def quiz(
    folder: Path,
    size: tuple[int, int] = (80, 24),
    prepare: Callable[[Record], object] | None = None,
    questions: Iterable[Question] = QUESTIONS,
) -> AsyncIterator[Quiz]:
    file = folder / "record.db"
    if prepare is not None:
        with Record.open(file) as record:
            prepare(record)
    app = TutorApp(write_course(folder / "course", questions), file)
    async with app.run_test(size=size) as pilot:
        opened = Quiz(app, pilot, file)
        await opened.until(lambda: app.record is not None)
        yield opened


async def test_a_whole_quiz_by_keys(tmp_path: Path) -> None:
    """Each kind answered by keys alone; the record has each answer when its verdict is on screen."""
    async with quiz(tmp_path) as q:
        await q.open()
        for count, question in enumerate(QUESTIONS, 1):
            await q.at(question)
            assert q.shows(f"question {count} of 5")
            await q.press(*right_keys(question), "enter")
            await q.verdict(right=True)
            assert q.answers() == [(asked.id, True) for asked in QUESTIONS[:count]]
            await q.press("enter")
        await q.until(lambda: q.app.screen.query(ResultPage))
        assert q.shows("5 of 5 right 100 %") and q.shows("✓ Passed") and q.shows("None was missed")
        with Record.open(q.file) as record:
            assert record.quiz_best("demo") == 1.0


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (SINGLE, "w = (1, 1), b = −1.5 computes it."),
        (SEVERAL, "Missed: the bias. It is learned like a weight."),
        (NUMBER, "You wrote 7; that is too large.\nThe right answer: 1.42."),
        (ORDER, "Item 1 is right, then comes “the perceptron”, not “backpropagation”."),
        (FILL, "A weight is multiplied, not added.\nThe right answer: bias."),
    ],
    ids=["single", "several", "number", "order", "fill"],
)
async def test_a_wrong_answer_hears_its_reason_then_the_explanation(
    question: Question, why: str, tmp_path: Path
) -> None:
    async with quiz(tmp_path, size=(120, 40)) as q:
        await q.open([question.id])
        await q.at(question)
        await q.press(*wrong_keys(question), "enter")
        verdict = await q.verdict(right=False)
        assert "✗ Not right" in verdict and why in verdict and question.explain in verdict
        assert q.shows("Read the section")
        assert q.answers() == [(question.id, False)]


# -- mouse -------------------------------------------------------------------------------------------------


async def _click_text(q: Quiz, text: str) -> None:
    place = q.choices.texts.index(text)
    await q.pilot.click(Choices, offset=(9, q.choices._spans()[place][0]))
    await q.pilot.pause()


async def _by_mouse_single(q: Quiz) -> None:
    await _click_text(q, "XOR")


async def _by_mouse_several(q: Quiz) -> None:
    await _click_text(q, "the inputs")
    await _click_text(q, "the inputs")
    await _click_text(q, "the weights")
    await _click_text(q, "the bias")


async def _by_mouse_order(q: Quiz) -> None:
    for place, text in enumerate(ORDER.items):
        start = q.choices.texts.index(text)
        await q.pilot.mouse_down(Sortable, offset=(9, start))
        for y in range(start, place - 1, -1):
            await q.pilot.hover(Sortable, offset=(9, y))
        await q.pilot.mouse_up(Sortable, offset=(9, place))
        await q.pilot.pause()


async def _by_mouse_typed(q: Quiz) -> None:
    await q.pilot.click(Input)
    q.page.query_one(Input).value = str(reference(q.page.question))
    await q.pilot.pause()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (SINGLE, _by_mouse_single),
        (SEVERAL, _by_mouse_several),
        (ORDER, _by_mouse_order),
        (NUMBER, _by_mouse_typed),
        (FILL, _by_mouse_typed),
    ],
    ids=["single", "several", "order", "number", "fill"],
)
async def test_each_kind_by_mouse(
    question: Question, answer: Callable[[Quiz], Awaitable[None]], tmp_path: Path
) -> None:
    """Pick or drag, then the button; the same button goes on."""
    async with quiz(tmp_path) as q:
        await q.open([question.id])
        await q.at(question)
        await answer(q)
        await q.pilot.click("#go")
        await q.verdict(right=True)
        await q.until(lambda: not q.page.query_one(Button).has_class("-active"))
        await q.pilot.click("#go")
        await q.until(lambda: q.app.screen.query(ResultPage))


async def test_a_click_on_the_link_reads_the_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, str | None]] = []
    monkeypatch.setattr(TutorApp, "open_lesson", lambda self, lesson, section=None: opened.append((lesson, section)))
    async with quiz(tmp_path) as q:
        await q.open([NUMBER.id])
        await q.at(NUMBER)
        await q.press("7", "enter")
        await q.verdict(right=False)
        feedback = q.app.screen.query_one(Feedback)
        await q.pilot.click(Feedback, offset=(10, feedback.size.height - 1))
        await q.press("r")
        assert opened == [("demo", "sum")] * 2


# -- answering ---------------------------------------------------------------------------------------------


async def test_nothing_chosen_or_no_number_is_asked_for_again_and_not_recorded(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        await q.open()
        await q.at(SINGLE)
        await q.press("enter")
        assert q.shows("! Choose one of the answers.")
        await q.give(SINGLE)
        await q.give(SEVERAL)
        await q.at(NUMBER)
        await q.press(*"abc", "enter")
        assert q.shows("“abc” is not one number") and not q.page.settled
        await q.press("backspace")
        assert not q.shows("is not one number")
        assert len(q.answers()) == 2


async def test_arrows_choose_and_space_ticks(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        await q.open()
        await q.at(SINGLE)
        await q.press("down", "down", "up")
        assert q.choices.answer == shuffled(SINGLE, SEED)[0]
        await q.press("end")
        assert q.choices.answer == shuffled(SINGLE, SEED)[3]
        await q.press("enter")
        await q.verdict(right=shuffled(SINGLE, SEED).index("XOR") == 3)
        await q.press("enter")
        await q.at(SEVERAL)
        await q.press("down", "space", "down", "space", "up", "space")
        answer: object = q.choices.answer
        assert answer == [shuffled(SEVERAL, SEED)[1]]


async def test_items_move_by_keys_and_stay_inside(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        await q.open([ORDER.id])
        await q.at(ORDER)
        a, b, c, d = shuffled(ORDER, SEED)
        await q.press("down", "J")
        assert q.choices.answer == [b, a, c, d]
        await q.press("shift+up", "K")
        assert q.choices.answer == [a, b, c, d]
        await q.press("4", "J")
        assert q.choices.answer == [b, c, d, a]


async def test_a_settled_answer_takes_no_more_input(tmp_path: Path) -> None:
    """After the verdict keys and clicks on the answers change neither the screen nor the record."""
    async with quiz(tmp_path) as q:
        await q.open()
        await q.at(SINGLE)
        await q.press(*right_keys(SINGLE), "enter")
        await q.verdict(right=True)
        before = screen_text(q.plain_app)
        await q.pilot.click(Choices, offset=(9, 0))
        await q.press("1", "2", "down", "s", "h")
        await q.pilot.hover(Feedback)
        assert screen_text(q.plain_app) == before and q.answers() == [(SINGLE.id, True)]


async def test_hints_come_one_by_one_and_by_f2_while_typing(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        await q.open()
        await q.at(SINGLE)
        await q.press("h")
        assert q.shows("Hint: Draw the four points. (1 more)") and not q.shows(SINGLE.hints[1])
        await q.press("h")
        assert q.shows(SINGLE.hints[1])
        await q.press("h")
        assert q.shows("(there is no other)")
        await q.give(SINGLE)
        await q.give(SEVERAL)
        await q.at(NUMBER)
        await q.press("h", "f2")
        assert q.page.query_one(Input).value == "h" and q.shows("Hint: Multiply pairs first.")


async def test_later_asks_the_question_at_the_end(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        await q.open([SINGLE.id, FILL.id])
        await q.at(SINGLE)
        await q.press("s")
        await q.at(FILL)
        await q.press("f3")
        await q.give(SINGLE)
        await q.give(FILL)
        await q.until(lambda: q.app.screen.query(ResultPage))


# -- the end, resume, retry --------------------------------------------------------------------------------


async def test_retry_of_the_missed_ones_leaves_the_score(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        await q.open()
        for question in QUESTIONS:
            await q.give(question, right=question not in (SEVERAL, FILL))
        await q.until(lambda: q.app.screen.query(ResultPage))
        assert q.shows("3 of 5 right 60 %") and q.shows("Not yet passed")
        assert q.shows("→ What it is made of")
        await q.press("t")
        await q.until(lambda: q.shows("question 1 of 2"))
        session = q.app.screen.session  # type: ignore[attr-defined]
        for question in session.questions:
            await q.at(question)
            shown = shuffled(question, session.seed)
            keys = [str(shown.index(text) + 1) for text in reference(question)] if shown else list("bias")
            await q.press(*keys, "enter")
            await q.verdict(right=True)
            await q.press("enter")
        await q.until(lambda: q.app.screen.query(ResultPage) and q.shows("2 of 2 right"))
        with Record.open(q.file) as record:
            assert [attempt.kind for attempt in record.attempts()] == ["quiz", "retry"]
            assert record.quiz_best("demo") == pytest.approx(0.6)


async def test_a_missed_question_leads_to_its_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, str | None]] = []
    monkeypatch.setattr(TutorApp, "open_lesson", lambda self, lesson, section=None: opened.append((lesson, section)))
    async with quiz(tmp_path) as q:
        await q.open([SINGLE.id, FILL.id])
        await q.give(SINGLE, right=False)
        await q.give(FILL, right=False)
        await q.until(lambda: q.app.screen.query(ResultPage))
        q.app.screen.query_one(OptionList).focus()
        await q.press("down", "enter")
        assert opened == [("demo", "parts")]
        await q.press("l")
        assert opened[-1] == ("demo", None) and not isinstance(q.app.screen, QuizScreen)


async def test_the_best_score_so_far_is_named(tmp_path: Path) -> None:
    earlier = datetime(2026, 1, 1, tzinfo=UTC)
    async with quiz(tmp_path, prepare=lambda record: take_quiz(record, earlier, [SINGLE.id])) as q:
        await q.open()
        await q.until(lambda: q.app.screen.query(QuestionPage))
        session = q.app.screen.session  # type: ignore[attr-defined]
        asked = mixed(QUESTIONS, SEED)
        assert list(session.questions) == asked
        for question in asked:
            await q.give(question)
        await q.until(lambda: q.shows("a new best, 80 % before"))


async def test_a_quiz_left_half_way_goes_on_or_starts_anew(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        await q.open()
        await q.give(SINGLE)
        await q.give(SEVERAL, right=False)
        await q.at(NUMBER)
        assert q.app.screen.unfinished()  # type: ignore[attr-defined]
        await q.press("escape")
        await q.until(lambda: not isinstance(q.app.screen, QuizScreen))

        await q.open()
        await q.until(lambda: isinstance(q.app.screen, AskScreen))
        assert q.shows("You stopped at question 3 of 5")
        await q.press("g")
        await q.at(NUMBER)
        assert q.shows("question 3 of 5 · 1 right")
        await q.press("escape")
        await q.until(lambda: not isinstance(q.app.screen, QuizScreen))

        await q.open()
        await q.until(lambda: isinstance(q.app.screen, AskScreen))
        await q.press("n")
        await q.at(SINGLE)
        assert q.shows("question 1 of 5 · 0 right") and len(q.answers()) == 2
        await q.press("escape")
        await q.open()
        await q.until(lambda: isinstance(q.app.screen, AskScreen))
        await q.press("escape")
        await q.until(lambda: not isinstance(q.app.screen, QuizScreen | AskScreen))


# -- trouble -----------------------------------------------------------------------------------------------


async def test_a_record_that_cannot_be_written_is_told_once_and_the_quiz_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RecordError("The disk is full.", "Free some space.")

    keep = Record.answer
    monkeypatch.setattr(Record, "answer", fail)
    async with quiz(tmp_path, size=(120, 40)) as q:
        await q.open()
        await q.give(SINGLE)
        await q.give(SEVERAL)
        told = [note.message for note in q.app._notifications]
        assert told == ["The disk is full. Free some space."]
        monkeypatch.setattr(Record, "answer", keep)
        await q.give(NUMBER)
        await q.until(lambda: len(q.answers()) == 3)


async def test_a_lesson_without_a_quiz_says_so(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        (tmp_path / "course" / "quizzes" / "demo.yaml").unlink()
        await q.open()
        await q.until(lambda: q.shows("tutor check"))
        await q.press("enter", "h", "s", "r", "t", "escape")
        assert not isinstance(q.app.screen, QuizScreen)


async def test_questions_that_are_gone_say_so(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        await q.open(["demo-gone"])
        await q.until(lambda: q.shows("no longer in the course"))


# -- looks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_how_a_question_and_its_verdict_look(size: tuple[int, int], tmp_path: Path) -> None:
    name = f"{size[0]}x{size[1]}"
    async with quiz(tmp_path, size=size) as q:
        await q.open()
        await q.give(SINGLE)
        await q.at(SEVERAL)
        await q.press("down", "space", "h")
        check_snapshot(q.plain_app, f"quiz-question-{name}")
        await q.press("enter")
        await q.verdict(right=False)
        check_snapshot(q.plain_app, f"quiz-verdict-{name}")


async def test_every_verdict_fits_or_is_in_sight_on_a_small_terminal(tmp_path: Path) -> None:
    """At 80×24 the verdict's first line and the button are both there."""
    async with quiz(tmp_path) as q:
        await q.open()
        for question in QUESTIONS:
            await q.at(question)
            await q.press(*wrong_keys(question), "enter")
            await q.verdict(right=False)
            await q.until(lambda: q.shows("✗ Not right") and (q.shows("Next question") or q.shows("See the result")))
            await q.press("enter")


async def test_a_long_text_never_hides_the_cursor(tmp_path: Path) -> None:
    """In a terminal of 12 lines the line the cursor is on is scrolled into sight."""
    async with quiz(tmp_path, size=(64, 21)) as q:
        await q.open()
        await q.at(SINGLE)
        for _ in range(4):
            await q.press("down")
            assert q.shows(str(q.choices.answer))


async def test_square_brackets_are_text_not_styles(tmp_path: Path) -> None:
    question = msgspec.structs.replace(FILL, prompt="Is [0, 1] an [bold]interval[/bold]? ___", explain="[red]No.")
    async with quiz(tmp_path, questions=[question]) as q:
        await q.open()
        await q.at(question)
        assert q.shows("Is [0, 1] an [bold]interval[/bold]? ___")
        await q.press(*"[x]", "enter")
        assert "“[x]” is not what is meant." in await q.verdict(right=False) and q.shows("[red]No.")
