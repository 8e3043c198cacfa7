"""The project's two themes, dark and light, and colours that hold in every theme."""

from __future__ import annotations

from collections.abc import Mapping

from textual.color import Color, ColorParseError
from textual.theme import Theme

DARK = Theme(
    name="tutor-dark",
    primary="#6cb6ff",
    secondary="#b79cff",
    accent="#ffc46b",
    success="#74d99f",
    warning="#f5b95f",
    error="#ff7b86",
    foreground="#d7dde8",
    background="#10141b",
    surface="#171d27",
    panel="#202836",
    dark=True,
    variables={
        "text-muted": "#8e9bb0",
        "text-disabled": "#5b677a",
        "block-cursor-background": "#6cb6ff",
        "block-cursor-foreground": "#0d1117",
        "footer-key-foreground": "#ffc46b",
        "border": "#6cb6ff",
        "border-blurred": "#333e50",
        "scrollbar": "#3a4659",
        "scrollbar-background": "#151a23",
        "scrollbar-corner-color": "#151a23",
        "link-color": "#6cb6ff",
        "link-color-hover": "#10141b",
        "link-background-hover": "#6cb6ff",
    },
)

LIGHT = Theme(
    name="tutor-light",
    primary="#0a5fb0",
    secondary="#6b3fb0",
    accent="#9a5200",
    success="#157a41",
    warning="#935700",
    error="#b4232a",
    foreground="#1f2630",
    background="#faf9f5",
    surface="#f1efe8",
    panel="#e5e2d8",
    dark=False,
    variables={
        "text-muted": "#5c6470",
        "text-disabled": "#979c9f",
        "block-cursor-background": "#0a5fb0",
        "block-cursor-foreground": "#ffffff",
        "footer-key-foreground": "#9a5200",
        "border": "#0a5fb0",
        "border-blurred": "#c9c4b6",
        "scrollbar": "#b9b4a6",
        "scrollbar-background": "#efece4",
        "scrollbar-corner-color": "#efece4",
        "link-color": "#0a5fb0",
        "link-color-hover": "#ffffff",
        "link-background-hover": "#0a5fb0",
    },
)

OWN = (DARK, LIGHT)
DEFAULT = DARK.name


def concrete(variables: dict[str, str]) -> dict[str, str]:
    """``variables`` with the muted text colours spelled out.

    Textual's themes say "auto 60%", which only style sheets understand; inside a piece of text it would be
    drawn at full strength, so the shade is worked out here from foreground and background.
    """
    shades = {"text-muted": 0.62, "text-disabled": 0.4}
    try:
        ground, ink = Color.parse(variables["background"]), Color.parse(variables["foreground"])
    except ColorParseError:
        return variables
    if ground.ansi is not None or ink.ansi is not None:
        return variables
    mixed = {name: ground.blend(ink, share).hex for name, share in shades.items()}
    return {**variables, **{k: v for k, v in mixed.items() if variables.get(k, "auto").startswith("auto")}}


def described(available: Mapping[str, Theme]) -> tuple[tuple[str, str], ...]:
    """(name, what it is) of every theme, the project's own first."""
    others = sorted((theme for theme in available.values() if theme not in OWN), key=lambda t: (not t.dark, t.name))
    own = ((DARK.name, "made for this course, dark"), (LIGHT.name, "made for this course, light"))
    return (*own, *((theme.name, "dark" if theme.dark else "light") for theme in others))
