"""`tutor check` on code exercises: it runs them, and names what would make one unfair."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from quizzes.model import Call, Code, Slip
from tests.quizzes.code_questions import LAYER, NEURON, NO_RELU
from tutor.content.rules.quizzes import question_faults


def faults(question: Code) -> list[tuple[tuple[str | int, ...], str]]:
    return [(where, message) for where, message, _ in question_faults(question)]


def with_call(number: int = 0, **changes: object) -> Code:
    calls = list(NEURON.calls)
    calls[number] = replace(calls[number], **changes)
    return replace(NEURON, calls=calls)


@pytest.mark.parametrize("question", [NEURON, LAYER], ids=lambda q: q.id)
def test_a_good_exercise_has_no_faults(question: Code) -> None:
    assert faults(question) == []


@pytest.mark.parametrize(
    ("make", "where", "said"),
    [
        (lambda: replace(NEURON, solution=NO_RELU), ("solution",), "The solution does not pass. Call 2 of 3"),
        (lambda: replace(NEURON, solution=NEURON.starter), ("solution",), "`neuron` is not written yet"),
        (lambda: replace(NEURON, starter=NEURON.solution), ("starter",), "The starter passes already."),
        (lambda: replace(NEURON, starter="def neuron(x, w, b)\n  ..."), ("starter",), "Python cannot read the starter"),
        (lambda: replace(NEURON, starter="x = 1\n"), ("starter",), "The starter does not define 'neuron'."),
        (lambda: replace(NEURON, solution="pass\n"), ("solution",), "The solution does not define 'neuron'."),
        (lambda: with_call(gives=1.43), ("solution",), "The solution does not pass. Call 1 of 3"),
        (lambda: with_call(gives={"a": 1}), ("calls", 0, "gives"), "it is a block of keys"),
        (lambda: with_call(gives=float("nan")), ("calls", 0, "gives"), "nan is no finite number"),
        (lambda: with_call(args=[["−1"], [1], 0]), ("calls", 0, "args", 0), "its minus is not the one"),
        (lambda: with_call(1, mistakes=[Slip(gives=0.0, why="?")]), ("calls", 1, "mistakes", 0), "gives the right"),
        (
            lambda: with_call(1, mistakes=[Slip(gives=-3, why="?"), Slip(gives=-3.0, why="?")]),
            ("calls", 1, "mistakes", 1),
            "A mistake above gives the same.",
        ),
        (lambda: replace(NEURON, calls=[*NEURON.calls, NEURON.calls[1]]), ("calls", 1), "This call is there twice."),
        (lambda: replace(NEURON, arrays=True, calls=[*NEURON.calls, Call(function="neuron", args=[[[1], [1, 2]], [], 0],
         gives=0)]), ("calls", 3, "args", 0), "NumPy can make no array"),
    ],
)  # fmt: skip
def test_an_unfair_exercise_is_named(make: Callable[[], Code], where: tuple[str | int, ...], said: str) -> None:
    ((place, message), *more) = faults(make())
    assert place == where and said in message and not more


def test_a_call_of_python_s_own_needs_no_learner() -> None:
    """What an empty file passes is no exercise."""
    calls = [Call(function="abs", args=[-n], gives=n) for n in (1, 2, 3)]
    question = replace(
        NEURON, calls=calls, starter="def abs(x):\n    ...\n", solution="def abs(x):\n    return max(x, -x)\n"
    )
    assert faults(question) == []
