"""Progress: lessons with bars, scores over time, labs passed, what is weak, the days one learned."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from textual import events
from textual.app import ComposeResult, RenderResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Button, Static
from textual.widgets.option_list import Option

from tutor.actions import Action, bindings
from tutor.screens.base import TutorScreen
from tutor.screens.jumps import Jumps
from tutor.screens.progress_view import (
    Overview,
    WeakSpot,
    calendar,
    lab_lines,
    lesson_lines,
    read_overview,
    recent_days,
    score_lines,
    streak_words,
    weak_line,
)

WIDE = 110
"""Columns from which on labs, weak questions and days stand beside lessons and scores."""
WEEKS = 16
NO_QUIZ = [Content.styled("No quiz finished yet. Press u on the course map to take one.", "$text-muted")]
NO_LABS = [Content.styled("This course has no labs.", "$text-muted")]


class Lines(Widget):
    """Lines that are made for the width there is; what does not fit is cut off, never wrapped."""

    DEFAULT_CSS = """
    Lines { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: Callable[[int], Iterable[Content]] = lambda _: ()

    def show(self, lines: Callable[[int], Iterable[Content]]) -> None:
        """Show what ``lines`` makes of a width in columns."""
        self._lines = lines
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._content(width).plain.split("\n"))

    def render(self) -> RenderResult:
        return self._content(self.size.width)

    def _content(self, width: int) -> Content:
        return Content("\n").join(self._lines(width))


def _today() -> date:
    return date.today()


class ProgressScreen(TutorScreen):
    """Reads the record when it appears and when one comes back to it; nothing is changed here."""

    TITLE = "Progress"
    ACTIONS = (
        Action("n", "continue", "What next", "Do what comes next in the course."),
        Action("enter", "read", "Read", "Read the section of the highlighted weak question."),
        Action("t", "practise", "Practise weak", "Answer the weak questions of that lesson again."),
        Action("up,down", "move", "Choose", "Go through the weak questions.", show=False),
    )
    BINDINGS = bindings((ACTIONS[0], ACTIONS[2]))
    DEFAULT_CSS = """
    ProgressScreen {
        & #columns { height: auto; layout: vertical; }
        & #all { padding: 1 2; scrollbar-size-vertical: 1; }
        & .part { height: auto; margin-bottom: 1; width: 1fr; }
        & .heading { text-style: bold; color: $text-primary; }
        & .left, & .right { height: auto; width: 1fr; }
        & Jumps { display: none; }
        &.-weak Jumps { display: block; }
        & Button { display: none; background: $panel; color: $foreground; margin-top: 1; }
        & Button:focus { text-style: bold !important; background: $primary !important; color: $background !important; }
        &.-wide #columns { layout: horizontal; }
        &.-wide .left { width: 5fr; margin-right: 4; }
        &.-wide .right { width: 3fr; }
        &.-empty #columns { display: none; }
        &.-empty #next { display: block; }
        &.-weak #practise { display: block; }
    }
    """

    def __init__(self, today: Callable[[], date] = _today) -> None:
        super().__init__()
        self._today = today
        self.overview: Overview | None = None

    def body(self) -> ComposeResult:
        with VerticalScroll(id="all"):
            yield Static("Looking up what you have done …", id="intro", classes="part", markup=False)
            yield Button("Start", variant="primary", compact=True, id="next")
            with Horizontal(id="columns"):
                with Vertical(classes="left"):
                    yield from _part("Lessons", "lessons")
                    yield from _part("Quiz scores", "scores")
                    yield from _part("Days", "days")
                with Vertical(classes="right"):
                    yield from _part("Labs", "labs")
                    yield Static("What is weak", classes="heading")
                    yield Lines(id="weak-words", classes="part")
                    yield Jumps(id="weak")
                    yield Button("Practise these", compact=True, id="practise")

    def on_screen_resume(self) -> None:
        """Something may have been read, passed or answered meanwhile."""
        self.tutor.with_record(partial(read_overview, self.tutor.course, self._today()), self._take)

    def on_resize(self, event: events.Resize) -> None:
        """Two columns where there is room for them."""
        self.set_class(event.size.width >= WIDE, "-wide")

    def _take(self, overview: Overview) -> None:
        if not self.is_open:
            return  # left before the record had answered
        first, self.overview = self.overview is None, overview
        done = sum(state.state == "done" for state in overview.states.values())
        self.sub_title = f"{done} of {len(overview.states)} lessons done"
        self.set_class(overview.empty, "-empty")
        self.set_class(bool(overview.weak), "-weak")
        self._fill(overview)
        if first:
            self.query_one("#next" if overview.empty else "#weak" if overview.weak else "#all").focus()
        self.refresh_bindings()

    def _fill(self, overview: Overview) -> None:
        course, today = self.tutor.course, self._today()
        self.query_one("#intro", Static).update(_intro(overview))
        self._draw("lessons", partial(lesson_lines, course, overview.states))
        self._draw("scores", lambda width: list(score_lines(course, overview.scores, today, width)) or NO_QUIZ)
        self._draw("labs", lambda _: list(lab_lines(course, overview.labs, today)) or NO_LABS)
        self._draw("days", partial(self._days, overview))
        self._draw("weak-words", lambda _: [Content.styled(_weak_words(overview), "$text-muted")])
        listed = self.query_one("#weak", Jumps)
        listed.clear_options().add_options(Option(weak_line(spot)) for spot in overview.weak)

    def _draw(self, name: str, lines: Callable[[int], Iterable[Content]]) -> None:
        self.query_one(f"#{name}", Lines).show(lines)

    def _days(self, overview: Overview, width: int) -> list[Content]:
        words = Content(streak_words(overview.streak))
        if self.has_class("-wide"):
            return [calendar(overview.days, self._today(), WEEKS), words]
        return [Content.assemble(recent_days(overview.days, self._today()), "  ", words)]

    # -- actions -------------------------------------------------------------------------------------------

    @property
    def _spot(self) -> WeakSpot | None:
        """The highlighted weak question."""
        at = self.query_one("#weak", Jumps).highlighted
        return self.overview.weak[at] if self.overview is not None and at is not None and self.overview.weak else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("practise", "read"):
            return self.is_mounted and self.overview is not None and bool(self.overview.weak)
        return True

    def on_option_list_option_selected(self) -> None:
        """Enter or a click on a weak question."""
        self.action_read()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Start, or practise."""
        if event.button.id == "next":
            self.action_continue()
        else:
            self.action_practise()

    def action_read(self) -> None:
        """Read the section of the highlighted weak question."""
        if (spot := self._spot) is not None:
            self.tutor.open_lesson(spot.lesson, spot.question.section)

    def action_practise(self) -> None:
        """Ask the weak questions of the highlighted one's lesson again."""
        if self.overview is None or not self.overview.weak:
            return
        lesson = (self._spot or self.overview.weak[0]).lesson
        self.tutor.open_quiz(lesson, [spot.question.id for spot in self.overview.weak if spot.lesson == lesson])

    def action_continue(self) -> None:
        """Do what comes next."""
        if self.overview is not None and self.overview.next.link:
            self.tutor.go(self.overview.next.link)


def _part(heading: str, name: str) -> ComposeResult:
    yield Static(heading, classes="heading")
    yield Lines(id=name, classes="part")


def _weak_words(overview: Overview) -> str:
    if overview.weak:
        return "Enter reads the section, t asks again."
    if overview.scores or overview.days:
        return "Nothing: whatever you missed, you have answered right since."
    return "Nothing yet."


def _intro(overview: Overview) -> Content:
    """What to do next, first of all where nothing was done yet."""
    if overview.empty:
        return Content(
            "Nothing is recorded yet. Here you will see your lessons, quiz scores, passed labs and what to repeat.\n\n"
            f"To begin: {overview.next.sentence}"
        )
    return Content.assemble(
        ("What next", "bold $text-accent"), f"  {overview.next.sentence}  ", ("n", "bold $text-accent")
    )
