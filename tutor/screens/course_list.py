"""The list of parts and lessons on the course map: one widget, because it must be there at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tutor.screens import standing
from tutor.screens.standing import Standing

if TYPE_CHECKING:
    from tutor.content.course import Course, Lesson

MIDDLE, FULL = 84, 104
"""Columns from which on states are put in words and mastery has a bar, and from which on all is told in full."""


LEAST, SECOND = 33, 71
"""Columns of a line without its title: its mark, a gap, and states in few signs; and of a line with states in full."""


class Row(NamedTuple):
    """One line of the list: a part's heading, a lesson, its second line, or (nothing set) a blank line."""

    heading: str = ""
    lesson: Lesson | None = None
    second: bool = False


def rows_of(course: Course, roomy: int) -> list[Row]:
    """The lines of the list, parts apart; by ``roomy`` one line a lesson (0), two (1), or two and a blank one (2)."""
    rows: list[Row] = []
    for number, part in enumerate(course.parts, 1):
        rows += [Row()] if rows else []
        rows.append(Row(heading=f"{number}  {part.title}"))
        for lesson in part.lessons:
            rows += [Row()] if roomy > 1 and lesson is not part.lessons[0] else []
            rows += [Row(lesson=lesson), Row(lesson=lesson, second=True)] if roomy else [Row(lesson=lesson)]
    return rows


def facts(lesson: Lesson) -> str:
    """ "15 minutes · 6 sections · lab xor"."""
    words = [f"{lesson.minutes} minutes", f"{len(lesson.sections)} sections"]
    if lesson.labs:
        words.append(f"{'lab' if len(lesson.labs) == 1 else 'labs'} {', '.join(lesson.labs)}")
    return " · ".join(words)


class CourseList(Widget, can_focus=True):
    """Parts and lessons with their states; ↑ ↓ or a click choose, Enter or a second click open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup,shift+tab", "part(-1)", show=False),
        Binding("pagedown,tab", "part(1)", show=False),
        Binding("home", "move(-999)", show=False),
        Binding("end", "move(999)", show=False),
        Binding("enter", "open", show=False),
    ]
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    CourseList { height: auto; }
    """

    chosen: reactive[int] = reactive(0)
    standing: reactive[Standing] = reactive(Standing())
    roomy: reactive[int] = reactive(0, layout=True)

    @dataclass
    class Chosen(Message):
        """Another lesson is highlighted."""

        lesson: Lesson

    @dataclass
    class Opened(Message):
        """The learner wants to read this lesson."""

        lesson: Lesson

    def __init__(self, course: Course) -> None:
        super().__init__()
        self.course, self.lessons = course, course.lessons

    @property
    def lesson(self) -> Lesson:
        """The highlighted lesson."""
        return self.lessons[self.chosen]

    def lines(self, roomy: int) -> list[Row]:
        """The lines as they are, or would be with more room or less."""
        return rows_of(self.course, roomy)

    @property
    def rows(self) -> list[Row]:
        """The lines shown now."""
        return self.lines(self.roomy)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.rows)

    def validate_chosen(self, chosen: int) -> int:
        return max(0, min(chosen, len(self.lessons) - 1))

    def watch_chosen(self) -> None:
        """Keep the highlighted line, and the heading above it, in sight."""
        rows = self.rows
        y = next(y for y, row in enumerate(rows) if row.lesson is self.lesson)
        top = y - 1 if rows[y - 1].heading else y
        self.post_message(self.Chosen(self.lesson))
        if isinstance(self.parent, Widget):
            self.parent.scroll_to_region(Region(0, top, 1, y - top + 2), animate=False)

    @property
    def needs(self) -> int:
        """Columns in which nothing is cut: titles beside states in few signs, or states in full below."""
        return SECOND if self.roomy else LEAST + max(cell_len(lesson.title) for lesson in self.lessons)

    def choose(self, lesson_id: str) -> None:
        """Highlight the lesson called ``lesson_id``."""
        self.chosen = next(n for n, lesson in enumerate(self.lessons) if lesson.id == lesson_id)

    def action_move(self, by: int) -> None:
        """Go up or down by so many lessons."""
        self.chosen += by

    def action_part(self, by: int) -> None:
        """To the first lesson of the next part, or of this one, or of the one before."""
        firsts = [self.lessons.index(part.lessons[0]) for part in self.course.parts if part.lessons]
        beyond = [place for place in firsts[::by] if (place - self.chosen) * by > 0]
        self.chosen = next(iter(beyond), self.chosen)

    def action_open(self) -> None:
        """Read the highlighted lesson."""
        self.post_message(self.Opened(self.lesson))

    def on_click(self, event: events.Click) -> None:
        """The first click on a lesson highlights it, the next opens it."""
        lesson = self.rows[event.y].lesson if event.y < len(self.rows) else None
        if lesson is None:
            return
        if lesson is self.lesson:
            self.action_open()
        else:
            self.choose(lesson.id)

    def jump_places(self) -> Iterator[Offset]:
        """Where each lesson stands."""
        yield from (Offset(0, y) for y, row in enumerate(self.rows) if row.lesson is not None and not row.second)

    def render(self) -> RenderResult:
        return Content("\n").join(self._line(row) for row in self.rows)

    def _line(self, row: Row) -> Content:
        if row.lesson is None:
            heading = Content.styled(row.heading, "bold $text-primary")
            first = bool(row.heading) and row == self.rows[0]
            return self._with_heads(heading) if first and self._has_heads else heading
        here = row.lesson is self.lesson
        line = self._second(row.lesson) if row.second else self._first(row.lesson, here)
        mark = Content.styled("▌  " if here else "   ", "$accent")
        return (mark + line).stylize("on $primary 14%") if here else mark + line

    def _first(self, lesson: Lesson, here: bool) -> Content:
        """The title, and at the right its states, or where these have a line of their own, the minutes."""
        right = Content.styled(f"{lesson.minutes} min ", "$text-muted") if self.roomy else self._states(lesson)
        room = max(4, self.size.width - 4 - right.cell_length)
        name = Content(lesson.title).truncate(room, ellipsis=True, pad=True)
        return Content.assemble(name.stylize("bold") if here else name, " ", right)

    def _second(self, lesson: Lesson) -> Content:
        return self._states(lesson).truncate(max(1, self.size.width - 3), pad=True)

    @property
    def _full(self) -> bool:
        """Whether there is room to say everything in words."""
        return self.roomy > 0 or self.size.width >= FULL

    @property
    def _short(self) -> bool:
        return not self._full and self.size.width < MIDDLE

    @property
    def _has_heads(self) -> bool:
        """Whether columns need a word above them, because they do not say what they are."""
        return not self._full and self.standing.learner is not None

    @property
    def _widths(self) -> tuple[int, int, int]:
        if not self._full:
            return (7, 7, 8) if self._short else (14, 7, 8)
        wider = self._spare // 6
        return (15 + wider, 15 + wider, 19 + wider)

    @property
    def _spare(self) -> int:
        """Columns that a line of states in full leaves: the states stand further apart, and the bar is longer."""
        return max(0, self.size.width - SECOND - 1) if self.roomy else 0

    def _with_heads(self, heading: Content) -> Content:
        """A heading with the columns' names at its right."""
        words = [head.ljust(width) for head, width in zip(("read", "lab", "quiz"), self._widths, strict=True)]
        heads = "".join([*words, "mastery"])
        states = self._states(self.lessons[0]).cell_length
        gap = self.size.width - heading.cell_length - states
        return Content.assemble(heading, " " * max(1, gap), (heads, "$text-muted"))

    def _states(self, lesson: Lesson) -> Content:
        """How far the lesson is read, its labs, its quiz, how well it is known, in columns."""
        state, mastery = self.standing.state(lesson.id), self.standing.mastery(lesson.id)
        full, short = self._full, self._short
        words = (standing.reading(state, short), standing.labs(state, not full), standing.quiz(state, not full))
        cells = [
            Content.styled(text.ljust(width)[:width], style)
            for width, (text, style) in zip(self._widths, words, strict=True)
        ]
        if mastery is not None:
            bar = standing.BAR + self._spare - 3 * (self._spare // 6)
            text, style = standing.mastered(mastery.value, 0 if short else bar)
            cells.append(Content.styled(f"mastery {text}" if full else text.rjust(7), style))
        return Content.assemble(*cells)
