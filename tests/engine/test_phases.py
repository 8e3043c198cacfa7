"""What slow motion says fits the lab: no net where there is none, every one of several, time steps where there are."""

from __future__ import annotations

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
import os
import re
from pathlib import Path

import pytest

from engine.commands import NextPhase, Start
from engine.events import AnyEvent, Phase
from engine.lab import Lab, load_lab
from engine.phases import Scene, scene_of, told, with_minus
from engine.session import PHASES, Session
from engine.ship import default_plan
from tests.conftest import SHELF
from tutor.content.course import load_course

COURSE = load_course()
WITH_WORDS = [lab for lab in COURSE.lab_ids if load_lab(COURSE.lab_file(lab)).explain is not Lab.explain]


def said(lab: str) -> list[str]:
    """The general words of the four quarters for a lab of the course."""
    plan = default_plan(COURSE.lab_file(lab))
    scene = scene_of(plan.lab, plan.flat.shapes, plan.batch, plan.rows)
    return [told(scene, phase, "2.5", "1.5") for phase in PHASES]


@pytest.mark.parametrize(
    ("lab", "forward", "loss", "backward"),
    [
        ("xor", "All 4 examples flow through layer after layer", "how wrong the outputs are: 2.5.", "last layer first"),
        ("perceptron", "One of the 60 examples meets the one layer", "outputs are: 2.5.", "gives every weight"),
        ("losses", "each of the 3 models (MSE, MAE, Huber)", "the 3 add up to 2.5.", "gives every weight"),
        ("memory", "Each of the 3 nets (RNN, LSTM, GRU) reads 64 of", "the 3 add up to 2.5.", "back through time"),
        ("hebb", "One of the 4 examples", "no right answers", "gives every weight"),
        ("descent", "There are no inputs here", "smaller: 2.5 (4 added up)", "gives every weight"),
    ],
)  # fmt: skip
def test_the_general_words_fit_what_there_is_in_the_lab(lab: str, forward: str, loss: str, backward: str) -> None:
    words = said(lab)
    assert forward in words[0]
    assert loss in words[1]
    assert backward in words[2]
    if lab in ("descent", "hebb"):
        assert not re.search(r"\bnets?\b|how wrong", " ".join(words)), "there is no net, and nothing is wrong or right"


def test_the_update_says_whether_a_batch_or_all_examples_are_meant() -> None:
    some, every = (Scene((), 2, batch, 60, targets=True, over_time=False) for batch in (12, 60))
    assert "On this batch the loss was 2.5, now it is 1.5." in told(some, "update", "2.5", "1.5")
    assert "weight moves against its slope. The loss was 2.5, now" in told(every, "update", "2.5", "1.5")


def test_numbers_below_zero_have_a_true_minus_and_words_keep_their_hyphens() -> None:
    assert with_minus("a hand-made slope of -2.00, from (-1, -.5) to 1-2") == (
        "a hand-made slope of −2.00, from (−1, −.5) to 1-2"
    )


@pytest.mark.parametrize("lab", WITH_WORDS)
def test_a_lab_that_has_words_of_its_own_has_them_in_every_quarter(lab: str) -> None:
    events: list[AnyEvent] = []
    start = Start(1, str(COURSE.lab_file(lab)), paused=True)
    session = Session(start, "CPU:LLVM", events.append, Path(os.environ[SHELF]))
    for _ in PHASES:
        session.apply(NextPhase(1))
    session.close()
    texts = [event.text for event in events if isinstance(event, Phase)]
    general = [text.split(". ")[0] for text in said(lab)]
    assert len(texts) == len(PHASES)
    for text, begun, phase in zip(texts, general, PHASES, strict=True):
        if phase == "forward":
            assert text.startswith(begun.rstrip("."))
        assert re.search(r"nan|[{}]", text) is None
        assert len(text) < 330, "it must fit the few lines under the picture"
    assert len(set(texts)) == len(texts)
