"""Which knobs whoever opens a code is to see: a list of ticks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from engine.lab import Knob
from engine.words import words
from tutor.actions import Action, bindings
from tutor.screens.dialog import LEAVE, Choices, Dialog

TICKS = {True: "☑", False: "☐"}


class KnobsScreen(Dialog[tuple[str, ...]]):
    """Returns the names of the knobs that were not ticked."""

    TITLE = "Knobs to be seen"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("enter,space", "choose", "Tick", "Show this knob, or hide it.", key_display="Enter"),
        Action("a", "all", "All or none", "Tick all knobs, or none."),
    )
    LEAVES = replace(LEAVE, label="Done")
    BINDINGS = bindings(ACTIONS)

    def __init__(self, knobs: Sequence[Knob], hidden: Collection[str]) -> None:
        super().__init__()
        self.knobs, self.hidden = knobs, set(hidden)

    def body(self) -> ComposeResult:
        yield Static("The others stay as they are set. The lab's screen can show them again.", classes="note")
        yield Choices(*(Option(self._ticked(knob)) for knob in self.knobs), classes="below")

    def _ticked(self, knob: Knob) -> Content:
        seen = knob.name not in self.hidden
        return Content.styled(f"{TICKS[seen]} {words(knob.name)}", "bold" if seen else "$text-muted")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Tick it, or no longer."""
        self.hidden ^= {self.knobs[event.option_index].name}
        self._tick()

    def action_all(self) -> None:
        """Tick all; if all are, none."""
        self.hidden = set() if self.hidden else {knob.name for knob in self.knobs}
        self._tick()

    def _tick(self) -> None:
        for place, knob in enumerate(self.knobs):
            self.query_one(OptionList).replace_option_prompt_at_index(place, self._ticked(knob))

    def action_leave(self) -> None:
        """Return what is hidden, in the lab's order."""
        self.dismiss(tuple(knob.name for knob in self.knobs if knob.name in self.hidden))
