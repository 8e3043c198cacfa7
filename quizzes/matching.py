"""Grading what belongs to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from quizzes.model import Match, Verdict

ARROW = " → "


def pair_up(question: Match, chosen: Mapping[str, str]) -> list[str]:
    """``chosen`` (right by left) in the form that is recorded; lefts without a right are left out."""
    return [f"{pair.left}{ARROW}{chosen[pair.left]}" for pair in question.pairs if chosen.get(pair.left)]


def chosen_rights(question: Match, answer: list[str]) -> dict[str, str]:
    """What was chosen for each left; what cannot be read is left out."""
    chosen = {}
    for pair in question.pairs:
        start = f"{pair.left}{ARROW}"
        rights = [given.removeprefix(start) for given in answer if given.startswith(start)]
        known = [right for right in rights if right in all_rights(question)]
        if len(rights) == 1 and known:
            chosen[pair.left] = known[0]
    return chosen


def all_rights(question: Match) -> list[str]:
    """Everything one can choose from, those that belong to nothing last."""
    return [pair.right for pair in question.pairs] + [decoy.text for decoy in question.extra]


def problem_with_match(question: Match, answer: list[str]) -> str | None:
    """What is missing before the pairs can be graded, or None."""
    chosen = chosen_rights(question, answer)
    if len(chosen) < len(question.pairs) or len(answer) != len(question.pairs):
        missing = next((pair.left for pair in question.pairs if pair.left not in chosen), "")
        return f"Choose a partner for “{missing}”." if missing else "Choose one partner for each."
    if twice := next((right for right in chosen.values() if list(chosen.values()).count(right) > 1), None):
        return f"“{twice}” is chosen twice; each belongs to one at most."
    return None


def grade_match(question: Match, answer: list[str]) -> Verdict:
    """All pairs right, or which are wrong and why."""
    wrong = list(_wrong(question, chosen_rights(question, answer)))
    if not wrong:
        return Verdict(True, "All of them belong together.")
    right = len(question.pairs) - len(wrong)
    return Verdict(
        False, "\n".join([f"{right} of {len(question.pairs)} pairs {'is' if right == 1 else 'are'} right.", *wrong])
    )


def _wrong(question: Match, chosen: Mapping[str, str]) -> Iterator[str]:
    decoys = {decoy.text: decoy.why for decoy in question.extra}
    for pair in question.pairs:
        given = chosen.get(pair.left, "")
        if given != pair.right:
            about = f" (“{given}”: {decoys[given]})" if given in decoys else ""
            colon = "" if pair.right.endswith(("?", "!", ".")) else ":"
            yield f"{pair.left}{ARROW}{pair.right}{colon} {pair.why}{about}"
