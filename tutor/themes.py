"""The project's themes, and colours that hold in every theme.

Each comes dark and light: the usual one; one for any colour vision, where right is blue and wrong is orange; and one
of high contrast. In all of them text stands out from its ground by 4.5 to 1 and signs by 3 to 1 (7 and 4.5 where
contrast is high), and nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App

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
        "text-muted": "#95a2b7",
        "text-disabled": "#6b788d",
        "block-cursor-background": "#6cb6ff",
        "block-cursor-foreground": "#0d1117",
        "footer-key-foreground": "#ffc46b",
        "border": "#6cb6ff",
        "border-blurred": "#66738a",
        "scrollbar": "#5f6c82",
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
        "text-muted": "#565e6a",
        "text-disabled": "#7b8085",
        "block-cursor-background": "#0a5fb0",
        "block-cursor-foreground": "#ffffff",
        "footer-key-foreground": "#9a5200",
        "border": "#0a5fb0",
        "border-blurred": "#857f70",
        "scrollbar": "#87826f",
        "scrollbar-background": "#efece4",
        "scrollbar-corner-color": "#efece4",
        "link-color": "#0a5fb0",
        "link-color-hover": "#ffffff",
        "link-background-hover": "#0a5fb0",
    },
)


def _varied(base: Theme, name: str, colours: dict[str, str], variables: dict[str, str]) -> Theme:
    """``base`` under another name with other colours; what points at the primary colour follows it."""
    primary, accent = colours["primary"], colours["accent"]
    following = dict.fromkeys(("block-cursor-background", "border", "link-color", "link-background-hover"), primary)
    return replace(
        base,
        name=name,
        variables={**base.variables, **following, "footer-key-foreground": accent, **variables},
        **colours,  # type: ignore[arg-type]
    )


ANY_DARK = _varied(
    DARK,
    "tutor-dark-any-eyes",
    {"primary": "#a9c1de", "secondary": "#c3cad8", "accent": "#f2e27c", "success": "#5cb8ff", "warning": "#f2e27c",
     "error": "#ff9440"},
    {},
)  # fmt: skip
ANY_LIGHT = _varied(
    LIGHT,
    "tutor-light-any-eyes",
    {"primary": "#3a516b", "secondary": "#515b68", "accent": "#665200", "success": "#0054ad", "warning": "#665200",
     "error": "#a03c00"},
    {},
)  # fmt: skip
STRONG_DARK = _varied(
    DARK,
    "tutor-dark-contrast",
    {"primary": "#a8d8ff", "secondary": "#d9ccff", "accent": "#ffe45c", "success": "#6cd0ff", "warning": "#ffe45c",
     "error": "#ffae5e", "foreground": "#ffffff", "background": "#000000", "surface": "#0b0b0b", "panel": "#1a1a1a"},
    {"text-muted": "#d4d4d4", "text-disabled": "#a8a8a8", "block-cursor-foreground": "#000000",
     "border-blurred": "#b4b4b4", "scrollbar": "#b4b4b4", "scrollbar-background": "#0b0b0b",
     "scrollbar-corner-color": "#0b0b0b", "link-color-hover": "#000000"},
)  # fmt: skip
STRONG_LIGHT = _varied(
    LIGHT,
    "tutor-light-contrast",
    {"primary": "#00366f", "secondary": "#3d1d78", "accent": "#573900", "success": "#003f8c", "warning": "#573900",
     "error": "#7c2c00", "foreground": "#000000", "background": "#ffffff", "surface": "#f8f8f8", "panel": "#eeeeee"},
    {"text-muted": "#333333", "text-disabled": "#5a5a5a", "border-blurred": "#4d4d4d", "scrollbar": "#4d4d4d",
     "scrollbar-background": "#f8f8f8", "scrollbar-corner-color": "#f8f8f8"},
)  # fmt: skip

OWN = (DARK, LIGHT, ANY_DARK, ANY_LIGHT, STRONG_DARK, STRONG_LIGHT)
ABOUT = (
    "made for this course, dark",
    "made for this course, light",
    "any colour vision: right blue, wrong orange",
    "the same, light",
    "high contrast, white on black",
    "high contrast, black on white",
)
STRONG = frozenset((STRONG_DARK.name, STRONG_LIGHT.name))
TONED = frozenset(theme.name for theme in OWN[2:])
"""The themes whose colours for right, wrong and caution also hold in pictures."""
DEFAULT = DARK.name
FEW_COLOURS = ("standard", "windows")
"""What Rich calls terminals with sixteen colours: they have no shades for a calm dark theme."""


def first(colour_system: str | None) -> str:
    """The theme to wear before one was chosen, on a terminal of this kind."""
    return STRONG_DARK.name if colour_system in FEW_COLOURS else DEFAULT


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


def dress(app: App[Any], name: str) -> None:
    """Let an app that does not run yet wear a theme. Setting its ``theme`` would have all styles worked out twice."""
    app.set_reactive(type(app).theme, name)
    dark = app.current_theme.dark
    app.update_classes({"-dark-mode": dark, "-light-mode": not dark}, update=False)
    app.stylesheet.set_variables(app.get_css_variables())


def described(available: Mapping[str, Theme]) -> tuple[tuple[str, str], ...]:
    """(name, what it is) of every theme, the project's own first."""
    others = sorted((theme for theme in available.values() if theme not in OWN), key=lambda t: (not t.dark, t.name))
    own = ((theme.name, about) for theme, about in zip(OWN, ABOUT, strict=True))
    return (*own, *((theme.name, "dark" if theme.dark else "light") for theme in others))
