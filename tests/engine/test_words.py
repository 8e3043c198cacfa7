"""Names in code become words, and short forms get their capitals, wherever people read them."""

from __future__ import annotations

import pytest

from engine.lab import Bar
from engine.words import words


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("learning_rate", "learning rate"),
        ("auc", "AUC"),
        ("sgd_accuracy", "SGD accuracy"),
        ("rmse_vs_yesterday", "RMSE vs yesterday"),
        ("relu_accuracy", "ReLU accuracy"),
        ("adamant_f10", "adamant f10"),
    ],
)
def test_only_whole_parts_of_a_name_are_written_differently(name: str, said: str) -> None:
    assert words(name) == said


def test_a_bar_says_its_metric_as_people_write_it() -> None:
    assert str(Bar("auc", ">=", 0.95)) == "AUC ≥ 0.95"
