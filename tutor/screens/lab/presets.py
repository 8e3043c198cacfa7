"""The presets of a lab to choose from, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from engine.lab import Preset
from tutor.widgets.knob_panel import preset_changes

DEFAULTS = "the defaults"


class PresetScreen(ModalScreen[Preset | None]):
    """Returns the preset chosen, the defaults as a preset without knobs, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,p,q", "dismiss", show=False)]
    DEFAULT_CSS = """
    PresetScreen {
        align: center middle;
        background: $background 60%;
        & OptionList {
            width: 72; max-width: 100%; min-width: 8; height: auto; max-height: 100%; padding: 1 1;
            border: round $primary; border-title-color: $text-primary; border-subtitle-color: $text-muted;
            background: $surface;
        }
    }
    """

    def __init__(self, presets: Sequence[Preset]) -> None:
        super().__init__()
        self.presets = [*presets, Preset(DEFAULTS, {}, "Every knob as it was at first; these pass.")]

    def compose(self) -> ComposeResult:
        options = OptionList(*(Option(described(preset)) for preset in self.presets))
        options.border_title = "Settings worth trying"
        options.border_subtitle = "Enter chooses · Esc closes"
        yield options

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the chosen one."""
        self.dismiss(self.presets[event.option_index])


def described(preset: Preset) -> Content:
    """A preset's name, what it sets, and why."""
    changes = preset_changes(preset)
    return Content.assemble(
        Content.styled(preset.name, "bold"),
        Content.styled(f"  {changes}\n" if changes else "\n", "italic"),
        Content(f"  {preset.why}"),
    )
