"""A list of places to read, two lines each, that scrolls with the page around it."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widgets import OptionList

LINES = 2


class Jumps(OptionList):
    """As long as its content: the page around it scrolls, and the highlighted place stays in sight."""

    DEFAULT_CSS = """
    Jumps {
        min-width: 8; height: auto; border: none; padding: 0; background: transparent;
        text-wrap: nowrap; text-overflow: ellipsis;
        &:focus { border: none; background-tint: transparent; }
        & > .option-list--option-highlighted { background: transparent; color: $foreground; }
        &:focus > .option-list--option-highlighted {
            background: $primary 16%; color: $foreground; text-style: none;
        }
    }
    """

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Scroll the page to the highlighted place."""
        page = next((parent for parent in self.ancestors if isinstance(parent, VerticalScroll)), None)
        if page is not None and self.has_focus:
            top = self.region.y + LINES * event.option_index - page.region.y + page.scroll_offset.y
            page.scroll_to_region(Region(0, top, 1, LINES), animate=False)
