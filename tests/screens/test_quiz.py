"""The quiz in the app: verdicts, hints, what is kept, the end, resume, retry."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from quizzes.graders import reference
from quizzes.model import Question
from tests.quizzes.demo_course import take_quiz
from tests.quizzes.questions import FILL, NUMBER, ORDER, QUESTIONS, SEVERAL, SINGLE
from tests.screens.quizzes import SEED, quiz, right_keys, wrong_keys
from tests.snapshot import screen_text
from tutor.app import TutorApp
from tutor.quiz.session import mixed, shuffled
from tutor.screens.ask import AskScreen
from tutor.screens.quiz.choices import Choices
from tutor.screens.quiz.feedback import Feedback
from tutor.screens.quiz.pages import QuestionPage
from tutor.screens.quiz.result import ResultPage
from tutor.screens.quiz.screen import QuizScreen
from tutor.store import Record


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


async def test_enter_before_the_line_is_there_answers_nothing(tmp_path: Path) -> None:
    async with quiz(tmp_path) as q:
        await q.open([NUMBER.id])
        await q.at(NUMBER)
        screen = q.app.screen
        assert isinstance(screen, QuizScreen)
        place = screen.query_one("#page")
        await place.remove_children()
        screen.standing = page = QuestionPage(NUMBER, [], last=False)
        place.mount(page)  # not waited for, as when keys come fast
        screen.action_answer()
        screen.action_hint()
        await q.until(lambda: q.page.is_mounted)
        await q.give(NUMBER)
        assert q.answers() == [(NUMBER.id, True)]


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


async def test_an_order_that_nobody_touched_is_no_answer(tmp_path: Path) -> None:
    """The Enter that leaves a verdict, pressed twice, is no mistake."""
    async with quiz(tmp_path) as q:
        await q.open([ORDER.id])
        await q.at(ORDER)
        await q.press("enter")
        await q.until(lambda: q.shows("! As they stand they are in no order"))
        assert q.answers() == []
        await q.give(ORDER)
        assert q.answers() == [(ORDER.id, True)]


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
