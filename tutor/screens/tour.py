"""A tour in under a minute: the map, a lesson, a lab that really trains, a question, and where help is.

Nothing of it is recorded but that it was seen: no place in a lesson, no answer, no run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from engine.lab import LabError, load_lab
from quizzes.graders import grade
from quizzes.model import Question, Single
from tutor.actions import Action, bindings
from tutor.content.errors import ContentError
from tutor.content.quiz import load_quiz
from tutor.lab.desk import LabDesk
from tutor.preferences import often
from tutor.quiz.text import one_line
from tutor.screens.base import TutorScreen
from tutor.screens.standing import TOURED
from tutor.widgets.deck import Plots, paint_subject
from tutor.widgets.painted import Painted
from tutor.widgets.run_plots import plots

if TYPE_CHECKING:
    from tutor.app import TutorApp
    from tutor.content.course import Course

LESSON, LAB = "neuron", "xor"
"""What is shown, if the course has it; else the first there is."""
FRAMES = 12
MAP = """
  Neurons                        read        lab      quiz     mastery
▌ One artificial neuron          ◐ 3/8       ✓ lab    ○ quiz   ━━─── 40 %
  The perceptron                 ○           ○ lab    ○ quiz   ─────    –
"""
KEYS = (
    ("?", "every key of the screen you are on"),
    ("/", "search lessons, words, labs and questions"),
    ("Ctrl+P", "go anywhere by name"),
    ("g", "look a word up"),
    (",", "settings: light and dark, for any colour vision, without motion"),
    ("!", "report a mistake or what is unclear"),
    ("Esc", "back, always"),
)


@dataclass(frozen=True)
class Card:
    """One stop of the tour."""

    title: str
    words: str
    show: Callable[[], Widget] = field(compare=False)


class TourScreen(TutorScreen):
    """One card after another; Esc leaves at any time, and the tour is not offered again."""

    TITLE = "Tour"
    ACTIONS = (
        Action(
            "enter,space,right", "next", "Next", "The next card; after the last, the course map.", key_display="Enter"
        ),
        Action("left", "previous", "Previous", "The card before."),
        Action("1,2,3,4", "choose", "Answer", "Answer the question on the card.", show=False, bound=False),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    TourScreen {
        align-horizontal: center;
        & #card { width: 1fr; max-width: 94; height: 1fr; padding: 1 3; }
        &.-tall #card { padding-top: 5; }
        & #title { text-style: bold; color: $text-accent; }
        & #words { margin: 1 0; height: auto; }
        & #shown { height: 1fr; }
        & #shown VerticalScroll { scrollbar-size-vertical: 1; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.index = 0
        self.cards: list[Card] = []

    def body(self) -> ComposeResult:
        with Vertical(id="card"):
            yield Static(id="title", markup=False)
            yield Static(id="words", markup=False)
            yield Vertical(id="shown")

    async def on_mount(self) -> None:
        self.cards = list(cards(self.tutor))
        self.tutor.with_record(lambda record: record.set_setting(TOURED, "yes"))
        await self._turn(0)

    async def _turn(self, index: int) -> None:
        """Show a card."""
        self.index = index
        card = self.cards[index]
        self.sub_title = f"{index + 1} of {len(self.cards)}"
        self.query_one("#title", Static).update(card.title)
        self.query_one("#words", Static).update(card.words)
        box = self.query_one("#shown", Vertical)
        with self.app.batch_update():
            await box.remove_children()
            await box.mount(card.show())

    async def action_next(self) -> None:
        """The next card, or back to where the learner came from."""
        if self.index + 1 < len(self.cards):
            await self._turn(self.index + 1)
        else:
            self.action_back()

    async def action_previous(self) -> None:
        """The card before."""
        if self.index:
            await self._turn(self.index - 1)

    def on_key(self, event: events.Key) -> None:
        """A number answers the question."""
        asked = self.query(QuestionCard)
        if asked and event.key.isdecimal():
            event.stop()
            asked.first().choose(int(event.key) - 1)


def cards(app: TutorApp) -> Iterator[Card]:
    """The stops: those that the course has something for."""
    course = app.course
    yield Card(
        "The map",
        "All lessons, and how far you are with each. Enter opens the highlighted one, n does what comes next. "
        "Everything you do is kept.",
        partial(Static, MAP.strip("\n"), markup=False),
    )
    ids = [lesson.id for lesson in course.lessons]
    if ids:
        yield Card(
            "A lesson",
            "Short pages, each formula with a number worked out. Space turns the page, r goes to the lab, u to the "
            "quiz.",
            partial(_page, course, LESSON if LESSON in ids else ids[0]),
        )
    if course.lab_ids:
        yield Card(
            "A lab",
            "This net is learning now, on this machine: its decision at the left, its loss at the right. In a lab "
            "you turn knobs (arrows), go through a step slowly (n), read the code (c).",
            partial(LabCard, app, LAB if LAB in course.lab_ids else course.lab_ids[0]),
        )
    if (question := _question(course)) is not None:
        yield Card(
            "A question",
            "You hear why an answer is right or wrong, and meet the question again before you forget it (v on the "
            "map). Press a number; this one does not count.",
            partial(QuestionCard, question),
        )
    yield Card("Where help is", "These keys work everywhere:", _keys)


def _page(course: Course, lesson: str) -> Widget:
    from tutor.content.lesson_markdown import LessonMarkdown

    sections = course.lesson(lesson).sections
    return VerticalScroll(LessonMarkdown(sections[min(1, len(sections) - 1)].text), can_focus=False)


def _keys() -> Widget:
    lines = [Content.assemble((f"  {key:<9}", "bold $text-accent"), what) for key, what in KEYS]
    return Static(Content("\n").join([*lines, Content("\n  Enter: to the map. T there shows this tour again.")]))


def _question(course: Course) -> Single | None:
    """A question to choose one answer of."""
    for lesson in sorted(course.lessons, key=lambda one: one.id != LESSON):
        try:
            questions: list[Question] = list(load_quiz(lesson.id, course.quizzes).questions)
        except (ContentError, LookupError):
            continue
        if found := next((one for one in questions if isinstance(one, Single) and len(one.prompt) < 200), None):
            return found
    return None


class QuestionCard(Static):
    """A question with its choices; once one is chosen, whether it was right and why. Nothing is kept."""

    def __init__(self, question: Single) -> None:
        super().__init__(markup=False)
        self.question = question
        self.options = [choice.text for choice in question.choices]

    def on_mount(self) -> None:
        self.update(self._shown())

    def choose(self, place: int) -> None:
        """Answer with the choice at ``place``, from 0; where no choice is there, nothing happens."""
        if 0 <= place < len(self.options):
            self.update(self._shown(place))

    def _shown(self, chosen: int | None = None) -> Content:
        lines = [Content.styled(one_line(self.question.prompt), "bold"), Content("")]
        for place, option in enumerate(self.options):
            mark = "▸" if place == chosen else " "
            lines.append(Content.assemble(f" {mark} ", (f"{place + 1}", "bold $text-accent"), f"  {one_line(option)}"))
        if chosen is not None:
            verdict = grade(self.question, self.options[chosen])
            head = ("✓ Right. ", "bold $text-success") if verdict.right else ("✗ Not right. ", "bold $text-error")
            lines += [Content(""), Content.assemble(head, one_line(verdict.why))]
        return Content("\n").join(lines)


class LabCard(Horizontal):
    """A lab that trains while the card is on the screen; nothing of it is kept."""

    DEFAULT_CSS = """
    LabCard { height: 1fr; max-height: 24; & > Painted { margin-right: 2; } & > Static { color: $text-muted; } }
    """

    def __init__(self, app: TutorApp, lab_id: str) -> None:
        super().__init__()
        self._tutor, self.lab_id = app, lab_id
        self._desk: LabDesk | None = None

    @property
    def trained(self) -> int:
        """How many steps the net has done."""
        return self._desk.view.step if self._desk is not None else 0

    def compose(self) -> ComposeResult:
        yield Static("The net is being built …", markup=False)

    def on_mount(self) -> None:
        file = self._tutor.course.lab_file(self.lab_id)
        try:
            self._desk = LabDesk(load_lab(file), file, self._tutor.fresh_worker())
        except LabError as mistake:
            self.query_one(Static).update(f"✗ {mistake.message} {mistake.hint} D: doctor.")
            return
        self._desk.rebuild(run=True)
        often(self._tutor, self, FRAMES, self.listen)

    def on_unmount(self) -> None:
        if self._desk is not None:
            self._desk.leave()

    async def listen(self) -> None:
        """Draw what the worker told."""
        desk = self._desk
        if desk is None or not desk.poll():
            return
        view = desk.view
        if view.status == "failed":
            await self.remove_children()
            await self.mount(Static(f"✗ {view.message} {view.hint} D: doctor.", markup=False))
        elif view.views and not self.query(Painted):
            await self.remove_children()
            subjects: list[Any] = [next(iter(view.views.values())), self._plots(desk)]
            await self.mount_all(Painted(subject, paint_subject) for subject in subjects)
        elif view.views:
            picture, chart = self.query(Painted)
            picture.show(next(iter(view.views.values())))
            chart.show(self._plots(desk))

    @staticmethod
    def _plots(desk: LabDesk) -> Plots:
        return plots(desk.view, desk.lab, False)
