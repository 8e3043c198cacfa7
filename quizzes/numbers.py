"""Reading a number as people type it, exactly: "0.5", "1/2", "50 %", "−0.3", "1.5e-3", "2 × 10⁻³", "12 px".

Values are fractions, so that 0.4 lies within 0.1 of 0.3 whatever binary floats think of it.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

LONGEST = 60
LARGEST_EXPONENT = 400
SHORT_UNIT = 2
"""Units up to this length (s, ms) are not cut to a singular."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−﹣－"), "-")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000\t"), " ")
_SIGNS = {ord("⁄"): "/", ord("∕"): "/", ord("·"): "×", ord("*"): "×", ord("﹪"): "%", ord("٪"): "%"}
_FULL_WIDTH = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F) if wide != 0xFF0D}
_PLAIN = {**_FULL_WIDTH, **_DASHES, **_SPACES, **_SIGNS}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")

_LABEL = re.compile(r"^(?:[^\W\d]\w{0,19}\s*)?[=≈~]\s*")
_PERCENT = re.compile(r"\s*(?:%|per ?cent|pct\.?)$", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:([ _,])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_DECIMAL = re.compile(r"(?:\d+[.,]?\d*|[.,]\d+)")
_POWER = re.compile(r"(?:(?P<times>.+?)\s*[×xX]\s*)?10\s*(?:\^\s*(?P<to>[+-]?\d+)|(?P<up>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))")
_OTHER_UNIT = re.compile(r"(?P<number>.*[\d¼-¾⅐-⅞⁰-⁹])(?P<other>\s*(?:[^\W\d_]|[%°$€£])[^\d=]{0,30})")
_SCIENTIFIC = re.compile(r"(?P<times>[^eE]+)[eE](?P<to>[+-]?\d+)")


class NumberFormatError(ValueError):
    """The text cannot be read as one finite number; the message says what to write instead."""


def read_number(typed: str, unit: str = "") -> Fraction:
    """The exact value of ``typed``, with or without ``unit``.

    "50 %" is a half, unless ``unit`` is "%": then it is 50.
    Raises NumberFormatError with a sentence for the learner.
    """
    text = " ".join(typed.translate(_PLAIN).split())
    if not text:
        raise NumberFormatError("Write a number, such as 0.25 or 1/4.")
    if len(text) > LONGEST:
        raise NumberFormatError(f"Write one number of at most {LONGEST} characters.")
    text = _LABEL.sub("", text)
    percent = _PERCENT.search(text)
    if percent and unit in ("", "%"):
        value = _signed(text[: percent.start()], typed)
        return value if unit == "%" else value / 100
    bare = _without_unit(text, unit)
    try:
        return _signed(bare, typed)
    except NumberFormatError:
        if bare == text and (other := _other_unit(text, unit)):
            raise NumberFormatError(other) from None
        raise


def _without_unit(text: str, unit: str) -> str:
    """``text`` less a trailing ``unit``, in any case, singular or plural."""
    wanted = " ".join(unit.translate(_PLAIN).split()).casefold()
    forms = {wanted, wanted + "s"} | ({wanted.removesuffix("s")} if len(wanted) > SHORT_UNIT else set())
    for word in sorted(forms, key=len, reverse=True):
        if wanted and text.casefold().endswith(word):
            return text[: len(text) - len(word)].rstrip()
    return text


def _other_unit(text: str, unit: str) -> str:
    """What to say when ``text`` is a number with a unit that is not wanted; "" when it is not."""
    found = _OTHER_UNIT.fullmatch(text)
    if found is None:
        return ""
    try:
        _signed(found["number"], text)
    except NumberFormatError:
        return ""
    other = found["other"].strip()
    if unit:
        return f"The answer is wanted in {unit}, not in {other}. Write the number alone, or with {unit}."
    return f"A number without a unit is wanted: leave “{other}” out."


def _signed(text: str, typed: str) -> Fraction:
    body = text.strip()
    if body[:1] in ("-", "+"):
        value = _unsigned(body[1:].lstrip(), typed)
        return -value if body[0] == "-" else value
    return _unsigned(body, typed)


def _unsigned(text: str, typed: str) -> Fraction:
    if len(text) == 1 and unicodedata.category(text) == "No" and "VULGAR" in unicodedata.name(text, ""):
        return Fraction(unicodedata.numeric(text)).limit_denominator(10)
    if power := _POWER.fullmatch(text):
        times = _plain(power["times"], typed) if power["times"] else Fraction(1)
        return times * _ten_to(power["to"] or power["up"].translate(_RAISED))
    if power := _SCIENTIFIC.fullmatch(text):
        return _plain(power["times"], typed) * _ten_to(power["to"])
    over, slash, under = text.partition("/")
    if not slash:
        return _plain(text, typed)
    if (divisor := _plain(under.strip(), typed)) == 0:
        raise NumberFormatError("A fraction cannot have 0 below the line; write a number such as 1/4.")
    return _plain(over.strip(), typed) / divisor


def _ten_to(exponent: str) -> Fraction:
    if abs(int(exponent)) > LARGEST_EXPONENT:
        raise NumberFormatError("That power of ten is too far away; check the exponent.")
    return Fraction(10) ** int(exponent)


def _plain(text: str, typed: str) -> Fraction:
    """Digits with at most one decimal sign and, perhaps, groups of three."""
    if _GROUPED.fullmatch(text):
        if text.count(",") == 1 and "." not in text and not text.startswith("0"):
            whole, decimal = text.replace(",", ""), text.replace(",", ".")
            raise NumberFormatError(f"“{text}” can be read in two ways: write {whole} or {decimal}.")
        if not text.startswith("0"):
            text = re.sub("[ _,]", "", text)
    if not _DECIMAL.fullmatch(text):
        raise NumberFormatError(f"“{typed.strip()}” is not one number; write something like 0.25, 1/4 or 25 %.")
    return Fraction(text.replace(",", "."))
