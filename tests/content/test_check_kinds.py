"""`tutor check` on pairs, lines and predictions: each mistake alone is told once, where it is, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.lab import load_lab
from tests.content.small_course import change, line_of
from tutor.content.check import check
from tutor.content.rules.measured import is_measured, is_metric

QUIZ = "quizzes/lines.yaml"


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        # match
        ("{left: two, right", "{left: One, right", "pairs:", "'one' is there twice"),
        ("right: four", "right: two", "pairs:", "'two' is there twice"),
        ("text: nine", "text: six", "pairs:", "'six' is there twice"),
        ("left: one", 'left: "1 → one"', "1 → one", "An arrow stands in '1 → one'"),
        ("why: 1 + 1.", 'why: " "', 'why: " "', "The reason is blank"),
        ("why: Nothing doubled is nine.", 'why: " "', 'why: " "', "The reason is blank"),
        ("      - {left: three, right: six, why: 3 + 3.}\n", "", "pairs:", "Write a list of at least 3"),
        ("right: two, why", "rihgt: two, why", "rihgt", "Did you mean right?"),
        # spot
        ("wrong: true, why: It is four", "why: It is four", "lines:", "Mark exactly one with `wrong: true`"),
        ("why: That is right.", "wrong: true, why: That is right.", "lines:", "2 lines are marked wrong"),
        (", why: That is right too.", "", "lines:", "Only 2 lines can be chosen"),
        ('text: "  3 + 3 = 6"', 'text: "  1 + 1  = 2"', "lines:", "'1 + 1 = 2' is there twice"),
        ("why: That is right too.", 'why: " "', 'why: " "', "The reason is blank"),
        ('text: "  3 + 3 = 6"', 'text: " "', 'text: " "', "A line that can be chosen is blank"),
        # predict
        ("low: 1, expected: true", "low: 1", "outcomes:", "No outcome is expected"),
        ("high: 1, why", "high: 1, expected: true, why", "outcomes:", "2 outcomes are expected"),
        ("text: one or more", "text: Below one", "outcomes:", "'below one' is there twice"),
        ("high: 1, why", "high: 0.5, why", "outcomes:", "The ranges leave a gap between 0.5 and 1"),
        ("high: 1, why", "high: 2, why", "outcomes:", "The ranges overlap between 2 and 1"),
        ("high: 1, why", "low: 0, high: 1, why", "outcomes:", "Leave out the lowest `low`"),
        ("low: 1, expected", "low: 1, high: 9, expected", "outcomes:", "Leave out the lowest `low`"),
        ("low: 1, expected", "low: 3, high: 2, expected", "low: 3", "The range from 3 to 2 is empty"),
        ("high: 1, why", "high: 1.0000001, why", "high: 1.0000001", "Write 1.0."),
        ("low: 1, expected", "low: nan, expected", "low: nan", "is empty"),
        ("diverges: true, why", "diverges: true, low: 5, why", "low: 5", "What diverges has no range"),
        ("low: 1, expected", "diverges: true, expected", "outcomes:", "2 outcomes diverge"),
        ("why: No line comes near.", 'why: " "', 'why: " "', "The reason is blank"),
        ("lab: straight-line", "lab: strait-line", "lab: strait-line", "Did you mean straight-line?"),
        ("noise: much,", "nose: much,", "knobs:", "has no knob called nose. Did you mean noise?"),
        ("noise: much,", "noise: high,", "knobs:", "noise must be one of little, much"),
        ("learning_rate: 0.5", "learning_rate: 5", "knobs:", "must be a number from 0.001 to 1"),
        ("metric: error", "metric: eror", "metric: eror", "no metric 'eror'. Did you mean error?"),
        ("steps: 20", "steps: 0", "steps: 0", "1 or more"),
    ],
)
def test_a_mistake_is_told_where_it_is(old: str, new: str, at: str, says: str, lessons: Path) -> None:
    file = change(lessons.parent, QUIZ, old, new)
    problems = check(lessons).problems
    assert problems, "nothing was told"
    assert any(
        says in f"{p.message} {p.instead}" and (p.file, p.line) == (file, line_of(file, at)) for p in problems
    ), problems
    if "diverge" not in says and "1.0." not in says:  # these leave a gap as well
        assert len(problems) == 1, problems


def test_metrics_are_known_whether_written_out_or_put_together(tmp_path: Path) -> None:
    file = tmp_path / "two.py"
    file.write_text(
        '''
from engine.lab import Bar, Lab

NETS = ("sgd", "adam")


class Two(Lab):
    """Two nets."""

    id, title, knobs, steps = "two", "Two", (), 1
    bar = Bar("worst", ">=", 1)
    curves = {"losses": ("sgd_loss", "elsewhere")}

    def metrics(self, seen, data):
        losses = {f"{net}_loss": 0.0 for net in NETS}
        return {"worst": 0.0, "best": 1.0} | losses | {net: 1.0 for net in NETS} | {f"{net}": 2.0 for net in NETS}
'''
    )
    lab = load_lab(file)
    known = ["loss", "worst", "best", "sgd_loss", "adam_loss", "elsewhere", "sgd", "adam"]
    assert [name for name in known if not is_metric(name, lab, file)] == []
    assert [name for name in ("accuracy", "wors", "_loss", "loss_adam") if is_metric(name, lab, file)] == []
    assert [name for name in known if not is_measured(name, file)] == ["loss", "elsewhere"], "only promised"
