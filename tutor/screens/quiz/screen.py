"""The quiz: one question after another, each answer kept before its verdict shows, the result at the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from random import SystemRandom
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from tutor.actions import Action, bindings
from tutor.quiz.plan import title
from tutor.quiz.session import Given, QuizSession
from tutor.screens.ask import Answer as Choice
from tutor.screens.ask import AskScreen
from tutor.screens.quiz.choice_actions import CHOICE_ACTIONS
from tutor.screens.quiz.code_actions import CODE_ACTIONS, MORE_CODE_ACTIONS, CodeActions
from tutor.screens.quiz.pages import QuestionPage, choosing
from tutor.screens.quiz.predict_actions import PREDICT_ACTIONS, PredictActions
from tutor.screens.quiz.rail import Rail, rights
from tutor.screens.quiz.rest import RestPage
from tutor.screens.quiz.result import ResultPage
from tutor.screens.quiz.tally import tally
from tutor.screens.quiz.work import keep, keep_and_best, read_plan

if TYPE_CHECKING:
    from quizzes.model import Question
    from tutor.quiz.plan import Plan
    from tutor.store import Kind

ROOMY = (100, 32)
"""Columns and rows from which on a question stands in a frame."""

GONE = "These questions are no longer in the course. Take the whole quiz instead."
NOTHING = {"review": "Nothing is due any more. Esc goes back."}
RESUME = (Choice("go on", "g", "Go on where you stopped"), Choice("anew", "n", "Start anew"))


class QuizScreen(CodeActions, PredictActions):
    """The quiz of the lesson ``about``, or only ``question_ids`` of it (a retry: the quiz's score stays).

    For the kinds "part" and "placement" it is about a part, for a "review" about nothing ("").
    """

    ACTIONS = (
        Action("enter", "answer", "Answer", "Give the answer. It is kept at once."),
        Action("enter", "next", "Next", "Go on to the next question."),
        *CODE_ACTIONS,
        *PREDICT_ACTIONS,
        Action("h", "hint", "Hint", "Show a hint; a second one where there is one."),
        Action("f2", "hint_typed", "Hint", "Show a hint while you type an answer.", key_display="F2"),
        Action("d", "unknown", "Don't know", "Say that you do not know: not yet known, and no mistake."),
        Action("f6", "unknown_typed", "Don't know", "The same, while you type an answer.", key_display="F6"),
        Action("s", "skip", "Later", "Ask this question again at the end."),
        Action("f3", "skip_typed", "Later", "Put the question off while you type an answer.", key_display="F3"),
        *MORE_CODE_ACTIONS,
        Action("r", "read_section", "Read", "Read the section that the question is about."),
        Action("t", "retry", "Retry missed", "Answer the missed questions again; the quiz's score stays."),
        Action("a", "again", "Take again", "Take the whole quiz again."),
        Action("l", "lesson", "Lesson", "Go back to the lesson."),
        Action("n", "onward", "Next lesson", "Go on to the next lesson, once the quiz is passed."),
        *CHOICE_ACTIONS,
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    QuizScreen {
        & #middle { height: 1fr; align-horizontal: center; }
        & #column { max-width: 100; }
        & #page { height: 1fr; }
        &.-tall #column { padding-top: 8; }
        &.-tall #run { height: 16; }
        &.-roomy #page > VerticalScroll {
            height: auto; max-height: 100%; margin: 1 2; padding: 1 3;
            background: $surface; border: round $border-blurred;
        }
        &.-tall.-roomy #page > VerticalScroll { min-height: 26; }
        &.-roomy Choices { margin: 1 0; }
        & .notice { padding: 1 2; height: auto; }
    }
    """

    def __init__(
        self,
        about: str,
        question_ids: list[str] | None = None,
        *,
        kind: Kind = "quiz",
        seed: int | None = None,
        now: Callable[[], datetime] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.about, self.question_ids, self.kind = about, question_ids, kind
        self._seed, self._given_now, self._clock = seed, now, clock
        self.session: QuizSession | None = None
        self.plan: Plan | None = None
        self._last: Given | None = None
        self._keeping, self._told = False, ""

    def _now(self) -> datetime:
        return (self._given_now or self.tutor.now)()

    def body(self) -> ComposeResult:
        with Container(id="middle"), Container(id="column"):
            yield Rail()
            with Container(id="page"):
                yield Static("Looking up your earlier answers …", classes="notice", markup=False)

    def on_mount(self) -> None:
        """The questions come as soon as the record is open."""
        course, today = self.tutor.course, self.tutor.today()
        self.title = title(course, self.kind, self.about)
        self.read_drafts()
        self.tutor.with_record(partial(read_plan, course, self.kind, self.about, today, self.question_ids), self._open)

    def on_resize(self, event: events.Resize) -> None:
        """A frame where there is room for one."""
        self.set_class(event.size.width >= ROOMY[0] and event.size.height >= ROOMY[1], "-roomy")

    # -- beginning -----------------------------------------------------------------------------------------

    def _open(self, plan: Plan | str) -> None:
        if not self.is_open:
            return  # left before the record had answered
        if isinstance(plan, str):
            self.query_one(".notice", Static).update(plan)
            return
        self.plan = plan
        if not plan.pool:
            self.query_one(".notice", Static).update(NOTHING.get(self.kind, GONE))
        elif plan.attempt is not None:
            self._offer(plan)
        else:
            self._begin(self._new(plan))

    def _offer(self, plan: Plan) -> None:
        """Ask whether to go on with what was left half-way."""
        old = plan.resume(now=self._now, clock=self._clock)
        if old.done:
            self._begin(old)
            return
        day = old.started.astimezone()
        question = f"You stopped at question {old.number} of {len(old.questions)} on {day.day} {day:%B}."

        def chosen(answer: str | None) -> None:
            if answer is None:
                self.action_back()
            else:
                self._begin(old if answer == "go on" else self._new(plan))

        self.app.push_screen(AskScreen(question, RESUME, "Your answers are kept either way."), chosen)

    def _new(self, plan: Plan) -> QuizSession:
        seed = SystemRandom().randrange(2**31) if self._seed is None else self._seed
        return plan.begin(seed, now=self._now, clock=self._clock)

    def _begin(self, session: QuizSession) -> None:
        self.session = session
        self.run_worker(self._show_current(), exclusive=True)

    # -- asking --------------------------------------------------------------------------------------------

    async def _show_current(self) -> None:
        """The question to answer now, or the result."""
        session = self.session
        assert session is not None
        question = session.current
        self._last = None
        if question is None:
            await self._show_result(session)
            return
        self._show_rail(session, session.questions.index(question))
        await self._show_page(self._page_of(session, question))
        session.show()

    def _page_of(self, session: QuizSession, question: Question) -> QuestionPage:
        last = session.behind == len(session.questions) - 1
        options = session.options
        special = self.code_page_of(question, last) or self.predict_page_of(question, options, last)
        return special or QuestionPage(question, options, last)

    async def _show_page(self, page: QuestionPage | RestPage | ResultPage) -> None:
        container = self.query_one("#page")
        async with self.batch():
            await container.remove_children()
            self.standing = page
            await container.mount(page)
        self.refresh_bindings()

    @property
    def asked(self) -> Question | None:
        """The question on the screen, answered or not; None where something else is shown."""
        return self._page.question if self._page is not None else None

    def _show_rail(self, session: QuizSession, here: int) -> None:
        rail = self.query_one(Rail)
        rail.given, rail.here, rail.opening = rights(session), here, "" if session.behind else session.opening
        rail.unknown = frozenset(n for n, one in enumerate(session.questions) if one.id in session.unknown)

    @property
    def _page(self) -> QuestionPage | None:
        """The question's page, if one is shown and takes keys already."""
        page = self.standing
        return page if isinstance(page, QuestionPage) and page.is_mounted else None

    def on_question_page_answered(self, event: QuestionPage.Answered) -> None:
        """Grade it, keep it, then show the verdict."""
        session, page = self.session, self._page
        if session is None or page is None or page.settled or self._keeping:
            return
        if problem := session.problem(event.answer):
            page.show_problem(problem)
            return
        here = session.questions.index(page.question)
        session.waited(event.waited)
        self._last = session.answer(event.answer)
        self.drafts.pop(page.question.id, None)
        self._keep(partial(self._show_verdict, page, here))

    def _keep(self, then: Callable[[], object]) -> None:
        """Write what is not yet written, say so if that fails, and go on either way."""
        session = self.session
        assert session is not None
        self._keeping = True

        def done(trouble: str) -> None:
            self._keeping = False
            if trouble and trouble != self._told:
                title = "Not kept; the quiz goes on"
                self.notify(trouble, title=title, severity="warning", timeout=10, markup=False)
            self._told = trouble
            then()

        self.tutor.with_record(partial(keep, session), done)

    async def _verdict(self, page: QuestionPage, here: int) -> None:
        assert self.session is not None and self._last is not None
        self._show_rail(self.session, here)
        await page.show_verdict(self._last, self._section_title(self._last.question))
        self.refresh_bindings()

    def _show_verdict(self, page: QuestionPage, here: int) -> None:
        if page.is_attached:
            self.run_worker(self._verdict(page, here))

    def on_question_page_go_on(self) -> None:
        """The verdict was read."""
        if self.session is None or self._keeping:
            return
        here = self._show_page(RestPage(self.session)) if self.session.at_rest else self._show_current()
        self.run_worker(here, exclusive=True)

    def on_rest_page_chosen(self, event: RestPage.Chosen) -> None:
        """Go on after a portion of a long quiz, or stop for today."""
        if event.go_on:
            self.run_worker(self._show_current(), exclusive=True)
        else:
            self.action_back()

    def _section_title(self, question: Question) -> str:
        """The title of a question's section, with its lesson's in a quiz over several."""
        from tutor.content.course import UnknownContent

        assert self.session is not None
        try:
            lesson = self.tutor.course.lesson(self.session.lesson_of(question))
            section = lesson.section(question.section).title
        except UnknownContent:
            return ""
        return section if lesson.id == self.about else f"{lesson.title}: {section}"

    # -- the end -------------------------------------------------------------------------------------------

    async def _show_result(self, session: QuizSession) -> None:
        self._show_rail(session, -1)
        onward = self.kind == "quiz" and self.tutor.course.after(self.about) is not None
        page = ResultPage(session, self._section_title, list(tally(self.tutor.course, session)), onward)
        await self._show_page(page)
        before = self.plan.best if self.plan is not None else None

        def show(best: float | None) -> None:
            if page.is_attached:
                page.show_best(before, best)

        self.tutor.with_record(partial(keep_and_best, session), show)

    def on_result_page_wanted(self, event: ResultPage.Wanted) -> None:
        """A button of the result, or a missed question to read about."""
        if event.given is not None:
            self._read(event.given)
        elif event.what == "part":
            self.tutor.open_quiz(self.tutor.course.lesson(self.about).part, kind="part")
        else:
            ways = {"retry": self.action_retry, "again": self.action_again, "onward": self.action_onward}
            ways.get(event.what, self.action_lesson if self.kind == "quiz" else self.action_back)()

    # -- actions -------------------------------------------------------------------------------------------

    def unfinished(self) -> str:
        """What to ask before the app quits."""
        session = self.session
        half_done = session is not None and not session.done and bool(session.given)
        return "The quiz is half done; your answers are kept. Quit?" if half_done else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.is_mounted:
            return False
        page = self._page
        asking = page is not None and not page.settled and not self.run_goes_on
        typing = page is not None and page.typing
        result = isinstance(self.standing, ResultPage)
        shown = {
            **self.code_shown(),
            **choosing(page.question if page is not None and asking else None),
            **self.predict_shown(asking),
            "answer": asking and self.code_page is None and self.predict_page is None,
            "next": page is not None and page.settled,
            "hint": asking and not typing and self.kind != "placement",
            "unknown": asking and not typing and self.kind == "placement",
            "unknown_typed": typing and self.kind == "placement",
            "skip": asking and not typing,
            "hint_typed": typing and self.kind != "placement",
            "skip_typed": typing,
            "read_section": page is not None and page.settled,
            "retry": result and self.session is not None and bool(self.session.missed),
            "again": result,
            "lesson": result and self.kind == "quiz",
            "onward": isinstance(self.standing, ResultPage) and self.standing.onward,
        }
        return shown.get(action, True)

    def action_answer(self) -> None:
        """Give the answer, or go on after it."""
        if (page := self._page) is not None:
            page.submit()

    action_next = action_answer

    def action_hint(self) -> None:
        """Show one more hint."""
        if self.session is not None and (page := self._page) is not None:
            hint = self.session.hint()
            page.show_hint(hint, self.session.hints_left)

    action_hint_typed = action_hint

    def action_unknown(self) -> None:
        """The learner does not know: on to the next question."""
        if self.session is not None and not self._keeping:
            self.session.say_unknown()
            self._keep(self.on_question_page_go_on)

    action_unknown_typed = action_unknown

    def action_skip(self) -> None:
        """Ask this question last."""
        if self.session is None or self._keeping:
            return
        if self.session.skip():
            self.run_worker(self._show_current(), exclusive=True)
        else:
            self.notify("This is the last question that is left.")

    action_skip_typed = action_skip

    def action_read_section(self) -> None:
        """Read about the question just answered."""
        if self._last is not None:
            self._read(self._last)

    def _read(self, given: Given) -> None:
        assert self.session is not None
        self.tutor.open_lesson(self.session.lesson_of(given.question), given.question.section)

    def action_retry(self) -> None:
        """Ask the missed questions again."""
        if self.session is not None and self.session.missed:
            self._begin(self.session.retry())

    def action_again(self) -> None:
        """Take the whole quiz again, shuffled anew."""
        again = self.question_ids if self.kind == "retry" else None
        self.tutor.open_quiz(self.about, again, kind=self.kind)

    def action_onward(self) -> None:
        """The next lesson."""
        if (after := self.tutor.course.after(self.about)) is not None:
            self.action_back()
            self.tutor.open_lesson(after.id)

    def action_lesson(self) -> None:
        """Back to the lesson, and not to this quiz from there."""
        self.action_back()
        self.tutor.open_lesson(self.about)
