"""Grading: every way to write the right answer is right, nothing else is, and each verdict says why."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.graders import grade, problem_with, reference
from quizzes.model import Answer, Fill, Number, Order, Question, Several, Single
from quizzes.numbers import NumberFormatError, read_number
from tests.quizzes.questions import FILL, MORE, NUMBER, ORDER, PERCENT, QUESTIONS, SEVERAL, SINGLE
from tutor.quiz.session import shuffled

ANY = [*QUESTIONS, *MORE, PERCENT]
RAW = st.one_of(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=6))


def number(answer: float, tolerance: float = 0.0, unit: str = "") -> Number:
    return msgspec.structs.replace(NUMBER, answer=answer, tolerance=tolerance, unit=unit, mistakes=[])


def fill(*answers: str) -> Fill:
    return msgspec.structs.replace(FILL, answers=list(answers), mistakes=[])


@pytest.mark.parametrize("question", ANY, ids=lambda q: q.id)
def test_the_reference_answer_is_right(question: Question) -> None:
    assert problem_with(question, reference(question)) is None
    assert grade(question, reference(question)).right


@pytest.mark.parametrize("question", ANY, ids=lambda q: q.id)
@pytest.mark.parametrize("empty", ["", "   ", []], ids=["nothing", "blanks", "no choice"])
def test_an_empty_answer_is_asked_for_again_and_never_right(question: Question, empty: Answer) -> None:
    problem = problem_with(question, empty)
    assert problem and problem.endswith(".")
    assert not grade(question, empty).right


@pytest.mark.parametrize("question", ANY, ids=lambda q: q.id)
@given(raw=RAW)
def test_arbitrary_input_gets_a_verdict_or_a_sentence(question: Question, raw: Answer) -> None:
    """Nothing typed or chosen crashes a grader, and what cannot be graded is never right."""
    verdict = grade(question, raw)
    assert verdict.why
    if problem_with(question, raw) is not None:
        assert not verdict.right


# -- numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "0.5",
        ".5",
        "0,5",
        "0.50",
        "+0.5",
        " 0.5 ",
        "1/2",
        "2/4",
        "1⁄2",
        "½",
        "５/１０",
        "50 %",
        "50%",
        "50 per cent",
        "5e-1",
        "5 × 10^-1",
        "5·10⁻¹",
        "z = 0.5",
        "= 0.5",
        "≈ 0.5",
        "0.5 px",
        "0.5px",
        "0.5 PX",
    ],
)
def test_forms_of_one_half(typed: str) -> None:
    unit = "px" if "px" in typed.casefold() else ""
    assert grade(number(0.5, unit=unit), typed).right


@pytest.mark.parametrize("typed", ["-0.3", "−0.3", "–0.3", "- 0.3", "-3/10", "−30 %", "\u00a0−0,3"])
def test_every_dash_is_a_minus(typed: str) -> None:
    assert grade(number(-0.3), typed).right


@pytest.mark.parametrize("typed", ["1200", "1 200", "1\u202f200", "1_200", "1200 parameters", "1.2e3", "1200.0"])
def test_forms_of_a_count(typed: str) -> None:
    assert grade(number(1200, unit="parameters"), typed).right


def test_a_unit_may_be_singular() -> None:
    assert grade(number(1, unit="parameters"), "1 parameter").right


@pytest.mark.parametrize(
    ("unit", "typed", "says"),
    [
        ("pixels", "12 cm", "wanted in pixels, not in cm"),
        ("pixels", "12 %", "wanted in pixels, not in %"),
        ("ms", "3 s", "wanted in ms, not in s"),
        ("ms", "3s", "wanted in ms, not in s"),
        ("%", "3 px", "wanted in %, not in px"),
        ("steps a second", "5 steps", "wanted in steps a second, not in steps"),
        ("", "26 weights", "without a unit is wanted: leave “weights” out"),
        ("", "½ kg", "leave “kg” out"),
    ],
)
def test_another_unit_is_told_and_asked_for_again(unit: str, typed: str, says: str) -> None:
    problem = problem_with(number(12, unit=unit), typed)
    assert problem and says in problem


@pytest.mark.parametrize(
    ("unit", "typed"), [("s", "3 s"), ("s", "3s"), ("ms", "3 ms"), ("steps", "3 step"), ("°", "3°")]
)
def test_short_units_are_read(unit: str, typed: str) -> None:
    assert grade(number(3, unit=unit), typed).right


@pytest.mark.parametrize(
    "typed",
    [
        *[
            "abc",
            "nan",
            "inf",
            "-inf",
            "1/0",
            "1,200",
            "1 1/2",
            "1½",
            "1..2",
            "0x10",
            "1e",
            "--1",
            "5 kg",
            "%",
            "1e5/2",
            "1e999999999",
        ],
        "9" * 200,
    ],
)
def test_what_is_not_one_number_is_asked_for_again(typed: str) -> None:
    """A slip of the keyboard is no wrong answer; 1,200 could be read in two ways."""
    assert problem_with(number(0.5), typed)


def test_ambiguous_comma_offers_both_readings() -> None:
    problem = problem_with(number(0.5), "1,200")
    assert problem and "1200" in problem and "1.200" in problem


FORMS = [
    repr,
    lambda x: f"  {x!r} ",
    lambda x: repr(x).replace("-", "−"),
    lambda x: f"{Fraction(repr(x)).numerator}/{Fraction(repr(x)).denominator}",
    lambda x: f"{Decimal(repr(x)) * 100} %",
    lambda x: f"z = {x!r}",
    lambda x: f"{x!r} px",
    lambda x: f"{Decimal(repr(x)):e}",
]
SMALL = st.integers(-(10**6), 10**6).map(lambda n: n / 1000)


@given(SMALL, st.sampled_from(FORMS))
def test_formatting_never_makes_a_right_number_wrong(x: float, form: object) -> None:
    typed = form(x)  # type: ignore[operator]
    question = number(x, 1e-12, unit="px" if typed.endswith("px") else "")
    assert problem_with(question, typed) is None
    assert grade(question, typed).right


@given(SMALL, st.integers(-(10**6), 10**6).map(lambda n: Fraction(n, 1000)), st.integers(0, 500))
def test_right_means_within_the_tolerance_exactly(wanted: float, got: Fraction, thousandths: int) -> None:
    """Compared with exact fractions of what is written, so no float rounding moves the border."""
    question = number(wanted, thousandths / 1000)
    within = abs(got - Fraction(repr(wanted))) <= Fraction(thousandths, 1000)
    assert grade(question, str(got)).right is within


@given(st.text(max_size=30))
def test_a_number_that_is_read_is_finite(text: str) -> None:
    try:
        value = read_number(text)
    except NumberFormatError:
        return
    assert isinstance(value, Fraction)


@pytest.mark.parametrize(("typed", "word"), [("2", "too large"), ("-2", "too small"), ("1.32", "without the bias")])
def test_a_wrong_number_hears_what_is_wrong_with_it(typed: str, word: str) -> None:
    verdict = grade(NUMBER, typed)
    assert not verdict.right and word in verdict.why


def test_a_fraction_where_per_cent_are_wanted_is_told_so() -> None:
    verdict = grade(PERCENT, "0.75")
    assert not verdict.right and "per cent" in verdict.why
    assert grade(PERCENT, "75").right and grade(PERCENT, "75 %").right


@pytest.mark.parametrize("broken", [math.nan, math.inf])
def test_a_question_with_no_finite_answer_has_no_right_answer(broken: float) -> None:
    assert not grade(number(broken), "1").right


# -- words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "typed"),
    [
        ("backpropagation", "Back-Propagation"),
        ("back-propagation", "  back   propagation "),
        ("AI winter", "the AI‑winter"),
        ("AI winter", "“an ai winter.”"),
        ("LeNet-5", "lenet 5"),
        ("U-Net", "unet"),
        ("ﬁlter", "filter"),
        ("ŷ", "y\u0302"),
        ("Moore's law", "moore’s law"),
        ("ReLU", "ＲｅＬＵ"),
        ("a", "A"),
    ],
)
def test_spellings_that_count_as_the_same(answer: str, typed: str) -> None:
    assert grade(fill(answer), typed).right


@pytest.mark.parametrize(
    ("answer", "typed"), [("-1", "1"), ("w-x", "wx"), ("3-1", "31"), ("ŷ", "y"), ("bias", "biases"), ("anode", "node")]
)
def test_spellings_that_differ(answer: str, typed: str) -> None:
    assert not grade(fill(answer), typed).right


@given(st.sampled_from(["backpropagation", "hidden layer", "LeNet-5", "AI winter"]), st.data())
def test_case_spacing_hyphens_and_articles_do_not_matter(answer: str, data: st.DataObject) -> None:
    letters = [data.draw(st.sampled_from([c.upper(), c.lower()])) for c in answer]
    spaced = "".join(data.draw(st.sampled_from([" ", "-", "  ", ""])) if c in " -" else c for c in letters)
    typed = (
        data.draw(st.sampled_from(["", "the ", "A ", " an  "])) + spaced + data.draw(st.sampled_from(["", ".", " "]))
    )
    assert grade(fill(answer), typed).right


def test_a_known_wrong_word_hears_why() -> None:
    assert grade(FILL, "Weight").why == "A weight is multiplied, not added."
    assert grade(FILL, "the bias term").right


def test_text_that_cannot_be_kept_is_asked_for_again() -> None:
    """A lone surrogate, as a terminal with a wrong encoding sends, could not be written to the record."""
    assert problem_with(FILL, "bia\udcffs")
    assert problem_with(NUMBER, "1.4\udcff")


# -- choices and order -------------------------------------------------------------------------------------


@pytest.mark.parametrize("choice", SINGLE.choices, ids=lambda c: c.text)
def test_each_choice_has_its_own_reason(choice: object) -> None:
    verdict = grade(SINGLE, choice.text)  # type: ignore[attr-defined]
    assert (verdict.right, verdict.why) == (choice.right, choice.why)  # type: ignore[attr-defined]


@given(st.sets(st.sampled_from([c.text for c in SEVERAL.choices]), min_size=1))
def test_several_wants_exactly_the_right_set(chosen: set[str]) -> None:
    right = {"the weights", "the bias"}
    verdict = grade(SEVERAL, sorted(chosen))
    assert verdict.right is (chosen == right)
    for choice in SEVERAL.choices:
        told = choice.why in verdict.why
        assert told is (choice.right != (choice.text in chosen))


def test_several_says_what_was_missed_and_what_was_too_many() -> None:
    why = grade(SEVERAL, ["the weights", "the inputs"]).why
    assert why == "Missed: the bias. It is learned like a weight.\nWrong: the inputs. They come from the data."


@given(st.permutations(ORDER.items))
def test_only_the_exact_order_is_right_and_the_first_slip_is_named(items: list[str]) -> None:
    verdict = grade(ORDER, items)
    assert verdict.right is (items == ORDER.items)
    if not verdict.right:
        place = next(i for i, (got, want) in enumerate(zip(items, ORDER.items, strict=True)) if got != want)
        assert ORDER.items[place] in verdict.why and items[place] in verdict.why


@given(st.sampled_from([SINGLE, SEVERAL, ORDER]), st.integers())
def test_shuffling_never_changes_grading(question: Question, seed: int) -> None:
    """What is recorded are texts: the same texts are shown, and the same answer is right, in every order."""
    shown = shuffled(question, seed)
    assert shown == shuffled(question, seed)
    match question:
        case Single() | Several():
            assert sorted(shown) == sorted(c.text for c in question.choices)
            right = [c.text for text in shown for c in question.choices if c.text == text and c.right]
            assert grade(question, right[0] if isinstance(question, Single) else right).right
        case Order():
            assert sorted(shown) == sorted(question.items)
            assert not grade(question, shown).right
