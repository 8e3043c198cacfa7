"""What the lab says in words at each moment, and what it advises."""

from __future__ import annotations

import math

import pytest

from engine.commands import KnobValue, Rule
from engine.events import (
    AnyEvent,
    BarResult,
    Cancelled,
    Failed,
    Finished,
    Paused,
    Phase,
    Preparing,
    Ready,
    Seen,
    Step,
    Warm,
)
from engine.lab import Preset, bar_said, load_lab
from tests.screens.lab_runs import ScriptedClient, lab_file
from tests.widgets.pictures import DARK, text
from tutor.content.course import load_course
from tutor.lab.desk import LabDesk
from tutor.lab.words import Notice, advice, notice
from tutor.screens.lab.inspect import Told, paint_told
from tutor.screens.lab.screen import BETWEEN
from tutor.widgets.lines import Progress, bar_text, notice_height, paint_notice, paint_status

MISSED = BarResult("accuracy", ">=", 1.0, met=False)


def desk_after(*events: AnyEvent, **knobs: KnobValue) -> LabDesk:
    """The XOR desk with knobs set, after events of its run."""
    client = ScriptedClient()
    desk = LabDesk(load_lab(lab_file("xor")), lab_file("xor"), client)
    for name, value in knobs.items():
        desk.turn(name, value)
    desk.rebuild()
    client.say(*events)
    desk.poll()
    return desk


def finished(losses: list[float], accuracy: float = 0.75) -> tuple[AnyEvent, ...]:
    """A run with these losses that missed its bar."""
    n = len(losses)
    metrics = {"accuracy": accuracy}
    return Ready(1), Step(1, n, losses[-1], metrics, losses), Finished(1, n, 2.0, n / 2, metrics, MISSED)


def test_while_it_compiles_it_says_how_far_and_why() -> None:
    told = notice(desk_after(Warm(0, "CPU"), Preparing(1, 11, 46)))
    assert told.title == "Compiling kernel 12 of 46"
    assert told.share == pytest.approx(11 / 46)
    assert "machine code" in told.text and "x stops" in told.text


def test_while_the_process_starts_it_says_so() -> None:
    assert "Starting" in notice(desk_after()).title


def test_an_untrained_net_says_what_one_can_do_and_why_no_better_device_is_used() -> None:
    told = notice(desk_after(Warm(0, "CPU", "CUDA is there, but it cannot build kernels."), Ready(1), Paused(1, 0)))
    assert "Space runs" in told.text and "cannot build kernels" in told.text


def test_a_net_whose_weights_were_set_by_hand_is_told_so_until_it_trains() -> None:
    desk = desk_after(Ready(1), Paused(1, 0))
    desk.set_weight("w1", 0, 3.0, "weight x₁ → y")
    assert notice(desk).title == "Set by hand."
    desk.rebuild()
    assert not desk.midway, "a new net knows nothing of it"


def test_what_is_advised_in_a_line_is_no_hidden_knob() -> None:
    desk = desk_after(*finished([1 - n / 40 for n in range(30)]), hidden=3)
    desk.hidden = ("hidden",)
    assert "higher learning rate" in advice(desk)
    desk.hidden = ("hidden", "learning_rate")
    assert advice(desk) == "The loss was still falling: try another start with d, then space."
    desk = desk_after(Ready(1), Failed(1, "Diverged.", "Lower it.", "diverged"), learning_rate=50.0)
    desk.hidden = ("learning_rate",)
    assert "Learning rate is set by the code of this run: k shows it." in notice(desk).text


def test_a_slow_motion_phase_has_its_own_words() -> None:
    told = notice(desk_after(Ready(1), Phase(1, 0, "backward", "Slopes flow back.")))
    assert (told.phase, told.text) == ("backward", "Slopes flow back.")
    rows = text(paint_notice(told, 60, 2, DARK))
    assert "forward ✓ → loss ✓ →  backward  → update" in rows[0]


def test_a_turned_structural_knob_is_never_silently_ignored() -> None:
    desk = desk_after(Ready(1), Step(1, 9, 0.5, {}, [0.5] * 9))
    desk.turn("hidden", 2)
    assert notice(desk).title == "↻ hidden = 2: rebuild with r"


def test_a_failure_says_what_happened_what_to_do_and_how_to_go_on() -> None:
    told = notice(desk_after(Failed(1, "The worker ended.", "Close other programs.", "worker-died")))
    assert told.tone == "bad"
    assert told.title == "✗ The worker ended."
    assert told.text == "Close other programs. r: try again, D: doctor."


def test_a_divergence_names_the_knob_and_a_value() -> None:
    desk = desk_after(Failed(1, "Training diverged.", "", "diverged"), learning_rate=50)
    usual = desk.knob("learning_rate").default
    assert f"Turn learning rate down, from 50 to {usual:g}" in notice(desk).text


def test_a_divergence_at_a_small_learning_rate_advises_a_smaller_one_still() -> None:
    told = notice(desk_after(Failed(1, "Training diverged.", "", "diverged"), learning_rate=0.02))
    assert "from 0.02 to 0.007" in told.text


def test_passing_is_said_with_a_sign_and_the_numbers() -> None:
    metrics = {"accuracy": 1.0}
    told = notice(desk_after(Finished(1, 400, 0.5, 800, metrics, BarResult("accuracy", ">=", 1.0, met=True))))
    assert told.tone == "good" and told.title == "✓ Passed: all four rows right (accuracy 1)."
    assert "400 steps in 0.5 s" in told.text


@pytest.mark.parametrize("met", [True, False])
def test_a_verdict_is_not_contradicted_by_what_was_set_since(met: bool) -> None:
    bar, then, now = BarResult("accuracy", ">=", 1.0, met=met), {"accuracy": float(met)}, {"accuracy": float(not met)}
    ended = Finished(1, 400, 0.5, 800, then, bar)
    assert "by hand" not in notice(desk_after(ended)).title
    assert (
        f"accuracy {now['accuracy']:g} now, changed by hand"
        in notice(desk_after(ended, Seen(1, 400, [], {}, now))).title
    )


def test_a_gate_solved_by_hand_is_passed_too() -> None:
    met = BarResult("accuracy", ">=", 1.0, met=True)
    told = notice(desk_after(Ready(1), Finished(1, 0, 0.0, 0.0, {"accuracy": 1.0}, met)))
    assert told.title.startswith("✓ Passed") and told.text.startswith("Found by hand.")


def test_not_yet_says_by_how_much_and_what_to_try() -> None:
    told = notice(desk_after(*finished([0.5] * 60)))
    assert told.title == "✗ Not yet: accuracy 0.75. To pass: all four rows right."
    assert "d, then space" in told.text


def test_advice_puts_odd_knobs_back_first() -> None:
    assert advice(desk_after(*finished([0.5] * 60), hidden=1)) == "Try hidden back to 4, then space."


@pytest.mark.parametrize(
    ("losses", "hint"),
    [
        ([2.0 - n / 100 for n in range(90)], "higher learning rate"),
        ([0.1 + n % 2 for n in range(90)], "lower learning rate"),
        ([0.69] * 90, "another start"),
        ([math.nan] * 90, "another start"),
        ([0.5], "another start"),
    ],
)
def test_advice_reads_the_loss(losses: list[float], hint: str) -> None:
    assert hint in advice(desk_after(*finished(losses)))


def test_a_preset_gives_its_reason_before_it_runs() -> None:
    desk = desk_after()
    desk.take_preset(Preset("one line", {"hidden": 1}, "One unit, one line."))
    client = desk.client
    assert isinstance(client, ScriptedClient)
    client.say(Ready(1), Paused(1, 0))
    desk.poll()
    assert notice(desk).title == "Preset: one line." and "One unit, one line." in notice(desk).text


def test_a_stopped_run_says_how_to_go_on() -> None:
    assert "Press r" in notice(desk_after(Cancelled(1, 3))).text


def test_the_status_line_has_state_step_loss_and_metric_in_any_width() -> None:
    desk = desk_after(*finished([0.5] * 60))
    face = Progress(desk.view, 400, "accuracy", 100.0, 1)
    wide, narrow = (text(paint_status(face, width, 1, DARK))[0] for width in (140, 60))
    assert wide.startswith("✗ not yet") and "60/400" in wide and "loss 0.5" in wide and "seed 1" in wide
    assert "accuracy 0.75" in narrow and len(narrow) <= 60
    limited = face._replace(limits=(Rule("loss", "<", 0.1), Rule("step", ">=", 200), Rule("accuracy", ">=", 0.9)))
    narrow, wide = (text(paint_status(limited, width, 1, DARK))[0] for width in (76, 120))
    assert "until loss < 0.1 …" in narrow and len(narrow) <= 76
    assert "until loss < 0.1 or step 200 or accuracy ≥ 0.9" in wide


def test_at_full_speed_the_measured_pace_is_shown() -> None:
    view = desk_after(Ready(1), Step(1, 9, 0.5, {}, [0.5], 1, 1234.0)).view
    assert "full speed 1,234 steps/s" in text(paint_status(Progress(view, 400, "accuracy", 0.0, 1), 100, 1, DARK))[0]


def test_long_words_wrap_and_the_height_is_known() -> None:
    told = notice(desk_after(Failed(1, "Something quite long happened to this run. " * 3, "Do this. " * 9)))
    rows = text(paint_notice(told, 40, notice_height(told, 40), DARK))
    assert rows[-1].endswith("doctor.") and all(len(line) <= 40 for line in rows)
    ended = Notice("good", "Passed.", "It took 1,400 steps in 12 s, with learning rate = 0.1 and 97 % right.")
    for width in range(22, 72):
        rows = text(paint_notice(ended, width, 9, DARK))
        for together in ("1,400 steps", "12 s,", "= 0.1", "97 %"):
            assert any(together in line for line in rows), (width, together)


def test_the_bar_in_words_where_there_is_room_for_them() -> None:
    course = load_course()
    xor = load_lab(course.lab_file("xor"))
    assert bar_text(xor, 80) == "pass: all four rows right" and bar_text(xor, 20) == "pass: accuracy ≥ 1"
    said = {lab: bar_said(load_lab(course.lab_file(lab))) for lab in course.lab_ids}
    assert all(said.values()), said
    for name in course.lab_ids:
        lab = load_lab(course.lab_file(name))
        assert "pass: " + said[name] == bar_text(lab, 80 - len(lab.title) - BETWEEN), "fits a terminal of 80 columns"
    assert said["metrics"].startswith("area under the ROC curve 0.95"), "a point in a number ends no sentence"
    assert said["ml-vs-dl"] == "net above logistic regression"


@pytest.mark.parametrize(
    ("told", "rows"),
    [
        (Told("p", "y 0.5"), ["▌ y 0.5", "▌ Enter: the whole story · Tab: next picture · Esc: back"]),
        (Told("p", "y 0.5", "σ(z) = 0.5"), ["▌ y 0.5" + " " * 31 + "Enter: the whole story", "▌ σ(z) = 0.5"]),
        (Told("p", "y" * 37, "σ(z) = 0.5"), ["▌ " + "y" * 37, "▌ σ(z) = 0.5" + " " * 26 + "Enter: the whole story"]),
        (Told("p", "y " * 21, "σ " * 20), ["▌ " + "y " * 20 + "y" + " " * 6 + "Enter: more", "▌ " + "σ " * 19 + "σ"]),
        (Told("p", "y " * 28, "σ " * 28), ["▌ " + "y " * 27 + "y", "▌ " + "σ " * 27 + "σ"]),
    ],
)  # fmt: skip
def test_what_is_pointed_at_says_how_to_get_to_all_of_it_where_a_line_leaves_room(told: Told, rows: list[str]) -> None:
    assert text(paint_told(told, 60, 2, DARK)) == rows
