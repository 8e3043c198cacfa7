"""Rules for quizzes: every question can be answered, and only rightly. Each one is graded here."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from quizzes.graders import grade, problem_with, reference
from quizzes.model import Answer, Code, Fill, Match, Number, Order, Predict, Question, Quiz, Several, Single, Spot
from tutor.content import strict
from tutor.content.course import Lesson
from tutor.content.errors import ContentError, Problem, did_you_mean
from tutor.content.quiz import read_document
from tutor.content.rules import code
from tutor.content.rules.found import Found, blank_reason, repeated
from tutor.content.rules.known import line_of
from tutor.content.rules.match_spot import match_faults, spot_faults, wrong_pairings
from tutor.content.rules.predict import Labs, predict_faults, run_faults, wrong_predictions
from tutor.content.rules.prose import composed_problems

FEWEST = 12
"""Questions in a quiz."""
HINTS = 2
"""Hints to a question, at least."""
BLANK = "___"


@dataclass
class CheckedQuiz:
    """The questions of a quiz that can be read, and everything wrong with it."""

    questions: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check_quiz(lesson_id: str, lesson: Lesson | None, folder: Path, labs: Labs | None) -> CheckedQuiz:
    """Check the quiz of a lesson; without the lesson (it cannot be read) its sections are not compared.

    ``labs`` are the files of the course's labs, None while a lesson cannot be read and may have more.
    """
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
        if isinstance(question, Predict) and labs is not None:
            faults += run_faults(question, labs)
        found += [(("questions", number, *where), message, instead) for where, message, instead in faults]
    quiz.problems += [document.problem(where, message, instead) for where, message, instead in found]
    return quiz


def question_owner_problems(
    lesson_id: str, questions: Sequence[Question], folder: Path, owners: dict[str, str]
) -> Iterator[Problem]:
    """Questions of a lesson with the id of another lesson's; ``owners`` learns whose each is."""
    file = folder / f"{lesson_id}.yaml"
    for question in questions:
        if (owner := owners.setdefault(question.id, lesson_id)) != lesson_id:
            message = f"The question {question.id!r} is there twice: it belongs to {owner!r} already."
            yield Problem(file, line_of(file, f"id: {question.id}"), message, "Rename one.")


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
        yield ("questions",), f"The quiz has {count} question{'s' * (count != 1)}.", f"Write {FEWEST} at least."
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
    if len(question.hints) < HINTS:
        yield ("hints",), "One hint is not enough.", f"Write {HINTS} at least, the later ones helping more."
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
            return match_faults(question)
        case Spot():
            return spot_faults(question)
        case Predict():
            return predict_faults(question)
        case Code():
            return code.code_faults(question)


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
    yield from repeated(("choices",), (choice.text for choice in question.choices))
    for number, choice in enumerate(question.choices):
        yield from blank_reason(("choices", number, "why"), choice.why)


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
    yield from repeated(("items",), question.items)


def _fill_faults(question: Fill) -> Iterator[Found]:
    if BLANK not in question.prompt:
        yield ("prompt",), "The prompt has no blank.", f"Write {BLANK} where the answer goes."
    yield from repeated(("answers",), question.answers)
    for number, answer in enumerate(question.answers):
        if re.search(rf"(?<!\w){re.escape(answer.strip())}(?!\w)", question.prompt, re.IGNORECASE):
            yield ("answers", number), f"The prompt gives the answer {answer!r} away.", "Put it another way."
    yield from _mistake_faults(question)


def _mistake_faults(question: Number | Fill) -> Iterator[Found]:
    yield from repeated(("mistakes",), (mistake.answer for mistake in question.mistakes))
    for number, mistake in enumerate(question.mistakes):
        where = ("mistakes", number, "answer")
        if trouble := problem_with(question, mistake.answer):
            yield where, f"Nobody can answer {mistake.answer!r}: {trouble}", "Write what a learner would type."
        elif grade(question, mistake.answer).right:
            yield where, f"The mistake {mistake.answer!r} is graded as right.", "Take it out, or narrow the answer."


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
        yield from code.run_faults(question)


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
            return wrong_pairings(question)
        case Spot():
            return [line.text for line in question.lines if not line.wrong]
        case Predict():
            return list(wrong_predictions(question))
        case Code():
            return [question.solution, [question.solution], [question.solution, ""]]
