"""One question on screen: its prompt, what it is answered with, hints, and its verdict once it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from quizzes.model import Answer, Code, Fill, Match, Number, Order, Predict, Question, Several, Spot
from tutor.quiz.session import Given
from tutor.quiz.text import paragraphs
from tutor.screens.quiz.choices import AnyOf, Choices, OneOf, styled
from tutor.screens.quiz.feedback import Feedback
from tutor.screens.quiz.lines import Lines
from tutor.screens.quiz.outcomes import Outcomes
from tutor.screens.quiz.pairing import Pairing
from tutor.screens.quiz.sortable import Sortable


class Typed(Horizontal):
    """One line to type an answer into, with its unit."""

    DEFAULT_CSS = """
    Typed {
        height: 3; margin-top: 1;
        & Input { width: 44; max-width: 80%; }
        & .unit { height: 3; width: auto; padding: 1 1; color: $text-muted; }
        &.-right Input:disabled { border: tall $success; opacity: 100%; color: $foreground; }
        &.-wrong Input:disabled { border: tall $error; opacity: 100%; color: $foreground; }
    }
    """

    def __init__(self, question: Number | Fill) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        number = isinstance(self.question, Number)
        yield Input(placeholder="a number, such as 0.25 or 1/4" if number else "a word or two")
        yield Static(getattr(self.question, "unit", ""), classes="unit", markup=False)

    @property
    def answer(self) -> Answer:
        """What was typed."""
        return self.query_one(Input).value.strip()

    def settle(self, right: bool) -> None:
        """Take no more input."""
        self.query_one(Input).disabled = True
        self.add_class("-right" if right else "-wrong")


def input_for(question: Question, options: Sequence[str]) -> Choices | Typed:
    """What ``question`` is answered with; ``options`` as they are shuffled."""
    match question:
        case Several():
            return AnyOf(options)
        case Order():
            return Sortable(options)
        case Match():
            return Pairing(question, options)
        case Spot():
            return Lines(question)
        case Predict():
            return Outcomes(options)
        case Number() | Fill():
            return Typed(question)
    return OneOf(options)


class QuestionPage(VerticalScroll):
    """One question, its hints, and its verdict once it is answered."""

    DEFAULT_CSS = """
    QuestionPage {
        padding: 1 2 0 2; scrollbar-size-vertical: 1;
        & .prompt { text-style: bold; }
        & .how { color: $text-muted; }
        & .problem { color: $text-warning; margin-top: 1; display: none; }
        & .hints { margin-top: 1; padding: 0 2; border-left: outer $accent; background: $accent 8%; display: none; }
        & Button { margin-top: 1; }
        & Button:focus { text-style: bold !important; background: $primary !important; color: $background; }
    }
    """

    @dataclass
    class Answered(Message):
        """The learner gives this answer, after ``waited`` seconds in which there was nothing to do."""

        answer: Answer
        waited: float = 0.0

    class GoOn(Message):
        """The learner has read the verdict."""

    def __init__(self, question: Question, options: Sequence[str], last: bool) -> None:
        super().__init__(can_focus=False)
        self.question, self.last = question, last
        self._hints: list[str] = []
        self.input = input_for(question, options)
        self.settled = False

    def compose(self) -> ComposeResult:
        how = self.input.HOW if isinstance(self.input, Choices) else "Type the answer, then Enter."
        yield Static(styled(paragraphs(self.question.prompt)), classes="prompt")
        yield Static(how, classes="how", markup=False)
        yield self.input
        yield Static(classes="problem", markup=False)
        yield Static(classes="hints", markup=False)
        yield Button("Answer", variant="primary", compact=True, id="go")

    def on_mount(self) -> None:
        """The first key goes to the answer."""
        self.focus_answer()

    def focus_answer(self) -> None:
        """Put the cursor where the answer is given."""
        target: Widget = self.input if isinstance(self.input, Choices) else self.query_one(Input)
        target.focus()

    @property
    def typing(self) -> bool:
        """Whether letters are typed into an answer now."""
        return isinstance(self.input, Typed) and not self.settled

    def submit(self) -> None:
        """Give the answer, or go on once it was graded."""
        self.post_message(self.GoOn() if self.settled else self.Answered(self.input.answer))

    def on_choices_submitted(self) -> None:
        """Enter in the list."""
        self.submit()

    def on_input_submitted(self) -> None:
        """Enter in the line."""
        self.submit()

    def on_button_pressed(self) -> None:
        """The button, by mouse or by Enter."""
        self.submit()

    def on_input_changed(self) -> None:
        """What was wrong with the answer may not be any more."""
        self.query_one(".problem").display = False

    on_choices_changed = on_input_changed

    def show_problem(self, problem: str) -> None:
        """Say why the answer cannot be graded yet."""
        line = self.query_one(".problem", Static)
        line.update(f"! {problem}")
        line.display = True
        self.call_after_refresh(self.scroll_to_widget, line, animate=False)

    def show_hint(self, hint: str | None, left: int) -> None:
        """Show one more hint, or that there is none."""
        if hint is not None:
            self._hints.append(hint)
        more = f"  ({left} more)" if left else "" if hint is not None else "  (there is no other)"
        lines = [styled(f"Hint: {text}") for text in self._hints]
        box = self.query_one(".hints", Static)
        box.update(Content("\n").join([*lines[:-1], Content.assemble(lines[-1], (more, "$text-muted"))]))
        box.display = True
        self.call_after_refresh(self.scroll_to_widget, box, animate=False)

    def settle(self, given: Given) -> None:
        """Mark the answer right or wrong and take no more input."""
        if isinstance(self.input, Choices):
            self.input.settle(given)
        else:
            self.input.settle(given.verdict.right)

    async def show_verdict(self, given: Given, section_title: str) -> None:
        """Mark the answers, say why, and wait for Enter."""
        self.settled = True
        self.settle(given)
        for extra in self.query(".problem, .hints, .how"):
            extra.display = False
        button = self.query_one(Button)
        feedback = Feedback(given, section_title)
        await self.mount(feedback, before=button)
        button.label = "See the result" if self.last else "Next question"
        button.focus(scroll_visible=False)
        self.call_after_refresh(self._reveal, feedback)

    def _reveal(self, feedback: Feedback) -> None:
        """The whole verdict if it fits, else its beginning."""
        self.scroll_end(animate=False)
        if feedback.region.height + 2 > self.size.height:
            self.scroll_to_widget(feedback, top=True, animate=False)


def choosing(question: Question | None) -> dict[str, bool]:
    """Which keys for choosing do something for ``question``; None where none is open."""
    return {
        "number": question is not None and not isinstance(question, Number | Fill | Code),
        "move": question is not None and not isinstance(question, Number | Fill | Code),
        "tick": isinstance(question, Several | Match),
        "change": isinstance(question, Match),
        "shift": isinstance(question, Order),
    }
