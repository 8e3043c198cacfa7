"""The colours a picture is painted with, for a dark and a light paper, and cached Rich styles of them.

Blue stands for class 0 and for negative numbers, orange for class 1 and positive ones: told apart by people
with any colour vision. Where a terminal has no colours, the darker the lower.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rich.color import Color
from rich.style import Style
from textual.color import Color as Colour
from textual.theme import Theme
from textual.widget import Widget

from tutor.themes import STRONG, TONED

RGB = tuple[int, int, int]
Tones = tuple[RGB, RGB, RGB]
"""Right, wrong, caution."""
SHADES = 32
"""How many colours a ramp has: enough to look smooth, few enough to merge neighbouring cells."""


@dataclass(frozen=True, eq=False)
class Ink:
    """One theme's colours. Compared by identity: the same theme and paper give the same object."""

    paper: RGB
    text: RGB
    soft: RGB
    """Captions and tick labels."""
    faint: RGB
    """Axes and rules."""
    ghost: RGB
    """Grid lines, and raw values behind their smoothed line."""
    accent: RGB
    good: RGB
    bad: RGB
    warn: RGB
    low: RGB
    """Glyphs of class 0 and negative numbers."""
    high: RGB
    """Glyphs of class 1 and positive numbers."""
    series: tuple[RGB, ...]
    diverging: tuple[RGB, ...]
    """SHADES colours from surely class 0 through undecided to surely class 1."""
    grey: tuple[RGB, ...]
    height: tuple[RGB, ...]
    """SHADES colours from the lowest to the highest of a surface, calm enough for lines of any series over them."""
    unknown: RGB
    """Where there is no number."""
    plain: bool
    """Whether there are no colours, only brightness: signs need another mark."""

    def style(self, colour: RGB | None = None, on: RGB | None = None, bold: bool = False) -> Style:
        """The style of ``colour`` text (default: text) on ``on`` (default: paper)."""
        return style(colour or self.text, on or self.paper, bold)

    def line(self, series: int) -> RGB:
        """The colour of the n-th series of a chart."""
        return self.series[series % len(self.series)]


@lru_cache(16384)
def style(colour: RGB, on: RGB, bold: bool = False) -> Style:
    """A Rich style, made once per pair of colours."""
    return Style(color=Color.from_rgb(*colour), bgcolor=Color.from_rgb(*on), bold=bold or None)


def mix(a: RGB, b: RGB, share: float) -> RGB:
    """The colour ``share`` of the way from ``a`` to ``b``."""
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def ramp(a: RGB, b: RGB, count: int) -> tuple[RGB, ...]:
    """``count`` colours from ``a`` to ``b``, both included."""
    return tuple(mix(a, b, i / (count - 1)) for i in range(count))


def shade(value: float, shades: int = SHADES) -> int:
    """The index in a ramp for a value in [0, 1]; values outside are clamped, NaN gives -1."""
    if math.isnan(value):
        return -1
    return min(shades - 1, max(0, int(value * shades))) if -1e9 < value < 1e9 else (shades - 1) * (value > 0)


def shades(shares: Iterable[float]) -> list[int]:
    """The :func:`shade` of each of ``shares``: a picture has thousands."""
    shares = list(shares)
    try:
        return [n if 0 <= (n := int(share * SHADES)) < SHADES else (SHADES - 1) * (n > 0) for share in shares]
    except (ValueError, OverflowError):  # one of them is no number, or infinite
        return [shade(share) for share in shares]


@lru_cache(32)
def ink(
    paper: RGB, text: RGB, dark: bool, tones: Tones | None = None, strong: bool = False, plain: bool = False
) -> Ink:
    """The colours that read well on ``paper``; ``tones`` for right, wrong and caution, if the theme has its own.

    ``strong`` draws captions, axes and grids closer to the colour of text; ``plain`` tells numbers by brightness alone.
    """
    shares = (0.85, 0.6, 0.3) if strong else (0.72, 0.4, 0.16) if dark else (0.8, 0.5, 0.2)
    soft, faint, ghost = (mix(paper, text, share) for share in shares)
    good, bad, warn = tones or (_TONES_ON_DARK if dark else _TONES_ON_LIGHT)
    half = SHADES // 2
    ends: tuple[RGB, RGB]
    if plain:
        ends = ((0, 0, 0), (112, 112, 112)) if dark else ((150, 150, 150), (255, 255, 255))
        middle = mix(*ends, 0.5)
    elif dark:
        middle = mix(paper, (72, 72, 84), 0.55)
        ends = ((0, 44, 168) if strong else (24, 70, 150), (158, 80, 18))
    else:
        middle = mix(paper, text, 0.17)  # a grey: what is near 0 can be told from the paper
        ends = ((112, 164, 222), (240, 170, 92))
    return Ink(
        paper=paper,
        text=text,
        soft=soft,
        faint=faint,
        ghost=ghost,
        accent=(255, 190, 92) if dark else (146, 72, 0),
        good=good,
        bad=bad,
        warn=warn,
        low=(138, 196, 255) if dark else (8, 66, 150),
        high=(255, 196, 120) if dark else (142, 58, 0),
        series=_SERIES[dark, tones is not None],
        diverging=ramp(ends[0], middle, half) + ramp(middle, ends[1], half),
        grey=ramp((8, 8, 10), (244, 244, 240), SHADES),
        height=ramp((18, 24, 46), (78, 86, 113), SHADES) if dark else ramp((188, 196, 219), (250, 250, 253), SHADES),
        unknown=mix(paper, text, 0.3),
        plain=plain,
    )


_TONES_ON_DARK: Tones = ((98, 208, 132), (255, 122, 138), (255, 190, 92))
_TONES_ON_LIGHT: Tones = ((0, 104, 48), (172, 24, 52), (134, 80, 0))
_SERIES: dict[tuple[bool, bool], tuple[RGB, ...]] = {
    (True, False): ((86, 180, 233), (255, 176, 74), (72, 206, 158), (222, 142, 214)),
    (False, False): ((0, 92, 160), (176, 78, 0), (0, 112, 82), (132, 40, 124)),
    (True, True): ((165, 167, 255), (255, 241, 4), (101, 250, 130), (255, 143, 176)),
    (False, True): ((57, 0, 190), (197, 24, 0), (6, 115, 93), (109, 35, 135)),
}
"""By whether the paper is dark, and whether all four are to be told apart with any colour vision."""


def ink_of(widget: Widget) -> Ink:
    """The ink for a widget's own background in the app's present theme."""
    _, _, background, colour = widget.colors
    theme = widget.app.current_theme
    return ink(background.rgb, colour.rgb, theme.dark, tones(theme), theme.name in STRONG, widget.app.no_color)


def tones(theme: Theme) -> Tones | None:
    """A theme's own colours for right, wrong and caution, where they are to hold in pictures too."""
    if theme.name not in TONED:
        return None
    good, bad, warn = (Colour.parse(colour or "").rgb for colour in (theme.success, theme.error, theme.warning))
    return good, bad, warn
