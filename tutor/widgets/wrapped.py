"""Text in lines for what is painted cell by cell: what belongs together stays together."""

from __future__ import annotations

import re
from textwrap import wrap

_TOGETHER = re.compile(r"(?<=\d) (?=%|(?:ms|s|min|steps?)\b)|(?<==) ")
_HELD = "\u00a0"
"""Textwrap does not break here. Textual does, and Rich: text that they wrap is left as it is."""


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width``; a number stays with its unit, an equals sign with what it says."""
    return [line.replace(_HELD, " ") for line in wrap(_TOGETHER.sub(_HELD, text), max(1, width))]
