"""Signs that a sentence has in its middle (w₁ → w − ηg) as words, and keys as what is typed instead, for who listens.

What every screen reader says rightly (=, ≤, −, ×, Greek letters) stays as it is.
"""

from __future__ import annotations

import re

_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᶻˣᵗᵏⁿ", "0123456789−zxtkn", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₋₊ₜₕₓᵢⱼₖₙ", "0123456789−+thxijkn", strict=True))
_POWERS = {"²": "squared", "³": "cubed", "ᵀ": "transposed"}
_BETWEEN = {"→": "to", "←": "becomes", "⊃": "contains", "·": "times"}
_INSIDE = {"∂": "partial ", "′": " prime", "ŷ": "y hat"}
_DOTS = {"●": "filled dot", "○": "hollow dot"}
_BETWEEN_RUN = re.compile(f" ?([{''.join(_BETWEEN)}]) ?")
_DOT = re.compile(f"(\\b(?:two|both|the) )?([{''.join(_DOTS)}])")
_RAISED_RUN = re.compile(f"[²³ᵀ](?![{''.join(_RAISED)}²³])|[²³{''.join(_RAISED)}]+")
_LOWERED_RUN = re.compile(f"[{''.join(_LOWERED)}]+(?=(\\w)?)")
_SUM = re.compile(f"Σ ?(?=\\(?\\w[{''.join(_LOWERED)}])")
_HAT = re.compile("(\\w)\u0302")
_LENGTH = re.compile("‖([^‖]+)‖")
_SIZE = re.compile(r"\|(\S(?:[^|\n]{0,10}\S)?)\|")
TYPED = {"space": "run", "r": "run", "s": "step", "n": "step", "p": "presets", "d": "seed", "v": "pictures"}
"""The keys of a lab's screen that texts name, with what is typed in plain mode."""
_PRESS = re.compile(r"\b(P|p)ress (space|[b-zA-Z+−-])(?!\w)")
"""How a text names a key, and no other way: "press s"."""


def said(text: str) -> str:
    """``text`` with such signs in words; one without any comes back as it was."""
    text = _PRESS.sub(_instead, text)
    if text.isascii() and "|" not in text:
        return text
    text = _SUM.sub("the sum of ", text)
    text = _LENGTH.sub(r"the length of \1", text)
    text = _SIZE.sub(r"the size of \1", text)
    text = _HAT.sub(r"\1 hat", text)
    text = _RAISED_RUN.sub(_raised, text)
    text = _LOWERED_RUN.sub(_lowered, text)
    text = _BETWEEN_RUN.sub(lambda sign: f" {_BETWEEN[sign[1]]} ", text)
    text = _DOT.sub(lambda dot: f"{dot[1]}{_DOTS[dot[2]]}s" if dot[1] else _DOTS[dot[2]], text)
    for sign, word in _INSIDE.items():
        text = text.replace(sign, word)
    return text


def _instead(press: re.Match[str]) -> str:
    """ "type run" for "press space"; where there is nothing to type, that it is a key of the screen."""
    typed = TYPED.get(press[2])
    told = f"type {typed}" if typed else f"on the screen press {press[2]}"
    return told[0].upper() + told[1:] if press[1] == "P" else told


def _raised(run: re.Match[str]) -> str:
    """ "squared", "transposed", "to the power 10"; a blank follows where letters or digits do."""
    signs = run[0]
    words = _POWERS.get(signs) or "to the power " + "".join(_plain_digit(sign) for sign in signs)
    after = run.string[run.end() : run.end() + 1]
    return f" {words}{' ' if after.isalnum() else ''}"


def _plain_digit(sign: str) -> str:
    return {"²": "2", "³": "3"}.get(sign) or _RAISED[sign]


def _lowered(run: re.Match[str]) -> str:
    """ "w1", "x sub i", "h sub (t−1)"; a blank parts it from the next letter, as in w₁x₁."""
    inside = "".join(_LOWERED[sign] for sign in run[0])
    shown = inside if inside.isdecimal() else f" sub ({inside})" if set(inside) & set("−+") else f" sub {inside}"
    return shown + (" " if run[1] else "")
