"""Display formulas: LaTeX set as lines of characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from tutor.content.errors import did_you_mean


def display(tex: str) -> str:
    """``tex`` as one or more lines without trailing blanks; the source itself where it cannot be set."""
    return _set(tex)[0]


def problem(tex: str) -> str | None:
    """What keeps ``tex`` from being set, in one sentence with what to write instead; None when all is well."""
    return _set(tex)[1]


@lru_cache(maxsize=256)
def _set(tex: str) -> tuple[str, str | None]:
    """The lines to show, and what is wrong with ``tex``."""
    source = tex.strip()
    if not source:
        return source, "The formula is empty. Write it between the $$ signs."
    if wrong := _unknown(source):
        return source, wrong
    lines = _art(_spaced(_plain(source)))
    if lines.startswith(_COMPLAINT):
        return source, f"The formula cannot be set: {_explained(lines)}. Check its braces and signs."
    return lines, None


_COMPLAINT = "TeXicode: "
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)|.)")  # in `a\\b` the b is no command
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{([^}]*)\}")
_ENVIRONMENTS = (
    "align", "align*", "aligned", "array", "Bmatrix", "bmatrix", "cases", "gathered",
    "matrix", "pmatrix", "smallmatrix", "split", "Vmatrix", "vmatrix",
)  # fmt: skip


@cache
def _commands() -> list[str]:
    """Every command there is a picture for."""
    from texicode import arts, node_data, symbols_art

    words = [word for kind, word in node_data.type_dict if kind == "cmnd"]
    words += [*symbols_art.symbols, *arts.multi_line_leaf_commands, "begin", "end"]
    return sorted({word for word in words if word.isalpha()})


def _unknown(source: str) -> str | None:
    """A complaint about the first command or environment there is no picture for."""
    for word in filter(None, _COMMAND.findall(source)):
        if word not in _commands():
            hint = did_you_mean(word, _commands())  # where none is near it lists all, which would fill a page
            near = hint.replace("mean ", "mean \\") if hint.startswith("Did") else "Write it another way."
            return f"\\{word} cannot be set. {near}"
    for name in _ENVIRONMENT.findall(source):
        if name not in _ENVIRONMENTS:
            return f"The environment {name!r} cannot be set. {did_you_mean(name, _ENVIRONMENTS)}"
    return None


def _art(tex: str) -> str:
    """The lines made by texicode, or its own error message."""
    from texicode.pipeline import render_tex

    try:
        drawn = str(render_tex(tex, False, False, "raw", {"fonts": "normal"}))
    except Exception:  # it is young, and whatever it raises, a lesson must go on
        return f"{_COMPLAINT}error: its parts do not fit together"
    if drawn.startswith(_COMPLAINT):
        return drawn
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", drawn).split("\n")]
    indent = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    shown = "\n".join(line[indent:] for line in lines).strip("\n")
    return shown.replace("-", "−").replace(_HYPHEN, "-")


_HYPHEN = "ꟷ"
"""Stands for a hyphen in words while texicode works: to it this is a letter, and a hyphen is a minus sign."""


_INNER_NAMES = {
    "cls_brac": "}", "cls_brak": "\\]", "cls_degr": "]", "cls_dlim": "\\right", "cls_root": "the end",
    "amp_sep": "&", "opn_brac": "{", "opn_degr": "[", "cmd_lmts": "\\limits",
}  # fmt: skip


def _explained(complaint: str) -> str:
    """texicode's message without its inner names."""
    message = complaint.partition("error: ")[2]
    message = re.sub(r"Unknown token \(.*?, '(.*)'\)", r"there is no picture for \1", message)
    message = re.sub(r"\w+", lambda word: _INNER_NAMES.get(word[0], word[0]), message)
    return re.sub(r"[\['\]]", "", message).replace("Expected , got", "something is missing before")


@cache
def _typed() -> dict[str, str]:
    """Commands for signs that people type as they are, such as ≤ and ·."""
    from texicode import symbols_art

    signs = {"∑": "sum", "∏": "prod", "×": "times", "·": "cdot"}
    for command, glyphs in symbols_art.symbols.items():
        if command.isalpha() and len(glyphs) == 1 and not glyphs[0].isalnum() and not glyphs[0].isascii():
            signs.setdefault(glyphs[0], command)
    return signs


def _plain(tex: str) -> str:
    """``tex`` on one line, in the characters and commands that texicode has."""
    tex = " ".join(tex.split()).replace("−", "-").replace("\\operatorname", "\\mathrm")
    tex = re.sub(r"\\text\s*\{[^}]*\}", lambda words: words[0].replace("-", _HYPHEN), tex)
    return "".join(f"\\{_typed()[sign]} " if sign in _typed() else sign for sign in tex)


_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|[\s\S]")
_RELATIONS = {
    "=", "<", ">", "\\approx", "\\equiv", "\\ge", "\\geq", "\\gets", "\\in", "\\le", "\\leftarrow",
    "\\leq", "\\mapsto", "\\ne", "\\neq", "\\propto", "\\rightarrow", "\\sim", "\\to",
}  # fmt: skip
_SUMS = {"+", "-"}
_FUNCTIONS = {"\\arg", "\\cos", "\\exp", "\\ln", "\\log", "\\max", "\\min", "\\sin", "\\tanh"}
_SCRIPTS = {"^", "_"}
_WORDS = {"\\text", "\\mathrm", "\\mathbf", "\\begin", "\\end"}
_OPENERS = {"", "(", "[", "{", ",", "&", "\\\\", "|", "\\left"}
_BLANK = "\\ "


def _spaced(tex: str) -> str:
    """``tex`` with blanks around relations, sums and function names, as a printed formula has them.

    Nothing changes in sub- and superscripts, where every cell counts, nor in words.
    """
    tight = [False]  # for each open brace: no blanks in here
    out: list[str] = []
    before = ""
    for sign, after in _with_next(_TOKEN.findall(tex)):
        if sign == "{":
            tight.append(tight[-1] or before in _SCRIPTS | _WORDS)
        elif sign == "}" and len(tight) > 1:
            tight.pop()
        left, right = _blanks(before, sign, after) if not tight[-1] else ("", "")
        out.append(f"{left}{sign} {right}" if sign[0] == "\\" else f"{left}{sign}{right}")
        before = sign if sign != " " else before
    return "".join(out)


def _with_next(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Each sign with the next that is not a blank ("" at the end)."""
    signs = [token.strip() or " " for token in tokens]
    for place, sign in enumerate(signs):
        yield sign, next((s for s in signs[place + 1 :] if s != " "), "")


def _blanks(before: str, sign: str, after: str) -> tuple[str, str]:
    """What goes before and after ``sign``."""
    if before in _SCRIPTS | {"\\left", "\\right"}:
        return "", ""
    opening = before in _OPENERS | _RELATIONS | _SUMS
    if sign in _RELATIONS or (sign in _SUMS and not opening):
        return _BLANK, _BLANK
    if sign in _FUNCTIONS:
        left = "" if opening or before in _FUNCTIONS else _BLANK
        return left, "" if after in _SCRIPTS | {"(", "[", "{", "\\left"} else _BLANK
    return "", _BLANK if sign == "," else ""
