"""Sentences about a learner's code: how a call is written, and what each kind of trouble means."""

from __future__ import annotations

import signal
from typing import Any

from quizzes.evidence import Trouble
from quizzes.plain_data import Plain

WIDEST = 60
"""Characters of a value in a message."""

HINTS = {
    "RecursionError": "A function that calls itself needs a case in which it does not.",
    "MemoryError": "It took more memory than it may: look for a list that grows without end, or a far too large one.",
    "SystemExit": "exit() ends the whole program; use return to end a function.",
    "ModuleNotFoundError": "Python's own modules and NumPy are there, nothing else is needed.",
    "EOFError": "Nobody is there to answer input(): use what the function is given.",
    "ZeroDivisionError": "Which value below the fraction line is 0 in this call?",
    "IndexError": "An index went past the end: is it the right list, and are rows and columns not swapped?",
    "OverflowError": "The number is too large for a float; exp(x) is from about x = 710 on.",
}

SIGNS = {
    "matmul": "The shapes do not fit: print(A.shape) shows the shape of an array.",
    "broadcast": "The shapes do not fit: print(A.shape) shows the shape of an array.",
    "can't multiply sequence": "A list times a number is not what it is in maths: go through the list in a loop.",
    "ellipsis": "“...” stands for what is still to be written.",
}
"""Words in a message of Python's that tell what a learner did."""


def shown(value: Plain) -> str:
    """A value as Python writes it, in a few words where it is long; what is no plain data by its own words."""
    if isinstance(value, dict):
        return str(value.get("text", value.get("type", "")))
    return _cut(value, WIDEST)


def _cut(value: Plain, room: int) -> str:
    whole = _written(value)
    if len(whole) <= room:
        return whole
    if not isinstance(value, list):
        return whole[: room - 1] + "…"
    parts: list[str] = []
    left = room - 5
    for item in value:
        part = _cut(item, max(12, left)) if not parts else _cut(item, max(12, left // 2))
        if parts and len(part) + 2 > left:
            break
        parts.append(part)
        left -= len(part) + 2
    return "[" + ", ".join(parts) + (", …]" if len(parts) < len(value) else "]")


def _written(value: Plain) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, dict):
        return shown(value)
    return f"{value:.10g}" if isinstance(value, float) and not value.is_integer() else repr(value)


def called(function: str, args: list[Plain]) -> str:
    """A call as one would write it."""
    room = max(14, (WIDEST - len(function)) // max(1, len(args)))
    whole = ", ".join(map(_written, args))
    inside = whole if len(whole) + len(function) <= WIDEST + 8 else ", ".join(_cut(arg, room) for arg in args)
    return f"{function}({inside})"


def kind_of(value: Plain) -> str:
    """What sort of thing a value is, in words."""
    if isinstance(value, dict):
        return _OTHER.get(str(value.get("type")), "a thing of the type " + str(value.get("type")))
    if value is None:
        return "None"
    if isinstance(value, bool):
        return "a truth value"
    if isinstance(value, int | float):
        return "a number"
    return "a text" if isinstance(value, str) else "a list"


_OTHER = {"int": "a number, far too large", "list": "a list", "tuple": "a list", "ndarray": "an array", "str": "a text"}


def trouble_in_words(trouble: Trouble) -> str:
    """What went wrong and where to look, in one or two sentences."""
    return str(_SENTENCES[trouble.kind](trouble))


def raised(trouble: Trouble) -> str:
    """An exception as Python's last line tells it."""
    return f"{trouble.type}: {trouble.message}" if trouble.message not in ("", "None") else trouble.type


def _syntax(trouble: Trouble) -> str:
    if not trouble.line:
        return f"Python cannot read this code: {trouble.message}."
    lines = [f"Python cannot read line {trouble.line}: {trouble.message}."]
    if trouble.text:
        text = trouble.text.expandtabs(1)
        indent = len(text) - len(text.lstrip())
        at = max(0, min(trouble.column - 1, len(text)) - indent)
        start = max(0, at - WIDEST + 10)  # of a long line, the part with the mistake
        lines += [f"    {_short(text.lstrip()[start:])}", "    " + " " * (at - start) + "^"]
    return "\n".join(lines)


def _exception(trouble: Trouble) -> str:
    where = f"Line {trouble.line}, `{_short(trouble.text)}`, raised" if trouble.line else "It raised"
    hint = HINTS.get(trouble.type, "") or next((SIGNS[sign] for sign in SIGNS if sign in trouble.message), "")
    if trouble.meant:
        hint = f"Did you mean `{trouble.meant}`?"
    said = raised(trouble)
    said = said if len(said) <= 2 * WIDEST else said[: 2 * WIDEST - 1] + "…"
    end = "" if said.endswith((".", "!", "?", "…")) else "."
    return f"{where} {said}{end} {hint}".rstrip()


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _missing(trouble: Trouble) -> str:
    meant = f" Did you mean `{trouble.meant}` to be it?" if trouble.meant else ""
    return f"There is no function `{trouble.function}` in your code.{meant} Start with `def {trouble.function}(…):`."


def _uncallable(trouble: Trouble) -> str:
    return f"`{trouble.function}` is a {trouble.type} in your code, not a function; another name may hide it."


def _unwritten(trouble: Trouble) -> str:
    return f"`{trouble.function}` is not written yet: “...” stands where your code goes."


def _arguments(trouble: Trouble) -> str:
    count = f"{trouble.given} argument" + ("" if trouble.given == 1 else "s")
    return f"`{trouble.function}` is called with {count}, but yours is `{trouble.function}{trouble.signature}`."


def _time(trouble: Trouble) -> str:
    return f"It did not end within {trouble.seconds:g} seconds and was stopped. Look for a loop that never ends."


def _ended(trouble: Trouble) -> str:
    if trouble.code == -getattr(signal, "SIGKILL", 9):
        return "Python was ended in the middle of it, most often because it took too much memory."
    if trouble.code == -getattr(signal, "SIGSEGV", 11):
        return "Python itself crashed, most often by calls nested too deeply."
    return f"Python was ended in the middle of it (exit code {trouble.code}); use return to end a function."


def _start(trouble: Trouble) -> str:
    return f"Your code could not be run, through no fault of yours: {trouble.message}"


def _cancelled(trouble: Trouble) -> str:
    return "You stopped it."


_SENTENCES: dict[str, Any] = {
    "syntax": _syntax,
    "exception": _exception,
    "missing": _missing,
    "uncallable": _uncallable,
    "unwritten": _unwritten,
    "arguments": _arguments,
    "time": _time,
    "ended": _ended,
    "start": _start,
    "cancelled": _cancelled,
}
