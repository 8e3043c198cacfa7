"""The little Markdown that questions use (`code`, *emphasis*, **strong**), for screens and for plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap

from quizzes.model import Code, Question

_MARKS = re.compile(
    r"`(?P<code>[^`\n]+)`|(?<![\w*])(?P<stars>\*{1,2})(?P<text>[^\s*](?:[^*\n]*[^\s*])?)(?P=stars)(?![\w*])"
)
_BY_HAND = re.compile(r"^  .*$\n?", re.MULTILINE)
_TO_WRITE = re.compile(r"Write\s+`(?P<function>[^`]+)`")
_FENCE = re.compile(r"^```.*$\n?", re.MULTILINE)
STYLES = {"": "", "`": "code", "*": "emphasis", "**": "strong"}


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """``text`` in pieces, each with its style: "", "code", "emphasis" or "strong". Fences of code blocks go."""
    text = _FENCE.sub("", text).strip("\n")
    start = 0
    for found in _MARKS.finditer(text):
        if found.start() > start:
            yield text[start : found.start()], ""
        yield (found["code"], "code") if found["code"] else (found["text"], STYLES[found["stars"]])
        start = found.end()
    if start < len(text):
        yield text[start:], ""


def plain(text: str) -> str:
    """``text`` without its marks."""
    return "".join(piece for piece, _ in pieces(text))


def one_line(text: str) -> str:
    """``text`` without marks, as one line."""
    return " ".join(plain(text).split())


def headline(question: Question) -> str:
    """What a question is called in a list: its prompt in one line without what is set by hand (a matrix, a table), a
    code exercise by the function it asks for.
    """
    asked = _TO_WRITE.search(question.prompt) if isinstance(question, Code) else None
    return f"Write {asked['function']}" if asked else one_line(_BY_HAND.sub("", question.prompt))


def paragraphs(text: str) -> str:
    """``text`` with the lines of each paragraph joined, so that any width can wrap it; indented lines stay."""
    lines: list[str] = []
    for line in text.strip("\n").split("\n"):
        flows = bool(line.strip()) and not line.startswith("  ")
        if flows and lines and lines[-1] and not lines[-1].startswith("  "):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.rstrip())
    return "\n".join(lines)


def wrapped(text: str, width: int = 76, first: str = "", rest: str = "") -> str:
    """``text`` without marks at most ``width`` wide; lines that are set by hand (indented) stay as they are."""
    lines: list[str] = []
    for line in plain(text).rstrip().split("\n"):
        lead = rest if lines else first
        if line.startswith("  ") or not line.strip():
            lines.append((lead + line).rstrip())
        else:
            lines += wrap(line, width, initial_indent=lead, subsequent_indent=rest, break_long_words=False)
    return "\n".join(lines)
