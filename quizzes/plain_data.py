"""Arguments and results of code exercises as plain data: numbers, truth values, text, null, and lists of these.

A course file is read with every scalar as text (see ``tutor/content/strict.py``), so what reads as a number,
``true``, ``false`` or ``null`` becomes one here, as YAML would have it. Text that looks like a number cannot be
written; no exercise needs it.
"""

from __future__ import annotations

import json
import math
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizzes.model import Code

Plain = Any
"""A number, bool, str, None or a (nested) list of these; no type says so, for a type cannot name itself."""

_WHOLE = re.compile(r"[-+]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None}


def as_plain(value: Plain) -> Plain:
    """``value`` with every text that reads as a number, a truth value or null turned into it."""
    if isinstance(value, list):
        return [as_plain(item) for item in value]
    if not isinstance(value, str):
        return value
    if value in _WORDS:
        return _WORDS[value]
    if _WHOLE.fullmatch(value):
        return int(value)
    return float(value) if _DECIMAL.fullmatch(value) else value


def not_plain(value: Plain) -> str:
    """What in ``value`` is no plain data, in a few words; "" when all is."""
    if isinstance(value, list):
        return next((found for item in value if (found := not_plain(item))), "")
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value} is no finite number"
    if isinstance(value, str) and value.startswith("−"):
        return f"{value!r} is text: its minus is not the one of the keyboard"
    known = value is None or isinstance(value, bool | int | float | str)
    return "" if known else "it is a block of keys"


def fingerprint(question: Code, code: str) -> str:
    """Ties what a run brought to the code and the calls it was run with: a change of either makes it void."""
    calls = [[call.function, call.args] for call in question.calls]
    return sha256(json.dumps([code, calls, question.arrays]).encode()).hexdigest()[:16]
