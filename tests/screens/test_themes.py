"""The themes can be read: contrast by WCAG's measure, and what colour tells holds for any colour vision."""

from __future__ import annotations

from itertools import combinations

import pytest
from textual.color import Color
from textual.theme import Theme

from tests.screens.vision import VISIONS, contrast, distance
from tutor import themes
from tutor.app import TutorApp
from tutor.content.course import Course
from tutor.widgets.ink import RGB, Ink, ink, tones

own = pytest.mark.parametrize("theme", themes.OWN, ids=lambda theme: str(theme.name))
TEXT = ("foreground", "text-muted", "text-primary", "text-secondary", "text-accent", "text-success", "text-warning",
        "text-error")  # fmt: skip
TINTS = (("success", 0.08), ("error", 0.08), ("accent", 0.10), ("accent", 0.18))
"""Grounds with a breath of colour, as style sheets mix them."""
PLAIN = 20.0
"""A difference that nobody has to look for."""


def variables(course: Course, theme: Theme) -> dict[str, Color]:
    app = TutorApp(course)
    app.theme = theme.name
    found = app.get_css_variables()
    return {name: Color.parse(value) for name, value in found.items() if value.startswith("#")}


def ink_in(found: dict[str, Color], theme: Theme) -> Ink:
    paper, text = found["background"].rgb, found["foreground"].rgb
    return ink(paper, text, theme.dark, tones(theme), theme.name in themes.STRONG)


def colour(rgb: RGB) -> Color:
    return Color(*rgb)


@own
def test_text_stands_out_from_every_ground(course: Course, theme: Theme) -> None:
    """4.5 to 1, and 7 to 1 where the theme promises high contrast."""
    found = variables(course, theme)
    grounds = {name: found[name] for name in ("background", "surface", "panel")}
    grounds |= {f"{name} {share}": found["background"].blend(found[name], share) for name, share in TINTS}
    pairs = {(text, ground): contrast(found[text], grounds[ground]) for text in TEXT for ground in grounds}
    pairs["cursor", ""] = contrast(found["block-cursor-foreground"], found["block-cursor-background"])
    pairs["link", ""] = contrast(found["link-color-hover"], found["link-background-hover"])
    pairs["key", ""] = min(contrast(found["footer-key-foreground"], found[g]) for g in ("background", "panel"))
    least = 7.0 if theme.name in themes.STRONG else 4.5
    assert {pair: round(value, 2) for pair, value in pairs.items() if value < least} == {}


@own
def test_signs_and_edges_stand_out(course: Course, theme: Theme) -> None:
    """3 to 1 for what is not text: frames, scroll bars, curves, points on the plane, paths over a surface."""
    found = variables(course, theme)
    painted = ink_in(found, theme)
    pairs = {
        f"{edge} on {ground}": contrast(found[edge], found[ground])
        for edge in ("border", "border-blurred", "text-disabled")
        for ground in ("background", "surface")
    }
    pairs["scrollbar"] = contrast(found["scrollbar"], found["scrollbar-background"])
    paper = colour(painted.paper)
    for name in ("soft", "faint", "accent", "good", "bad", "warn", "low", "high"):
        pairs[name] = contrast(colour(getattr(painted, name)), paper)
    half = len(painted.diverging) // 2
    # A point in its class's colour is right, so the net's colour under it is of that class too.
    pairs["class 0"] = min(contrast(colour(painted.low), colour(on)) for on in painted.diverging[:half])
    pairs["class 1"] = min(contrast(colour(painted.high), colour(on)) for on in painted.diverging[half:])
    pairs["wrong point"] = min(contrast(colour(painted.text), colour(on)) for on in painted.diverging)
    for n, series in enumerate(painted.series):
        pairs[f"series {n}"] = min(contrast(colour(series), colour(on)) for on in (painted.paper, *painted.height))
    assert {name: round(value, 2) for name, value in pairs.items() if value < 3} == {}


@own
@pytest.mark.parametrize("vision", VISIONS)
def test_the_two_classes_look_different_to_everybody(course: Course, theme: Theme, vision: str) -> None:
    painted = ink_in(variables(course, theme), theme)
    assert distance(colour(painted.low), colour(painted.high), vision) > PLAIN
    assert distance(colour(painted.diverging[0]), colour(painted.diverging[-1]), vision) > PLAIN


@pytest.mark.parametrize("theme", [t for t in themes.OWN if t.name in themes.TONED], ids=lambda t: str(t.name))
@pytest.mark.parametrize("vision", VISIONS)
def test_right_wrong_and_curves_look_different_to_everybody(course: Course, theme: Theme, vision: str) -> None:
    """In the themes that are made for that. In the others a mark tells, as it does here."""
    found = variables(course, theme)
    painted = ink_in(found, theme)
    assert distance(found["text-success"], found["text-error"], vision) > PLAIN
    assert distance(colour(painted.good), colour(painted.bad), vision) > PLAIN
    for one, other in combinations(painted.series, 2):
        assert distance(colour(one), colour(other), vision) > PLAIN


def test_red_and_green_would_not_do() -> None:
    """The measure itself: what people with a lack of red or green cones confuse, it calls alike."""
    red, green = Color.parse("#c05a4b"), Color.parse("#7d7d2f")
    assert distance(red, green, "deuteranopia") < PLAIN < distance(red, green, "usual")


def test_sixteen_colours_get_the_theme_that_needs_no_shades() -> None:
    assert themes.first("standard") == "tutor-dark-contrast"
    assert themes.first("truecolor") == themes.first("256") == themes.first(None) == themes.DEFAULT
