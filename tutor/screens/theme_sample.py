"""What a theme looks like, in three lines of its own colours."""

from __future__ import annotations

from textual.color import Color, ColorParseError
from textual.content import Content
from textual.theme import Theme

from tutor import themes
from tutor.widgets.ink import RGB, ink, tones

WIDTH = 72
CURVE = "▂▃▄▅▆▇▇▇"
TERMINALS = "  This one uses the sixteen colours of your terminal, as they are set there."
Part = tuple[str, str]


def sample(theme: Theme) -> Content:
    """Text, marks and the colours of pictures; words alone for a theme that leaves the colours to the terminal."""
    found = themes.concrete(theme.to_color_system().generate())
    try:
        ground, text = Color.parse(found["background"]), Color.parse(found["foreground"])
    except ColorParseError:
        return Content(TERMINALS)
    if ground.ansi is not None or text.ansi is not None:
        return Content(TERMINALS)
    names = ("foreground", "text-muted", "text-primary", "text-accent", "text-success", "text-error", "text-warning")
    plain, quiet, title, key, right, wrong, care = (found[name] for name in names)
    drawn = ink(ground.rgb, text.rgb, theme.dark, tones(theme), theme.name in themes.STRONG)
    lines: list[list[Part]] = [
        [("  Title  ", f"bold {title}"), ("text that you read  ", plain), ("quiet words  ", quiet), ("Key ", key)],
        [("  ✓ right  ", f"bold {right}"), ("✗ not right  ", f"bold {wrong}"), ("⚠ careful", care)],
        [
            ("  ● class 0 ", _hex(drawn.low)),
            *((" ", f"{plain} on {_hex(colour)}") for colour in drawn.diverging[::3]),
            (" ◆ class 1  ", _hex(drawn.high)),
            *((f"{CURVE} ", _hex(colour)) for colour in drawn.series),
        ],
    ]
    return Content("\n").join(_row(parts, ground.hex) for parts in lines)


def _row(parts: list[Part], ground: str) -> Content:
    """One line on the theme's ground, as wide as the others."""
    styled = [(text, style if " on " in style else f"{style} on {ground}") for text, style in parts]
    width = sum(len(text) for text, _ in parts)
    return Content.assemble(*styled, (" " * max(0, WIDTH - width), f"on {ground}"))


def _hex(colour: RGB) -> str:
    return Color(*colour).hex
