"""The lab on metrics: what it shows is what scikit-learn says, at any threshold and any share of malignant tumours."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import sklearn.metrics as oracle

from engine.lab import Lab, load_lab, settle
from engine.views import Curves

FILE = Path(__file__).parents[2] / "lessons" / "metrics" / "metrics.py"


def lab(threshold: float, malignant: float = 15) -> Lab:
    kind = load_lab(FILE)
    return kind(settle(kind, {"threshold": threshold, "malignant": malignant}))


def told(lab: Lab) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """What a net with some luck might say of the lab's tumours, and the tumours."""
    data = dict(lab.data(np.random.default_rng(1)))
    luck = np.random.default_rng(2).normal(size=data["y_test"].shape)
    return {"probability": (1 / (1 + np.exp(-2 * data["y_test"] - luck))).astype("float32")}, data


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("malignant", [5, 15, 37])
def test_the_numbers_are_those_of_scikit_learn(threshold: float, malignant: int) -> None:
    tried = lab(threshold, malignant)
    seen, data = told(tried)
    count = 179 + round(179 * malignant / (100 - malignant))
    truth, scores = data["y_test"][:count, 0], seen["probability"][:count, 0]
    said = scores >= threshold
    assert truth.mean() == pytest.approx(malignant / 100, abs=0.003)
    assert tried.metrics(seen, data) == pytest.approx(
        {
            "auc": oracle.roc_auc_score(truth, scores),
            "average_precision": oracle.average_precision_score(truth, scores),
            "accuracy": oracle.accuracy_score(truth, said),
            "precision": oracle.precision_score(truth, said),
            "recall": oracle.recall_score(truth, said),
            "f1": oracle.f1_score(truth, said),
        },
        abs=1e-6,
    )


def test_the_mark_stands_on_the_curve_at_the_threshold() -> None:
    tried = lab(0.8)
    seen, data = told(tried)
    numbers = tried.metrics(seen, data)
    roc, found = (view for view in tried.views(seen, data, {}, {}) if isinstance(view, Curves))
    for curve, at in ((roc, numbers["recall"]), (found, numbers["precision"])):
        [mark] = curve.marks
        assert mark.y == pytest.approx(at)
        assert (mark.x, mark.y) in zip(curve.series[0].xs, curve.series[0].ys, strict=True)


def test_without_an_alarm_there_is_no_precision_and_no_mark_for_it() -> None:
    tried = lab(1)
    seen, data = told(tried)
    assert math.isnan(tried.metrics(seen, data)["precision"])
    roc, found = (view for view in tried.views(seen, data, {}, {}) if isinstance(view, Curves))
    assert [(mark.x, mark.y) for mark in roc.marks] == [(0, 0)]
    assert found.marks == []


def test_no_tumour_is_both_learned_from_and_tested_on() -> None:
    data = lab(0.5).data(np.random.default_rng(1))
    learned, tested = ({row.tobytes() for row in data[name]} for name in ("x", "x_test"))
    assert (len(learned), len(tested)) == (178 + 32, 179 + 180)
    assert not learned & tested
