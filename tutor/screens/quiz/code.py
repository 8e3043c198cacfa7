"""A code exercise on screen: an editor, the calls it is tried with and what came of them, a solution at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalGroup
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Static

from quizzes.code_grader import CallOutcome, given_up, judge, outcomes, problem_with_code
from quizzes.code_words import trouble_in_words
from quizzes.evidence import Evidence
from quizzes.model import Answer, Code, Question
from quizzes.trial import Trial
from tutor.editor import EditorTrouble, edit, editor_name, file_name
from tutor.quiz.session import Given
from tutor.quiz.text import paragraphs
from tutor.screens.ask import Answer as Choice
from tutor.screens.ask import AskScreen
from tutor.screens.lab.source import coloured
from tutor.screens.quiz.choices import RIGHT, WRONG, styled
from tutor.screens.quiz.feedback import Feedback
from tutor.screens.quiz.pages import QuestionPage
from tutor.widgets.code_editor import CodeEditor

MOST_LINES = 8
"""Lines of output that are shown."""
ONE_LINE = 60
"""What was returned and what was expected stand in one line up to so many columns."""
START_OVER = (Choice("yes", "y", "Start over"), Choice("no", "n", "Keep what I wrote"))
SOLUTION = (Choice("yes", "y", "Show a solution"), Choice("no", "n", "Go on trying"))


class Results(VerticalGroup):
    """Every call with what came back, what was printed, and how long it took."""

    DEFAULT_CSS = """
    Results {
        margin-top: 1; padding: 0 2; display: none;
        border-left: outer $error; background: $error 8%;
        &.-right { border-left: outer $success; background: $success 8%; }
        &.-running { border-left: outer $accent; background: $accent 8%; }
        & .inner { padding-left: 2; }
        & HorizontalGroup > Static { width: 1fr; }
        & HorizontalGroup > .mark { width: 2; }
    }
    """

    async def running(self) -> None:
        """Say that it runs."""
        self.set_classes("-running")
        await self._fill([Static("Running … F5 stops it.")])

    async def show(self, question: Code, evidence: Evidence, right: bool) -> None:
        """Show what a run brought."""
        self.set_classes("-right" if right else "")
        await self._fill(_report(question, evidence))

    async def _fill(self, parts: Iterable[Widget]) -> None:
        async with self.batch():
            await self.remove_children()
            await self.mount_all(parts)
        self.display = True


def _report(question: Code, evidence: Evidence) -> Iterator[Widget]:
    if evidence.trouble is not None:
        yield _line(WRONG, styled(trouble_in_words(evidence.trouble)))
    else:
        yield from _calls(outcomes(question, evidence), evidence.seconds)
    if printed := evidence.printed.rstrip():
        lines = printed.expandtabs(4).split("\n")
        yield Static(Content.styled("printed", "$text-muted"))
        yield Static("\n".join(lines[:MOST_LINES]), classes="inner", markup=False)
        if len(lines) > MOST_LINES:
            more = f"and {len(lines) - MOST_LINES} more lines"
            yield Static(Content.styled(more, "$text-muted"), classes="inner")


def _line(mark: str, text: Content | str, more: str = "") -> Widget:
    style = {RIGHT: "bold $text-success", WRONG: "bold $text-error"}.get(mark, "$text-muted")
    said = Content.assemble(text, (more, "$text-muted"))
    return HorizontalGroup(Static(Content.styled(mark, style), classes="mark"), Static(said))


def _calls(found: Sequence[CallOutcome], seconds: float) -> Iterator[Widget]:
    """What became of each call; a reason that several share is said once."""
    if found[0].of_all:
        yield _line(WRONG, styled(found[0].why))
        return
    time = f" · {seconds * 1000:.3g} ms" if seconds else ""
    right = sum(one.right for one in found)
    yield Static(Content.assemble((f"{right} of {len(found)} calls right", "bold"), (time, "$text-muted")))
    said: set[str] = set()
    for one in found:
        if one.right:
            yield _line(RIGHT, one.called, f"  → {one.returned}")
        elif not one.reached:
            yield _line("·", one.called, "  not run")
        else:
            yield _line(WRONG, one.called)
            yield Static(Content("\n").join(_failed(one, one.why not in said)), classes="inner")
            said.add(one.why)


def _failed(one: CallOutcome, with_reason: bool) -> Iterator[Content]:
    returned = Content.assemble(("returned  ", "$text-muted"), one.returned) if one.returned else Content()
    expected = Content.assemble(("expected  ", "$text-muted"), one.expected)
    if one.returned and returned.cell_length + expected.cell_length <= ONE_LINE:
        yield Content.assemble(returned, "   ", expected)
    else:
        yield from (part for part in (returned, expected) if part)
    if one.why and with_reason:
        yield styled(one.why)


class CodePage(QuestionPage):
    """One code exercise. Running it may be repeated; the first run that passes, or giving up, is the answer."""

    DEFAULT_CSS = """
    CodePage {
        & CodeEditor { margin-top: 1; }
        & .solution { margin-top: 1; padding: 0 2; height: auto; border-left: outer $accent; background: $accent 8%; }
    }
    """

    @dataclass
    class Draft(Message):
        """The learner has changed the code."""

        question: Question
        code: str

    def __init__(self, question: Code, draft: str, last: bool) -> None:
        super().__init__(question, (), last)
        self.code_question, self._start = question, draft or question.starter
        self.editor, self.results = CodeEditor(self._start), Results()
        self._trial: Trial | None = None
        self._last_run: Evidence | None = None
        self._answered = False

    def compose(self) -> ComposeResult:
        arrays = " Lists arrive as NumPy arrays." if self.code_question.arrays else ""
        yield Static(styled(paragraphs(self.question.prompt)), classes="prompt")
        yield Static(f"Write it, then F5 runs it, as often as you like.{arrays}", classes="how", markup=False)
        yield Static(classes="hints", markup=False)  # above the code, which may be longer than the screen
        yield self.editor
        yield Static(classes="problem", markup=False)
        yield self.results
        yield Button("Run", variant="primary", compact=True, id="go")

    def focus_answer(self) -> None:
        self.editor.focus(scroll_visible=False)

    @property
    def typing(self) -> bool:
        return not self.settled

    @property
    def running(self) -> bool:
        """Whether the code runs now."""
        return self._trial is not None

    def on_text_area_changed(self) -> None:
        """Keep every change: what is typed survives whatever happens to the app."""
        self.query_one(".problem").display = False
        code = self.editor.text
        if not self._answered and code != self._start and problem_with_code(code) is None:
            self._start = ""
            self.post_message(self.Draft(self.question, code))

    def submit(self) -> None:
        """Run the code, or go on once it was graded."""
        if self.settled:
            self.post_message(self.GoOn())
        else:
            self.run_code()

    # -- running -------------------------------------------------------------------------------------------

    def run_code(self) -> None:
        """Try the code in a process of its own; the app goes on meanwhile."""
        if self.running or self._answered or not self.results.is_mounted:
            return
        if problem := problem_with_code(self.editor.text):
            self.show_problem(problem)
            return
        self._trial = Trial(self.code_question, [self.editor.text])
        self.screen.refresh_bindings()
        self.run_worker(self._try(self.editor.text, self._trial), exclusive=True, group="code")

    def stop_code(self) -> None:
        """Stop the run."""
        if self._trial is not None:
            self._trial.cancel()

    async def _try(self, code: str, trial: Trial) -> None:
        try:
            await self.results.running()
            self._bring()
            (evidence,) = await asyncio.to_thread(trial.run)
        finally:
            trial.cancel()  # the page was left: nobody waits for it any more
            self._trial = None
        if self._answered:
            return
        self._last_run = evidence
        verdict = judge(self.code_question, code, evidence)
        await self.results.show(self.code_question, evidence, verdict.right)
        self.screen.refresh_bindings()
        if verdict.right:
            self._give([code, evidence.as_json()])
        else:
            self._bring()

    def _give(self, answer: Answer) -> None:
        self._answered = True
        self.post_message(self.Answered(answer))

    def _bring(self) -> None:
        self.call_after_refresh(self.scroll_to_widget, self.results, animate=False)

    def on_text_area_selection_changed(self) -> None:
        """Whatever is below, the line that is written is in sight."""
        row = self.editor.cursor_location[0] - round(self.editor.scroll_y) + 1
        left, top = self.editor.virtual_region.offset
        self.scroll_to_region(Region(left, top + row, 1, 1), animate=False)

    # -- other ways to go on -------------------------------------------------------------------------------

    def edit_outside(self) -> None:
        """Let the learner's own editor have it."""
        from textual.app import SuspendNotSupported

        if not editor_name():
            self.notify("Set EDITOR before you start tutor, for example EDITOR=nano.", title="No editor is set")
            return
        try:
            with self.app.suspend():
                code = edit(self.editor.text, file_name(self.question.id))
        except SuspendNotSupported:
            self.notify("This terminal cannot be lent to another program; write it here.", title="No editor here")
        except EditorTrouble as trouble:
            self.notify(str(trouble), title="Not edited", severity="warning", markup=False)
        else:
            if code != self.editor.text:
                self.editor.change(code)
        self.editor.focus()

    def start_over(self) -> None:
        """Ask, then put the starter back."""

        def chosen(answer: str | None) -> None:
            if answer == "yes":
                self.editor.change(self.code_question.starter)

        question = "Start over? What you wrote goes; Ctrl+Z brings it back."
        self.app.push_screen(AskScreen(question, START_OVER), chosen)

    def give_up(self) -> None:
        """Ask, then count the question as not right and show a solution."""

        def chosen(answer: str | None) -> None:
            if answer == "yes" and not self._answered:
                self.stop_code()
                self._give(given_up(self.code_question, self.editor.text, self._last_run))

        self.app.push_screen(AskScreen("Show a solution?", SOLUTION, "The question then counts as not right."), chosen)

    # -- the verdict ---------------------------------------------------------------------------------------

    def settle(self, given: Given) -> None:
        self.editor.read_only = True
        self.editor.can_focus = False
        self.editor.add_class("-right" if given.verdict.right else "-wrong")
        self.results.display = given.verdict.right

    async def show_verdict(self, given: Given, section_title: str) -> None:
        await super().show_verdict(given, section_title)
        heading = "One way to write it" if given.verdict.right else "A solution"
        code = Content.assemble((f"{heading}\n", "$text-muted"), coloured(self.code_question.solution.strip("\n")))
        await self.mount(Static(code, classes="solution"), before=self.query_one(Button))

    def _reveal(self, feedback: Feedback) -> None:
        self.scroll_to_widget(feedback, top=True, animate=False)  # the solution below it is long
