"""Display formulas: LaTeX set as lines of characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

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
    wrong = _unknown(source)
    lines = "" if wrong else _art(_spaced(source))
    if not wrong and not lines.strip():
        wrong = "The formula is empty. Write it between the $$ signs."
    elif lines.startswith(_COMPLAINT):
        wrong = f"The formula cannot be set: {lines.partition(': ')[2]}. Check its braces and signs."
    return (source, wrong) if wrong else (lines, None)


_COMPLAINT = "TeXicode: "
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{([^}]*)\}")
_ENVIRONMENTS = (
    "align", "align*", "aligned", "array", "Bmatrix", "bmatrix", "cases", "gathered",
    "matrix", "pmatrix", "smallmatrix", "split", "Vmatrix", "vmatrix",
)  # fmt: skip


def _unknown(source: str) -> str | None:
    """A complaint about the first command or environment there is no picture for."""
    from texicode import arts, node_data, symbols_art

    commands = {word for kind, word in node_data.type_dict if kind == "cmnd" and word.isalpha()}
    commands |= {word for word in (*symbols_art.symbols, *arts.multi_line_leaf_commands) if word.isalpha()}
    for word in _COMMAND.findall(source):
        if word not in commands | {"begin", "end"}:
            return f"\\{word} cannot be set. {_hint(word, sorted(commands), 'Write it another way.')}"
    for name in _ENVIRONMENT.findall(source):
        if name not in _ENVIRONMENTS:
            return f"The environment {name!r} cannot be set. {did_you_mean(name, _ENVIRONMENTS)}"
    return None


def _hint(word: str, known: list[str], otherwise: str) -> str:
    """The nearest command, where one is near: the whole list would fill a page."""
    hint = did_you_mean(word, known)
    return hint.replace("mean ", "mean \\") if hint.startswith("Did") else otherwise


def _art(tex: str) -> str:
    """The lines made by texicode, its own error message among them."""
    from texicode.pipeline import render_tex

    try:
        drawn = str(render_tex(tex, False, False, "raw", {"fonts": "normal"}))
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return f"{_COMPLAINT}{type(error).__name__}: {error}"
    if drawn.startswith(_COMPLAINT):
        return drawn
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", drawn).split("\n")]
    indent = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    minus = "-" if "\\text" in tex else "−"  # a hyphen in words stays one
    return "\n".join(line[indent:].replace("-", minus) for line in lines).strip("\n")


_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|[\s\S]")
_RELATIONS = {
    "=", "<", ">", "≤", "≥", "≈", "\\approx", "\\equiv", "\\ge", "\\geq", "\\gets", "\\in", "\\le", "\\leftarrow",
    "\\leq", "\\mapsto", "\\ne", "\\neq", "\\propto", "\\rightarrow", "\\sim", "\\to",
}  # fmt: skip
_BINARY = {"+", "-"}
_VERBATIM = {"\\text", "\\mathrm", "\\operatorname", "\\mathbf", "\\begin", "\\end"}
_OPENERS = {"", "(", "[", "{", ",", "&", "\\\\", "|", "\\left"}


def _spaced(tex: str) -> str:
    """``tex`` with blanks around relations, sums and differences, as a printed formula has them.

    Nothing changes in sub- and superscripts, where every cell counts, nor in words.
    """
    out: list[str] = []
    tight = [False]  # for each open brace: no blanks in here
    before = ""
    for token in _TOKEN.findall(_plain(tex)):
        sign = token.strip()
        if sign == "{":
            tight.append(tight[-1] or before in {"^", "_"} | _VERBATIM)
        elif sign == "}" and len(tight) > 1:
            tight.pop()
        loose = not tight[-1] and before not in {"^", "_", "\\left", "\\right"}
        is_sign = sign in _RELATIONS or (sign in _BINARY and before not in _OPENERS | _RELATIONS | _BINARY)
        out.append(f"\\ {sign}\\ " if loose and is_sign and sign else token)
        before = sign or before
    return "".join(out)


def _plain(tex: str) -> str:
    """``tex`` in the characters and commands that texicode has."""
    tex = tex.replace("−", "-").replace("\t", " ").replace("\\operatorname", "\\mathrm")
    return re.sub(r"\s*\n\s*", " ", tex)
