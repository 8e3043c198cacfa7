"""What a single cell says: a number, a date, nothing."""

from __future__ import annotations

import math
import re

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "?"})
"""What stands for a missing value in any column, in any case."""
NO_NUMBER = frozenset({"-", "–", "none", "missing", "unknown", "."})
"""What stands for one in a column of numbers; elsewhere it may be a word like others."""
LARGEST = 1e30
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+(,\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,'’ \u00a0\u202f.]\d{3})+([.,]\d+)?", re.ASCII)
_DATE = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}.*)?|\d{1,2}[./-]\d{1,2}[./-](\d{4}|\d{2})|\d{4}/\d{1,2}/\d{1,2})",
    re.ASCII,
)


def is_missing(cell: str) -> bool:
    """Whether a cell says nothing."""
    return cell.lower() in MISSING


def as_number(cell: str) -> float | None:
    """The number a cell holds; None for anything else, infinity and numbers beyond 1e30 included."""
    if _NUMBER.fullmatch(cell) is None:
        return None
    value = float(cell)
    return value if abs(value) <= LARGEST else None


def is_date(cell: str) -> bool:
    """Whether a cell looks like a day: 2026-03-01, 1.3.2026, 3/1/26."""
    return _DATE.fullmatch(cell) is not None


def has_thousands(cell: str) -> bool:
    """Whether a cell looks like 1,234 or 1.234.567,8 or 1 234."""
    return _THOUSANDS.fullmatch(cell) is not None and as_number(cell) is None


def has_decimal_comma(cell: str) -> bool:
    """Whether a cell is a number as much of Europe writes it: 3,5. Whole numbers count."""
    return _COMMA.fullmatch(cell) is not None


def why_no_number(cell: str) -> str:
    """What is wrong with a cell that should be a number."""
    if cell.lower().lstrip("+-") in ("inf", "infinity", "∞"):
        return "is infinite, which nothing can be learned from"
    if has_thousands(cell):
        return "has thousands separators; write plain digits, such as 1234.5"
    if _NUMBER.fullmatch(cell):
        value = float(cell)
        return "is too large" if math.isfinite(value) else "is too large for any computer"
    return "is not a number"


def shown(text: str, limit: int = 32) -> str:
    """``text`` between quotes as it can stand in a sentence: one line, not too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return f'"{line[: limit - 1]}…"' if len(line) > limit else f'"{line}"'
