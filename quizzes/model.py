"""The kinds of question, as strict data.

What is recorded of an answer is plain JSON made of stable strings (a choice's text, an item's text, what was
typed), never a position, so that reordering a question loses nothing.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Text = Annotated[str, Meta(min_length=1)]
Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """One choice: its text, whether it is right, and why it is right or wrong."""

    text: Text
    why: Text
    right: bool = False


class Mistake(Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong answer people often give, and what went wrong on the way to it."""

    answer: Text
    why: Text


class Base(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True):
    """What every question has: a stable id, the lesson section it belongs to, a prompt, hints, an explanation."""

    id: Id
    section: Id
    prompt: Text
    explain: Text
    hints: Annotated[list[Text], Meta(min_length=1)]


class Single(Base, frozen=True, tag="single", kw_only=True):
    """Exactly one choice is right. Answer: the choice's text."""

    choices: Annotated[list[Choice], Meta(min_length=2)]


class Several(Base, frozen=True, tag="several", kw_only=True):
    """One or more choices are right, and all of them are wanted. Answer: list of texts."""

    choices: Annotated[list[Choice], Meta(min_length=3)]


class Number(Base, frozen=True, tag="number", kw_only=True):
    """A number within ``tolerance`` (absolute). Answer: what was typed, such as "0.5", "1/2" or "50 %"."""

    answer: float
    tolerance: Annotated[float, Meta(ge=0)]
    unit: str = ""
    mistakes: list[Mistake] = []


class Order(Base, frozen=True, tag="order", kw_only=True):
    """Put items in order; they are listed here in the right one. Answer: list of texts."""

    items: Annotated[list[Text], Meta(min_length=3)]


class Fill(Base, frozen=True, tag="fill", kw_only=True):
    """A word or short text for the blank (``___`` in the prompt). Answer: what was typed."""

    answers: Annotated[list[Text], Meta(min_length=1)]
    mistakes: list[Mistake] = []


Question = Single | Several | Number | Order | Fill
Answer = str | list[str]


class Quiz(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All questions of one lesson."""

    format: int
    lesson: Id
    questions: list[Question]


class Verdict(Struct, frozen=True):
    """Right or wrong, and the sentence that says why for this very answer."""

    right: bool
    why: str
