"""The course map: every lesson with its state, the one highlighted in detail, and what to do next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.geometry import Size
from textual.widgets import Static

from tutor.actions import Action, bindings
from tutor.screens.ahead import Ahead, Way
from tutor.screens.base import TutorScreen
from tutor.screens.course_list import CourseList
from tutor.screens.detail import lesson_detail
from tutor.screens.standing import Standing, counted, read_standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.content.course import Lesson
    from tutor.learner.standing import Learner

WIDE, BROAD = 110, 160
"""Columns from which on the detail stands beside the list instead of under it, and from which on it is broader."""
NARROW, USUAL, BROADER = 40, 48, 66
"""Columns of the detail beside the list: fewer where the list needs them for its titles."""
BLANK = 6
"""Of them, those at its sides."""
LIST = 4
"""Blank columns at the sides of the list."""
AROUND = 9
"""Lines above and below the list, where no sentence above it takes more than a line."""


class NextPanel(Ahead):
    """What is next, in a frame of its own."""

    DEFAULT_CSS = """
    NextPanel {
        padding: 0 2; margin: 1 2 0 2; background: $accent 10%; border-left: outer $accent;
        &:hover { background: $accent 18%; }
    }
    """


class CourseMapScreen(TutorScreen):
    """Painted from the course alone; the states come in when the record is open."""

    ACTIONS = (
        Action("enter", "read", "Read", "Open the highlighted lesson where you stopped."),
        Action("n,space", "continue", "Next", "Do what the line at the top says.", show=False),
        Action("r", "lab", "Lab", "Run the highlighted lesson's lab."),
        Action("u", "quiz", "Quiz", "Take the highlighted lesson's quiz."),
        Action("v", "review", "Review", "Answer again what is due, over all lessons."),
        Action("p", "progress", "Progress", "See scores, labs passed and what is weak."),
        Action("U", "part", "Part", "Quiz the whole part, or take its placement test."),
        Action("T", "tour", "Tour", "See in under a minute what there is and how it works.", show=False),
        Action("t,w", "timeline", "Timeline", "Walk through the milestones of deep learning."),
        Action(
            "up,down,j,k,home,end",
            "move",
            "Choose",
            "Go from lesson to lesson, or to either end.",
            show=False,
            bound=False,
        ),
        Action("pageup,pagedown,tab,shift+tab", "move", "Part", "Go from part to part.", show=False, bound=False),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    CourseMapScreen {
        & #map { width: 100%; height: 1fr; margin-top: 1; }
        & #list { width: 1fr; height: 1fr; padding: 0 1 0 2; scrollbar-size-vertical: 1; }
        & CourseList { margin-right: 1; }
        & #detail { height: 1fr; padding: 1 3; background: $surface; scrollbar-size-vertical: 1; }
        &.-narrow #map { layout: vertical; }
        &.-narrow #detail { height: auto; max-height: 8; padding: 0 2; }
    }
    """

    def body(self) -> ComposeResult:
        yield NextPanel(id="next")
        with Horizontal(id="map"):
            with VerticalScroll(id="list", can_focus=False):
                yield CourseList(self.tutor.course)
            with VerticalScroll(id="detail", can_focus=False):
                yield Static(id="lesson")

    def on_mount(self) -> None:
        self.title = self.tutor.course.title
        self.query_one(NextPanel).waiting = "Looking up where you stopped …"
        self._list.focus()
        self._arrange(self.app.size)

    _detail_width = 0

    @property
    def _list(self) -> CourseList:
        return self.query_one(CourseList)

    def on_resize(self, event: events.Resize) -> None:
        """Arrange everything anew."""
        self._arrange(event.size)

    def _arrange(self, size: Size) -> None:
        """Put the detail where there is room for it, and give lessons two lines where there is."""
        narrow, broad = size.width < WIDE, size.width >= BROAD
        self.set_class(narrow, "-narrow")
        self._list.roomy = max(level for level in range(3) if level == 0 or self._fits(level, size.height))
        left = size.width - LIST - self._list.needs
        detail = BROADER if broad else min(USUAL, max(NARROW, left))
        self.query_one("#detail").styles.width = "100%" if narrow else detail
        self._detail_width = 0 if narrow else detail - BLANK
        self._describe()

    def _fits(self, level: int, height: int) -> bool:
        """Whether all lessons are in sight at once with so much room for each."""
        return height >= len(self._list.lines(level)) + AROUND

    def on_screen_resume(self) -> None:
        """Something may have been read, passed or answered meanwhile."""
        self.tutor.with_record(partial(read_standing, self.tutor.course, self.tutor.today()), self._show_standing)

    def _show_standing(self, standing: Standing) -> None:
        learner = standing.learner
        if not self.is_open or learner is None:
            return  # quit before the record had answered
        courselist = self._list
        first = courselist.standing.learner is None
        courselist.standing = standing
        self.query_one(NextPanel).ways = tuple(_ways(learner, standing.toured))
        if first and learner.next.lesson:
            courselist.choose(learner.next.lesson)
        record = self.tutor.record
        lost = "nothing is kept · " if record is not None and not record.kept else ""
        self.sub_title = lost + counted(learner)
        self._describe()

    def on_course_list_chosen(self) -> None:
        """Show the lesson that is highlighted now."""
        self._describe()

    def on_course_list_opened(self, event: CourseList.Opened) -> None:
        """Read it."""
        self.tutor.open_lesson(event.lesson.id)

    def _describe(self) -> None:
        detail = lesson_detail(self.tutor.course, self._lesson, self._list.standing, self._detail_width)
        self.query_one("#lesson", Static).update(detail)
        self.refresh_bindings()

    @property
    def _lesson(self) -> Lesson:
        return self._list.lesson

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "back":
            return False
        if action == "lab" and self.is_mounted:
            return True if self._lesson.labs else None
        return True

    def action_read(self) -> None:
        """Open the highlighted lesson where the reader stopped."""
        self.tutor.open_lesson(self._lesson.id)

    def action_continue(self) -> None:
        """Do what comes next."""
        learner = self._list.standing.learner
        if learner is not None and (step := learner.next).link:
            self.tutor.go(step.link)
        else:
            self.action_read()

    def action_lab(self) -> None:
        """Run the lab, or let the learner choose one."""
        from tutor.screens.ask import choose_lab

        choose_lab(self.tutor, self._lesson.labs)

    def action_quiz(self) -> None:
        """Take the quiz."""
        self.tutor.open_quiz(self._lesson.id)

    def action_review(self) -> None:
        """See what is due."""
        self.tutor.open_review()

    def action_part(self) -> None:
        """Ask which quiz of the part."""
        from tutor.screens.part_quiz import choose_part_quiz

        choose_part_quiz(self.tutor, self._lesson.part)

    def action_tour(self) -> None:
        """See in a minute what there is."""
        from tutor.screens.tour import TourScreen

        self.app.push_screen(TourScreen())

    def action_timeline(self) -> None:
        """Walk through the history."""
        self.tutor.open_timeline()

    def action_progress(self) -> None:
        """Show the progress."""
        self.tutor.open_progress()


def _ways(learner: Learner, toured: bool) -> Iterator[Way]:
    yield Way("n", "screen.continue", "What next", learner.next.sentence)
    if learner.reviews.due:
        from tutor.learner.review import are_due

        yield Way("v", "screen.review", "Review", are_due(learner.reviews))
    if not toured and not learner.reviews.scheduled:  # also for who opened a lesson first
        yield Way("T", "screen.tour", "New here?", "A tour in under a minute. Esc leaves it.")
    if learner.untouched:
        yield Way("U", "screen.part", "Know some?", "A short placement test finds what you can skip.")
