"""Rules for code exercises: the calls are plain data, and running proves what passes and what does not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from quizzes.code_grader import equal, grade_code, shape_of
from quizzes.code_words import called
from quizzes.model import Call, Code
from quizzes.plain_data import Plain, not_plain
from quizzes.trial import Limits, Trial
from tutor.content.rules.found import Found, Where

LIMITS = Limits(seconds=20.0)
"""More than a learner's code may take: the machine may be busy."""


def code_faults(question: Code) -> Iterator[Found]:
    """What can be seen without running anything."""
    for part in ("starter", "solution"):
        yield from _parse_faults(part, getattr(question, part), {call.function for call in question.calls})
    for number, call in enumerate(question.calls):
        for where, message, instead in _call_faults(call, question.arrays):
            yield ("calls", number, *where), message, instead
    lines = [called(call.function, call.args) + str(call.args) for call in question.calls]
    for line in sorted({line for line in lines if lines.count(line) > 1}):
        yield ("calls", lines.index(line)), "This call is there twice.", "Take one out, or change its arguments."


def _parse_faults(part: str, code: str, functions: set[str]) -> Iterator[Found]:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError) as error:
        yield (part,), f"Python cannot read the {part}: {error}.", "Check its indentation; start it with `|`."
        return
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for function in sorted(functions - defined):
        yield (part,), f"The {part} does not define {function!r}.", f"Write `def {function}(…):` in it."


def _call_faults(call: Call, arrays: bool) -> Iterator[Found]:
    parts: list[tuple[Where, Plain]] = [(("args", number), arg) for number, arg in enumerate(call.args)]
    parts += [(("gives",), call.gives)]
    parts += [(("mistakes", number, "gives"), slip.gives) for number, slip in enumerate(call.mistakes)]
    for where, value in parts:
        if found := not_plain(value):
            yield (
                where,
                f"This is no plain data: {found}.",
                "Write numbers, texts, true, false, null and lists of them.",
            )
    for number, arg in enumerate(call.args):
        if arrays and isinstance(arg, list) and not _is_array(arg):
            hint = "Give all rows the same length, or take out `arrays: true`."
            yield ("args", number), "NumPy can make no array of numbers of this list.", hint
    for number, slip in enumerate(call.mistakes):
        if equal(slip.gives, call.gives, call.tolerance):
            yield ("mistakes", number), "This mistake gives the right result.", "Write what the slip gives."
        if any(equal(slip.gives, other.gives, call.tolerance) for other in call.mistakes[:number]):
            yield ("mistakes", number), "A mistake above gives the same.", "Put both reasons into one."


def _is_array(value: list[Plain]) -> bool:
    return shape_of(value) is not None and all(_is_numbers(item) for item in value)


def _is_numbers(value: Plain) -> bool:
    return all(map(_is_numbers, value)) if isinstance(value, list) else isinstance(value, int | float)


def run_faults(question: Code) -> Iterator[Found]:
    """Run an empty file, the starter and the solution, in one process: only the last may pass."""
    programs = ["", question.starter, question.solution]
    empty, starter, solution = Trial(question, programs, LIMITS).run()
    verdict = grade_code(question, [question.solution, solution.as_json()])
    if not verdict.right:
        yield ("solution",), f"The solution does not pass. {verdict.why}", "Mend the solution or the call."
    if grade_code(question, ["", empty.as_json()]).right:
        yield ("calls",), "A file without code passes.", "Call a function of the learner's."
    if grade_code(question, [question.starter, starter.as_json()]).right:
        yield ("starter",), "The starter passes already.", "Leave something to write."
