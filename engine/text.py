"""Text as a language model reads it: prose out of Markdown, letters as numbers, and a baseline to beat."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

SKIPPED = re.compile(r"\A---.*?^---|^```.*?^```|^\$\$.*?^\$\$|\]\([^)]*\)|\{#[^}]*\}", re.DOTALL | re.MULTILINE)
"""What is no prose in a lesson: its header, figures, formulas, where links lead, names of sections."""


def prose(folder: Path) -> str:
    """The words of all lessons in ``folder``, one after the other."""
    files = sorted(folder.glob("*/lesson.md"))
    return " ".join(SKIPPED.sub(" ", file.read_text(encoding="utf-8")) for file in files)


def numbered(text: str, letters: str) -> np.ndarray:
    """Every letter as its place in ``letters``, int32, capitals made small. What is not among them becomes a space.

    Of several spaces one is kept, and none before a mark.
    """
    import numpy as np

    kept = re.sub(f"[^{re.escape(letters)}]+", " ", text.lower())
    return np.array([letters.index(letter) for letter in re.sub(" +(?=[ .,?])", "", kept)], np.int32)


def marked(text: str, words: set[str]) -> str:
    """``text`` with «…» around those of ``words``, which are in small letters."""
    return re.sub(r"[A-Za-z]+", lambda word: f"«{word[0]}»" if word[0].lower() in words else word[0], text)


def pair_perplexity(text: np.ndarray, x: np.ndarray, y: np.ndarray, kinds: int) -> float:
    """How well counting pairs in ``text`` foretells ``y`` from the letter before it, ``x``; each pair counts from 1."""
    import numpy as np

    pairs = np.ones((kinds, kinds))
    np.add.at(pairs, (text[:-1], text[1:]), 1)
    return float(np.exp(-np.log(pairs / pairs.sum(axis=1, keepdims=True))[x, y].mean()))
