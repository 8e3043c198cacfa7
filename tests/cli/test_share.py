"""Codes that hold a run: what they survive, what is refused, and that the run comes out the same."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from engine.commands import KnobValue
from engine.events import Failed, Noticed
from engine.lab import Choice, Knob, Lab, LabError, Number, Words, load_lab, settle
from engine.notices import noticed
from tests.cli.conftest import Run
from tests.cli.test_commands import is_one_sentence
from tutor.commands.hidden import LOCKED, readvised
from tutor.content.course import load_course
from tutor.lab.share import SIGNS, Shared, _check, _hashed, as_command, code_of, looks_like_code, read_code

COURSE = load_course()
LABS = COURSE.lab_ids


@cache
def load(lab_id: str) -> type[Lab]:
    return load_lab(COURSE.lab_file(lab_id))


def read(code: str) -> Shared:
    return read_code(code, LABS, load)


def values(knob: Knob) -> st.SearchStrategy[KnobValue]:
    match knob:
        case Choice():
            return st.sampled_from(knob.options)
        case Number(whole=True):
            return st.integers(int(knob.low), int(knob.high))
        case Number():
            return st.floats(knob.low, knob.high)
        case Words():
            return st.text(st.characters(exclude_characters="/\\.", exclude_categories=["C", "Z"]), max_size=20)


@st.composite
def runs(draw: st.DrawFn) -> Shared:
    lab = draw(st.sampled_from(LABS))
    knobs = draw(st.fixed_dictionaries({}, optional={knob.name: values(knob) for knob in load(lab).knobs}))
    defaults = settle(load(lab), {})
    changed = {name: value for name, value in settle(load(lab), knobs).items() if value != defaults[name]}
    steps = draw(st.none() | st.integers(1, 10**6).filter(lambda n: n != load(lab).steps))
    hidden = draw(st.sets(st.sampled_from([knob.name for knob in load(lab).knobs])))
    in_order = tuple(knob.name for knob in load(lab).knobs if knob.name in hidden)
    return Shared(lab, changed, draw(st.integers(0, 2**31 - 1)), steps, in_order)


def coded(run: Shared) -> str:
    assert run.seed is not None
    return code_of(load(run.lab), run.knobs, run.seed, run.steps, run.hidden)


@given(runs())
@example(Shared("xor", {}, 1, None))
def test_a_code_holds_a_run_exactly(run: Shared) -> None:
    code = coded(run)
    assert read(code) == run
    assert looks_like_code(code, LABS)


@given(runs(), st.data())
def test_a_code_survives_what_chat_apps_do(run: Shared, data: st.DataObject) -> None:
    """Wrapped lines, lost or prettier dashes, other case, letters for digits that look like them."""
    code = coded(run)
    body = code.removeprefix(run.lab)
    body = "".join(data.draw(st.sampled_from([sign, sign.lower()])) for sign in body)
    body = body.replace("-", data.draw(st.sampled_from(["-", "–", " - ", "\n", "-\n  ", ""])))
    body = body.replace("0", data.draw(st.sampled_from(["0", "o", "O"])))
    assert read(f" {run.lab.title()}{body} ") == run


@given(runs(), st.data())
def test_one_wrong_sign_or_two_swapped_are_noticed(run: Shared, data: st.DataObject) -> None:
    code = coded(run)
    places = [place for place in range(len(run.lab) + 2, len(code)) if code[place] != "-"]
    place = data.draw(st.sampled_from(places[:-1]))
    if data.draw(st.booleans()):
        sign = data.draw(st.sampled_from(SIGNS))
        assume(sign != code[place])
        damaged = code[:place] + sign + code[place + 1 :]
    else:
        after = places[places.index(place) + 1]
        assume(code[place] != code[after])
        damaged = code[:place] + code[after] + code[place + 1 : after] + code[place] + code[after + 1 :]
    with pytest.raises(LabError, match="damaged"):
        read(damaged)


@given(st.sampled_from(LABS), st.sampled_from("12"), st.text(SIGNS, max_size=30))
def test_any_text_after_a_lab_is_a_run_or_one_sentence(lab: str, version: str, text: str) -> None:
    """Also when the check happens to be right."""
    try:
        shared = read(f"{lab}-{version}{text}")
    except LabError as mistake:
        assert mistake.message.endswith(".")
    else:
        assert read(coded(shared)) == shared


def test_no_lab_is_mistaken_for_a_code_and_no_two_names_share_a_hash() -> None:
    for lab in LABS:
        assert not looks_like_code(lab, LABS)
        others = tuple(other for other in LABS if other != lab)
        assert not looks_like_code(lab, others), f"{lab} reads as a code of another lab"
        lists = [[knob.name for knob in load(lab).knobs]]
        lists += [list(knob.options) for knob in load(lab).knobs if isinstance(knob, Choice)]
        for names in lists:
            assert len({_hashed(name) for name in names}) == len(names)


def test_old_codes_live_on_when_a_lab_gets_more_knobs_and_options() -> None:
    """These were passed on; they must always be read as they were meant."""
    assert read("xor-1401-Z037P") == Shared("xor", {"hidden": 3}, 4)
    assert read("xor-11M6-6V") == Shared("xor", {}, 1, 100)
    noisy: dict[str, KnobValue] = {"data": "moons", "noise": 0.4, "regularisation": 0.001}
    assert read("playground-140X-KMNJ-924K-KA1SK") == Shared("playground", noisy, 4)
    few = read("playground-2107-XKGN-JSTS")
    assert {knob.name for knob in load("playground").knobs} - set(few.hidden) == {"data", "width", "depth"}


def test_a_setting_that_this_version_lacks_is_said() -> None:
    class Newer(load("xor")):  # type: ignore[misc]
        knobs = (*load("xor").knobs, Choice("colour", "red", ("red", "blue"), "New."))

    with pytest.raises(LabError, match="does not have"):
        read(code_of(Newer, {"colour": "blue"}))
    later = [3, 4, 0]
    with pytest.raises(LabError, match="newer tutor"):
        read("xor-" + "".join(SIGNS[sign] for sign in [*later, *_check("xor", later)]))


def test_a_table_of_ones_own_is_not_passed_on() -> None:
    with pytest.raises(LabError, match="a file that only you have"):
        code_of(load("table"), {"data": "/home/me/flats.csv"})
    assert read(code_of(load("table"), {"target": "district"})).knobs == {"target": "district"}


def test_what_a_code_means_is_said_as_a_command() -> None:
    told = as_command(Shared("relu-vs-sigmoid", {"start": "as tanh", "depth": 4, "learning_rate": 3.0}, 7, 50))
    assert told == (
        "tutor lab relu-vs-sigmoid --set 'start=as tanh' --set depth=4 --set learning_rate=3 --seed 7 --steps 50"
    )


def test_a_repeated_run_is_passed_on_with_what_its_code_hid_but_for_knobs_named_here(tutor: Run) -> None:
    code = code_of(load("xor"), {"hidden": 3}, 4, 50, ("hidden", "activation"))
    told = tutor("lab", code, "--set", "activation=relu").stdout.strip().splitlines()[-1].rpartition(" ")[2]
    assert read(told) == Shared("xor", {"hidden": 3, "activation": "relu"}, 4, 50, ("hidden",))


def test_no_advice_is_about_a_knob_that_the_code_hides() -> None:
    lab, knobs = load("xor"), settle(load("xor"), {"learning_rate": 30.0})
    dead = Noticed(1, 9, [noticed("dead-units", "7 of 16 answer 0.", lab.knobs, knobs)])
    wild = Failed(1, "Training diverged.", noticed("divergence", "", lab.knobs, knobs).advice, "diverged")
    assert "Turn learning rate down" in dead.notices[0].advice
    for event in (dead, wild):
        assert readvised(event, lab, knobs, ()) == event
        assert "learning rate" not in str(readvised(event, lab, knobs, ("learning_rate",)))
    only = readvised(dead, lab, knobs, [knob.name for knob in lab.knobs])
    assert isinstance(only, Noticed) and only.notices[0].advice == LOCKED


def test_a_code_repeats_the_run_bit_by_bit(tutor: Run) -> None:
    asked = ("lab", "xor", "--set", "learning_rate=0.0317", "--seed", "4", "--steps", "200")
    told = tutor(*asked)
    code = told.stdout.strip().splitlines()[-1].rpartition(" ")[2]
    spelled_out = tutor(*asked, "--json")
    by_code = tutor("lab", code.lower(), "--json")
    first, second = (
        {event["step"]: event["loss"] for event in map(json.loads, run.stdout.splitlines()) if event["type"] == "step"}
        for run in (spelled_out, by_code)
    )
    assert len(first.keys() & second.keys()) >= 100 and all(second[step] == first[step] for step in first)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("xor-1401-Z037Q", "damaged"),
        ("xro-1401-Z037P", "Did you mean xor?"),
        ("xor-1", "damaged"),
        ("xor-1401-Z037U", "no sign of a code"),
        ("xorr", "There is no lab called"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tutor: Run, asked: str, words: str) -> None:
    refused = tutor("lab", asked)
    assert refused.returncode == 2 and refused.stdout == ""
    assert is_one_sentence(refused.stderr) and words in refused.stderr
