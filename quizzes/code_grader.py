"""Grading code, purely: what a run brought is compared with what the calls should give. Nothing is run here."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from msgspec import UNSET
from msgspec.structs import replace

from quizzes.code_words import called, kind_of, shown, trouble_in_words
from quizzes.evidence import Evidence, Result, read_evidence
from quizzes.model import Answer, Call, Code, Verdict
from quizzes.plain_data import Plain, fingerprint

LONGEST_CODE = 20_000
NOT_RUN = "The code was not run."
OF_ALL = ("missing", "uncallable", "unwritten")
"""Trouble that is the same whatever the arguments."""
PRINTED = "It returned None: print shows a value, only return gives it back."
GAVE_UP = "You asked for the solution."


@dataclass(frozen=True)
class CallOutcome:
    """One call, for people: what was called, what came back, what was expected, and what went wrong."""

    called: str
    returned: str
    expected: str
    right: bool
    why: str = ""
    reached: bool = True
    of_all: bool = False
    """Whether the reason has nothing to do with this call's arguments: the function is not there."""


def problem_with_code(answer: Answer) -> str | None:
    """Why ``answer`` cannot be graded: there is no code, or more than can be kept."""
    code = answer if isinstance(answer, str) else answer[0] if answer else ""
    gave_up = isinstance(answer, list) and len(answer) == 2 and _gave_up(answer[1])
    if not code.strip() and not gave_up:
        return "Write the function first."
    if len(code) > LONGEST_CODE:
        return f"The code is too long: {LONGEST_CODE} characters at most."
    if isinstance(answer, list) and len(answer) > 2:
        return "An answer is the code and what its run brought."
    texts = [answer] if isinstance(answer, str) else answer
    if any("\ud800" <= character <= "\udfff" for text in texts for character in text):
        return "The code holds a character that cannot be kept."
    return None


def _gave_up(text: str) -> bool:
    evidence = read_evidence(text)
    return evidence is not None and evidence.gave_up


def grade_code(question: Code, answer: Answer) -> Verdict:
    """Right when every call gave what it should; else the first thing that went wrong."""
    match answer:
        case [code, text] if evidence := read_evidence(text):
            return judge(question, code, evidence)
    return Verdict(False, NOT_RUN)


def judge(question: Code, code: str, evidence: Evidence) -> Verdict:
    """The verdict on what a run of ``code`` brought."""
    if evidence.of != fingerprint(question, code):
        return Verdict(False, "This run was of other code, or the exercise has changed since.")
    why = _first_wrong(question, evidence)
    if evidence.gave_up:
        ran = evidence.results or evidence.trouble is not None
        return Verdict(False, (why if ran else "") or GAVE_UP)
    return Verdict(not why, why or f"All {len(question.calls)} calls gave what they should.")


def _first_wrong(question: Code, evidence: Evidence) -> str:
    """The first thing that went wrong, for the learner; "" when nothing did."""
    if evidence.trouble is not None:
        return trouble_in_words(evidence.trouble)
    found = outcomes(question, evidence)
    for number, one in enumerate(found, 1):
        if not one.right:
            return one.why if one.of_all else f"Call {number} of {len(found)} is not right.\n{in_lines(one)}"
    return ""


def in_lines(one: CallOutcome) -> str:
    """One call that went wrong, line by line."""
    back = [f"  returned  {one.returned}"] if one.returned else []
    return "\n".join([f"  called    {one.called}", *back, f"  expected  {one.expected}", one.why]).rstrip()


def outcomes(question: Code, evidence: Evidence) -> list[CallOutcome]:
    """What became of every call, in order; those after the end of a run were not reached."""
    results = [*evidence.results, *[None] * len(question.calls)]
    return [
        outcome(call, result, bool(evidence.printed)) for call, result in zip(question.calls, results, strict=False)
    ]


def outcome(call: Call, result: Result | None, printed: bool = False) -> CallOutcome:
    """Compare one result with what the call should give; ``printed``: the run also printed something."""
    line, expected = called(call.function, call.args), shown(call.gives)
    if result is not None and (trouble := result.trouble) is not None:
        return CallOutcome(line, "", expected, False, trouble_in_words(trouble), of_all=trouble.kind in OF_ALL)
    if result is None or result.value is UNSET:
        return CallOutcome(line, "", expected, right=False, why=NOT_RUN, reached=False)
    back = result.value
    if equal(back, call.gives, call.tolerance):
        return CallOutcome(line, shown(back), expected, right=True)
    return CallOutcome(line, shown(back), expected, right=False, why=_why(call, back, printed))


# -- comparing ---------------------------------------------------------------------------------------------


def equal(got: Plain, wanted: Plain, tolerance: float) -> bool:
    """Whether ``got`` is ``wanted``: numbers within ``tolerance``, 1 is 1.0, True is not 1, lists entry by entry."""
    if isinstance(wanted, list):
        return (
            isinstance(got, list)
            and len(got) == len(wanted)
            and all(equal(g, w, tolerance) for g, w in zip(got, wanted, strict=True))
        )
    if _is_number(wanted):
        return _is_number(got) and near(got, wanted, tolerance)
    return type(got) is type(wanted) and bool(got == wanted)


def near(got: float, wanted: float, tolerance: float) -> bool:
    """Whether two numbers are within ``tolerance``, by the decimals they are written in."""
    if not all(map(math.isfinite, (got, wanted, tolerance))):
        return False
    return abs(Fraction(repr(got)) - Fraction(repr(wanted))) <= Fraction(repr(tolerance))


def _is_number(value: Plain) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# -- saying why --------------------------------------------------------------------------------------------


def _why(call: Call, got: Plain, printed: bool) -> str:
    """The reason for this very result: the author's if it is a known slip, else what differs first."""
    for slip in call.mistakes:
        if equal(got, slip.gives, call.tolerance):
            return slip.why
    if got is None:
        return PRINTED if printed else "It returned None: did you forget return?"
    return _difference(got, call.gives, call.tolerance)


def _difference(got: Plain, wanted: Plain, tolerance: float) -> str:
    if isinstance(got, dict):
        return _strange(got, wanted)
    if odd := next(_not_finite(got), None):
        return _no_number(odd)
    if kind_of(got) != kind_of(wanted):
        return f"It should be {kind_of(wanted)}; yours is {kind_of(got)}."
    return _inside(got, wanted, tolerance) if isinstance(wanted, list) else ""


def _inside(got: list[Plain], wanted: list[Plain], tolerance: float) -> str:
    """The first difference between two lists."""
    shape, right_shape = shape_of(got), shape_of(wanted)
    if shape != right_shape:
        return f"The shape is wrong: yours is {_shape(shape)}, it should be {_shape(right_shape)}."
    place, mine, right = next(_differing(got, wanted, tolerance, ""))
    if not place:
        return f"It has {len(got)} entries, but should have {len(wanted)}."
    if kind_of(mine) != kind_of(right):
        return f"At {place} it should be {kind_of(right)}; yours is {kind_of(mine)}."
    return f"At {place} it is {shown(mine)}, but should be {shown(right)}."


def _no_number(odd: str) -> str:
    return f"{odd} is no number one can go on with: look for exp of a large number, 0/0 or the logarithm of 0."


def _strange(got: dict[str, str], wanted: Plain) -> str:
    kind = str(got.get("type", ""))
    if kind == "float":
        return _no_number(str(got.get("text")))
    advice = {
        "generator": "A generator comes from yield, or from a comprehension in round brackets; return a list.",
        "map": "Put it into a list: list(map(…)).",
        "zip": "Put it into a list: list(zip(…)).",
        "range": "Put it into a list: list(range(…)).",
        "function": "A function came back: did you forget to call it, with brackets?",
        "builtin_function_or_method": "A function came back: did you forget to call it, with brackets?",
        "coroutine": "Write def, not async def.",
    }.get(kind, "")
    return f"It should be {kind_of(wanted)}; yours is {kind_of(got)}. {advice}".rstrip()


def _not_finite(value: Plain) -> Iterator[str]:
    """The nan and inf within a result."""
    if isinstance(value, list):
        for item in value:
            yield from _not_finite(item)
    elif isinstance(value, dict) and value.get("type") == "float":
        yield str(value.get("text"))


def _differing(got: Plain, wanted: Plain, tolerance: float, place: str) -> Iterator[tuple[str, Plain, Plain]]:
    """Every place at which two lists differ, as an index such as [0][2]; "" where their lengths do."""
    if isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        for number, (mine, right) in enumerate(zip(got, wanted, strict=True)):
            yield from _differing(mine, right, tolerance, f"{place}[{number}]")
    elif not equal(got, wanted, tolerance):
        yield place, got, wanted


def shape_of(value: Plain) -> tuple[int, ...] | None:
    """The shape of nested lists as NumPy has it; None when rows differ in length."""
    if not isinstance(value, list):
        return ()
    inner = {shape_of(item) for item in value}
    if len(inner) > 1 or None in inner:
        return None
    return (len(value), *(next(iter(inner)) or ())) if inner else (0,)


def _shape(shape: tuple[int, ...] | None) -> str:
    return "uneven (rows of different lengths)" if shape is None else str(shape)


def perfect(question: Code) -> Answer:
    """The solution with what its run must bring, in the form that is recorded."""
    results = [Result(value=call.gives) for call in question.calls]
    return [question.solution, Evidence(of=fingerprint(question, question.solution), results=results).as_json()]


def given_up(question: Code, code: str, last: Evidence | None) -> Answer:
    """The answer of a learner who asks for the solution: the code as it can be kept, its last run if it had one."""
    code = code[:LONGEST_CODE].encode("utf-8", "replace").decode("utf-8")
    mark = fingerprint(question, code)
    ran = last if last is not None and last.of == mark else Evidence(of=mark)
    return [code, replace(ran, gave_up=True).as_json()]
