"""Progress: how well each lesson is known, scores over time, labs passed, what is weak, the days one learned."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult, RenderResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Button, OptionList, Static

from tutor.actions import Action, bindings
from tutor.learner.review import are_due, next_words
from tutor.screens.ahead import Ahead, Way
from tutor.screens.base import TutorScreen
from tutor.screens.calendar import calendar, learned_lately, streak_words, weeks_that_fit
from tutor.screens.jumps import Jumps
from tutor.screens.progress_view import (
    Overview,
    concept_line,
    lab_lines,
    lesson_lines,
    read_overview,
    score_lines,
    weak_line,
)
from tutor.screens.standing import OPEN, counted

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.store import Record

WIDE, HUGE = 110, 160
"""Columns from which on labs and what is weak stand beside lessons, scores and days; and labs beside what is weak."""
NO_QUIZ = [Content.styled("No quiz finished yet. Press u on the course map to take one.", "$text-muted")]


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


class ProgressScreen(TutorScreen):
    """Reads the record when it appears and when one comes back to it; nothing is changed here."""

    TITLE = "Progress"
    ACTIONS = (
        Action("n", "continue", "What next", "Do what comes next in the course."),
        Action("v", "review", "Review", "Answer again what is due, over all lessons."),
        Action(
            "enter",
            "read",
            "Read again",
            "Read the section of the highlighted concept or question; open the highlighted lab.",
            bound=False,
        ),
        Action("t", "practise", "Practise", "Answer what was missed again, over all lessons."),
        Action("w", "recap", "Recap", "Write what you have learned to a Markdown file in the present folder."),
        Action(
            "up,down",
            "move",
            "Choose",
            "Go through concepts, questions and labs; Tab goes to the next list.",
            show=False,
            bound=False,
        ),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    ProgressScreen {
        & #columns { height: auto; layout: vertical; }
        & #all { padding: 1 1 1 2; scrollbar-size-vertical: 1; }
        & #ways, & #columns { padding-right: 1; }
        & .part { height: auto; margin-bottom: 1; width: 1fr; }
        & .note { color: $text-muted; }
        & .heading { text-style: bold; color: $text-primary; }
        & .left, & .right, & .missed, & .labs { height: auto; width: 1fr; }
        & Jumps { display: none; margin-bottom: 1; }
        & .concepts { display: none; }
        &.-concepts .concepts { display: block; }
        &.-weak #weak { display: block; }
        &.-weak #weak-words { margin-bottom: 0; }
        & #weak { text-wrap: wrap; }
        & #labs { display: block; }
        & Button { display: none; background: $panel; color: $foreground; margin-bottom: 1; }
        & Button:focus { text-style: bold !important; background: $primary !important; color: $background !important; }
        &.-wide #columns { layout: horizontal; }
        &.-wide .left { width: 5fr; margin-right: 4; }
        &.-wide .right { width: 3fr; }
        &.-huge .left { width: 86; }
        &.-huge .right { width: 1fr; layout: horizontal; }
        &.-huge .labs { width: 42; margin-left: 4; }
        &.-empty #all { align-horizontal: center; }
        &.-empty.-tall #all { padding-top: 5; }
        &.-empty #intro { max-width: 88; }
        &.-empty #columns { display: none; }
        &.-empty #next { display: block; }
        &.-weak #practise { display: block; }
    }
    """

    def __init__(self, today: Callable[[], date] | None = None) -> None:
        super().__init__()
        self._given_today = today
        self.overview: Overview | None = None

    def _today(self) -> date:
        return (self._given_today or self.tutor.today)()

    def body(self) -> ComposeResult:
        with VerticalScroll(id="all"):
            yield Static("Looking up what you have done …", id="intro", classes="part", markup=False)
            yield Ahead(id="ways", classes="part")
            yield Button("Start", variant="primary", compact=True, id="next")
            with Horizontal(id="columns"):
                with Vertical(classes="left"):
                    yield from _part("Lessons", "lessons")
                    yield from _part("Quiz scores: the last and the best", "scores")
                    yield from _part("Days", "days")
                with Vertical(classes="right"):
                    with Vertical(classes="missed"):
                        yield Static("Known least", classes="heading concepts")
                        yield Jumps(id="concepts", classes="concepts")
                        yield Static("What was missed", classes="heading")
                        yield Lines(id="weak-words", classes="part")
                        yield Jumps(id="weak")
                        yield Button("Practise these", compact=True, id="practise")
                    with Vertical(classes="labs"):
                        yield Static("Labs", classes="heading")
                        yield Static(f"Enter: the lab, or its runs. {OPEN} not passed", classes="note")
                        yield Jumps(id="labs")

    def on_screen_resume(self) -> None:
        """Something may have been read, passed or answered meanwhile."""
        self.tutor.with_record(partial(read_overview, self.tutor.course, self._today()), self._take)

    def on_resize(self, event: events.Resize) -> None:
        """Two columns where there is room for them, or three."""
        self.set_class(event.size.width >= WIDE, "-wide")
        self.set_class(event.size.width >= HUGE, "-huge")

    def _take(self, overview: Overview) -> None:
        if not self.is_open:
            return  # left before the record had answered
        first, self.overview = self.overview is None, overview
        self.sub_title = counted(overview.learner)
        self.set_class(overview.empty, "-empty")
        self.set_class(bool(overview.weak), "-weak")
        self.set_class(bool(overview.concepts), "-concepts")
        self._fill(overview)
        if first:
            lists = ("#concepts" if overview.concepts else "", "#weak" if overview.weak else "", "#all")
            self.query_one("#next" if overview.empty else next(filter(None, lists))).focus(scroll_visible=False)
        self.refresh_bindings()

    def _fill(self, overview: Overview) -> None:
        course, today = self.tutor.course, self._today()
        self.query_one("#intro").display = overview.empty
        self.query_one("#intro", Static).update(_nothing_yet(overview))
        self.query_one(Ahead).display = not overview.empty
        self.query_one(Ahead).ways = _ways(overview, today)
        self._draw("lessons", partial(lesson_lines, course, overview.learner))
        self._draw("scores", lambda width: list(score_lines(course, overview.scores, today, width)) or NO_QUIZ)
        self._draw("days", partial(self._days, overview))
        self._draw("weak-words", lambda _: [Content.styled(_weak_words(overview), "$text-muted")])
        listed = {
            "concepts": [concept_line(course, one) for one in overview.concepts],
            "labs": list(lab_lines(course, overview.labs, today)),
            "weak": [weak_line(spot) for spot in overview.weak],
        }
        for name, lines in listed.items():
            self.query_one(f"#{name}", Jumps).fill(lines)

    def _draw(self, name: str, lines: Callable[[int], Iterable[Content]]) -> None:
        self.query_one(f"#{name}", Lines).show(lines)

    def _days(self, overview: Overview, width: int) -> Iterable[Content]:
        today = self._today()
        yield from calendar(overview.days, today, weeks_that_fit(width))
        lately = learned_lately(overview.days, today)
        yield Content(f"{streak_words(overview.streak)} · {lately} of the last 30 days")

    # -- actions -------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.is_mounted or self.overview is None:
            return action not in ("practise", "read", "recap")
        if action == "practise":
            return bool(self.overview.weak)
        if action in ("read", "recap"):
            return not self.overview.empty
        return True

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click on a concept, a weak question or a lab."""
        if self.overview is None:
            return
        if event.option_list.id == "concepts":
            concept = self.overview.concepts[event.option_index]
            self.tutor.open_lesson(concept.lesson, concept.section)
        elif event.option_list.id == "labs":
            lab = self.tutor.course.lab_ids[event.option_index]
            self.tutor.open_lab(lab, runs=lab in {one.lab for one in self.overview.labs})
        else:
            spot = self.overview.weak[event.option_index]
            self.tutor.open_lesson(spot.lesson, spot.question.section)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Start, or practise."""
        if event.button.id == "next":
            self.action_continue()
        else:
            self.action_practise()

    def action_read(self) -> None:
        """Enter goes to the list itself; this is for a click on the key."""
        if isinstance(self.focused, Jumps):
            self.focused.action_select()

    def action_practise(self) -> None:
        """Ask the weak questions again."""
        if self.overview is not None and self.overview.weak:
            self.tutor.open_quiz("", [spot.question.id for spot in self.overview.weak], kind="retry")

    def action_recap(self) -> None:
        """Write the recap beside where the app was started, under a name that is free."""
        work = partial(_write_recap, self.tutor.course, self._today(), Path.cwd())
        self.tutor.with_record(work, lambda told: self.notify(told, timeout=8, markup=False))

    def action_review(self) -> None:
        """See what is due."""
        self.tutor.open_review()

    def action_continue(self) -> None:
        """Do what comes next."""
        if self.overview is not None and self.overview.learner.next.link:
            self.tutor.go(self.overview.learner.next.link)


def _write_recap(course: Course, today: date, folder: Path, record: Record) -> str:
    """Write the recap; where it is, or why it is not."""
    from tutor.commands.recap import free_file, write_recap
    from tutor.learner.recap import read_recap

    file = free_file(folder, today)
    try:
        write_recap(read_recap(course, record, today), file)
    except OSError as error:
        return f"{file} cannot be written: {error.strerror}. Start tutor in another folder, or run: tutor recap FILE"
    return f"Your recap is in {file}"


def _part(heading: str, name: str) -> ComposeResult:
    yield Static(heading, classes="heading")
    yield Lines(id=name, classes="part")


def _weak_words(overview: Overview) -> str:
    if overview.weak:
        return "Enter reads the section again, t asks."
    if overview.scores or overview.days:
        return "Nothing: whatever you missed, you have answered right since."
    return "Nothing yet."


def _nothing_yet(overview: Overview) -> str:
    return (
        "Nothing is recorded yet. Here you will see how well you know each lesson, quiz scores, passed labs and "
        f"what to repeat.\n\nTo begin: {overview.learner.next.sentence}"
    )


def _ways(overview: Overview, today: date) -> tuple[Way, ...]:
    """What to do next and what is due."""
    reviews = overview.learner.reviews
    return (
        Way("n", "screen.continue", "What next", overview.learner.next.sentence),
        Way("v", "screen.review", "Review", are_due(reviews) if reviews.due else next_words(reviews, today)),
    )
