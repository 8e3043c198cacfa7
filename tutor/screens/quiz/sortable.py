"""Items to put in order, by keys, numbers or the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from quizzes.model import Answer, Order
from tutor.quiz.session import Given
from tutor.screens.quiz.choices import RIGHT, WRONG, Choices, Mark


class Sortable(Choices):
    """Put in order: the item under the cursor moves by keys, a number sends it to that place, the mouse drags."""

    HOW = "↑ ↓ goes to an item, Shift+↑ ↓ (or J K) or a number moves it, then Enter."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+up,K", "shift(-1)", show=False),
        Binding("shift+down,J", "shift(1)", show=False),
    ]

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__(texts)
        self._dragged = self._moved = False

    @property
    def answer(self) -> Answer:
        """The order; none before anything was moved, so that one Enter too many is no mistake."""
        return list(self.texts) if self._moved else []

    def mark(self, place: int) -> Mark:
        return Mark("↕", "$text-primary") if place == self.at else Mark("·")

    def pick(self, place: int) -> None:
        """Send the item under the cursor to ``place``; without a cursor, put it there."""
        if self.at < 0:
            self.at = place
        else:
            self.send(place)

    def send(self, place: int) -> None:
        """Move the item under the cursor to ``place``; the others close the gap."""
        place = max(0, min(place, len(self.texts) - 1))
        self.texts.insert(place, self.texts.pop(self.at))
        self.at, self._moved = place, True
        self.refresh()

    def action_shift(self, by: int) -> None:
        """Move the item under the cursor up or down."""
        self.at = max(0, self.at)
        self.send(self.at + by)

    def action_tick(self) -> None:
        """Space has nothing to do here."""

    def on_click(self, event: events.Click) -> None:
        """The mouse went down and up: that was a drag, or chose the item."""
        event.prevent_default()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of an item."""
        place = self.place_of(event.y)
        if not self.held and place >= 0:
            self.at, self._dragged = place, True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag it over the others."""
        place = self.place_of(event.y)
        if self._dragged and place >= 0 and place != self.at:
            self.send(place)

    def on_mouse_up(self) -> None:
        """Let go of it."""
        self._dragged = False
        self.release_mouse()

    def _settled(self, given: Given) -> list[Mark]:
        assert isinstance(given.question, Order)
        mine, self.texts = self.texts, list(given.question.items)
        return [_placed(place, mine.index(text)) for place, text in enumerate(self.texts)]


def _placed(place: int, given: int) -> Mark:
    """The mark of an item once the order is graded."""
    if place == given:
        return Mark(RIGHT, "bold $text-success")
    return Mark(WRONG, "bold $text-error", f"you had {given + 1}")
