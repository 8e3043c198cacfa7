"""A list to choose from, as it looks everywhere in this app."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.widgets import OptionList


class Menu(OptionList):
    """An option list without a frame; the highlighted line is tinted, and its text keeps its colours."""

    DEFAULT_CSS = """
    Menu {
        min-width: 8; height: auto; padding: 0; border: none; background: $surface; scrollbar-size-vertical: 1;
        &:focus { border: none; background: $surface; background-tint: $foreground 0%; }
        & > .option-list--option-highlighted { color: $foreground; background: $primary 12%; text-style: none; }
        &:focus > .option-list--option-highlighted {
            color: $foreground; background: $primary 30%; text-style: bold;
        }
    }
    """

    def replace_prompts(self, prompts: Mapping[int, Content]) -> None:
        """Other words, of as many lines as before, for the options at these places.

        One by one, each would have all measured and drawn anew.
        """
        for place, prompt in prompts.items():
            self.get_option_at_index(place)._set_prompt(prompt)
        self._option_render_cache.clear()
        self.refresh()
