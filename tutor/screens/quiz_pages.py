"""What stands between the two lines of the quiz: the rail of questions, one question, its verdict, the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult, RenderResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Button, Input, Static

from quizzes.model import Answer, Fill, Number, Order, Question, Several, Single
from tutor.plain_quiz import right_answer
from tutor.quiz_session import Given, QuizSession
from tutor.screens.quiz_choices import RIGHT, WRONG, AnyOf, Choices, OneOf, Sortable, styled

CHOICES: dict[type[Question], type[Choices]] = {Single: OneOf, Several: AnyOf, Order: Sortable}


class Rail(Widget):
    """All questions in one line: answered right or wrong, the present one, those to come."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Rail { height: 2; padding: 1 2 0 2; }
    """

    given: reactive[tuple[bool | None, ...]] = reactive(())
    """By question: answered right, answered wrong, or None."""
    here: reactive[int] = reactive(-1)
    """The question that is shown, from 0; -1 for none."""

    def render(self) -> RenderResult:
        if not self.given:
            return ""
        words = self._words()
        room, count = self.size.width - words.cell_length - 3, len(self.given)
        if count > room:
            return words
        gap = min(6, (room - count) // max(1, count - 1))
        line = Content.styled("─" * gap, "$text-muted")
        stops = line.join(self._stop(n, right) for n, right in enumerate(self.given))
        return Content.assemble(stops, "   ", words)

    def _stop(self, number: int, right: bool | None) -> Content:
        if right is None:
            here = number == self.here
            return Content.styled("◆", "bold $text-accent") if here else Content.styled("○", "$text-muted")
        return Content.styled(RIGHT if right else WRONG, "bold $text-success" if right else "bold $text-error")

    def _words(self) -> Content:
        right = sum(1 for one in self.given if one)
        at = f"question {self.here + 1} of {len(self.given)}" if self.here >= 0 else f"{len(self.given)} questions"
        return Content.assemble((at, "bold"), (f" · {right} right", "$text-muted"))


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


class Feedback(Static):
    """The verdict: a word and a sign, why this very answer is right or wrong, the explanation, where to read on."""

    ALLOW_SELECT = True
    DEFAULT_CSS = """
    Feedback {
        height: auto; margin-top: 1; padding: 0 2;
        border-left: outer $success; background: $success 8%;
        &.-wrong { border-left: outer $error; background: $error 8%; }
    }
    """

    def __init__(self, given: Given, section_title: str) -> None:
        super().__init__(Content("\n").join(self._parts(given, section_title)))
        self.set_class(not given.verdict.right, "-wrong")

    @staticmethod
    def _parts(given: Given, section_title: str) -> Iterator[Content]:
        right, question = given.verdict.right, given.question
        yield (
            Content.styled(f"{RIGHT} Right", "bold $text-success")
            if right
            else Content.styled(f"{WRONG} Not right", "bold $text-error")
        )
        yield styled(given.verdict.why)
        if not right and isinstance(question, Number | Fill):
            yield Content.styled(right_answer(question), "bold")
        yield Content("")
        yield styled(question.explain)
        if section_title:
            link = Content(f"Read the section “{section_title}”")
            click = Style.from_meta({"@click": "screen.read_section"})
            yield Content.assemble(("r", "bold $text-accent"), "  ", link.stylize(click))


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
        """The learner gives this answer."""

        answer: Answer

    class GoOn(Message):
        """The learner has read the verdict."""

    def __init__(self, question: Question, options: Sequence[str], last: bool) -> None:
        super().__init__(can_focus=False)
        self.question, self.last = question, last
        self._hints: list[str] = []
        kind = CHOICES.get(type(question))
        self.input = kind(options) if kind is not None else Typed(question)  # type: ignore[arg-type]
        self.settled = False

    def compose(self) -> ComposeResult:
        how = self.input.HOW if isinstance(self.input, Choices) else "Type the answer, then Enter."
        yield Static(styled(self.question.prompt), classes="prompt")
        yield Static(how, classes="how", markup=False)
        yield self.input
        yield Static(classes="problem", markup=False)
        yield Static(classes="hints", markup=False)
        yield Button("Answer", variant="primary", compact=True, id="go")

    def on_mount(self) -> None:
        """The first key goes to the answer."""
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
        """What was wrong with the text may not be any more."""
        self.query_one(".problem").display = False

    def show_problem(self, problem: str) -> None:
        """Say why the answer cannot be graded yet."""
        line = self.query_one(".problem", Static)
        line.update(f"! {problem}")
        line.display = True
        self.scroll_to_widget(line, animate=False)

    def show_hint(self, hint: str | None, left: int) -> None:
        """Show one more hint, or that there is none."""
        if hint is not None:
            self._hints.append(hint)
        more = f"  ({left} more)" if left else "" if hint is not None else "  (there is no other)"
        lines = [styled(f"Hint: {text}") for text in self._hints]
        box = self.query_one(".hints", Static)
        box.update(Content("\n").join([*lines[:-1], Content.assemble(lines[-1], (more, "$text-muted"))]))
        box.display = True
        self.scroll_to_widget(box, animate=False)

    async def show_verdict(self, given: Given, section_title: str) -> None:
        """Mark the answers, say why, and wait for Enter."""
        self.settled = True
        if isinstance(self.input, Choices):
            self.input.settle(self.question)
        else:
            self.input.settle(given.verdict.right)
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


def rights(session: QuizSession) -> tuple[bool | None, ...]:
    """By question of ``session``: answered right, wrong, or not yet."""
    verdicts = {name: given.verdict.right for name, given in session.given.items()}
    return tuple(verdicts.get(question.id) for question in session.questions)
