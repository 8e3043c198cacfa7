"""Knobs and bars: a learner's mistake becomes one sentence that names what was meant."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from engine.lab import Bar, Choice, LabError, Number, did_you_mean, load_lab, settle

XOR = Path(__file__).parents[2] / "lessons" / "backprop" / "xor.py"


@pytest.mark.parametrize(("raw", "value"), [("4", 4), (4.0, 4), ("8", 8), (1, 1)])
def test_whole_numbers_are_parsed_from_text_and_numbers(raw: str | float, value: int) -> None:
    parsed = Number("hidden", 4, 1, 8, "", whole=True).parse(raw)
    assert parsed == value and isinstance(parsed, int)


@pytest.mark.parametrize("raw", ["0", "9", "nan", "inf", "four", "", "2.5", 10**400])
def test_numbers_out_of_range_or_not_numbers_say_what_is_allowed(raw: str | int) -> None:
    with pytest.raises(LabError, match=r"from 1 to 8|whole number"):
        Number("hidden", 4, 1, 8, "", whole=True).parse(raw)


def test_choices_ignore_case_and_name_the_nearest_option() -> None:
    knob = Choice("activation", "tanh", ("tanh", "relu"), "")
    assert knob.parse("ReLU") == "relu"
    with pytest.raises(LabError) as caught:
        knob.parse("tanhh")
    assert caught.value.hint == "Did you mean tanh?"
    assert did_you_mean("tanhh", []) == ""


def test_settle_fills_in_defaults_and_refuses_unknown_knobs() -> None:
    lab = load_lab(XOR)
    assert settle(lab, {"hidden": "2"}) == {"hidden": 2, "activation": "tanh", "learning_rate": 0.05}
    with pytest.raises(LabError) as caught:
        settle(lab, {"hiden": 2})
    assert "hidden" in caught.value.hint


@pytest.mark.parametrize(
    ("op", "value", "met"), [(">=", 0.97, True), (">=", 0.98, False), ("<=", 0.97, True), (">", 0.97, False)]
)
def test_a_bar_is_met_exactly_as_its_sign_says(op: str, value: float, met: bool) -> None:
    assert Bar("accuracy", op, value).met({"accuracy": 0.97}) is met


def test_a_missing_or_nan_metric_never_meets_a_bar() -> None:
    bar = Bar("accuracy", ">=", 0.0)
    assert not bar.met({})
    assert not bar.met({"accuracy": math.nan})


def test_a_lab_file_with_no_lab_or_no_file_is_said_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty.py"
    empty.write_text("x = 1\n")
    with pytest.raises(LabError, match="exactly one Lab"):
        load_lab(empty)
    with pytest.raises(LabError, match="no lab file"):
        load_lab(tmp_path / "missing.py")
