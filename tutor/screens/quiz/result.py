"""The end of a quiz: the score, the best so far, and what was missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult, RenderResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from quizzes.model import Question
from tutor.learner.progress import PASS
from tutor.numbers import percent
from tutor.quiz import placement
from tutor.quiz.session import Given, QuizSession, Score
from tutor.quiz.text import headline
from tutor.screens.jumps import Jumps
from tutor.screens.quiz.choices import WRONG

RETRY = "a retry; the score of the quiz stays"
GOALS = {"placement": placement.RULE, "review": "What was missed comes back soon, what was right later each time."}
"""What stands below the score instead of the goal of a quiz."""


class ScoreBar(Widget):
    """A score as a bar with the goal marked on it, and in words."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    ScoreBar { height: 3; margin-bottom: 1; }
    """

    best: reactive[str] = reactive("")

    def __init__(self, score: Score, title: str, goal: str = "") -> None:
        super().__init__()
        self.score, self.title, self.words = score, title, goal

    def render(self) -> RenderResult:
        passed = self.score.share >= PASS
        style = "$text-success" if passed else "$text-warning"
        width = max(10, min(60, self.size.width))
        full, goal = round(width * self.score.share), min(width - 1, round(width * PASS))
        cells = [("━" if x < full else "─", style if x < full else "$text-disabled") for x in range(width)]
        if not self.words:
            cells[goal] = ("┃", "bold $foreground")
        words = (
            self.words or f"{'✓ Passed' if passed else 'Not yet passed'} · the goal is {percent(PASS)} of a whole quiz"
        )
        head = Content.assemble(
            (f"{self.score.right} of {self.score.total} right", f"bold {style}"),
            (f"  {percent(self.score.share)}", "bold"),
            (f"   {self.title}", "$text-muted"),
        )
        return Content("\n").join(
            [head, Content.assemble(*cells), Content.styled(f"{words}{self.best}", "$text-muted")]
        )


class ResultPage(VerticalScroll):
    """Score, missed questions with their sections, and what to do now."""

    DEFAULT_CSS = """
    ResultPage {
        padding: 1 2 0 2; scrollbar-size-vertical: 1;
        & .heading { text-style: bold; }
        & .lessons { margin-bottom: 1; }
        & .explain { color: $text-muted; }
        & #now { height: auto; margin-bottom: 1; }
        & #now Button { margin-right: 2; background: $panel; color: $foreground; }
        & #now Button:focus {
            text-style: bold !important; background: $primary !important; color: $background !important;
        }
    }
    """

    @dataclass
    class Wanted(Message):
        """The learner wants to "retry", take it "again", go "onward" or "back", or read the section of ``given``."""

        what: str
        given: Given | None = None

    def __init__(
        self,
        session: QuizSession,
        section_title: Callable[[Question], str],
        by_lesson: Sequence[Content] = (),
        onward: bool = False,
    ) -> None:
        """``onward``: whether there is a lesson to go on to."""
        super().__init__(can_focus=False)
        self.onward = onward and session.kind == "quiz" and session.score.share >= PASS
        self.session, self.section_title, self.by_lesson = session, section_title, by_lesson

    def compose(self) -> ComposeResult:
        session = self.session
        yield ScoreBar(session.score, RETRY if session.kind == "retry" else "", GOALS.get(session.kind, ""))
        with Horizontal(id="now"):
            if session.missed:
                yield Button(f"Retry {len(session.missed)} missed", variant="primary", compact=True, id="retry")
            yield Button("Review on" if session.kind == "review" else "Take it again", compact=True, id="again")
            if session.kind == "quiz":
                yield Button("Quiz the part", compact=True, id="part")
            if self.onward:
                yield Button("Next lesson", compact=True, id="onward")
            else:
                yield Button("Back" if session.lessons_apart else "Back to the lesson", compact=True, id="back")
        if self.by_lesson:
            yield Static(Content("\n").join(self.by_lesson), classes="lessons")
        if session.missed:
            yield Static("Missed", classes="heading")
            yield Static("Enter or a click reads the section that says it.", classes="explain")
            yield Jumps(*(Option(self._missed(given)) for given in session.missed))
        else:
            yield Static("None was missed. Nothing to retry.", classes="heading")

    def _missed(self, given: Given) -> Content:
        """One missed question and, below it, its section."""
        section = self.section_title(given.question) or given.question.section
        prompt = headline(given.question)
        return Content.assemble((f"{WRONG} ", "$text-error"), prompt, (f"\n  → {section}", "$text-muted"))

    def on_mount(self) -> None:
        """The likeliest next step is one Enter away."""
        self.query("#onward" if self.onward else "Button").first(Button).focus()

    def show_best(self, before: float | None, best: float | None) -> None:
        """Say how this compares with all earlier quizzes of the lesson."""
        if best is None or before is None:
            return
        if self.session.kind == "quiz" and self.session.score.share > before:
            words = f" · a new best, {percent(before)} before"
        else:
            words = f" · best so far {percent(best)}"
        self.query_one(ScoreBar).best = words

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Read the section of a missed question."""
        self.post_message(self.Wanted("read", self.session.missed[event.option_index]))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        self.post_message(self.Wanted(event.button.id or ""))
