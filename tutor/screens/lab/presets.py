"""The presets of a lab to choose from, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from engine.lab import Preset
from tutor.actions import Action
from tutor.screens.dialog import CHOOSE, Choices, Dialog, leaving, parted
from tutor.widgets.knob_panel import preset_changes

DEFAULTS = "the defaults"


class PresetScreen(Dialog[Preset]):
    """Returns the preset chosen, the defaults as a preset without knobs, or None."""

    TITLE = "Settings worth trying"
    ACTIONS: ClassVar[tuple[Action, ...]] = (CHOOSE,)
    BINDINGS = leaving("p")

    def __init__(self, presets: Sequence[Preset]) -> None:
        super().__init__()
        self.presets = [*presets, Preset(DEFAULTS, {}, "Every knob as it was at first; these pass.")]

    def body(self) -> ComposeResult:
        yield Choices(*parted(Option(described(preset)) for preset in self.presets))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the chosen one."""
        self.dismiss(self.presets[event.option_index])


def described(preset: Preset) -> Content:
    """A preset's name, what it sets, and why."""
    changes = preset_changes(preset)
    return Content.assemble(
        Content.styled(preset.name, "bold"),
        Content.styled(f"  {changes}\n" if changes else "\n", "$text-muted"),
        preset.why,
    )
