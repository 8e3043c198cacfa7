"""Questions and answers as plain lines: what is listed, what to type, what was meant, and what was right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from quizzes.graders import reference
from quizzes.matching import pair_up
from quizzes.model import Answer, Fill, Match, Number, Order, Predict, Question, Several, Single, Spot
from quizzes.predicting import outcome_of
from quizzes.spotting import number_of
from tutor.quiz.text import one_line, wrapped

ASK = {
    Single: "The number of your answer",
    Several: "All that are right, such as 1 3",
    Order: "The right order, such as 3 1 2",
    Number: "Your answer, a number",
    Fill: "Your answer",
    Spot: "The number of the wrong line",
    Predict: "What do you expect? Its number; then the lab runs",
}
LEAVE = "? for a hint or q to stop."


def listed(question: Question, options: Sequence[str]) -> Iterator[str]:
    """What there is to choose from or to put together, line by line; nothing where the answer is typed."""
    match question:
        case Match():
            yield from _numbered([pair.left for pair in question.pairs])
            yield "Each belongs to one of these:"
            for letter, option in zip(ascii_lowercase, options, strict=False):
                yield wrapped(option, first=f"  {letter}. ", rest="     ")
        case Spot():
            width = len(str(len(question.lines)))
            yield from (f"  {number:{width}}. {line.text}".rstrip() for number, line in enumerate(question.lines, 1))
            if len(question.choosable) < len(question.lines):
                yield f"The wrong one is among lines {_choosable_numbers(question)}."
        case _:
            yield from _numbered(options)


def _numbered(texts: Sequence[str]) -> Iterator[str]:
    for number, text in enumerate(texts, 1):
        yield wrapped(text, first=f"  {number}. ", rest="     ")


def asked(question: Question) -> str:
    """What to type, as the prompt before the learner's answer."""
    if isinstance(question, Match):
        count = len(question.pairs)
        return f"The letters for 1 to {count}, such as {' '.join(ascii_lowercase[:count][::-1])}"
    unit = f" ({question.unit})" if isinstance(question, Number) and question.unit else ""
    return f"{ASK[type(question)]}{unit}"


def answer_of(question: Question, options: Sequence[str], typed: str) -> Answer:
    """What was typed as an answer: numbers and letters stand for what was listed. Raises ValueError, to be shown.

    For a prediction this is the choice alone.
    """
    match question:
        case Number() | Fill():
            return typed
        case Match():
            return pair_up(question, _chosen_partners(question, options, typed))
        case Spot():
            return _chosen_line(question, typed)
    texts = [options[number - 1] for number in _numbers(typed, len(options))]
    if isinstance(question, Single | Predict):
        return _only(texts)
    return list(dict.fromkeys(texts)) if isinstance(question, Several) else texts


def _only(texts: Sequence[str]) -> str:
    if len(texts) > 1:
        raise ValueError("Only one answer is right: type one number.")
    return texts[0]


def _numbers(typed: str, highest: int) -> list[int]:
    """Numbers from 1 to ``highest``, apart by blanks, commas or dots."""
    numbers = [int(number) for number in re.split(r"[\s,;.]+", typed.strip()) if number.isdecimal()]
    rest = re.sub(r"[\d\s,;.]+", "", typed)
    if rest or not numbers or not all(1 <= number <= highest for number in numbers):
        raise ValueError(f"Type numbers from 1 to {highest}, {LEAVE}")
    return numbers


def _chosen_line(question: Spot, typed: str) -> str:
    """The text of the line whose number was typed."""
    numbers = _numbers(typed, len(question.lines))
    if len(numbers) > 1:
        raise ValueError("Only one line is wrong: type one number.")
    line = question.lines[numbers[0] - 1]
    if not line.why:
        raise ValueError(f"Line {numbers[0]} is given and right. Choose among lines {_choosable_numbers(question)}.")
    return line.text


def _choosable_numbers(question: Spot) -> str:
    """ "2, 3 and 5", or "2 to 5" where there is no gap."""
    numbers = [number_of(question, text) for text in question.choosable]
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def _chosen_partners(question: Match, options: Sequence[str], typed: str) -> dict[str, str]:
    """Letters in the order of the numbers ("b d a"), or each behind its number ("2a 1b 3d")."""
    lefts, known = [pair.left for pair in question.pairs], ascii_lowercase[: len(options)]
    text = re.sub(r"[\s,;.:=→>)-]+", "", typed.casefold())
    placed = re.findall(r"(\d+)([a-z])", text)
    if text.isalpha():
        placed = [(str(number), letter) for number, letter in enumerate(text, 1)]
    rest = "" if text.isalpha() else re.sub(r"\d+[a-z]", "", text)
    places = [int(number) for number, _ in placed]
    if rest or sorted(places) != list(range(1, len(lefts) + 1)) or not all(letter in known for _, letter in placed):
        raise ValueError(f"Type {len(lefts)} letters from a to {known[-1]}, one for each number, {LEAVE}")
    return {lefts[place - 1]: options[known.index(letter)] for place, (_, letter) in zip(places, placed, strict=True)}


def right_answer(question: Question, given: Answer) -> str:
    """The right answer as a sentence; "" where the verdict on ``given`` has said it all."""
    match question:
        case Several() | Match() | Spot():
            return ""
        case Predict():
            happened = outcome_of(question, given[1]) if isinstance(given, list) and len(given) > 1 else None
            return f"So the right answer was: {one_line(happened.text)}." if happened is not None else ""
        case Order():
            return "\n".join(["The right order:", *_numbered(question.items)])
    if isinstance(question, Number):
        unit = f" {question.unit}" if question.unit else ""
        return f"The right answer: {str(reference(question)).replace('-', '−')}{unit}."
    return f"The right answer: {one_line(str(reference(question)))}."
