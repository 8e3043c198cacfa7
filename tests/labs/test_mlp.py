"""Tables and sentences: honest splits, scaling by the training rows alone, and what the lesson claims."""

from __future__ import annotations

import itertools
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

from engine.datasets import load
from engine.views import Bars, Table, Text
from tests.labs.trained import built, metrics, trained
from tutor.content.course import load_course

# Words that say nothing about praise or complaint.
SMALL = frozenset(
    re.findall(
        "[a-z]+",
        "a an the and but is was were are i my our it in on at of to this with we that had so too all by for",
    )
)


@pytest.mark.parametrize("lab", ["housing", "breast-cancer"])
def test_columns_are_scaled_by_the_training_rows_alone(lab: str) -> None:
    data = built(lab).data
    assert data["x"].mean(axis=0) == pytest.approx(0, abs=1e-4)
    assert data["x"].std(axis=0) == pytest.approx(1, abs=1e-3)
    assert abs(data["x_test"].mean(axis=0)).max() > 0.03, "the test rows had no part in it"
    learned, tested = ({row.tobytes() for row in data[name]} for name in ("x", "x_test"))
    assert not learned & tested


@pytest.mark.parametrize("data", ["houses", "diabetes"])
def test_housing_numbers_are_those_of_scikit_learn(data: str) -> None:
    program = built("housing", data=data)
    after = trained(program)
    seen, rows, lab = program.observe(), program.data, program.lab
    assert after["r2"] == pytest.approx(r2_score(rows["y_test"], seen["x_test"]), abs=1e-4)
    line = LinearRegression().fit(rows["x"], rows["y"]).predict(rows["x_test"])
    off = np.sqrt(((line - rows["y_test"]) ** 2).mean()) * rows["shift"][1]
    rivals = lab.rivals(seen, rows)  # type: ignore[attr-defined]
    assert rivals["a weighted sum"] == pytest.approx(off, rel=1e-3)
    assert rivals["the net"] == pytest.approx(after["test_rmse"], rel=1e-4)
    if data == "houses":
        assert rivals["the net"] < 0.7 * rivals["a weighted sum"] and rivals["the net"] > 25, "chance is left"
    else:
        assert 0.9 < rivals["the net"] / rivals["a weighted sum"] < 1.1


def test_without_l2_the_patients_are_learned_by_heart() -> None:
    kept, loose = (trained(built("housing", data="diabetes", l2=l2)) for l2 in (0.01, 0))
    assert loose["train_rmse"] < 0.5 * kept["train_rmse"] and loose["test_rmse"] > 1.1 * kept["test_rmse"]


def test_one_unit_is_hardly_better_than_a_weighted_sum() -> None:
    assert 0.8 < trained(built("housing", hidden=1))["r2"] < 0.89


def test_without_scaling_the_tumours_start_wild_and_end_worse() -> None:
    for seed in (2, 3, 4):
        good, bad = (trained(built("breast-cancer", seed, scaling=how)) for how in ("standard", "none"))
        assert good["test_accuracy"] - bad["test_accuracy"] > 0.03


def test_the_surest_mistakes_are_mistakes() -> None:
    program = built("breast-cancer")
    accuracy = trained(program)["test_accuracy"]
    table = program.lab.views(program.observe(), program.data, program.parameters(), {})[1]
    assert isinstance(table, Table)
    assert len(table.rows) == round((1 - accuracy) * len(program.data["y_test"]))
    for said, kind, column in table.rows:
        assert (float(said.rstrip("%")) >= 50) == (kind == "benign")
        assert column in load("breast-cancer")["names"]


@pytest.mark.parametrize("lab", ["housing", "breast-cancer", "sentiment"])
def test_the_walk_through_the_net_ends_at_what_the_net_says(lab: str) -> None:
    program = built(lab)
    trained(program)
    seen, data = program.observe(), program.data
    views = program.lab.views(seen, data, program.parameters(), {})
    walk = next(view for view in views if isinstance(view, Table) and view.columns[0] == "stage")
    last_sum = float(walk.rows[-3][2].replace("−", "-"))
    said = float(seen["x_test"][0, 0])
    assert last_sum == pytest.approx(said if lab == "housing" else np.log(said / (1 - said)), abs=0.006)


def test_no_two_sentences_share_half_of_their_telling_words() -> None:
    lines = load_course().lab_file("sentiment").with_name("sentiment.txt").read_text(encoding="utf-8").splitlines()
    telling = [set(re.findall(r"[a-z]+", line.lower())) - SMALL for line in lines if line[0] in "+-"]
    for one, other in itertools.combinations(telling, 2):
        assert len(one & other) < 0.5 * len(one | other), (one, other)


def test_half_of_the_sentences_are_praise_and_the_test_words_met_once_count_for_nothing() -> None:
    data = built("sentiment").data
    y = np.concatenate([data["y"], data["y_test"]])
    assert len(y) == 300 and y.mean() == 0.5
    known = (data["x"] > 0).sum(axis=0)
    assert (known[data["x_test"].any(axis=0)] >= 2).all()


def test_twenty_sentences_are_too_few() -> None:
    for seed in (1, 2, 3):
        assert trained(built("sentiment", seed, train=20))["test_accuracy"] < 0.75
    assert trained(built("sentiment", vector=1))["test_accuracy"] >= 0.85


def test_words_at_the_ends_are_praise_and_complaint() -> None:
    program = built("sentiment")
    before = metrics(program)["test_accuracy"]
    assert trained(program)["test_accuracy"] > before
    bars, told = program.lab.views(program.observe(), program.data, program.parameters(), {})[:2]
    assert isinstance(bars, Bars) and isinstance(told, Text)
    values = bars.series[0].values
    assert values == sorted(values) and values[0] < -2 and values[-1] > 2
    assert {"awful", "terrible", "rude", "bad", "boring"} & set(bars.labels[:8])
    assert {"lovely", "great", "wonderful", "excellent", "good"} & set(bars.labels[8:])


def test_sentences_in_another_manner_are_hardly_better_than_a_coin() -> None:
    """What the lesson owns up to. The same by hand for the lab's own test gives the lab's own number."""
    own, fresh = built("sentiment"), Path(__file__).with_name("fresh_sentences.txt")
    claimed = trained(own)["test_accuracy"]
    module, p = sys.modules[type(own.lab).__module__], own.parameters()
    known = {word: place for place, word in enumerate(own.lab.words) if word}  # type: ignore[attr-defined]

    def right(lines: list[tuple[str, bool]]) -> float:
        hits = 0
        for text, praise in lines:
            mean = np.mean(
                [p["vectors"][known[w]] for w in module.words(text) if w in known] or [0 * p["vectors"][0]], 0
            )
            hits += bool(np.tanh(mean @ p["w1"] + p["b1"]) @ p["w2"] + p["b2"] >= 0) == praise
        return hits / len(lines)

    assert right([module.TEXTS[n] for n in own.data["test"]]) == pytest.approx(claimed)
    lines = [(line[2:], line[0] == "+") for line in fresh.read_text(encoding="utf-8").splitlines() if line[0] in "+-"]
    assert len(lines) == 52 and 0.5 <= right(lines) <= 0.6
