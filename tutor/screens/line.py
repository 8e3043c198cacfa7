"""A dialog that asks for one line of text."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, TypeVar

from textual.app import ComposeResult
from textual.widgets import Input, Static

from engine.lab import LabError
from tutor.screens.dialog import Dialog

T = TypeVar("T")


class LineDialog(Dialog[T], Generic[T]):
    """Asks for one line; what cannot be read is told below it, until it is mended."""

    DEFAULT_CSS = "LineDialog #mistake { color: $text-warning; text-style: bold; display: none; }"

    def __init__(self, line: Input, title: str = "") -> None:
        super().__init__()
        self.title, self.line, self._first = title, line, line.value

    def propose(self, text: str) -> None:
        """``text`` first. This may have been built before it was known."""
        self.line.value = self._first = text
        self.line.cursor_position = len(text)

    def body(self) -> ComposeResult:
        yield self.line
        yield Static(id="mistake", markup=False)

    @abstractmethod
    def read(self, text: str) -> T:
        """What the line means. Raises LabError."""

    def lost(self) -> bool:
        """What was typed is kept from a stray click."""
        return self.line.value != self._first

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was wrong is being mended."""
        self.query_one("#mistake").display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return what the line means, or say why it cannot be read."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """The same for a click on the key."""
        try:
            self.dismiss(self.read(self.line.value))
        except LabError as mistake:
            told = self.query_one("#mistake", Static)
            told.update(f"✗ {mistake.message} {mistake.hint}".rstrip())
            told.display = True
            self.call_after_refresh(told.scroll_visible, animate=False)
