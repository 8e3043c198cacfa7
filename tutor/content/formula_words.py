"""Display formulas in words, for who listens to them: ``\\frac{a}{b}`` is "a over b"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S")
_SAID = {
    "=": "equals", "+": "plus", "-": "minus", "−": "minus", "*": "times", "·": "times", "×": "times", "/": "over",
    "<": "is less than", ">": "is more than", "≤": "is at most", "≥": "is at least", "≈": "is about", "'": "prime",
    "∑": "the sum of", "∂": "partial", "cdot": "times", "times": "times", "leftarrow": "becomes", "gets": "becomes",
    "to": "goes to", "rightarrow": "goes to", "le": "is at most", "leq": "is at most", "ge": "is at least",
    "geq": "is at least", "approx": "is about", "ne": "is not", "neq": "is not", "propto": "is proportional to",
    "in": "in", "cdots": "and so on", "dots": "and so on", "ldots": "and so on", "ln": "the natural logarithm of",
    "log": "the logarithm of", "exp": "e to the power", "max": "the largest of", "min": "the smallest of",
    "lfloor": "rounded down: (", "rfloor": ")", "sum": "the sum", "prod": "the product", "infty": "infinity",
    "quad": ";", "qquad": ";", "\\": ";", "odot": "times, element by element,", "top": "transposed",
}  # fmt: skip
"""Signs and commands by what is said; other commands, such as ``\\eta``, are said by their name."""
_SILENT = {"\\left", "\\right", "\\limits", "\\,", "\\ ", "\\;", "\\!", "\\:", "&"}
_WORDS = {"text", "mathrm", "mathbf", "operatorname", "textbf", "mathit"}
_SCRIPTS = {"_": "sub", "^": "to the power"}
_POWERS = {"2": "squared", "3": "cubed", "T": "transposed"}


_CALLED = re.compile(r"([A-Za-z]|\\(?:text|mathrm|operatorname)\s*\{[^}]*\})((?:\\left)?\()")
_OPENS = ("(", "the ")
"""What is multiplied when a number or a name stands before it: a bracket, a sum, a fraction, a root, a logarithm."""
_NO_FACTOR = (frozenset(_SAID.values()) - {")"}) | {"(", "[", ",", ", if", ", else"}
_JOINED = "\u00a0"
"""Holds words together that are one name, until the whole formula is said."""


def formula_words(tex: str) -> str:
    """``tex`` as words: no backslash, no braces, nothing above or below a line.

    A bracket right behind a name is what a function is applied to, f(x); one after a blank is a factor, w (x + y).
    """
    reader = _Reader(_TOKEN.findall(_CALLED.sub(_called, tex)), tex)
    return _tidy(" ".join(reader.sequence()))


def _called(found: re.Match[str]) -> str:
    """A name with "of" between it and its bracket, unless the name's own words end so: "the largest of"."""
    command = found.string[: found.end(1)].rpartition("\\")[2]
    own = command == "left" or command in _SAID
    return found[0] if own else f"{found[1]} \\of {found[2]}"


class _Reader:
    """Goes through the signs of a formula once, from left to right."""

    def __init__(self, tokens: list[str], source: str) -> None:
        self.tokens, self.place = tokens, 0
        self._texts = iter(re.findall(r"\\(?:" + "|".join(_WORDS) + r")\s*\{([^}]*)\}", source))

    def sequence(self) -> Iterator[str]:
        """Everything up to the end of the group."""
        before = ""
        while (token := self._take()) not in ("", "}"):
            for words in self._said(token):
                if before and not _leads_on(before) and words.startswith(_OPENS):
                    yield "times"
                yield words
                before = words

    def _take(self) -> str:
        token = self.tokens[self.place] if self.place < len(self.tokens) else ""
        self.place += 1
        return token

    def _peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def _group(self) -> str:
        """The next argument in words: a group in braces, or one sign."""
        token = self._take()
        return " ".join(self.sequence() if token == "{" else self._said(token))

    def _said(self, token: str) -> Iterator[str]:
        name = token[1:] if token.startswith("\\") and len(token) > 1 else ""
        if token == "{":
            yield from self.sequence()
        elif token in ("_", "^"):
            yield self._script(token)
        elif name in _WORDS:
            yield self._text()
        elif name == "frac":
            yield _over(self._group(), self._group())
        elif name == "sqrt":
            yield _framed("the square root of", self._group(), "end of root")
        elif name == "hat":
            yield f"{self._group()} hat"
        elif name in ("begin", "end"):
            self._group()
        elif name in ("sum", "prod"):
            yield _SAID[name] + self._limits()
        elif token == "|":
            yield f"the size of {self._until_bar()}"
        elif token not in _SILENT:
            yield _SAID.get(name or token, name or token)

    def _text(self) -> str:
        """Words that stand in the formula as they are; the signs they were cut into are passed over."""
        while self._take() not in ("}", ""):
            pass
        words = next(self._texts, "").strip()
        if words in ("if", "else"):
            return f", {words}"
        return _JOINED.join(words.split())

    def _script(self, sign: str) -> str:
        """What stands below ("sub i") or above ("squared")."""
        inside = self._group()
        if inside in _POWERS and sign == "^":
            return _POWERS[inside]
        words = inside.split()
        sums = {"plus", "minus"} & set(words[1:])
        return f"{_SCRIPTS[sign]} ({inside})" if sums else f"{_SCRIPTS[sign]} {inside}"

    def _until_bar(self) -> str:
        """What stands between two upright bars."""
        said: list[str] = []
        while (token := self._take()) not in ("|", ""):
            said += self._said(token)
        return " ".join(said)

    def _limits(self) -> str:
        """From where to where a sum goes."""
        start = end = ""
        while self._peek() in ("_", "^"):
            below = self._take() == "_"
            start, end = (self._group(), end) if below else (start, self._group())
        told = f" from {start} to {end}" if start and end else f" over {start}" if start else ""
        return f"{told} of"


def _leads_on(words: str) -> bool:
    """Whether what comes after ``words`` belongs to them and is no factor: behind a sign, "the sum of", a bracket."""
    return words in _NO_FACTOR or words.endswith("of")


def _over(top: str, bottom: str) -> str:
    if _simple(top) and _simple(bottom):
        return f"{top} over {bottom}"
    return f"the fraction {top}, over {bottom}, end of fraction,"


def _framed(head: str, inside: str, tail: str) -> str:
    return f"{head} {inside}" if _simple(inside) else f"{head} {inside}, {tail},"


def _simple(said: str) -> bool:
    """Whether nobody can be in doubt where it ends."""
    words = said.removeprefix("the square root of ").removeprefix("the size of ").split(" ")
    signs = [word for word in words if word not in ("sub", "partial", "hat", "squared", "cubed")]
    return len(signs) <= (2 if "sub" in words else 1)


def _tidy(said: str) -> str:
    """Blanks and commas as in a sentence."""
    said = re.sub(r"\s+", " ", said).strip()
    said = re.sub(r"\s+([,;:)\]])", r"\1", said)
    said = re.sub(r"([(\[])\s+", r"\1", said)
    said = re.sub(r"\bof \((\w+)\)", r"of \1", said)
    said = re.sub(r",(?:\s*,)+", ",", said)
    return re.sub(r",\s*([;.)]|$)", r"\1", said).strip(" ;")
