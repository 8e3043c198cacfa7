"""What ``tutor lab`` says of many metrics: a readable line while it trains, all of them at the end."""

from __future__ import annotations

import math

import pytest

from tutor.commands.numbers_told import brief, every

MANY = {"train_accuracy": 1.0, "test_accuracy": 0.98, "precision": 0.5, "recall": 0.25, "f1": 0.3333333}


@pytest.mark.parametrize("room", range(8, 140))
def test_a_line_of_progress_is_never_longer_than_its_room(room: int) -> None:
    told = brief(0.1, MANY, "test_accuracy", room)
    assert len(told) <= max(room, len("loss 0.1000"))
    assert told.startswith("loss 0.1000")


def test_the_metric_of_the_bar_comes_first_and_what_is_left_out_is_counted() -> None:
    assert brief(0.1, MANY, "test_accuracy", 60) == "loss 0.1000, test accuracy 0.9800, +4 more"
    assert brief(0.1, MANY, "test_accuracy", 200).endswith(
        "test accuracy 0.9800, train accuracy 1.0000, precision 0.5000, recall 0.2500, F1 0.3333"
    )


def test_a_few_metrics_end_the_sentence_and_many_are_listed_below_it() -> None:
    assert every({"accuracy": 1.0, "other": math.nan}) == ", accuracy 1.0000, other undefined."
    assert every({}) == "."
    assert every({"height": 3e16}) == ", height 3e16."
    lines = every(MANY).splitlines()
    assert lines[0] == "." and len(lines) == 1 + len(MANY)
    assert len({line.index(f"{value:.4f}") for line, value in zip(lines[1:], MANY.values(), strict=True)}) == 1
