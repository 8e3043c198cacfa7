"""The answers of a question as a list that keys and the mouse work on: choose one, choose several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from quizzes.model import Answer, Several, Single
from tutor.quiz.session import Given
from tutor.quiz.text import pieces

RIGHT, WRONG = "✓", "✗"
STYLES = {"": "", "code": "$text-accent", "emphasis": "italic", "strong": "bold"}


def styled(text: str) -> Content:
    """``text`` with its marks turned into styles."""
    return Content.assemble(*((piece, STYLES[style]) for piece, style in pieces(text)))


def noted(lines: list[Content], note: Content, width: int) -> list[Content]:
    """``lines`` with ``note`` behind the last one, or below it where it has no room in one piece."""
    after = Content.assemble(lines[-1], "  ", note) if note else lines[-1]
    return [*lines[:-1], after] if after.cell_length <= width else [*lines, *note.wrap(width)]


@dataclass(frozen=True)
class Mark:
    """What stands before an answer, in which style, and a note after it ("you had it at 3")."""

    glyph: str
    style: str = "$text-muted"
    note: str = ""


class Choices(Widget, can_focus=True):
    """Answers to choose from, numbered. ``at`` is the line the cursor is on, -1 before the first key.

    Subclasses say what a number, Space and the mouse do. After :meth:`settle` nothing can be changed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("home", "move(-99)", show=False),
        Binding("end", "move(99)", show=False),
        Binding("enter", "submit", show=False),
        Binding("space", "tick", show=False),
        *(Binding(str(number % 10), f"number({number})", show=False) for number in range(1, 11)),
    ]
    HOW: ClassVar[str] = ""
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Choices { height: auto; min-width: 12; margin-top: 1; }
    """

    at: reactive[int] = reactive(-1)
    hovered: reactive[int] = reactive(-1)

    class Changed(Message):
        """Something else is chosen now."""

    class Submitted(Message):
        """The learner wants this answer graded."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__()
        self.texts = list(texts)
        self.settled: list[Mark] | None = None
        self.held = False

    @property
    def answer(self) -> Answer:
        """What is chosen now, in the form that is graded and recorded."""
        return ""

    def mark(self, place: int) -> Mark:
        """What stands before the answer at ``place`` while one can still choose."""
        return Mark(" ")

    def pick(self, place: int) -> None:
        """A number key or a click on the answer at ``place``."""
        self.at = place

    def hold(self) -> None:
        """Take no input, until :meth:`release`."""
        self.held = True
        self.hovered = -1
        self.blur()
        self.can_focus = False

    def release(self) -> None:
        """Take input again."""
        self.held, self.can_focus = False, True

    def settle(self, given: Given) -> None:
        """Show which answers were right and take no more input."""
        self.hold()
        self.settled = self._settled(given)
        self.at = -1
        self.refresh(layout=True)

    def _settled(self, given: Given) -> list[Mark]:
        """The marks of the answers once they are graded."""
        return [Mark(" ") for _ in self.texts]

    # -- keys and mouse ------------------------------------------------------------------------------------

    def validate_at(self, at: int) -> int:
        return min(at, len(self.texts) - 1)

    def watch_at(self) -> None:
        """Keep the line with the cursor in sight."""
        self.post_message(self.Changed())
        if self.at >= 0 and isinstance(self.parent, Widget):
            start, height = self._spans()[self.at]
            region = Region(0, start, 1, height).translate(self.virtual_region.offset)
            self.parent.scroll_to_region(region, animate=False)

    def action_move(self, by: int) -> None:
        """Move the cursor by so many answers; from the outside it enters at the near end."""
        start = len(self.texts) if self.at < 0 and by < 0 else self.at
        self.at = max(0, start + by)

    def action_number(self, number: int) -> None:
        """A number key: the answer with that number."""
        if number <= len(self.texts):
            self.pick(number - 1)

    def action_tick(self) -> None:
        """Space: as the number of the line the cursor is on."""
        if self.at >= 0:
            self.pick(self.at)

    def action_submit(self) -> None:
        """Enter: grade it."""
        self.post_message(self.Submitted())

    def on_click(self, event: events.Click) -> None:
        """A click is the same as its number."""
        place = self.place_of(event.y)
        if not self.held and place >= 0:
            self.pick(place)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show what a click would choose."""
        self.hovered = -1 if self.held else self.place_of(event.y)

    def on_leave(self) -> None:
        """Nothing is under the mouse."""
        self.hovered = -1

    def jump_places(self) -> Iterator[Offset]:
        """Where each answer stands, while one can choose."""
        if not self.held:
            starts = (start for start, _ in self._spans())
            yield from (Offset(0, start) for start in starts if self.place_of(start) >= 0)

    def place_of(self, y: int) -> int:
        """The answer at line ``y`` of the widget, -1 where there is none."""
        spans = self._spans()
        return next((place for place, (start, height) in enumerate(spans) if start <= y < start + height), -1)

    # -- drawing -------------------------------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return sum(len(self._lines(place, width)) for place in range(len(self.texts)))

    def render(self) -> RenderResult:
        return Content("\n").join(line for place in range(len(self.texts)) for line in self._lines(place))

    def _spans(self) -> list[tuple[int, int]]:
        """First line and number of lines of every answer."""
        spans, start = [], 0
        for place in range(len(self.texts)):
            height = len(self._lines(place))
            spans.append((start, height))
            start += height
        return spans

    def _lines(self, place: int, width: int = 0) -> list[Content]:
        width = width or self.size.width
        mark = self.settled[place] if self.settled is not None else self.mark(place)
        here = place == self.at and self.has_focus
        number = str(place + 1).rjust(len(str(len(self.texts))))
        lead = Content.assemble(
            ("▌ " if here else "  ", "$accent"), (number, "$text-muted"), "  ", (mark.glyph, mark.style), "  "
        )
        blank = Content.assemble(("▌ " if here else "  ", "$accent"), " " * (lead.cell_length - 2))
        lines = self._body(place, mark.note, max(4, width - lead.cell_length))
        ground = "on $primary 14%" if here else "on $foreground 6%" if place == self.hovered else ""
        return [self._line(lead if n == 0 else blank, line, width, ground) for n, line in enumerate(lines)]

    def _body(self, place: int, note: str, width: int) -> list[Content]:
        """An answer's text and the note after it, wrapped."""
        return noted(styled(self.texts[place]).wrap(width), Content.styled(note, "$text-muted"), width)

    @staticmethod
    def _line(lead: Content, text: Content, width: int, ground: str) -> Content:
        line = Content.assemble(lead, text.rstrip())
        return line.pad_right(max(0, width - line.cell_length)).stylize(ground) if ground else line

    def on_focus(self) -> None:
        """The cursor shows only here."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor is elsewhere."""
        self.refresh()


class OneOf(Choices):
    """Choose one: what the cursor is on is chosen."""

    HOW = "Choose one: a number or ↑ ↓, then Enter."

    @property
    def answer(self) -> Answer:
        return self.texts[self.at] if self.at >= 0 else ""

    def mark(self, place: int) -> Mark:
        return Mark("●", "$text-primary") if place == self.at else Mark("○")

    def _settled(self, given: Given) -> list[Mark]:
        assert isinstance(given.question, Single)
        right = {choice.text for choice in given.question.choices if choice.right}
        return [_verdict(text in right, text == given.answer) for text in self.texts]


class AnyOf(Choices):
    """Choose all that are right."""

    HOW = "Choose all that are right: numbers or Space, then Enter."

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__(texts)
        self.chosen: set[str] = set()

    @property
    def answer(self) -> Answer:
        return [text for text in self.texts if text in self.chosen]

    def mark(self, place: int) -> Mark:
        return Mark("■", "$text-primary") if self.texts[place] in self.chosen else Mark("□")

    def pick(self, place: int) -> None:
        self.at = place
        self.chosen ^= {self.texts[place]}
        self.refresh()

    def _settled(self, given: Given) -> list[Mark]:
        assert isinstance(given.question, Several)
        right = {choice.text for choice in given.question.choices if choice.right}
        return [_verdict(text in right, text in self.chosen, several=True) for text in self.texts]


def _verdict(right: bool, chosen: bool, several: bool = False) -> Mark:
    """The mark of a choice once it is graded."""
    if right and chosen:
        return Mark(RIGHT, "bold $text-success", "your answer, right" if not several else "right")
    if right:
        return Mark(RIGHT, "bold $text-success", "right, you missed it" if several else "this is right")
    return Mark(WRONG, "bold $text-error", "your answer" if not several else "not right") if chosen else Mark(" ")
