"""The lab toy: after one epoch nets say what they said at random, and 0.6 is what always 0 scores."""

from __future__ import annotations

import numpy as np
import pytest

from engine.program import Program
from engine.views import Bars
from tests.labs.trained import built, metrics, trained

SEEDS = (1, 2, 3, 4, 5)
X = np.array([[1, 2], [2, 3], [3, 4], [4, 5], [5, 6]])
Y = np.array([0, 1, 0, 1, 0])


def answers(program: Program) -> np.ndarray:
    """What each net says to each row, by NumPy from its weights: (nets, 5)."""
    p = program.parameters()
    hidden = np.maximum(X @ p["w1"] + p["b1"], 0)
    return np.asarray((hidden @ p["w2"] + p["b2"])[:, :, 0] > 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_after_one_epoch_nearly_all_nets_give_one_answer_to_all_rows(seed: int) -> None:
    program = built("toy", seed)
    assert program.rows == program.batch == 5, "an epoch is one step"
    before = answers(program)
    told = trained(program, 1)
    said = answers(program)
    scores = (said == Y).mean(axis=1)
    same = (said == said[:, :1]).all(axis=1)
    assert told["same_answer"] == pytest.approx(same.mean()) and same.mean() > 0.9
    assert told["mean_accuracy"] == pytest.approx(scores.mean())
    assert told["above_baseline"] == 0 == (scores > 0.7).sum()
    assert (before == said).all(axis=1).mean() > 0.95, "the start decides, not the step"
    assert 0.45 < (scores == 0.6).mean() < 0.65


@pytest.mark.parametrize("seed", SEEDS)
def test_a_thousand_epochs_find_always_0_and_next_to_nothing_more(seed: int) -> None:
    program = built("toy", seed)
    assert trained(program)["above_baseline"] <= 0.03
    said = answers(program)
    assert ((said == Y).mean(axis=1) == 0.6).mean() > 0.85
    assert (~said).all(axis=1).mean() > 0.75


@pytest.mark.parametrize("seed", SEEDS)
def test_many_units_store_answers_and_labels_with_a_rule_are_learned(seed: int) -> None:
    stored = trained(built("toy", seed, hidden=32, learning_rate=0.01))
    assert 0.3 < stored["above_baseline"] < 0.55
    found = trained(built("toy", seed, labels="from row 4 on", learning_rate=0.01))
    assert found["above_baseline"] > 0.75


def test_the_bars_count_every_net_once() -> None:
    program = built("toy")
    metrics(program)
    views = program.lab.views(program.observe(), program.data, program.parameters(), {})
    bars = next(view for view in views if isinstance(view, Bars))
    everyone, blind = (np.array(series.values) for series in bars.series)
    scores = (answers(program) == Y).sum(axis=1)
    assert everyone.tolist() == [(scores == count).sum() for count in range(6)] and everyone.sum() == 200
    assert (blind <= everyone).all() and blind.sum() == pytest.approx(200 * metrics(program)["same_answer"])
