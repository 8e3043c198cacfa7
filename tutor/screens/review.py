"""Review: what is due now, in which lessons, and when the next questions come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from tutor.actions import Action, bindings
from tutor.learner.review import Reviews, count_words, day_words, due_words, next_words, read_reviews
from tutor.learner.schedule import SITTING
from tutor.screens.base import TutorScreen

if TYPE_CHECKING:
    from tutor.content.course import Course
    from tutor.learner.progress import NextStep

DAYS = 7
"""Days to come that are listed one by one."""

NAME, BAR = 42, 20
"""Columns of a lesson or a day, and cells of the longest bar."""

HOW = (
    "A question comes back just before you would forget it: after 2 days, then about 11, then 6 weeks, and so on "
    "for as long as you answer it right. One you miss comes back soon, mostly tomorrow."
)


class ReviewScreen(TutorScreen):
    """Reads the record when it appears and when one comes back to it; nothing is changed here."""

    TITLE = "Review"
    ACTIONS = (
        Action("enter", "start", "Start", "Answer what is due, the questions that wait longest first."),
        Action("n", "continue", "What next", "Do what comes next in the course."),
        Action("p", "progress", "Progress", "See scores, labs passed and what is weak."),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    ReviewScreen {
        & #middle { height: 1fr; align-horizontal: center; }
        & #page { max-width: 88; padding: 1 2; scrollbar-size-vertical: 1; }
        &.-tall #page { padding-top: 5; }
        & .words { height: auto; margin-bottom: 1; }
        & .heading { text-style: bold; color: $text-primary; }
        & #now { height: auto; margin-bottom: 1; }
        & #now Button { margin-right: 2; background: $panel; color: $foreground; }
        & #now Button:focus {
            text-style: bold !important; background: $primary !important; color: $background !important;
        }
        & .due { display: none; }
        &.-due .due { display: block; }
        & .planned { display: none; }
        &.-planned .planned { display: block; }
    }
    """

    def __init__(self, today: Callable[[], date] | None = None) -> None:
        super().__init__()
        self._given_today = today
        self.reviews: Reviews | None = None

    @property
    def _today(self) -> date:
        return (self._given_today or self.tutor.today)()

    def body(self) -> ComposeResult:
        with Container(id="middle"), VerticalScroll(id="page", can_focus=False):
            yield Static("Looking up what is due …", id="words", classes="words", markup=False)
            with Horizontal(id="now"):
                yield Button("Start the review", compact=True, id="start", classes="due")
                yield Button("What next in the course", compact=True, id="next")
            yield Static("Due now", classes="heading due")
            yield Static(id="lessons", classes="words due")
            yield Static("The days to come", classes="heading planned")
            yield Static(id="days", classes="words planned")
            yield Static(Content.styled(HOW, "$text-muted"), classes="words")

    def on_screen_resume(self) -> None:
        """A review may have been taken meanwhile."""
        course, today = self.tutor.course, self._today
        self.tutor.with_record(lambda record: read_reviews(course, record, today), self._take)

    def _take(self, reviews: Reviews) -> None:
        if not self.is_open:
            return  # left before the record had answered
        self.reviews = reviews
        self.sub_title = f"{reviews.due} due" if reviews.due else "nothing due"
        self.set_class(bool(reviews.due), "-due")
        self.set_class(bool(reviews.agenda.coming), "-planned")
        self.query_one("#words", Static).update(words(reviews, self._today))
        self.query_one("#lessons", Static).update(Content("\n").join(lesson_lines(self.tutor.course, reviews)))
        self.query_one("#days", Static).update(Content("\n").join(day_lines(reviews, self._today)))
        self.query_one("#start" if reviews.due else "#next").focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "start":
            return self.reviews is not None and self.reviews.due > 0
        return True

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Start, or go on in the course."""
        if event.button.id == "start":
            self.action_start()
        else:
            self.action_continue()

    def action_start(self) -> None:
        """Ask what is due."""
        if self.reviews is not None and self.reviews.due:
            self.tutor.open_quiz("", kind="review")

    def action_continue(self) -> None:
        """Do what comes next in the course."""
        from tutor.learner.progress import next_step

        self.tutor.with_record(partial(next_step, self.tutor.course), self._go)

    def _go(self, step: NextStep) -> None:
        if step.link:
            self.tutor.go(step.link)
        else:
            self.notify(step.sentence, markup=False)

    def action_progress(self) -> None:
        """Show the progress."""
        self.tutor.open_progress()


# -- in words and signs ------------------------------------------------------------------------------------


def words(reviews: Reviews, today: date) -> Content:
    """What is due, or when something will be."""
    if reviews.due:
        return Content.styled(due_words(reviews), "bold")
    first = Content.styled("Nothing is due today.", "bold")
    return Content.assemble(first, "\n", next_words(reviews, today))


def _line(name: str, count: int, most: int) -> Content:
    """A name, a number and a bar as long as the number is large."""
    title = Content(name).truncate(NAME, ellipsis=True, pad=True)
    return Content.assemble(title, f"{count:5}  ", ("━" * max(1, round(BAR * count / most)), "$text-primary"))


def lesson_lines(course: Course, reviews: Reviews) -> Iterator[Content]:
    """A line for each lesson with something due."""
    most = max(SITTING, *reviews.by_lesson.values(), 0)
    for lesson, count in reviews.by_lesson.items():
        yield _line(course.lesson(lesson).title, count, most)


def day_lines(reviews: Reviews, today: date) -> Iterator[Content]:
    """A line for each of the next days, and one for all that comes later."""
    coming = reviews.agenda.coming
    if not coming:
        return
    week = [today + timedelta(days=day) for day in range(1, DAYS + 1)]
    most = max(SITTING, *(coming.get(day, 0) for day in week))
    for day in week:
        if count := coming.get(day, 0):
            yield _line(day_words(day, today).removeprefix("on "), count, most)
    if later := {day: count for day, count in coming.items() if day > week[-1]}:
        first = day_words(min(later), today).removeprefix("on ")
        yield Content.styled(f"later: {count_words(sum(later.values()))}, from {first} on", "$text-muted")
