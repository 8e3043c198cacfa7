"""Metrics against scikit-learn as the independent oracle, and what they say when there is nothing to say."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sklearn.metrics as oracle
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.metrics import (
    AbsoluteError,
    ConfusionMatrix,
    RootSquaredError,
    RSquared,
    SquaredError,
    average_precision,
    precision_recall_curve,
    roc_auc,
    roc_curve,
)

reals = st.floats(-1e3, 1e3, width=32)
pairs = st.lists(st.tuples(reals, reals), min_size=2, max_size=60)
classes = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=80)

scored = st.lists(  # few different scores in one half of the cases, so that many are equal
    st.tuples(st.booleans(), st.one_of(st.integers(0, 4).map(lambda n: n / 4), st.floats(0, 1, width=32))),
    min_size=1,
    max_size=80,
)


def in_two_batches(metric: object, truth: np.ndarray, prediction: np.ndarray) -> None:
    half = len(truth) // 2
    for part in (slice(0, half), slice(half, None)):
        if len(truth[part]):
            metric.add(truth[part], prediction[part])  # type: ignore[attr-defined]


@settings(max_examples=60, deadline=None)
@given(pairs)
def test_regression_metrics_agree_with_scikit_learn_whatever_the_batches(values: list[tuple[float, float]]) -> None:
    truth, prediction = np.array(values, np.float64).T
    for metric, expected in (
        (SquaredError(), oracle.mean_squared_error(truth, prediction)),
        (RootSquaredError(), oracle.root_mean_squared_error(truth, prediction)),
        (AbsoluteError(), oracle.mean_absolute_error(truth, prediction)),
    ):
        in_two_batches(metric, truth, prediction)
        assert metric.value == pytest.approx(expected, rel=1e-6, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(pairs)
def test_r_squared_agrees_with_scikit_learn(values: list[tuple[float, float]]) -> None:
    truth, prediction = np.array(values, np.float64).T
    if np.ptp(truth) < 1e-3:
        truth[0] += 1.0
    metric = RSquared()
    in_two_batches(metric, truth, prediction)
    assert metric.value == pytest.approx(oracle.r2_score(truth, prediction), rel=1e-6, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(classes)
def test_confusion_matrix_and_its_ratios_agree_with_scikit_learn(values: list[tuple[int, int]]) -> None:
    truth, said = np.array(values).T
    counted = ConfusionMatrix(4)
    in_two_batches(counted, truth, said)
    labels = list(range(4))
    assert (counted.counts == oracle.confusion_matrix(truth, said, labels=labels)).all()
    assert counted.accuracy == pytest.approx(oracle.accuracy_score(truth, said), abs=1e-6)
    for name in ("precision", "recall", "f1"):
        score = getattr(oracle, f"{name}_score")
        each = score(truth, said, labels=labels, average=None, zero_division=np.nan)
        assert getattr(counted, name) == pytest.approx(np.mean(each), abs=1e-6, nan_ok=True)


def test_two_classes_report_the_positive_one() -> None:
    """The worked example of the course: TP 3, FN 1, FP 1, TN 3, every ratio 0.75."""
    counted = ConfusionMatrix(2)
    counted.add(np.array([1, 0, 1, 1, 0, 0, 1, 0]), np.array([1, 0, 1, 0, 0, 1, 1, 0]))
    assert counted.counts.tolist() == [[3, 1], [1, 3]]
    assert [counted.accuracy, counted.precision, counted.recall, counted.f1] == [0.75] * 4


@pytest.mark.parametrize("metric", [SquaredError(), RootSquaredError(), AbsoluteError(), RSquared()])
def test_no_value_yet_is_nan_and_never_zero(metric: SquaredError) -> None:
    assert math.isnan(metric.value)
    metric.add(np.zeros(0), np.zeros(0))
    assert math.isnan(metric.value)


def test_recall_of_a_class_that_never_occurs_is_nan() -> None:
    counted = ConfusionMatrix(2)
    counted.add(np.array([0, 0]), np.array([0, 0]))
    assert math.isnan(counted.recall)
    assert counted.accuracy == 1.0


def truth_and_scores(values: list[tuple[bool, float]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([truth for truth, _ in values], int), np.array([score for _, score in values], np.float64)


@settings(max_examples=150, deadline=None)
@given(scored)
def test_the_roc_curve_and_its_area_agree_with_scikit_learn(values: list[tuple[bool, float]]) -> None:
    truth, scores = truth_and_scores(values)
    if len(set(truth)) < 2:
        assert math.isnan(roc_auc(truth, scores))
        return
    alarms, recall, _ = oracle.roc_curve(truth, scores, drop_intermediate=False)
    got = roc_curve(truth, scores)
    assert got[0] == pytest.approx(alarms, abs=1e-6)
    assert got[1] == pytest.approx(recall, abs=1e-6)
    assert roc_auc(truth, scores) == pytest.approx(oracle.roc_auc_score(truth, scores), abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(scored)
def test_the_precision_recall_curve_and_its_area_agree_with_scikit_learn(values: list[tuple[bool, float]]) -> None:
    truth, scores = truth_and_scores(values)
    if not truth.any():
        assert math.isnan(average_precision(truth, scores))
        return
    precision, recall, _ = oracle.precision_recall_curve(truth, scores)
    got = precision_recall_curve(truth, scores)
    assert got[0] == pytest.approx(recall[::-1], abs=1e-6)
    assert got[1] == pytest.approx(precision[::-1], abs=1e-6)
    assert average_precision(truth, scores) == pytest.approx(oracle.average_precision_score(truth, scores), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(scored)
def test_the_area_is_the_chance_that_a_positive_ranks_above_a_negative(values: list[tuple[bool, float]]) -> None:
    truth, scores = truth_and_scores(values)
    ill, well = scores[truth == 1], scores[truth == 0]
    if ill.size and well.size:
        above = np.greater.outer(ill, well) + 0.5 * np.equal.outer(ill, well)
        assert roc_auc(truth, scores) == pytest.approx(above.mean(), abs=1e-9)


def test_no_scores_have_no_area() -> None:
    nothing = np.array([])
    assert math.isnan(roc_auc(nothing, nothing))
    assert math.isnan(average_precision(nothing, nothing))
