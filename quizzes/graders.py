"""Grading as pure functions: is this answer right, and why is this very answer right or wrong?

``problem_with`` comes first: an answer that cannot be graded ("abc" for a number) is not a wrong answer,
it is asked for again.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from fractions import Fraction

from quizzes.code_grader import grade_code, perfect, problem_with_code
from quizzes.matching import grade_match, pair_up, problem_with_match
from quizzes.model import (
    Answer,
    Choice,
    Code,
    Fill,
    Match,
    Mistake,
    Number,
    Order,
    Predict,
    Question,
    Several,
    Single,
    Spot,
    Verdict,
)
from quizzes.numbers import NumberFormatError, read_number
from quizzes.predicting import grade_prediction, problem_with_prediction, right_prediction
from quizzes.spotting import grade_spot, problem_with_line

LONGEST_PHRASE = 200

_ARTICLE = re.compile(r"^(?:the|an|a)\s+(?=\S)")
_HYPHENATED = re.compile(r"(?<=\w)-(?=\w)")
_DASH = re.compile("[‐‑‒–—−]")
_EDGES = " \t\"'`“”‘’«».,;:!?"


def grade(question: Question, answer: Answer) -> Verdict:
    """Right or wrong, with the reason for this very answer; what cannot be graded is wrong."""
    if problem := problem_with(question, answer):
        return Verdict(False, problem)
    match question, answer:
        case Single(), str(text):
            return _grade_single(question, text)
        case Several(), list(texts):
            return _grade_several(question, set(texts))
        case Number(), str(typed):
            return _grade_number(question, typed)
        case Order(), list(items):
            return _grade_order(question, items)
        case Fill(), str(typed):
            return _grade_fill(question, typed)
        case Match(), list(pairs):
            return grade_match(question, pairs)
        case Spot(), str(text):
            return grade_spot(question, text)
        case Predict(), _:
            return grade_prediction(question, answer)
        case Code(), _:
            return grade_code(question, answer)
    raise TypeError(f"cannot grade {answer!r} for {type(question).__name__}")


def reference(question: Question) -> Answer:
    """A right answer, in the form that is recorded."""
    match question:
        case Single():
            return next((c.text for c in question.choices if c.right), "")
        case Several():
            return [c.text for c in question.choices if c.right]
        case Number():
            return repr(question.answer).removesuffix(".0")
        case Order():
            return list(question.items)
        case Fill():
            return question.answers[0]
        case Match():
            return pair_up(question, {pair.left: pair.right for pair in question.pairs})
        case Spot():
            return next((line.text for line in question.lines if line.wrong), "")
        case Predict():
            return right_prediction(question)
        case Code():
            return perfect(question)


def problem_with(question: Question, raw: Answer) -> str | None:
    """One sentence on what to write when ``raw`` cannot be graded; None when it can."""
    match question, raw:
        case Single(), str():
            known = any(c.text == raw for c in question.choices)
            return None if known else "Choose one of the answers."
        case Several(), list():
            return _problem_with_choices(question, raw)
        case Number(), str():
            return _problem_with_number(question, raw)
        case Order(), list():
            if not raw:
                return "As they stand they are in no order: move one first."
            whole = Counter(raw) == Counter(question.items)
            return None if whole else f"Put all {len(question.items)} items in order, each once."
        case Fill(), str():
            return _problem_with_words(raw)
        case Match(), list():
            return problem_with_match(question, raw)
        case Spot(), str():
            return problem_with_line(question, raw)
        case Predict(), _:
            return problem_with_prediction(question, raw)
        case Code(), _:
            return problem_with_code(raw)
    return "Choose from the list." if isinstance(raw, str) else "Write one answer."


def _problem_with_choices(question: Several, raw: list[str]) -> str | None:
    texts = {c.text for c in question.choices}
    if not raw:
        return "Choose at least one answer; more than one can be right."
    return None if texts.issuperset(raw) else "Choose from the answers shown."


def _problem_with_words(raw: str) -> str | None:
    readable = len(raw) <= LONGEST_PHRASE and all(unicodedata.category(c) != "Cs" for c in raw)
    return None if readable and _same_words(raw) else "Write a word or a short phrase."


def _problem_with_number(question: Number, raw: str) -> str | None:
    try:
        read_number(raw, question.unit)
    except NumberFormatError as e:
        return str(e)
    return None


def _grade_single(question: Single, text: str) -> Verdict:
    chosen = next(c for c in question.choices if c.text == text)
    return Verdict(chosen.right, chosen.why)


def _grade_several(question: Several, texts: set[str]) -> Verdict:
    missed = [c for c in question.choices if c.right and c.text not in texts]
    extra = [c for c in question.choices if not c.right and c.text in texts]
    if not missed and not extra:
        return Verdict(True, "All of the right answers, and none of the wrong ones.")
    parts = [_listed("Missed", missed), _listed("Wrong", extra)]
    return Verdict(False, "\n".join(part for part in parts if part))


def _listed(heading: str, choices: list[Choice]) -> str:
    return "\n".join(f"{heading}: {c.text}. {c.why}".replace("..", ".") for c in choices)


def _grade_number(question: Number, typed: str) -> Verdict:
    got, wanted = read_number(typed, question.unit), question.answer
    if _near(got, wanted, question.tolerance):
        return Verdict(True, "That is the number.")
    for mistake in question.mistakes:
        if _is_mistake(question, mistake, got):
            return Verdict(False, mistake.why)
    if question.unit == "%" and "%" not in typed and _near(got * 100, wanted, question.tolerance):
        return Verdict(False, f"You wrote {typed.strip()}; the answer is wanted in per cent, so times 100.")
    size = "large" if math.isfinite(wanted) and got > Fraction(repr(wanted)) else "small"
    return Verdict(False, f"You wrote {typed.strip()}; that is too {size}.")


def _near(got: Fraction, wanted: float, tolerance: float) -> bool:
    """Whether ``got`` is within ``tolerance``, in the decimals the question's author wrote."""
    if not (math.isfinite(wanted) and math.isfinite(tolerance)):
        return False
    return abs(got - Fraction(repr(wanted))) <= Fraction(repr(tolerance))


def _is_mistake(question: Number, mistake: Mistake, got: Fraction) -> bool:
    try:
        return abs(got - read_number(mistake.answer, question.unit)) <= Fraction(repr(question.tolerance))
    except NumberFormatError:
        return False


def _grade_order(question: Order, items: list[str]) -> Verdict:
    for place, (given, wanted) in enumerate(zip(items, question.items, strict=True)):
        if given != wanted:
            return Verdict(False, f"{_right_so_far(place)} “{wanted}”, not “{given}”.")
    return Verdict(True, "Every item is in its place.")


def _right_so_far(count: int) -> str:
    if not count:
        return "The first item is"
    return f"Item{'s 1 to ' if count > 1 else ' '}{count} {'are' if count > 1 else 'is'} right, then comes"


def _grade_fill(question: Fill, typed: str) -> Verdict:
    words = _same_words(typed)
    if words in map(_same_words, question.answers):
        return Verdict(True, "That is the word.")
    for mistake in question.mistakes:
        if words == _same_words(mistake.answer):
            return Verdict(False, mistake.why)
    return Verdict(False, f"“{typed.strip()}” is not what is meant.")


def _same_words(typed: str) -> str:
    """One form for all spellings that count as the same: case, spacing, hyphens, articles, quotes, NFKC."""
    text = unicodedata.normalize("NFKC", _DASH.sub("-", typed)).casefold()
    text = " ".join(text.replace("’", "'").split()).strip(_EDGES)
    text = _HYPHENATED.sub(_join, _ARTICLE.sub("", text))
    return unicodedata.normalize("NFKC", text.replace(" ", "").replace("'", ""))


def _join(hyphen: re.Match[str]) -> str:
    """Drop a hyphen inside a word ("back-propagation", "LeNet-5"), keep a minus ("3-1", "w-x")."""
    text, at = hyphen.string, hyphen.start()
    left, right = re.split(r"\W", text[:at])[-1], re.split(r"\W", text[at + 1 :])[0]
    short = len(left) == 1 and len(right) == 1
    return "-" if short or not (left[-1:].isalpha() or right[:1].isalpha()) else ""
