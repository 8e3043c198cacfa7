"""Whatever can be pointed at in the course's labs tells how its number comes about, and the sums told are right."""

from __future__ import annotations

import re
from functools import cache

import pytest

from engine.events import Seen
from engine.lab import load_lab
from engine.views import Curves, Field, Maps, Matrix, Network, Pictures, View
from tests.screens.arithmetic import equations
from tests.screens.lab_runs import COURSE, lab_file
from tests.screens.test_every_lab import short_run
from tutor.pointing import Learning, Pointed, aim
from tutor.pointing.loss_code import loss_of

SIZE = 90, 30
LARGE = Curves, Field, Maps, Matrix, Network, Pictures
"""Of these, cells here and there are enough."""
LONG = 250

SAYS_LITTLE = re.compile(
    r"number \d+ of \d+ by size|this row is (right|wrong)|scale logarithmic.*|weights or signed.*| · "
)
"""What is told without a formula, too."""
GIVEN = re.compile(
    "^paragraph |^row |^flag: "
    "|, (x|x₁|x₂|stage|shape|first numbers|what became of it|pixels|× kernel|hand-made|the net's): "
)
"""Words, names, inputs, and weights as they were found."""


def is_number(text: str) -> bool:
    """Whether a value is told, behind where it is."""
    return re.search(r"\d", text.rpartition(": ")[2]) is not None


@cache
def told(lab: str) -> list[tuple[View, list[Pointed]]]:
    """What can be pointed at in the last pictures of a short run."""
    *_, last = (event for event in short_run(lab) if isinstance(event, Seen))
    kind = load_lab(lab_file(lab))
    how = Learning("adam", 0.01, loss=loss_of(kind, lab_file(lab), {knob.name: knob.default for knob in kind.knobs}))
    found = []
    for view in last.views:
        at, (right, down) = aim(view, *SIZE, how), (7, 4) if isinstance(view, LARGE) else (3, 1)
        cells = [(x, y) for y in range(0, SIZE[1], down) for x in range(0, SIZE[0], right)]
        found.append((view, list({one.place: one for x, y in cells if (one := at(x, y))}.values())))
    return found


def lines(lab: str) -> set[str]:
    """All that is told, once each."""
    return {line for _, found in told(lab) for one in found for line in (one.more, *one.long)}


@pytest.mark.parametrize("lab", COURSE.lab_ids)
def test_every_sum_that_is_told_comes_to_what_is_told(lab: str) -> None:
    found = [line for line in lines(lab) if len(line) < LONG]
    assert [line for line in found if not all(holds for _, _, holds in equations(line))] == []


@pytest.mark.parametrize("lab", COURSE.lab_ids)
def test_every_number_tells_how_it_comes_about(lab: str) -> None:
    bare = [
        one.text for _, found in told(lab) for one in found if is_number(one.text) and not SAYS_LITTLE.sub("", one.more)
    ]
    assert [text for text in bare if not GIVEN.search(text)] == []


@pytest.mark.parametrize("lab", COURSE.lab_ids)
def test_every_brace_is_filled_and_every_term_is_in_the_glossary(lab: str) -> None:
    assert [line for line in lines(lab) if "{" in line or "}" in line] == []
    assert {term for _, found in told(lab) for one in found for term in one.terms} <= COURSE.glossary().by_id.keys()


def test_sums_are_worked_out_with_what_rounding_leaves_open() -> None:
    assert list(equations("relu(2·3 − 1) = relu(5) = 5; 28 of 53 test wines = 52.8%, and a = 2")) == [
        ("relu(2·3 − 1)", "relu(5)", True),
        ("relu(5)", "5", True),
        ("28/53", "52.8%", True),
    ]
    for right in ("√(0.3² + 0.4²) = 0.5", "1/(1 + e^1.77) = 0.146", "−ln 0.5 = 0.693", "|−2|·1.6e−4 = 3.2e−4"):
        assert [holds for _, _, holds in equations(right)] == [True], right
    for wrong in ("0.5·3 = 1.8", "(−2)² = −4", "5 of 10 = 55%", "e^(−1) = 2.72"):
        assert [holds for _, _, holds in equations(wrong)] == [False], wrong
