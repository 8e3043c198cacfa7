"""Grading code from what a run brought: nothing is run here, and nothing but equal results is right."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from quizzes.code_grader import equal, given_up, judge, outcomes, shape_of
from quizzes.code_words import called, shown
from quizzes.evidence import Evidence, Result, Trouble, read_evidence
from quizzes.graders import grade, problem_with, reference
from quizzes.model import Answer, Call, Code, Slip
from quizzes.plain_data import as_plain, fingerprint, not_plain
from tests.quizzes.code_questions import LAYER, NEURON, NO_RELU

NUMBERS = st.one_of(st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False, width=32))
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=6))
PLAIN = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4), max_leaves=12)
JSON = st.recursive(
    st.one_of(LEAVES, st.floats()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=10,
)


def run_of(question: Code, code: str, *values: object, **more: Any) -> Evidence:
    """What a run of ``code`` brought, as if it had been run."""
    results = [Result(value=value) for value in values]
    return Evidence(of=fingerprint(question, code), results=results, **more)


def asks(gives: object, tolerance: float = 1e-6, slips: list[Slip] | None = None) -> Code:
    call = Call(function="neuron", args=[], gives=gives, tolerance=tolerance, mistakes=slips or [])
    return replace(NEURON, calls=[call])


def why(question: Code, *values: object, **more: Any) -> str:
    verdict = judge(question, "code", run_of(question, "code", *values, **more))
    assert not verdict.right
    return verdict.why


# -- equal ------------------------------------------------------------------------------------------------


@given(PLAIN)
def test_everything_is_equal_to_itself_with_no_tolerance(value: object) -> None:
    assert equal(value, value, 0.0)


@given(PLAIN, PLAIN, st.sampled_from([0.0, 1e-6, 0.5]))
def test_what_is_equal_has_one_shape_and_the_same_kind_of_leaves(a: Any, b: Any, tolerance: float) -> None:
    """Against a second, plain definition."""

    def same(x: Any, y: Any) -> bool:
        if isinstance(x, list) or isinstance(y, list):
            return isinstance(x, list) and isinstance(y, list) and len(x) == len(y) and all(map(same, x, y))
        if type(x) in (int, float) and type(y) in (int, float):
            return abs(Fraction(str(x)) - Fraction(str(y))) <= Fraction(str(tolerance))
        return type(x) is type(y) and bool(x == y)

    assert equal(a, b, tolerance) is same(a, b)


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(0, 1000))
def test_the_border_of_the_tolerance_is_where_it_is_written(got: int, wanted: int, tolerance: int) -> None:
    """0.3 lies within 0.1 of 0.4, whatever binary floats think of it."""
    assert equal(got / 100, wanted / 100, tolerance / 100) is (abs(got - wanted) <= tolerance)


@pytest.mark.parametrize(
    ("got", "wanted"),
    [(True, 1), (1, True), (0, False), (None, 0), ("1", 1), ("", None), ([1], 1), (1, [1]), ([], None)],
)
def test_one_kind_is_never_another(got: object, wanted: object) -> None:
    assert not equal(got, wanted, 1e9)


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_nothing_is_near_what_is_no_number(odd: float) -> None:
    assert not equal(odd, odd, 1e-6) and not equal(odd, 1.0, math.inf) and not equal(1.0, odd, 1e300)


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (3, ()),
        ([], (0,)),
        ([1, 2], (2,)),
        ([[1], [2]], (2, 1)),
        ([[1], 2], None),
        ([[1], [2, 3]], None),
        ([[], []], (2, 0)),
    ],
)
def test_shapes_are_numpy_s(value: object, shape: object) -> None:
    assert shape_of(value) == shape


# -- verdicts -----------------------------------------------------------------------------------------------


@given(st.lists(PLAIN, min_size=3, max_size=3), st.lists(PLAIN, max_size=3))
def test_right_means_that_every_call_gave_what_it_should(gives: list[object], values: list[object]) -> None:
    calls = [Call(function="f", args=[n], gives=wanted) for n, wanted in enumerate(gives)]
    question = replace(NEURON, calls=calls)
    wanted = [call.gives for call in calls]
    verdict = judge(question, "code", run_of(question, "code", *values))
    assert verdict.right is equal(values, wanted, 1e-6)
    assert verdict.why


@given(st.text(max_size=30), JSON)
def test_no_evidence_that_was_not_made_by_a_run_of_this_code_is_right(code: str, value: object) -> None:
    """Whatever JSON stands in the record, grading neither crashes nor believes it."""
    perfect = reference(NEURON)[1]
    forged = [perfect, msgspec.json.encode({"of": "", "results": [{"value": value}] * 3}).decode(), repr(value), ""]
    for text in forged:
        assert not grade(NEURON, [code, text]).right
    values = [value] * 3
    verdict = judge(
        NEURON,
        code,
        msgspec.convert({"of": fingerprint(NEURON, code), "results": [{"value": v} for v in values]}, Evidence),
    )
    assert not verdict.right and verdict.why


def test_a_change_of_code_calls_or_arrays_makes_a_run_void() -> None:
    mark = fingerprint(NEURON, NEURON.solution)
    fewer = replace(NEURON, calls=NEURON.calls[:2])
    others = [fingerprint(NEURON, NO_RELU), fingerprint(fewer, NEURON.solution)]
    others.append(fingerprint(replace(NEURON, arrays=True), NEURON.solution))
    assert mark not in others
    assert "of other code" in grade(fewer, reference(NEURON)).why


def test_code_alone_was_not_run() -> None:
    for answer in (NEURON.solution, [NEURON.solution], [NEURON.solution, ""], [NEURON.solution, "{}"]):
        verdict = grade(NEURON, answer)
        assert not verdict.right and verdict.why == "The code was not run."


@pytest.mark.parametrize("question", [NEURON, LAYER], ids=lambda q: q.id)
def test_the_reference_is_the_solution_with_a_perfect_run(question: Code) -> None:
    answer = reference(question)
    assert problem_with(question, answer) is None and grade(question, answer).right
    assert answer[0] == question.solution


@pytest.mark.parametrize("answer", ["", "  \n", [], [""], ["", ""], ["\n", "{}"]])
def test_nothing_written_is_asked_for_again(answer: Answer) -> None:
    assert problem_with(NEURON, answer) == "Write the function first."


@pytest.mark.parametrize("answer", ["x" * 20_001, ["a", "b", "c"], "z = '\udcff'", ["z", "\udcff"]])
def test_what_cannot_be_kept_is_asked_for_again(answer: Answer) -> None:
    assert problem_with(NEURON, answer)


def test_giving_up_is_never_right_and_says_where_the_code_stood() -> None:
    last = run_of(NEURON, NO_RELU, 1.42, -3, 0.5)
    answer = given_up(NEURON, NO_RELU, last)
    assert "returned  -3" in grade(NEURON, answer).why and problem_with(NEURON, answer) is None
    for code, never_run in (("", None), ("", last), ("x" * 30_000, None), ("\udcff", last)):
        answer = given_up(NEURON, code, never_run)
        assert problem_with(NEURON, answer) is None
        assert grade(NEURON, answer).why == "You asked for the solution."
    passed = given_up(NEURON, NEURON.solution, read_evidence(reference(NEURON)[1]))
    assert not grade(NEURON, passed).right


def test_calls_that_were_not_reached_are_told_from_those_that_failed() -> None:
    evidence = replace(run_of(NEURON, "code", 1.42), results=[Result(value=1.42), Result(trouble=Trouble("time"))])
    found = outcomes(NEURON, evidence)
    assert [(one.right, one.reached) for one in found] == [(True, True), (False, True), (False, False)]


@pytest.mark.parametrize(
    ("gives", "value", "said"),
    [
        ([1, 2], [1, 2, 3], "The shape is wrong: yours is (3,), it should be (2,)."),
        ([[1, 2], [3, 4]], [[1, 3], [2, 4]], "At [0][1] it is 3, but should be 2."),
        ([1, 2], [1, None], "At [1] it should be a number; yours is None."),
        ([1, 2], [[1], [2, 3]], "yours is uneven (rows of different lengths), it should be (2,)."),
        ([1, 2], [1, {"type": "float", "text": "nan"}], "nan is no number"),
        (
            [1, 2],
            [1, {"type": "set", "text": "{2}"}],
            "At [1] it should be a number; yours is a thing of the type set.",
        ),
        (True, 1, "It should be a truth value; yours is a number."),
        ("relu", "ReLU", "returned  'ReLU'\n  expected  'relu'"),
        (None, 1, "It should be None; yours is a number."),
        ([[1], 2], [[1, 2], 2], "At [0] it is [1, 2], but should be [1]."),
        ([[1], 2], [[1], 2, 3], "It has 3 entries, but should have 2."),
        ([], [1], "The shape is wrong: yours is (1,), it should be (0,)."),
        (0.5, 0.25, "returned  0.25\n  expected  0.5"),
    ],
)
def test_the_first_difference_is_named(gives: object, value: object, said: str) -> None:
    assert said in why(asks(gives), value)


def test_a_known_mistake_is_told_its_reason_within_the_tolerance() -> None:
    question = asks(
        [1, 2], 0.01, [Slip(gives=[2, 1], why="Rows and columns are swapped."), Slip(gives=None, why="Return it.")]
    )
    assert why(question, [2.005, 1]).endswith("Rows and columns are swapped.")
    assert why(question, None).endswith("Return it.")


# -- words --------------------------------------------------------------------------------------------------


@given(st.text(st.characters(codec="ascii", categories=["Ll"]), min_size=1, max_size=12), st.lists(PLAIN, max_size=4))
def test_a_call_fits_in_a_line_and_is_whole_when_it_is_short(name: str, args: list[object]) -> None:
    line = called(name, args)
    assert line.startswith(f"{name}(") and line.endswith(")")
    whole = f"{name}({', '.join(map(repr, args))})"
    if len(whole) <= 60 and "e" not in whole and "." not in whole:
        assert line == whole
    assert len(line) <= 110


def test_long_values_are_cut_between_entries() -> None:
    assert shown(list(range(100))) == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, …]"
    assert shown(0.30000000000000004) == "0.3" and shown(1.0) == "1.0"
    assert shown("x" * 100).endswith("…") and len(shown([["x" * 100]])) < 70


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1), ("-1", -1), ("1.0", 1.0), ("1.0e-6", 1e-6), ("1e3", 1000.0), (".5", 0.5), ("true", True), ("null", None),
     ("relu", "relu"), ("nan", "nan"), ("1_000", "1_000"), ("١", "١"), ("no", "no"), ("", "")],
)  # fmt: skip
def test_text_in_a_course_file_becomes_data_as_in_yaml(text: str, value: object) -> None:
    found = as_plain([[text]])[0][0]
    assert found == value and type(found) is type(value)


@given(PLAIN)
def test_plain_data_is_taken_as_it_is(value: object) -> None:
    assert as_plain(as_plain(value)) == as_plain(value)


def test_what_is_no_plain_data_is_named() -> None:
    assert not_plain([[1, {"a": 1}]]) == "it is a block of keys"
    assert "minus" in not_plain(["−3"]) and "finite" in not_plain(math.inf)
    assert not not_plain([1, 2.5, "x", None, True, []])
