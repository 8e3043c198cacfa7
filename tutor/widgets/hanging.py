"""Text that goes on below itself, not below what stands before it."""

from __future__ import annotations

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual


class Hanging(Visual):
    """``lead``, and ``text`` in a column of its own beside it, at whatever width there is."""

    def __init__(self, lead: Content, text: Content) -> None:
        self.lead, self.text = lead, text

    def _room(self, width: int) -> int:
        return max(1, width - self.lead.cell_length)

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The lead stands before the first line."""
        lines = self.text.render_strips(self._room(width), None, style, options)
        (lead,) = self.lead.render_strips(self.lead.cell_length, 1, style, options)
        blank = Strip.blank(self.lead.cell_length, style.rich_style)
        return [Strip.join([blank if number else lead, line]) for number, line in enumerate(lines)][:height]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All in one line."""
        return self.lead.cell_length + self.text.get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """The text's, in its column."""
        return self.text.get_height(rules, self._room(width))
