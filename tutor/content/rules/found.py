"""What a rule for questions finds, and the finding that several of them share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tutor.content import strict

Where = strict.Where
Found = tuple[Where, str, str]
"""A mistake in a question: the part it is in, what is wrong, what to write instead."""


def repeated(where: Where, texts: Iterable[str]) -> Iterator[Found]:
    """Texts that are there twice, upper and lower case and outer blanks aside."""
    counts = Counter(" ".join(text.split()).casefold() for text in texts)
    for text in [text for text, count in counts.items() if count > 1]:
        yield where, f"{text!r} is there twice.", "Change one of them."


def blank_reason(where: Where, why: str) -> Iterator[Found]:
    """A reason that says nothing."""
    if not why.strip():
        yield where, "The reason is blank.", "Say why this is right or wrong."
