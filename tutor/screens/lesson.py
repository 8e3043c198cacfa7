"""A lesson, one section at a time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Markdown, OptionList, Static

from tutor.actions import Action, bindings
from tutor.content.lesson_markdown import Drawing, LessonMarkdown
from tutor.content.markup import links
from tutor.screens.ask import choose_lab
from tutor.screens.base import TutorScreen
from tutor.screens.chips import Chips, ways_on
from tutor.screens.contents import Contents, has_timeline

if TYPE_CHECKING:
    from tutor.content.course import Lesson, Section

WIDE = 110
"""Columns from which on the contents stay beside the text."""


class Page(VerticalScroll, can_focus=True, inherit_bindings=False):
    """The scrolling page; turning to other sections is the screen's business."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", show=False),
        Binding("down,j", "scroll_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]

    @property
    def at_end(self) -> bool:
        """Whether the last line is in sight, or will be once scrolling stops."""
        return self.scroll_target_y >= self.max_scroll_y - 1

    @property
    def at_start(self) -> bool:
        """Whether the first line is in sight, or will be."""
        return self.scroll_target_y <= 0


class LessonScreen(TutorScreen):
    """Reads ``lesson`` from ``section`` on (None, or one that is no longer there: the first)."""

    ACTIONS = (
        Action(
            "space,pagedown", "forward", "Page", "Scroll on; then the next section, and after the last one the quiz."
        ),
        Action("b,pageup", "backward", "Page up", "Scroll back; at the start go to the section before.", show=False),
        Action("right,n", "next", "Section", "Next section; after the last one, the next lesson.", key_display="← →"),
        Action("left,p", "previous", "Prev", "Section before; before the first one, the lesson before.", show=False),
        Action("t", "contents", "Contents", "Go to the table of contents and back; Enter there opens a section."),
        Action("r", "lab", "Lab", "Run the lesson's lab."),
        Action("u", "quiz", "Quiz", "Take the lesson's quiz."),
        Action("w", "timeline", "Timeline", "Walk through the milestones."),
        Action("tab", "next_link", "Links", "Select the next link in the text."),
        Action("shift+tab", "previous_link", "Link before", "Select the link before.", show=False),
        Action("enter", "follow", "Follow", "Follow the selected link.", show=False),
        Action(
            "up,down,k,j,home,end", "scroll", "Scroll", "Scroll by lines, or to either end.", show=False, bound=False
        ),
        Action("shift+right", "pan_right", "Pan", "Move wide figures to see their right side.", show=False),
        Action("shift+left", "pan_left", "Pan back", "Move them back.", show=False),
    )
    BINDINGS = bindings(ACTIONS)
    DEFAULT_CSS = """
    LessonScreen {
        layers: base over;
        & #reading { width: 100%; height: 1fr; }
        & #page { width: 1fr; align-horizontal: center; scrollbar-size-vertical: 1; }
        & #column { width: 100%; max-width: 82; height: auto; padding: 1 2; }
        & #heading { text-style: bold; color: $text-primary; margin-bottom: 1; }
        & LessonMarkdown { padding: 0; }
        & Chips { margin-top: 1; }
        &.-narrow Contents { display: none; layer: over; dock: left; max-width: 100%; }
        &.-narrow.-open Contents { display: block; }
    }
    """

    def __init__(self, lesson: Lesson, section: str | None = None) -> None:
        super().__init__()
        self.lesson = lesson
        ids = [section.id for section in lesson.sections]
        self.index = ids.index(section) if section in ids else 0
        self.read: set[str] = set()
        self._turning: object | None = object()
        """The turn under way: while a section is being set its height, and so its end, is not known."""

    @property
    def section(self) -> Section:
        """The section on the screen."""
        return self.lesson.sections[self.index]

    def body(self) -> ComposeResult:
        with Horizontal(id="reading"):
            yield Contents()
            with Page(id="page"), Vertical(id="column"):
                yield Static(id="heading", markup=False)
                yield LessonMarkdown()
                yield Chips()

    async def on_mount(self) -> None:
        self.title = self.lesson.title
        self._page.focus()
        self.watch(self._page, "scroll_y", self._check_end, init=False)
        self.tutor.with_record(lambda record: record.sections_read(self.lesson.id), self._show_read)
        await self.show_section(self.index)

    @property
    def _page(self) -> Page:
        return self.query_one(Page)

    @property
    def _text(self) -> LessonMarkdown:
        return self.query_one(LessonMarkdown)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the contents beside the text where there is room."""
        self.set_class(event.size.width < WIDE, "-narrow")
        self.call_after_refresh(self._check_end)

    # One section

    async def show_section(self, index: int, from_end: bool = False) -> None:
        """Turn to the section with this number, at its start or its end."""
        self.index, self._turning = index, object()
        with self.app.batch_update():
            self.query_one("#heading", Static).update(self.section.title)
            await self._text.update(self.section.text)
            if from_end:
                self._page.scroll_end(animate=False)
            else:
                self._page.scroll_home(animate=False)
        self._arrived()

    def _arrived(self) -> None:
        """The section is on the screen: say so everywhere, and remember the place."""
        lesson, section = self.lesson, self.section
        self.sub_title = f"section {self.index + 1} of {len(lesson.sections)}"
        self.query_one(Chips).chips = tuple(ways_on(self.tutor.course, lesson, self.index))
        self._show_read(set())
        self.refresh_bindings()
        now = datetime.now(UTC)
        self.tutor.with_record(lambda record: record.set_position(lesson.id, section.id, now))
        self.call_after_refresh(self.call_after_refresh, self._turned, self._turning)

    def _turned(self, turn: object) -> None:
        if turn is self._turning:  # who turns on at once has another section before them by now
            self._turning = None
            self._check_end()

    def _check_end(self) -> None:
        """A section whose last line was in sight counts as read."""
        last_line_seen = self._page.scroll_target_y + self._page.size.height
        if not self._turning and last_line_seen >= self._text.virtual_region.bottom:
            self._mark_read()

    def _mark_read(self) -> None:
        lesson, section = self.lesson, self.section
        if section.id not in self.read:
            now = datetime.now(UTC)
            self.tutor.with_record(lambda record: record.mark_read(lesson.id, section.id, now))
            self._show_read({section.id})

    def _show_read(self, more: set[str]) -> None:
        if not self.is_open:
            return  # left before the record had answered
        self.read |= more
        self.query_one(Contents).show(self.tutor.course, self.lesson, self.index, self.read)

    # Turning pages

    async def action_next(self) -> None:
        """The next section, or the next lesson."""
        self._mark_read()
        if self.index + 1 < len(self.lesson.sections):
            await self.show_section(self.index + 1)
        elif (after := self.tutor.course.after(self.lesson.id)) is not None:
            self.tutor.open_lesson(after.id, after.sections[0].id)
        else:
            self.notify("This was the last lesson. Esc goes back to the course map.")

    async def action_previous(self) -> None:
        """The section before, or the last one of the lesson before."""
        if self.index > 0:
            await self.show_section(self.index - 1)
        elif (before := self.tutor.course.before(self.lesson.id)) is not None:
            self.tutor.open_lesson(before.id, before.sections[-1].id)

    async def action_forward(self) -> None:
        """A page on, or the next section; the quiz belongs to the lesson, so it comes before the next one."""
        if not self._page.at_end:
            self._page.scroll_page_down()
        elif self.index + 1 < len(self.lesson.sections):
            await self.action_next()
        else:
            self._mark_read()
            self.action_quiz()

    async def action_backward(self) -> None:
        """A page back, or the end of the section before."""
        if not self._page.at_start:
            self._page.scroll_page_up()
        elif self.index > 0:
            await self.show_section(self.index - 1, from_end=True)

    # Ways elsewhere

    def action_contents(self) -> None:
        """To the contents, or back to the text."""
        contents = self.query_one(Contents)
        if contents.has_focus:
            self._close_contents()
        else:
            self.add_class("-open")
            contents.focus()

    def _close_contents(self) -> None:
        self.remove_class("-open")
        self._page.focus()

    def action_back(self) -> None:
        """Out of the contents first, then out of the lesson."""
        if self.query_one(Contents).has_focus:
            self._close_contents()
        else:
            super().action_back()

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """An entry of the contents."""
        self._close_contents()
        await self._follow(event.option_id or "")

    async def on_markdown_link_clicked(self, event: Markdown.LinkClicked) -> None:
        """A link in the text, by mouse or by key."""
        await self._follow(event.href)

    async def _follow(self, link: str) -> None:
        for number, section in enumerate(self.lesson.sections):
            if link == f"lesson:{self.lesson.id}#{section.id}":
                await self.show_section(number)
                return
        self.tutor.go(link)

    def action_next_link(self) -> None:
        """Select the next link of the text."""
        self._text.select_link(1)

    def action_previous_link(self) -> None:
        """Select the link before."""
        self._text.select_link(-1)

    def action_follow(self) -> None:
        """Follow the selected link."""
        self._text.follow_link()

    def action_pan_right(self) -> None:
        """Show more of the right side of figures that are wider than the page."""
        self._pan(12)

    def action_pan_left(self) -> None:
        """Show their left side again."""
        self._pan(-12)

    def _pan(self, columns: int) -> None:
        for drawing in self.query(Drawing):
            drawing.scroll_relative(x=columns, animate=False)

    def action_lab(self) -> None:
        """Run the lab."""
        choose_lab(self.tutor, self.lesson.labs)

    def action_quiz(self) -> None:
        """Take the quiz."""
        self.tutor.open_quiz(self.lesson.id)

    def action_timeline(self) -> None:
        """Walk through the milestones."""
        self.tutor.open_timeline()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "lab":
            return bool(self.lesson.labs)
        if action == "timeline":
            return has_timeline(self.lesson)
        if action in ("next_link", "previous_link"):
            return any(True for _ in links(self.section.text))
        return True
