"""The screen below a dialog, shaded.

Textual blends every stretch of text of it anew for every paint, which is most of what opening a dialog over a training
lab takes. Stretches of one style are blended once here.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.css.styles import RulesMap
from textual.screen import Screen
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import RenderOptions, Visual


class Shaded(Visual):
    """``screen`` as it is now, with ``shade``, of which the opacity counts, over it."""

    def __init__(self, screen: Screen[object], shade: Color) -> None:
        self.screen, self.shade = screen, shade

    def render_strips(self, width: int, height: int | None, style: VisualStyle, options: RenderOptions) -> list[Strip]:
        """All lines of the screen; what could be clicked there cannot be clicked here."""
        shade, base = self.shade, style.rich_style
        return [
            Strip([Segment(text, shaded(own, shade, base), control) for text, own, control in strip], strip.cell_length)
            for strip in self.screen._compositor.render_strips()
        ]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All there is: a screen is as wide as the terminal."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """The lines of the screen."""
        return self.screen.size.height


@lru_cache(maxsize=4096)
def shaded(style: Style | None, shade: Color, base: Style) -> Style:
    """``style`` on ``base`` under ``shade``, without links and actions."""
    if style is None:
        return base
    over = Style.from_color(
        None if style.color is None else (Color.from_rich_color(style.color) + shade).rich_color,
        None if style.bgcolor is None else (Color.from_rich_color(style.bgcolor) + shade).rich_color,
    )
    return base + style.clear_meta_and_links() + over
