"""Lab ml-vs-dl: rivals as scikit-learn makes them, the lead as the lesson reports it, explanations that are true."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.datasets import as_table
from engine.pictures.explain import Explainer, Scaling, moved_by, strongest
from engine.views import Array, Bars, Pictures, Table
from tests.labs.trained import built, metrics, trained


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_on_digits_the_net_ends_above_logistic_regression(seed: int) -> None:
    program = built("ml-vs-dl", seed)
    assert not program.lab.bar.met(metrics(program)), "an untrained net leads nobody"
    after = trained(program)
    assert program.lab.bar.met(after) and after["logistic_regression"] > 0.95 > after["tree"]


@pytest.mark.parametrize("data", ["breast-cancer", "wine"])
def test_on_the_tables_nobody_is_far_ahead(data: str) -> None:
    leads = [trained(built("ml-vs-dl", seed, data=data))["lead"] for seed in (1, 2, 3, 4, 5)]
    assert abs(float(np.mean(leads))) < 0.01


def test_the_rivals_are_the_same_for_the_same_seed() -> None:
    first, again, other = (built("ml-vs-dl", seed).data for seed in (3, 3, 4))
    for name in ("logistic_regression", "tree"):
        assert (first[name] == again[name]).all() and not (first[name] == other[name]).all()


def test_times_are_shown_but_are_no_metrics() -> None:
    program = built("ml-vs-dl", data="wine")
    lab: Any = program.lab
    lab.took, lab.seconds = {"logistic_regression": 0.012, "tree": 0.003}, 0.25
    wrong, facts, *_ = lab.views(program.observe(), program.data, program.parameters(), {})
    assert isinstance(wrong, Bars) and isinstance(facts, Table)
    assert facts.rows[1] == ["took", "12 ms", "3 ms", "250 ms"]
    assert set(metrics(program)) == {"lead", "net", "logistic_regression", "tree"}


def test_what_the_tree_tells_is_what_it_does() -> None:
    """Its first question, asked of the training rows in the units of the table, parts them as it says."""
    program = built("ml-vs-dl", data="breast-cancer")
    lab: Any = program.lab
    question, *answers = (line for line, _ in lab.why.told(lab.rivals["tree"].tree_, questions=1))
    name, cut = question.rstrip("?").split(" ≤ ")
    rows = lab.why.scaling.undo(program.data["x"])
    small = rows[:, lab.why.columns.index(name)] <= float(cut)
    for line, those in zip(answers, (small, ~small), strict=True):
        answer, said = line.split(": ")[1].split(", ")
        share = (program.data["y"][those] == lab.why.classes.index(answer)).mean()
        assert said == f"{100 * share:.0f} % of {those.sum()}"


def test_a_tree_is_told_branch_by_branch() -> None:
    from sklearn.tree import DecisionTreeClassifier

    rows = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], np.float32)
    why = Explainer(["a", "b"], ["no", "yes"], Scaling(np.zeros(2), np.ones(2)))

    def lines(tree: object) -> list[str]:
        return [line for line, _ in why.told(tree, 2)]

    deaf = DecisionTreeClassifier(max_depth=1).fit(rows * 0, [0, 0, 0, 1]).tree_
    assert lines(deaf) == ["no, 75 % of 4"]
    both = DecisionTreeClassifier().fit(rows, [0, 0, 0, 1]).tree_
    first, second = ("a", "b") if both.feature[0] == 0 else ("b", "a")
    told = [f"{first} ≤ 0.5?", "├ yes: no, 100 % of 2", f"└ no: {second} ≤ 0.5?"]
    assert lines(both) == [*told, "  ├ yes: no, 100 % of 1", "  └ no: yes, 100 % of 1"]


def test_two_classes_have_one_row_of_weights_and_it_speaks_for_the_second() -> None:
    why = Explainer(["a", "b"], ["no", "yes"], Scaling(np.zeros(2), np.ones(2)))
    view = why.weights("weights", np.array([[0.5, -2.0]]))
    assert isinstance(view, Bars) and view.labels == ["b", "a"]
    assert [(series.name, series.values) for series in view.series] == [("for yes", [-2.0, 0.5])]


def test_pixels_are_columns_named_by_row_and_column() -> None:
    table = as_table("digits")
    assert (table.x.shape, table.picture) == ((1797, 64), (8, 8))
    assert (table.columns[0], table.columns[8], table.columns[63]) == ("pixel (1,1)", "pixel (2,1)", "pixel (8,8)")
    why = Explainer(table.columns, table.classes, Scaling.of(table.x), table.picture)
    view = why.weights("weights", np.arange(640.0).reshape(10, 64))
    assert isinstance(view, Pictures) and view.images == Array.of(np.arange(640, dtype="float32").reshape(10, 8, 8))


def test_scaled_rows_come_back_and_a_column_that_never_changes_stays() -> None:
    rows = np.array([[1.0, 5.0], [3.0, 5.0]])
    scaling = Scaling.of(rows)
    assert scaling.apply(rows).tolist() == [[-1, 0], [1, 0]]
    assert scaling.undo(scaling.apply(rows)).tolist() == rows.tolist()


def test_what_moved_the_net_is_its_slope_times_the_input() -> None:
    rng = np.random.default_rng(0)
    shapes = {"w1": (5, 7), "b1": (7,), "w2": (7, 3), "b2": (3,)}
    params = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    x, said = rng.standard_normal((4, 5)), [0, 2, 1, 1]

    def score(row: np.ndarray, answer: int) -> float:
        return float((np.maximum(row @ params["w1"] + params["b1"], 0) @ params["w2"] + params["b2"])[answer])

    moved = moved_by(params, x, np.array(said))
    for n, k in np.ndindex(4, 5):
        nudge = np.eye(5)[k] * 1e-6
        slope = (score(x[n] + nudge, said[n]) - score(x[n] - nudge, said[n])) / 2e-6
        assert moved[n, k] == pytest.approx(slope * x[n, k], abs=1e-6)


def test_the_strongest_columns_are_those_with_the_largest_weight_of_either_sign() -> None:
    assert strongest(np.array([[0.1, -3.0, 2.0], [0.2, 0.0, 2.5]]), 2) == [1, 2]
