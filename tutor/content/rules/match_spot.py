"""Rules for pairs to match and for the wrong line to spot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizzes.matching import ARROW, all_rights, pair_up
from quizzes.model import Answer, Match, Spot
from tutor.content.rules.found import Found, blank_reason, repeated

FEWEST_LINES = 3
"""Lines that can be chosen."""


def match_faults(question: Match) -> Iterator[Found]:
    """Sides that are there twice, that cannot be told apart in the record, or that have no reason."""
    yield from repeated(("pairs",), (pair.left for pair in question.pairs))
    yield from repeated(("pairs",), all_rights(question))
    for number, pair in enumerate(question.pairs):
        yield from blank_reason(("pairs", number, "why"), pair.why)
        if ARROW.strip() in pair.left:
            hint = "Write it without: the answer is recorded as “left → right”."
            yield ("pairs", number, "left"), f"An arrow stands in {pair.left!r}.", hint
    for number, decoy in enumerate(question.extra):
        yield from blank_reason(("extra", number, "why"), decoy.why)


def spot_faults(question: Spot) -> Iterator[Found]:
    """Not exactly one wrong line, too few to choose from, or lines nobody can tell apart."""
    wrong = sum(line.wrong for line in question.lines)
    if wrong != 1:
        counted = {0: "No line is"}.get(wrong, f"{wrong} lines are")
        yield ("lines",), f"{counted} marked wrong.", "Mark exactly one with `wrong: true`."
    for number, line in enumerate(question.lines):
        if line.wrong and not line.why:
            yield ("lines", number), "The wrong line has no reason.", "Say what is wrong with it."
        elif line.why:
            yield from blank_reason(("lines", number, "why"), line.why)
            if not line.text.strip():
                hint = "Write the line, or take its `why` out: then it is context."
                yield ("lines", number), "A line that can be chosen is blank.", hint
    if len(question.choosable) < FEWEST_LINES:
        hint = f"Say of {FEWEST_LINES} lines at least why they are right or wrong."
        yield ("lines",), f"Only {len(question.choosable)} lines can be chosen.", hint
    yield from repeated(("lines",), question.choosable)


def wrong_pairings(question: Match) -> Sequence[Answer]:
    """Pairs that must not pass: each partner swapped with the next one's, all turned, one missing."""
    lefts = [pair.left for pair in question.pairs]
    rights = [pair.right for pair in question.pairs]
    turned = pair_up(question, dict(zip(lefts, [*rights[1:], rights[0]], strict=True)))
    swapped = []
    for one in range(len(lefts)):
        other = (one + 1) % len(lefts)
        chosen = dict(zip(lefts, rights, strict=True)) | {lefts[one]: rights[other], lefts[other]: rights[one]}
        swapped.append(pair_up(question, chosen))
    decoys = [
        pair_up(question, {**dict(zip(lefts, rights, strict=True)), lefts[0]: decoy.text}) for decoy in question.extra
    ]
    return [turned, turned[:-1], *swapped, *decoys]
