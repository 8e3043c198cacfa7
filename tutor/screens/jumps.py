"""A list of places to go to, each of one line or two, that scrolls with the page around it."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import OptionList
from textual.widgets.option_list import Option


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

    def fill(self, lines: Iterable[Content]) -> None:
        """Other places; the highlight stays where it is, so that one comes back to where one was."""
        row = self.highlighted
        self.set_options(Option(line) for line in lines)
        self.highlighted = row if row is not None and row < self.option_count else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Scroll the page to the highlighted place."""
        page = next((parent for parent in self.ancestors if isinstance(parent, VerticalScroll)), None)
        if page is not None and self.has_focus:
            self._update_lines()
            row = event.option_index
            top = self.region.y + self._index_to_line[row] - page.region.y + page.scroll_offset.y
            page.scroll_to_region(Region(0, top, 1, self._heights[row]), animate=False)
