"""The lab without a screen: what each action tells the worker, what the knobs and the record then say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.about import About
from engine.commands import NextPhase, Pause, Resume, SetKnob, SetSpeed, SingleStep
from engine.events import AnyEvent, BarResult, Cancelled, Finished, Paused, Preparing, Ready, Seen, Step, Warm
from engine.lab import LabError, Preset, load_lab
from engine.words import listed
from tests.screens.lab_runs import ScriptedClient, lab_file, recorded
from tutor.lab.desk import SETTLING, LabDesk

NOW = datetime(2030, 1, 2, tzinfo=UTC)


def desk_with(*events: AnyEvent, lab: str = "xor") -> tuple[LabDesk, ScriptedClient]:
    """A desk whose run has said ``events``."""
    client = ScriptedClient()
    desk = LabDesk(load_lab(lab_file(lab)), lab_file(lab), client)
    desk.rebuild()
    client.say(*events)
    desk.poll()
    return desk, client


READY = (Ready(1, "CPU"), Paused(1, 0))
TRAINED = (*READY, Step(1, 7, 0.5, {}, [0.5] * 7), Paused(1, 7))


def test_a_lab_is_built_paused_with_its_defaults() -> None:
    desk, client = desk_with(*READY)
    assert client.started == [({k.name: k.parse(k.default) for k in desk.lab.knobs}, 1)]
    assert desk.view.status == "paused" and client.sent == []


def test_the_device_is_known_from_a_worker_that_was_warm_before() -> None:
    client = ScriptedClient()
    client.warm = Warm(0, "GPU", "")
    desk = LabDesk(load_lab(lab_file("xor")), lab_file("xor"), client)
    desk.rebuild()
    assert (desk.view.device, desk.view.status) == ("GPU", "preparing")


def test_space_runs_pauses_and_runs_on() -> None:
    desk, client = desk_with(*READY)
    desk.toggle()
    assert desk.view.status == "running"
    desk.toggle()
    client.say(Step(1, 3, 0.5), Paused(1, 3))
    desk.poll()
    desk.toggle()
    assert client.sent == [Resume(), Pause(), Resume()]


def test_space_runs_a_net_that_is_there_before_it_is_said_to_stand_still() -> None:
    """Its pictures are on the screen by then; the key must not be taken for a pause."""
    desk, client = desk_with(Ready(1, "CPU"), Seen(1, 0, []))
    desk.toggle()
    client.say(Paused(1, 0))
    desk.poll()
    assert client.sent == [Resume()] and desk.view.status == "running"


def test_space_while_it_compiles_runs_as_soon_as_it_is_ready_and_again_takes_that_back() -> None:
    desk, client = desk_with(Preparing(1, 1, 9))
    desk.toggle()
    assert desk.eager and client.sent == []
    client.say(*READY)
    desk.poll()
    assert client.sent == [Resume()] and desk.view.status == "running"
    other, _ = desk_with(Preparing(1, 1, 9))
    other.toggle()
    other.toggle()
    assert not other.eager


def test_space_after_the_end_builds_a_new_net_and_runs_it() -> None:
    desk, client = desk_with(*READY, Finished(1, 400, 1.0))
    desk.toggle()
    client.say(*READY)
    desk.poll()
    assert len(client.started) == 2 and client.sent == [Resume()]


def test_single_steps_phases_and_pace_are_sent() -> None:
    desk, client = desk_with(*READY)
    desk.single_step()
    desk.next_phase()
    for faster in (False, False, False, True, True, True, True):
        desk.change_speed(faster)
    assert client.sent[:2] == [SingleStep(), NextPhase()]
    assert [c.speed for c in client.sent if isinstance(c, SetSpeed)] == [10, 1, 1, 10, 100, 0, 0]


def test_a_live_knob_is_sent_at_once() -> None:
    desk, client = desk_with(*TRAINED)
    assert desk.turn("learning_rate", 0.5) is False
    assert client.sent == [SetKnob(name="learning_rate", value=0.5)]
    assert desk.stale == ()


def test_a_run_that_was_turned_midway_is_kept_with_what_it_began_with_and_each_turn() -> None:
    desk, client = desk_with(*READY)
    desk.turn("learning_rate", 3.0)
    for step, rate in ((40, 2.0), (40, 0.5), (300, 0.1)):
        client.say(Step(1, step, 0.6, {}, [0.6], 1, 10.0))
        desk.poll()
        desk.turn("learning_rate", rate)
    kept = desk.record(NOW)
    assert kept.knobs["learning_rate"] == 3.0
    assert kept.turns == [(40, "learning_rate", 0.5), (300, "learning_rate", 0.1)]
    assert desk.midway
    desk.rebuild()
    assert not desk.midway and desk.record(NOW).turns == [] and desk.record(NOW).knobs["learning_rate"] == 0.1


def test_a_run_of_a_saved_net_says_so(tmp_path: Path) -> None:
    desk, _ = desk_with(*READY)
    desk.rebuild(weights=tmp_path / "mine.safetensors")
    assert desk.record(NOW).turns == [(0, "saved_net", "mine")] and not desk.midway


def test_a_structural_knob_rebuilds_an_untouched_net_and_marks_a_trained_one() -> None:
    fresh, _ = desk_with(*READY)
    assert fresh.turn("hidden", 6) is True
    trained, client = desk_with(*TRAINED)
    assert trained.turn("hidden", 6) is False
    assert list(trained.stale) == ["hidden"] and client.sent == []
    trained.turn("hidden", 4)
    assert list(trained.stale) == []


def test_a_rebuild_takes_the_present_knobs_and_seed() -> None:
    desk, client = desk_with(*TRAINED)
    desk.turn("hidden", 6)
    desk.new_seed()
    assert client.started[-1][0]["hidden"] == 6 and client.started[-1][1] == 2
    assert desk.stale == ()


def test_a_knob_out_of_range_is_refused_and_nothing_changes() -> None:
    desk, client = desk_with(*READY)
    with pytest.raises(LabError, match="from 1 to 8"):
        desk.turn("hidden", 99)
    assert desk.knobs["hidden"] == 4 and client.sent == []


def test_a_preset_sets_its_knobs_puts_the_others_back_and_rebuilds() -> None:
    desk, client = desk_with(*TRAINED)
    desk.turn("learning_rate", 99.0)
    desk.take_preset(Preset("linear", {"activation": "linear"}, "why"))
    knobs, _ = client.started[-1]
    assert knobs["activation"] == "linear" and knobs["learning_rate"] != 99.0


def test_a_preset_that_only_looks_in_another_way_keeps_the_trained_net() -> None:
    desk, client = desk_with(*READY, Step(1, 9, 0.5), lab="metrics")
    assert not desk.take_preset(Preset("too strict", {"threshold": 0.98}, "why"))
    assert client.sent == [SetKnob(0, "threshold", 0.98)] and len(client.started) == 1 and desk.view.touched
    assert not desk.take_preset(Preset("the defaults", {}, "why")), "the threshold goes back"
    assert desk.take_preset(Preset("the defaults", {}, "why")), "as it was built: a new net was asked for"
    assert desk.take_preset(Preset("both", {"threshold": 0.98, "learning_rate": 1.0}, "why"))
    assert len(client.started) == 3


def test_knobs_follow_where_training_moves_them() -> None:
    desk, _ = desk_with(*READY, Seen(1, 1, [], {"w1": 0.75}), lab="logic-gates")
    assert desk.knobs["w1"] == 0.75 and desk.stale == ()


def test_a_weight_set_by_hand_is_not_thrown_back_by_an_answer_under_way() -> None:
    """Seen events sent before the worker knew of the new weight still carry the old one."""
    desk, client = desk_with(*READY, lab="logic-gates")
    desk.turn("w1", 2.0)
    client.say(Seen(1, 0, [], {"w1": 0.1}))
    desk.poll()
    assert desk.knobs["w1"] == 2.0
    for _ in range(SETTLING):
        desk.poll()
    client.say(Seen(1, 0, [], {"w1": 1.5}))
    desk.poll()
    assert desk.knobs["w1"] == 1.5


def test_a_rebuild_leaves_weights_to_chance_unless_they_were_set_by_hand() -> None:
    desk, client = desk_with(*READY, lab="logic-gates")
    assert not {"w1", "w2", "b"} & set(client.started[0][0])
    desk.turn("w1", 2.0)
    desk.turn("gate", "OR")
    desk.rebuild()
    assert client.started[-1][0] == {"gate": "OR", "w1": 2.0, "learning_rate": desk.knobs["learning_rate"]}
    client.say(*TRAINED)
    desk.poll()
    desk.rebuild()
    assert "w1" not in client.started[-1][0]


def test_a_short_lab_starts_at_a_pace_one_can_watch() -> None:
    assert desk_with(lab="xor")[0].speed == 100


def test_a_hidden_knob_is_shown_once_a_saved_net_or_an_earlier_run_turns_it() -> None:
    """One that only training moves stays hidden: its value is no setting."""
    desk, _ = desk_with(*READY)
    desk.hidden = ("hidden", "activation")
    desk.open(Path("net.safetensors"), About("xor", {"hidden": 2}, 3, 9, {}))
    assert list(desk.hidden) == ["activation"]
    desk.take({"hidden": 4, "activation": "relu"}, 1)
    assert not desk.hidden
    gates, _ = desk_with(lab="logic-gates")
    (moved, *_) = (knob.name for knob in gates.lab.knobs if getattr(knob, "moves", None))
    gates.hidden, gates.knobs[moved] = (moved,), 0.7
    gates.take({}, 1)
    assert gates.hidden == (moved,)


def test_leaving_stops_the_run_once_and_only_if_it_is_still_this_desks() -> None:
    """The next lab may have begun before this one hears that it was left."""
    desk, client = desk_with(*TRAINED)
    other = LabDesk(load_lab(lab_file("digits")), lab_file("digits"), client)
    desk.leave()
    desk.leave()
    assert client.cancels == 1 and desk.view.status == "cancelled"
    desk.rebuild()
    other.rebuild()
    desk.leave()
    assert client.cancels == 1


def test_a_net_that_passed_by_hand_is_rebuilt_for_another_task_and_a_trained_one_is_not() -> None:
    met = BarResult("accuracy", ">=", 1.0, True)
    desk, _ = desk_with(*READY, Finished(1, 0, metrics={"accuracy": 1.0}, bar=met), lab="logic-gates")
    assert desk.view.passed and desk.turn("gate", "OR")
    desk, _ = desk_with(*TRAINED, Finished(1, 7, metrics={"accuracy": 1.0}, bar=met), lab="logic-gates")
    assert desk.view.passed and not desk.turn("gate", "OR")


def test_a_run_waits_while_the_learner_is_elsewhere_unless_another_one_begins() -> None:
    desk, client = desk_with(*TRAINED)
    desk.toggle()
    desk.rest()
    assert client.sent == [Resume(), Pause()] and client.cancels == 0
    client.say(Paused(1, 9))
    desk.poll()
    assert not desk.come_back()
    LabDesk(load_lab(lab_file("digits")), lab_file("digits"), client).rebuild()
    assert desk.come_back() and desk.view.status == "cancelled"


def test_a_desk_that_was_left_does_not_take_another_desks_events() -> None:
    first, client = desk_with(*READY)
    second = LabDesk(load_lab(lab_file("digits")), lab_file("digits"), client)
    second.rebuild()
    client.say(Ready(1, "CPU"))
    assert first.poll() is False
    assert second.poll() is True and second.view.device == "CPU"


def test_cancelling_waits_for_the_worker_to_say_so() -> None:
    desk, client = desk_with(Preparing(1, 2, 40))
    desk.cancel()
    assert client.cancels == 1 and desk.view.alive
    client.say(Cancelled(1, 0))
    desk.poll()
    assert desk.view.status == "cancelled"


@pytest.mark.parametrize("lab", ["xor", "digits", "logic-gates"])
def test_the_record_of_a_run_is_what_happened(lab: str) -> None:
    desk, _ = desk_with(*recorded(lab), lab=lab)
    kept, finished = desk.record(NOW), recorded(lab)[-1]
    assert isinstance(finished, Finished)
    assert (kept.lab, kept.steps, kept.metrics, kept.bar_met) == (lab, finished.steps, finished.metrics, True)
    assert (kept.device, kept.seed, kept.at) == ("CPU:LLVM", 1, NOW)
    assert set(kept.knobs) == {knob.name for knob in desk.lab.knobs}
    assert 0 < len(kept.curve) <= 500 and kept.curve[-1] == desk.view.losses.newest
    assert len(kept.id) == 32 and kept.id != desk.record(NOW).id


def test_a_lab_file_that_is_not_python_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "broken.py"
    file.write_text("class (", encoding="utf-8")
    with pytest.raises(LabError, match=r"broken\.py cannot be loaded: SyntaxError"):
        load_lab(file)


def test_names_as_a_phrase() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
