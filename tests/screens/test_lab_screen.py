"""The lab screen under keys and mouse, with events of real runs from a scripted worker."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from engine.commands import NextPhase, Pause, Resume, SetKnob, SetSpeed, SingleStep
from engine.events import Cancelled, Failed, Paused, Phase, Preparing, Ready, Refused, Seen, Step
from tests.screens.lab_runs import LabApp, lab_file, recorded, untrained
from tests.snapshot import screen_text
from tutor.screens.base import TutorScreen
from tutor.screens.dialog import Frame
from tutor.screens.lab.presets import PresetScreen
from tutor.screens.lab.screen import LabScreen
from tutor.screens.lab.source import Listing, SourceScreen
from tutor.widgets.deck import DeckWidget
from tutor.widgets.knob import KnobWidget

SIZE = (120, 40)
TRAINED = (Ready(1, "CPU"), Step(1, 9, 0.5, {"accuracy": 0.5}, [0.5] * 9), Paused(1, 9))


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Let the app go on until ``condition`` holds; 10 seconds are enough for anything here."""
    give_up = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < give_up, "it never happened"
        await pilot.pause()


def knob(app: LabApp, name: str) -> KnobWidget:
    """A knob on the screen."""
    return app.lab.query_one(f"#knob-{name}", KnobWidget)


async def test_it_opens_with_the_untrained_net_paused() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        shown = screen_text(app)
        assert "XOR: one hidden layer" in shown and "pass: all four rows right" in shown and "CPU:LLVM" in shown
        assert "decision boundary" in shown and "Untrained." in shown and "0/400" in shown
        assert app.worker.sent == []


async def test_space_s_and_n_steer_the_run() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("s", "n", "space", "space")
        assert app.worker.sent == [SingleStep(), NextPhase(), Resume(), Pause()]


async def test_steps_cannot_be_asked_for_while_it_compiles() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, Preparing(1, 3, 14))
        assert "Compiling kernel 4 of 14" in screen_text(app)
        await pilot.press("s", "n")
        assert app.worker.sent == []


async def test_compiling_can_be_stopped_and_the_screen_left() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, Preparing(1, 3, 14))
        await pilot.press("x")
        assert app.worker.cancels == 1
        await app.hear(pilot, Cancelled(1, 0))
        assert "Stopped." in screen_text(app)


async def test_leaving_the_screen_stops_the_run() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *TRAINED)
        app.pop_screen()
        await until(pilot, lambda: app.worker.cancels == 1)


async def test_a_run_goes_on_behind_the_code_and_the_presets() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *TRAINED)
        await pilot.press("c")
        assert isinstance(app.screen, SourceScreen)
        await app.hear(pilot, Step(1, 20, 0.4, {}, [0.4] * 11))
        assert app.desk.view.step == 20 and app.worker.cancels == 0
        await pilot.press("escape")
        assert isinstance(app.screen, LabScreen) and "20/400" in screen_text(app)


async def test_a_run_waits_while_another_page_is_looked_at() -> None:
    """A word looked up costs no run: it stands still meanwhile, and goes on from there."""
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *TRAINED)
        await pilot.press("space")
        await app.push_screen(TutorScreen())
        await until(pilot, lambda: app.worker.sent == [Resume(), Pause()])
        await app.hear(pilot, Paused(1, 9))
        await app.pop_screen()
        await pilot.press("space")
        await until(pilot, lambda: app.worker.sent == [Resume(), Pause(), Resume()])
        assert app.desk.view.step == 9 and app.worker.cancels == 0


async def test_the_code_is_exactly_the_file_that_runs() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.press("c")
        await pilot.pause()
        code = "\n".join(line.plain[5:].rstrip() for line in app.screen.query_one(Listing).lines)
        assert code.splitlines() == lab_file("xor").read_text(encoding="utf-8").splitlines()
        await pilot.press("pagedown")
        await until(pilot, lambda: app.screen.query_one(Frame).scroll_y > 0)


async def test_a_live_knob_works_at_once() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *TRAINED)
        knob(app, "learning_rate").focus()
        await pilot.press("enter", "0", "full_stop", "2", "enter")
        assert app.worker.sent == [SetKnob(name="learning_rate", value=0.2)]


async def test_a_structural_knob_marks_a_trained_net_until_r() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *TRAINED)
        await pilot.press("right")
        assert "↻ hidden = 5: rebuild with r" in screen_text(app)
        await pilot.press("r")
        assert app.worker.started[-1][0]["hidden"] == 5
        assert "↻" not in screen_text(app)


async def test_a_structural_knob_rebuilds_an_untouched_net_by_itself_once() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("right", "right", "right")
        await until(pilot, lambda: len(app.worker.started) > 1)
        assert [knobs["hidden"] for knobs, _ in app.worker.started] == [4, 7]


async def test_space_right_after_turning_a_structural_knob_runs_the_new_net() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("right", "space")
        assert app.worker.started[-1][0]["hidden"] == 5
        await app.hear(pilot, *untrained("xor"))
        assert app.worker.sent == [Resume()]


async def test_the_mouse_drags_a_slider() -> None:
    app = LabApp("logic-gates")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("logic-gates"))
        slider = knob(app, "w1")
        await pilot.mouse_down(slider, offset=(2, 1))
        await pilot.mouse_up(slider, offset=(2, 1))
        assert app.worker.sent == [SetKnob(name="w1", value=-3.0)]


async def test_sliders_follow_the_weights_that_training_moves() -> None:
    app = LabApp("logic-gates")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, Ready(1, "CPU"), Seen(1, 3, [], {"w1": 1.25, "w2": -0.5, "b": 0.125}))
        assert knob(app, "w1").subject.value == 1.25
        assert "1.25" in screen_text(app) and "−0.5" in screen_text(app)


async def test_slow_motion_lights_each_quarter_with_its_words() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        for name in ("forward", "loss", "backward", "update"):
            await app.hear(pilot, Phase(1, 0, name, f"This is {name}.", []))
            assert f"This is {name}." in screen_text(app)
        assert "forward ✓ → loss ✓ → backward ✓ →  update" in screen_text(app)
        await pilot.press("space")
        assert "This is update." not in screen_text(app)


async def test_a_failure_is_shown_and_r_tries_again() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(
            pilot, *TRAINED, Failed(1, "The training process ended by signal 9.", "Start again.", "worker-died")
        )
        assert "✗ The training process ended by signal 9." in screen_text(app)
        assert "r: try again, D: doctor." in screen_text(app)
        await pilot.press("r")
        await app.hear(pilot, *untrained("xor"))
        assert len(app.worker.started) == 2 and "Untrained." in screen_text(app)


async def test_a_command_that_is_refused_is_told_and_the_run_goes_on() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *TRAINED, Refused(1, "The lab takes other inputs.", "Draw again."))
        assert [one.message for one in app._notifications] == ["The lab takes other inputs. Draw again."]
        assert app.desk.view.alive


async def test_a_lab_without_a_knob_to_sweep_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *TRAINED)
        monkeypatch.setattr(app.desk.lab, "knobs", ())
        await pilot.press("w")
        await until(pilot, lambda: bool(app._notifications))
        assert [one.message for one in app._notifications] == ["This lab has no knob to sweep."]


async def test_a_finished_run_is_recorded_once() -> None:
    app = LabApp("digits")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *recorded("digits"))
        assert "✓ Passed: at least 97 % of the test digits right" in screen_text(app)
        await pilot.press("v", "l")
        assert [run.lab for run in app.kept] == ["digits"] and app.kept[0].bar_met


async def test_presets_are_offered_with_their_reasons_and_taken() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *TRAINED)
        await pilot.press("p")
        assert isinstance(app.screen, PresetScreen) and "XOR needs two" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.worker.started) == 2)
        assert app.worker.started[-1][0]["hidden"] == 1
        await app.hear(pilot, *untrained("xor"))
        assert "Preset: one line is not enough." in screen_text(app)


async def test_a_preset_in_the_list_beside_the_knobs_can_be_clicked() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        lines = screen_text(app).splitlines()
        y = next(n for n, line in enumerate(lines) if "no bend" in line)
        await pilot.click(offset=(lines[y].index("no bend") + 2, y))
        assert app.worker.started[-1][0]["activation"] == "linear"


async def test_v_shows_the_next_picture_and_a_click_on_a_name_shows_it() -> None:
    app = LabApp("digits")
    async with app.run_test(size=(160, 30)) as pilot:
        await app.hear(pilot, *recorded("digits"))
        await pilot.press("v", "v")
        assert "confusion matrix ──" in screen_text(app) and "filters ──" not in screen_text(app)
        await pilot.click(DeckWidget, offset=(3, 0))
        assert app.lab.first == 0 and "filters ──" in screen_text(app)


async def test_zoom_gives_one_picture_the_screen_and_escape_takes_it_back() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *recorded("xor"))
        await pilot.press("v", "z")
        assert "hidden" not in screen_text(app).splitlines()[1] and "x₁ ×" in screen_text(app)
        await pilot.press("v")
        assert "━━ loss" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, LabScreen) and "learning rate" in screen_text(app)
        assert knob(app, "hidden").has_focus


async def test_arrows_go_from_knob_to_knob() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "down", "up")
        assert knob(app, "learning_rate").has_focus
        await until(pilot, lambda: "Works at once." in " ".join(screen_text(app).split()))


async def test_arrows_go_from_knob_to_knob_also_where_the_panel_scrolls() -> None:
    app = LabApp("logic-gates")
    async with app.run_test(size=(140, 34)) as pilot:
        await pilot.press("down", "down")
        assert knob(app, "w2").has_focus


async def test_pace_and_seed_have_keys() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("minus", "plus", "plus")
        assert app.worker.sent == [SetSpeed(speed=10), SetSpeed(speed=100), SetSpeed(speed=0)]
        await pilot.press("d")
        assert app.worker.started[-1][1] == 2 and "seed 2" in screen_text(app)


async def test_l_switches_the_loss_to_a_log_scale() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *recorded("xor"))
        assert "log scale" not in screen_text(app)
        await pilot.press("l")
        assert "log scale" in screen_text(app)


async def test_b_goes_to_the_lesson() -> None:
    app = LabApp("digits")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("b")
        assert app.lessons_opened == ["cnn"]


async def test_a_value_that_cannot_be_is_refused_in_words() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter", "9", "9", "enter")
        await until(pilot, lambda: any("from 1 to 8" in told.message for told in app._notifications))
        assert app.desk.knobs["hidden"] == 4


async def test_quitting_asks_first_only_while_it_trains() -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *TRAINED)
        assert app.lab.unfinished() == ""
        await pilot.press("space")
        assert "training" in app.lab.unfinished()


async def test_a_lab_that_cannot_be_loaded_says_why_and_r_tries_again(tmp_path: Path) -> None:
    file = tmp_path / "xor.py"
    file.write_text("class (", encoding="utf-8")
    app = LabApp("xor", file)
    async with app.run_test(size=SIZE) as pilot:
        assert "xor.py cannot be loaded: SyntaxError" in screen_text(app)
        await pilot.press("space", "n", "z")
        file.write_text(lab_file("xor").read_text(encoding="utf-8"), encoding="utf-8")
        await pilot.press("r")
        await until(pilot, lambda: "learning rate" in screen_text(app))


@pytest.mark.parametrize("size", [(1, 1), (10, 5), (60, 20), (80, 24), (200, 60)], ids=str)
async def test_any_size_and_theme(size: tuple[int, int]) -> None:
    """No size breaks the screen, also while it changes in the middle of a run."""
    app = LabApp("digits")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("digits"))
        await pilot.resize_terminal(*size)
        app.theme = "tutor-light"
        await app.hear(pilot, *recorded("digits"))
        await pilot.press("z", "v", "z")
        assert app.desk.view.passed


async def test_a_data_set_that_is_missing_is_one_key_away() -> None:
    app = LabApp("digits")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *untrained("digits"))
        await pilot.press("g")
        assert not app.data_opened and "Get data" not in screen_text(app)
        hint = "Get it once with `tutor data get mnist`; until then choose the data that comes with the lab."
        await app.hear(pilot, Failed(1, "The data set mnist is not on this machine.", hint, "no-data"))
        assert "mnist is not on this machine" in screen_text(app) and "g Get data" in screen_text(app)
        await pilot.press("g")
        assert app.data_opened


@pytest.mark.timeout(30)
async def test_a_frame_that_finds_painting_held_back_does_not_wait_for_it() -> None:
    """The palette holds it back while it closes; a lab that then asked again and again stopped the whole app."""
    app = LabApp("xor")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *untrained("xor"))
        with app.batch_update():
            app.lab.query_one("#status").refresh(layout=True)
            await until(pilot, lambda: app.lab._layout_required)
            app.worker.say(Step(1, 7, 0.5, {}, [0.5], 1, 10.0))
            app.lab.listen()
            await until(pilot, lambda: app.desk.view.step == 7)
