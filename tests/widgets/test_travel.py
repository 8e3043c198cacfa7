"""Where a key press or the mouse takes a knob: always to a value the knob allows."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lab import Choice, Number
from tutor.widgets.travel import at_share, cycled, share, stepped, text_of

RATE = Number("learning_rate", 0.1, 0.001, 100, "", log=True, live=True)
WEIGHT = Number("w1", 0, -3, 3, "")
UNITS = Number("hidden", 4, 1, 8, "", whole=True)
BATCH = Number("batch", 64, 8, 256, "", whole=True, log=True)
KNOBS = st.sampled_from([RATE, WEIGHT, UNITS, BATCH, Number("one", 1, 1, 1, ""), Number("odd", 0.3, 0.1, 0.7, "")])


@given(KNOBS, st.floats(0, 1))
def test_every_place_on_the_slider_is_an_allowed_value_near_there(knob: Number, place: float) -> None:
    value = at_share(knob, place)
    assert knob.parse(value) == value
    if knob.high > knob.low and not knob.whole:
        assert abs(share(knob, value) - place) < 0.05


@given(KNOBS, st.floats(0, 1), st.booleans(), st.booleans())
def test_a_key_press_goes_on_in_its_direction_until_the_end(knob: Number, place: float, up: bool, fine: bool) -> None:
    value = at_share(knob, place)
    after = stepped(knob, value, up, fine)
    assert knob.parse(after) == after
    end = knob.high if up else knob.low
    assert value == end or after == end or (after > value) == up


@pytest.mark.parametrize(
    ("knob", "values"),
    [(RATE, [0.1, 0.2, 0.5, 1, 2, 5, 10]), (UNITS, [4, 5, 6, 7, 8, 8]), (BATCH, [64, 128, 256, 256])],
)
def test_steps_are_round(knob: Number, values: list[float]) -> None:
    for value, after in itertools.pairwise(values):
        assert stepped(knob, value, up=True) == pytest.approx(after)


def test_steps_down_undo_steps_up_on_round_values() -> None:
    for knob, value in ((RATE, 0.5), (WEIGHT, 1.0), (UNITS, 3), (BATCH, 32)):
        assert stepped(knob, stepped(knob, value, up=True), up=False) == pytest.approx(value)


def test_a_value_between_round_ones_goes_to_the_next_round_one() -> None:
    assert stepped(RATE, 0.3, up=True) == pytest.approx(0.5)
    assert stepped(RATE, 0.3, up=False) == pytest.approx(0.2)
    assert stepped(WEIGHT, 0.264, up=True) == pytest.approx(0.5)


def test_a_log_slider_gives_each_decade_the_same_length() -> None:
    assert share(RATE, 0.001) == 0 and share(RATE, 100) == 1
    assert share(RATE, 1) - share(RATE, 0.1) == pytest.approx(0.2)


def test_choices_go_round() -> None:
    gate = Choice("gate", "AND", ("AND", "OR", "NOT"), "")
    assert [cycled(gate, "AND", up) for up in (True, False)] == ["OR", "NOT"]


def test_values_beside_sliders() -> None:
    values = (0.003, -0.385, 16, "tanh", 1000, 1234.0, 999.7)
    assert [text_of(v) for v in values] == ["0.003", "−0.385", "16", "tanh", "1000", "1234", "1000"]


def test_a_log_slider_may_begin_at_zero() -> None:
    penalty = Number("penalty", 0, 0, 10, "", log=True)
    assert share(penalty, 0) == 0.0 and at_share(penalty, 0.0) == 0.0 and share(penalty, 10) == 1.0
    first = stepped(penalty, 0.0, up=True)
    assert first == pytest.approx(1e-4) and stepped(penalty, first, up=False) == 0.0 == stepped(penalty, 0.0, up=False)
    assert stepped(penalty, first, up=True) == pytest.approx(2e-4) and stepped(penalty, 0.1, up=True) == 0.2
