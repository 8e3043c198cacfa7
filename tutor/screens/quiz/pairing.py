"""Pairs to match: items at the left, numbered partners at the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset, Size

from quizzes.matching import chosen_rights, pair_up
from quizzes.model import Answer, Match
from tutor.quiz.session import Given
from tutor.screens.quiz.choices import RIGHT, WRONG, Choices, Mark, styled

GAP = 3
"""Columns between the two sides."""
EDGE, ARROW = 2, 5
"""Columns for the cursor before an item, and for the arrow and number behind it."""
BETWEEN = "  →  "
"""What stands between an item and its partner once they are graded."""


class Pairing(Choices):
    """Give each item a partner: a number for the item under the cursor, or ← → through those that are free.

    A partner that another item has is taken from it. ``at`` is the item the cursor is on; ``hovered`` counts the
    partners on from the items.
    """

    HOW = "↑ ↓ goes to an item, a number gives it a partner (or ← →), then Enter."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "change(-1)", show=False),
        Binding("right", "change(1)", show=False),
    ]

    def __init__(self, question: Match, options: Sequence[str]) -> None:
        super().__init__([pair.left for pair in question.pairs])
        self.question, self.partners = question, list(options)
        self.chosen: dict[int, int] = {}
        """The place of an item's partner, by the place of the item."""
        self.set_reactive(Choices.at, 0)

    @property
    def answer(self) -> Answer:
        return pair_up(self.question, {self.texts[item]: self.partners[one] for item, one in self.chosen.items()})

    # -- choosing ------------------------------------------------------------------------------------------

    def pick(self, place: int) -> None:
        """Give the item under the cursor the partner at ``place``, and go on to the next item without one."""
        if place >= len(self.partners):
            return
        self._pair(place)
        count = len(self.texts)
        after = [(self.at + step) % count for step in range(1, count)]
        self.at = next((item for item in after if item not in self.chosen), self.at)

    def _pair(self, place: int) -> None:
        self.chosen = {item: one for item, one in self.chosen.items() if one != place} | {self.at: place}
        self.post_message(self.Changed())
        self.refresh()

    def action_number(self, number: int) -> None:
        """A number key: the partner with that number."""
        self.pick(number - 1)

    def action_change(self, by: int) -> None:
        """The next or previous partner that no other item has."""
        own = self.chosen.get(self.at)
        taken = {one for item, one in self.chosen.items() if item != self.at}
        free = [one for one in range(len(self.partners)) if one not in taken]
        if own is None:
            self._pair(free[0] if by > 0 else free[-1])
        else:
            self._pair(free[(free.index(own) + by) % len(free)])

    def action_tick(self) -> None:
        """Space takes the partner away."""
        self.chosen.pop(self.at, None)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click on an item goes to it, one on a partner gives it that."""
        event.prevent_default()
        place = self._place_at(event.x, event.y)
        if self.held or place < 0:
            return
        if place < len(self.texts):
            self.at = place
        else:
            self.pick(place - len(self.texts))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show what a click would choose."""
        event.prevent_default()
        self.hovered = -1 if self.held else self._place_at(event.x, event.y)

    def jump_places(self) -> Iterator[Offset]:
        """Where the items and their partners stand, while one can choose."""
        yield from super().jump_places()
        left, y = self._left_width(self.size.width) + GAP, 0
        for place in range(len(self.partners)) if not self.held else ():
            yield Offset(left, y)
            y += len(self._partner(place, self.size.width))

    def _place_at(self, x: int, y: int) -> int:
        """The item there, or the number of items and the partner there; -1 for neither."""
        left = self._left_width(self.size.width)
        if x < left:
            return self.place_of(y)
        rows = [place for place in range(len(self.partners)) for _ in self._partner(place, self.size.width)]
        return len(self.texts) + rows[y] if x >= left + GAP and 0 <= y < len(rows) else -1

    # -- drawing -------------------------------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows(width))

    def render(self) -> RenderResult:
        return Content("\n").join(self._rows(self.size.width))

    def _rows(self, width: int) -> list[Content]:
        if self.settled is not None:
            return [line for item in range(len(self.texts)) for line in super(Pairing, self)._lines(item, width)]
        left, blank = self._left_width(width), Content("")
        items = [line for item in range(len(self.texts)) for line in self._lines(item, width)]
        partners = [line for place in range(len(self.partners)) for line in self._partner(place, width)]
        return [
            Content.assemble(a.pad_right(left + GAP - a.cell_length), b)
            for a, b in zip_longest(items, partners, fillvalue=blank)
        ]

    def _left_width(self, width: int) -> int:
        """Columns for the items: what they need, if the partners have enough, else a fair share."""
        items = max(styled(text).cell_length for text in self.texts) + EDGE + ARROW
        partners = max(styled(text).cell_length for text in self.partners) + self._lead
        room = max(2, width - GAP)
        if items + partners <= room:
            return items
        return max(room - partners, min(items, room * 9 // 20))

    @property
    def _lead(self) -> int:
        """Columns before a partner's text: number and mark."""
        return len(str(len(self.partners))) + 4

    def _lines(self, place: int, width: int = 0) -> list[Content]:
        width = width or self.size.width
        if self.settled is not None:
            return super()._lines(place, width)
        left = self._left_width(width)
        here = place == self.at and self.has_focus
        edge = Content.styled("▌ " if here else "  ", "$accent")
        partner = self.chosen.get(place)
        arrow = ("  → ·", "$text-muted") if partner is None else (f"  → {partner + 1}", "bold $text-primary")
        room = max(4, left - EDGE - ARROW)
        ground = "on $primary 14%" if here else "on $foreground 6%" if place == self.hovered else ""
        lines = []
        for number, wrapped in enumerate(styled(self.texts[place]).wrap(room)):
            text = wrapped.rstrip()
            tail = Content.styled(*arrow) if number == 0 else Content("")
            line = Content.assemble(edge, text.pad_right(room - text.cell_length), tail)
            lines.append(line.pad_right(max(0, left - line.cell_length)).stylize(ground))
        return lines

    def _partner(self, place: int, width: int) -> list[Content]:
        """A partner with its number, and whether an item has it."""
        used = place in self.chosen.values()
        digits = self._lead - 4
        mark = ("●", "$text-primary") if used else ("○", "$text-muted")
        lead = Content.assemble((str(place + 1).rjust(digits), "$text-muted"), " ", mark, "  ")
        room = max(4, width - GAP - self._left_width(width) - self._lead)
        ground = "on $foreground 6%" if len(self.texts) + place == self.hovered else ""
        lines = styled(self.partners[place]).wrap(room)
        return [
            self._line(lead if number == 0 else Content(" " * self._lead), line, room + self._lead, ground)
            for number, line in enumerate(lines)
        ]

    # -- graded --------------------------------------------------------------------------------------------

    def _settled(self, given: Given) -> list[Mark]:
        """Each item with the partner it was given; the verdict says where the wrong ones belong."""
        answer = given.answer if isinstance(given.answer, list) else []
        chosen = chosen_rights(self.question, answer)
        self.texts = [f"{pair.left}{BETWEEN}{chosen.get(pair.left, '')}" for pair in self.question.pairs]
        right, wrong = Mark(RIGHT, "bold $text-success"), Mark(WRONG, "bold $text-error")
        return [right if chosen.get(pair.left) == pair.right else wrong for pair in self.question.pairs]

    def _body(self, place: int, note: str, width: int) -> list[Content]:
        """A pair, its arrow below the others' where there is room."""
        pairs = [[styled(side) for side in text.split(BETWEEN, maxsplit=1)] for text in self.texts]
        left, right = (max(side.cell_length for side in sides) for sides in zip(*pairs, strict=True))
        if left + len(BETWEEN) + right > width:
            return super()._body(place, note, width)
        item, partner = pairs[place]
        return [Content.assemble(item.pad_right(left - item.cell_length), BETWEEN, partner)]
