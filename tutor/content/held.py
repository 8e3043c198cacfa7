"""Formulas in prose stay on one line: spaces inside their brackets, and before them, are ones where no line breaks."""

from __future__ import annotations

import re

import rich._wrap

HELD = "\u00a0"
_BRACKET = re.compile(r"(?:(?<!\S)(?:[^\W\d_aAI]|\S{1,6} [/·×]) )?\(([^()]{3,30})\)")
"""What stands in brackets, with a letter before it, which it is multiplied with, or with what it divides."""
_SAYS = re.compile(r"(?<= =) (?=[−\d])|(?<=\d) (?=%)")
"""Between an equals sign and a number, and between a number and its per cent."""
_SIGNS = frozenset("−+×·/=<>≤≥←")
_SYMBOL = 6
"""The most characters of a symbol or a number; longer ones are words."""
_WORD = re.compile(rf"[^\S{HELD}]*(?:\S|{HELD})+[^\S{HELD}]*")


def held(text: str) -> str:
    """``text``, no formula in brackets to be broken, and no number to be parted from its equals sign or its %."""
    text = _BRACKET.sub(lambda found: found[0].replace(" ", HELD) if _is_formula(found[1]) else found[0], text)
    return _SAYS.sub(HELD, text)


def _is_formula(inside: str) -> bool:
    pieces = inside.split(" ")
    return not _SIGNS.isdisjoint(pieces) and max(map(len, pieces)) <= _SYMBOL


def break_at_spaces_only() -> None:
    """From now on, in this process, lines do not break where spaces are held. Textual and Rich would break there."""
    rich._wrap.re_word = _WORD
