"""Formulas: what is drawn for LaTeX, and what is told about LaTeX that cannot be drawn."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.content.formulas import display, problem

TEX_SIGNS = "ab12 \\{}^_$&+-=(),[]|·−≤"


@pytest.mark.parametrize(
    ("tex", "lines"),
    [
        (r"\frac{1}{1+e^{-z}}", ["    1", "╶───────╴", " 1 + e⁻ᶻ"]),
        (r"z = \sum_{i=1}^{n} w_i x_i + b", ["     ₙ", "    ┰─╴", "z = ▐╸ wᵢxᵢ + b", "    ┸─╴", "    ⁱ⁼¹"]),
        (r"\sqrt{x^2+y^2}", [" ┌───────╴", "╰┘x² + y²"]),
        (r"\hat{y}=-x_{-1}-(-2)", ["ŷ = −x₋₁ − (−2)"]),
        (r"\begin{cases}0&x<0\\x&x\ge 0\end{cases}", ["⎧0  x < 0", "⎩x  x ≥ 0"]),
        (r"L=-\log p,\quad a_i", ["L = −log p,   aᵢ"]),
        (r"y\log(1-y)\max_i x", ["y log(1 − y) maxᵢx"]),
        (r"\operatorname{softmax}(x)\text{ if well-known}", ["softmax(x) if well-known"]),
        ("0.5·0.6 − 0.3×2 ≤ 1", ["0.5⋅0.6 − 0.3×2 ≤ 1"]),
        ("a\n= b", ["a = b"]),
    ],
)
def test_a_formula_is_set_as_it_would_be_printed(tex: str, lines: list[str]) -> None:
    assert display(tex).split("\n") == lines
    assert problem(tex) is None


@pytest.mark.parametrize(
    ("tex", "told"),
    [
        ("", "The formula is empty."),
        (r"\sigm(x)", r"\sigm cannot be set. Did you mean \sigma?"),
        (r"\qqqqqqqq", r"\qqqqqqqq cannot be set. Write it another way."),
        (r"\begin{case}x\end{case}", "Did you mean cases?"),
        (r"\frac{1}{2", "Expected }, got the end."),
        (r"\left( x", r"Expected \right, got the end."),
        ("x^", "something is missing before the end"),
        ("x^1^2", "Double superscripts"),
        ("😀", "there is no picture for 😀"),
        (r"\limits", "its parts do not fit together"),
    ],
)
def test_a_formula_that_cannot_be_set_is_shown_as_typed_and_told(tex: str, told: str) -> None:
    assert display(tex) == tex
    assert told in (problem(tex) or "")


@given(
    st.text()
    | st.text(TEX_SIGNS)
    | st.lists(st.sampled_from([r"\frac", r"\sum", r"\hat", "{", "}", "x", "^", "_"])).map("".join)
)
def test_any_text_gives_clean_lines_and_never_an_error(tex: str) -> None:
    shown = display(tex)
    assert problem(tex) or shown == unicodedata.normalize("NFC", shown)
    assert problem(tex) or all(line == line.rstrip() for line in shown.split("\n"))
