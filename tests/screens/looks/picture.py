"""A screen as text: what stands in its cells, and in which colours in two themes.

Under the words comes a map of the colours. ``3-5  a12 b68`` says that rows 3 to 5 have twelve cells of style a, then 68
of style b; the legend below says what a and b are in the dark theme and in the light one. Rows of a picture, in which
nearly every cell has a colour of its own, are told by a checksum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from string import ascii_letters
from typing import Any
from zlib import crc32

from rich.style import Style
from textual._context import visible_screen_stack
from textual.app import App
from textual.strip import Strip

MANY = 12
"""So many styles in one row are a picture's."""
TRAITS = ("bold", "dim", "italic", "underline", "reverse", "strike")
Styles = list[list[str]]
"""How each cell of each row is drawn."""


@dataclass(frozen=True)
class Picture:
    """What a terminal shows at one moment."""

    text: tuple[str, ...]
    styles: Styles


@cache
def described(style: Style | None) -> str:
    """Colours and traits of a cell, without what cannot be seen."""
    if style is None:
        return "plain"
    ink = style.color.get_truecolor().hex if style.color else "?"
    ground = style.bgcolor.get_truecolor().hex if style.bgcolor else "?"
    return " ".join([f"{ink} on {ground}", *(trait for trait in TRAITS if getattr(style, trait))])


def strips(app: App[Any]) -> list[Strip]:
    """The lines of the screen as it stands."""
    visible_screen_stack.set(app._background_screens)  # what a dialog lies over is drawn too
    return app.screen._compositor.render_strips()


def taken(lines: list[Strip]) -> Picture:
    """The picture that ``lines`` make."""
    styles = [[name for part in line for name in [described(part.style)] * part.cell_length] for line in lines]
    return Picture(tuple(line.text.rstrip() for line in lines), styles)


def written(screen: str, dark: Picture, light: Picture) -> str:
    """The file of a screen that was seen in the dark theme and in the light one."""
    names: dict[tuple[str, str], str] = {}
    rows = [_row(list(zip(*both, strict=True)), names) for both in zip(dark.styles, light.styles, strict=True)]
    colours = []
    for row, same in groupby(enumerate(rows, 1), key=lambda numbered: numbered[1]):
        places = [number for number, _ in same]
        where = f"{places[0]}-{places[-1]}" if len(places) > 1 else f"{places[0]}"
        colours.append(f"{where:<6} {row}")
    legend = [f"{name:<2} {ink:<24} light {other}" for (ink, other), name in names.items()]
    rule = "─" * 8
    return "\n".join([screen, rule, *dark.text, rule, *colours, rule, *legend]) + "\n"


def _row(styles: Sequence[tuple[str, str]], names: dict[tuple[str, str], str]) -> str:
    if len(set(styles)) > MANY:
        return f"picture {crc32(repr(styles).encode()):08x}"
    for style in styles:
        names.setdefault(style, _name(len(names)))
    return " ".join(f"{names[style]}{len(list(same))}" for style, same in groupby(styles))


def _name(number: int) -> str:
    """a to Z, then a' and so on: no digit, because a number follows."""
    turn, letter = divmod(number, len(ascii_letters))
    return ascii_letters[letter] + "'" * turn
