"""Rules for quizzes: every question can be answered, and only rightly. Each one is graded here."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from quizzes.graders import grade, problem_with, reference
from quizzes.matching import ARROW, all_rights, pair_up
from quizzes.model import Answer, Code, Fill, Match, Number, Order, Predict, Question, Quiz, Several, Single, Spot
from tutor.content import strict
from tutor.content.course import Lesson
from tutor.content.errors import ContentError, Problem, did_you_mean
from tutor.content.quiz import read_document
from tutor.content.rules.code import code_faults, run_faults
from tutor.content.rules.prose import composed_problems

FEWEST = 8
"""Questions in a quiz."""
BLANK = "___"

Where = strict.Where
Found = tuple[Where, str, str]
"""A mistake in a question: the part it is in, what is wrong, what to write instead."""


@dataclass
class CheckedQuiz:
    """The questions of a quiz that can be read, and everything wrong with it."""

    questions: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_quiz(lesson_id: str, lesson: Lesson | None, folder: Path) -> CheckedQuiz:
    """Check the quiz of a lesson; without the lesson (it cannot be read) its sections are not compared."""
    file = folder / f"{lesson_id}.yaml"
    try:
        document = read_document(file)
    except ContentError as error:
        return CheckedQuiz(problems=error.problems)
    quiz = CheckedQuiz(problems=[*document.problems, *strict.mistakes(document, Quiz, document.data, ())])
    quiz.problems += composed_problems(file)
    numbered = dict(_readable(document))
    quiz.questions = list(numbered.values())
    found = [*_whole_faults(lesson_id, document, numbered)]
    for number, question in numbered.items():
        faults = [*_place_faults(lesson_id, lesson, question), *question_faults(question)]
        found += [(("questions", number, *where), message, instead) for where, message, instead in faults]
    quiz.problems += [document.problem(where, message, instead) for where, message, instead in found]
    return quiz


def _listed(document: strict.Document) -> list[strict.Value]:
    """What stands under ``questions``, readable or not."""
    listed = document.data.get("questions") if isinstance(document.data, dict) else None
    return listed if isinstance(listed, list) else []


def _readable(document: strict.Document) -> Iterator[tuple[int, Question]]:
    """The questions that have the right shape, by their place in the file."""
    for number, item in enumerate(_listed(document)):
        try:
            yield number, msgspec.convert(item, Question, strict=False)
        except msgspec.ValidationError:
            continue  # told by strict.mistakes


def _whole_faults(lesson_id: str, document: strict.Document, numbered: dict[int, Question]) -> Iterator[Found]:
    """What is wrong with the quiz as a whole."""
    named = document.data.get("lesson", lesson_id) if isinstance(document.data, dict) else lesson_id
    if named != lesson_id:
        yield ("lesson",), f"This is the quiz of {lesson_id!r}, by its file's name.", f"Write `lesson: {lesson_id}`."
    if (count := len(_listed(document))) < FEWEST:
        yield ("questions",), f"The quiz has {count} questions.", f"Write {FEWEST} at least."
    first: dict[str, int] = {}
    for number, question in numbered.items():
        if first.setdefault(question.id, number) != number:
            yield ("questions", number, "id"), f"The question {question.id!r} is there twice.", "Rename one."


def _place_faults(lesson_id: str, lesson: Lesson | None, question: Question) -> Iterator[Found]:
    """An id or section that does not belong to the lesson."""
    if not question.id.startswith(f"{lesson_id}-"):
        hint = f"Write `id: {lesson_id}-{question.id}`."
        yield ("id",), f"The id {question.id!r} does not start with the lesson's.", hint
    sections = [section.id for section in lesson.sections] if lesson else [question.section]
    if question.section not in sections:
        hint = did_you_mean(question.section, sections)
        yield ("section",), f"The lesson has no section {question.section!r}.", hint


def question_faults(question: Question) -> Iterator[Found]:
    """Everything wrong with a question itself. One that is well formed is graded as well."""
    faults = list(_kind_faults(question))
    yield from faults or _grading_faults(question)


def _kind_faults(question: Question) -> Iterator[Found]:
    match question:
        case Single():
            return _single_faults(question)
        case Several():
            return _several_faults(question)
        case Number():
            return _number_faults(question)
        case Order():
            return _order_faults(question)
        case Fill():
            return _fill_faults(question)
        case Match():
            return _match_faults(question)
        case Spot():
            return _spot_faults(question)
        case Predict():
            return _predict_faults(question)
        case Code():
            return code_faults(question)


def _single_faults(question: Single) -> Iterator[Found]:
    right = sum(choice.right for choice in question.choices)
    if right != 1:
        yield ("choices",), f"{_count(right)} marked right.", "Mark exactly one with `right: true`."
    yield from _choice_faults(question)


def _several_faults(question: Several) -> Iterator[Found]:
    right = sum(choice.right for choice in question.choices)
    if right in (0, len(question.choices)):
        yield ("choices",), f"{_count(right)} marked right.", "Mark at least one right and leave one wrong."
    yield from _choice_faults(question)


def _count(right: int) -> str:
    return {0: "No choice is", 1: "One choice is"}.get(right, f"{right} choices are")


def _choice_faults(question: Single | Several) -> Iterator[Found]:
    yield from _repeated(("choices",), (choice.text for choice in question.choices))
    for number, choice in enumerate(question.choices):
        if not choice.why.strip():
            yield ("choices", number, "why"), "The reason is blank.", "Say why this choice is right or wrong."


def _number_faults(question: Number) -> Iterator[Found]:
    answer, tolerance = question.answer, question.tolerance
    if not (math.isfinite(answer) and math.isfinite(tolerance)):
        yield ("answer",), "The answer or its tolerance is not a finite number.", "Write one such as 0.5."
        return
    if tolerance == 0 and not answer.is_integer():
        yield ("tolerance",), f"Only {answer!r} to the last digit is right.", "Write a tolerance above 0."
    if answer and tolerance >= abs(answer) / 2:
        yield ("tolerance",), f"A tolerance of {tolerance:g} takes nearly anything for {answer:g}.", "Write less."
    yield from _mistake_faults(question)


def _order_faults(question: Order) -> Iterator[Found]:
    yield from _repeated(("items",), question.items)


def _fill_faults(question: Fill) -> Iterator[Found]:
    if BLANK not in question.prompt:
        yield ("prompt",), "The prompt has no blank.", f"Write {BLANK} where the answer goes."
    yield from _repeated(("answers",), question.answers)
    for number, answer in enumerate(question.answers):
        if re.search(rf"(?<!\w){re.escape(answer.strip())}(?!\w)", question.prompt, re.IGNORECASE):
            yield ("answers", number), f"The prompt gives the answer {answer!r} away.", "Put it another way."
    yield from _mistake_faults(question)


def _match_faults(question: Match) -> Iterator[Found]:
    yield from _repeated(("pairs",), (pair.left for pair in question.pairs))
    yield from _repeated(("pairs",), all_rights(question))
    for number, pair in enumerate(question.pairs):
        if ARROW in pair.left:
            yield ("pairs", number, "left"), f"An arrow stands in {pair.left!r}.", "Write it without."


def _spot_faults(question: Spot) -> Iterator[Found]:
    wrong = sum(line.wrong for line in question.lines)
    if wrong != 1:
        counted = {0: "No line is", 1: "One line is"}.get(wrong, f"{wrong} lines are")
        yield ("lines",), f"{counted} marked wrong.", "Mark exactly one with `wrong: true`."
    for number, line in enumerate(question.lines):
        if line.wrong and not line.why:
            yield ("lines", number), "The wrong line has no reason.", "Say what is wrong with it."
    if len(question.choosable) < 3:
        hint = "Say of three lines at least why they are right or wrong."
        yield ("lines",), f"Only {len(question.choosable)} lines can be chosen.", hint
    yield from _repeated(("lines",), question.choosable)


def _predict_faults(question: Predict) -> Iterator[Found]:
    marked = sum(outcome.expected for outcome in question.outcomes)
    if marked != 1:
        hint = "Mark the one that a run shows with `expected: true`."
        yield ("outcomes",), f"{marked or 'No'} outcomes are expected.", hint
    yield from _repeated(("outcomes",), (outcome.text for outcome in question.outcomes))
    ranges = []
    for number, outcome in enumerate(question.outcomes):
        low = -math.inf if outcome.low is None else outcome.low
        high = math.inf if outcome.high is None else outcome.high
        if outcome.diverges and not (math.isinf(low) and math.isinf(high)):
            yield ("outcomes", number), "What diverges has no range.", "Take `low` and `high` out."
        elif not outcome.diverges:
            ranges.append((low, high))
            if not low < high:
                yield ("outcomes", number), f"The range from {low:g} to {high:g} is empty.", "Swap its ends."
    ends = sorted(ranges)
    gaps = [(a[1], b[0]) for a, b in itertools.pairwise(ends) if a[1] != b[0]]
    if ends and not gaps and (ends[0][0] > -math.inf or ends[-1][1] < math.inf):
        yield ("outcomes",), "Some values belong to no outcome.", "Leave out the lowest `low` and the highest `high`."
    for end, start in gaps:
        what = "overlap" if start < end else "leave a gap"
        yield ("outcomes",), f"The ranges {what} between {end:g} and {start:g}.", "Let each begin where one ends."


def _mistake_faults(question: Number | Fill) -> Iterator[Found]:
    yield from _repeated(("mistakes",), (mistake.answer for mistake in question.mistakes))
    for number, mistake in enumerate(question.mistakes):
        where = ("mistakes", number, "answer")
        if trouble := problem_with(question, mistake.answer):
            yield where, f"Nobody can answer {mistake.answer!r}: {trouble}", "Write what a learner would type."
        elif grade(question, mistake.answer).right:
            yield where, f"The mistake {mistake.answer!r} is graded as right.", "Take it out, or narrow the answer."


def _repeated(where: Where, texts: Iterable[str]) -> Iterator[Found]:
    """Texts that are there twice, upper and lower case and outer blanks aside."""
    counts = Counter(" ".join(text.split()).casefold() for text in texts)
    for text in [text for text, count in counts.items() if count > 1]:
        yield where, f"{text!r} is there twice.", "Change one of them."


def _grading_faults(question: Question) -> Iterator[Found]:
    """Whether the right answer passes, and no answer and wrong ones fail."""
    right = reference(question)
    verdict = grade(question, right)
    if not verdict.right:
        yield (), f"The right answer {right!r} is graded as wrong: {verdict.why}", "Check answer and tolerance."
    empty: Answer = [] if isinstance(right, list) else ""
    for wrong in [empty, *wrong_answers(question)]:
        if grade(question, wrong).right:
            yield (), f"The wrong answer {wrong!r} is graded as right.", "Narrow what counts as right."
    if isinstance(question, Code):
        yield from run_faults(question)


def wrong_answers(question: Question) -> Sequence[Answer]:
    """A few answers that must not pass."""
    match question:
        case Single():
            return [choice.text for choice in question.choices if not choice.right]
        case Several():
            wrong = [choice.text for choice in question.choices if not choice.right]
            return [wrong, [choice.text for choice in question.choices]]
        case Number():
            return [repr(question.answer + 10 * question.tolerance + 1), repr(-question.answer - 1), "nan"]
        case Order():
            return [question.items[::-1], question.items[1:]]
        case Fill():
            return ["qqqq"]
        case Match():
            rights = [pair.right for pair in question.pairs]
            lefts = [pair.left for pair in question.pairs]
            turned = dict(zip(lefts, [*rights[1:], rights[0]], strict=True))
            return [pair_up(question, turned), pair_up(question, turned)[:-1]]
        case Spot():
            return [line.text for line in question.lines if not line.wrong]
        case Predict():
            return list(_wrong_predictions(question))
        case Code():
            return [question.solution, [question.solution], [question.solution, ""]]


def _wrong_predictions(question: Predict) -> Iterator[Answer]:
    """Every other choice, with the run that is expected; and the right choice without a run."""
    right = reference(question)
    if isinstance(right, list):
        yield right[0]
        yield from ([outcome.text, right[1]] for outcome in question.outcomes if outcome.text != right[0])
