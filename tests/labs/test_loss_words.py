"""Every lab's loss is read from its code: a name, a formula where there is one, the code itself."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import pytest

from engine.lab import load_lab
from tutor.content.course import load_course
from tutor.pointing.loss_code import loss_of
from tutor.pointing.losses import ABSOLUTE, BINARY, CLASSES, HINGE, HUBER, SQUARED, Kind, Rule

LABS = {file.stem: file for file in sorted(Path("lessons").glob("*/*.py")) if not file.stem.startswith("_")}
KNOWN: Mapping[str, tuple[Kind, ...]] = {
    "xor": (BINARY,),
    "digits": (CLASSES,),
    "convolution": (SQUARED,),
    "forecast": (SQUARED,),
    "perceptron": (HINGE,),
    "relu_vs_sigmoid": (CLASSES,),
    "losses": (SQUARED, ABSOLUTE, HUBER),
    "playground": (BINARY,),
    "overfit": (BINARY,),
    "table": (SQUARED, CLASSES),
    "hebb": (),
    "descent": (),
}


def rule(name: str, **turned: float | str) -> Rule:
    """The loss of a lab with some knobs turned."""
    lab = load_lab(LABS[name])
    return loss_of(lab, LABS[name], {knob.name: knob.default for knob in lab.knobs} | turned)


@pytest.mark.parametrize("name", LABS)
def test_every_lab_s_loss_has_a_name_and_its_code(name: str) -> None:
    found = rule(name)
    assert found.name and (found.kinds or found.words) and "return" in found.code
    assert set(found.terms) <= load_course().glossary().by_id.keys()
    assert found.name in found.line(0.2, batches=True) and any("return" in text for text in found.long(0.2, False))


@pytest.mark.parametrize(("name", "kinds"), KNOWN.items())
def test_which_loss_it_is_is_seen_in_the_code(name: str, kinds: tuple[Kind, ...]) -> None:
    assert rule(name).kinds == kinds


def test_the_present_knobs_decide() -> None:
    assert rule("playground", problem="numbers").kinds == (SQUARED,)
    assert rule("losses", task="classification").kinds == (SQUARED, BINARY)
    assert rule("playground", penalty="L1", regularisation=0.01).price == ("L1", "regularisation", 0.01)
    assert "0.02·Σw²" in rule("overfit", l2=0.02).formula(batches=False)
    assert "Σw²" not in rule("overfit", l2=0.0).formula(batches=False)


def test_the_number_is_explained_only_where_that_is_true() -> None:
    assert "probability 0.81" in rule("xor").line(0.213, batches=False)
    assert len(rule("xor").line(0.0036, batches=False)) <= 96, "one row of 100 columns"
    assert math.isclose(math.exp(-0.213), 0.81, abs_tol=0.005)
    assert "off by 0.5" in rule("forecast").line(0.25, batches=True)
    assert "as if" in rule("overfit", l2=0.0).line(0.2, batches=False)
    for name in ("overfit", "relu_vs_sigmoid", "memory", "hebb", "losses", "logic_gates"):
        assert "as if" not in rule(name).line(0.2, batches=False), "more than one thing is added up"
    assert "as if" not in rule("xor").line(math.nan, batches=False)
