"""Saving and opening nets on the lab screen: names, questions before something is lost, damaged files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from textual.pilot import Pilot
from textual.widgets import Input

from engine.commands import Pause, Resume, Save
from engine.events import Paused, Ready, Saved
from engine.models import About, Model, write
from tests.screens.lab_runs import LabApp, untrained
from tests.screens.test_lab_screen import until
from tests.snapshot import screen_text

SIZE = (100, 32)


def keep(home: Path, name: str, lab: str = "xor", **knobs: float | str) -> Path:
    """A saved net of ``lab``."""
    file = home / "nets" / f"{name}.safetensors"
    metrics = {"accuracy": 0.75}
    write(file, Model(About(lab, knobs, 7, 120, metrics), {"w1": np.zeros((2, 4), np.float32)}))
    return file


async def shows(pilot: Pilot[None], *texts: str) -> None:
    for text in texts:
        await until(pilot, lambda text=text: text in screen_text(pilot.app))  # type: ignore[misc]


async def notified(pilot: Pilot[None], words: str) -> None:
    await until(pilot, lambda: any(words in told.message for told in pilot.app._notifications))


async def test_a_net_is_saved_under_the_name_suggested_and_that_is_said(home: Path) -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("S")
        await shows(pilot, "Save the net as it is now")
        assert app.screen.query_one(Input).value.startswith("xor-20")
        app.screen.query_one(Input).value = "first try"
        await pilot.press("enter")
        file = str(home / "nets" / "first try.safetensors")
        await until(pilot, lambda: app.worker.sent == [Save(file=file)])
        await app.hear(pilot, Saved(1, file))
        await notified(pilot, "Saved as first try.")


async def test_training_stands_still_while_a_name_is_asked_for(home: Path) -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("space", "S")
        await shows(pilot, "Save the net as it is now")
        assert app.worker.sent == [Resume(), Pause()]
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.lab)
        assert app.worker.sent == [Resume(), Pause()]


async def test_a_name_that_is_taken_is_asked_about(home: Path) -> None:
    file = keep(home, "taken")
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("S")
        await shows(pilot, "Save the net")
        app.screen.query_one(Input).value = "taken"
        await pilot.press("enter")
        await shows(pilot, "There is a net called taken already.")
        await pilot.press("k")
        await shows(pilot, "Save the net")
        assert app.worker.sent == []
        await pilot.press("enter")
        await shows(pilot, "There is a net called taken already.")
        await pilot.press("r")
        await until(pilot, lambda: app.worker.sent == [Save(file=str(file))])


async def test_a_name_that_no_file_can_have_is_refused(home: Path) -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("S")
        await shows(pilot, "Save the net")
        for typed, told in (("../up", "cannot be a file's name"), (" ", "Without a name")):
            app.screen.query_one(Input).value = typed
            await pilot.press("enter")
            await shows(pilot, told)
        assert app.worker.sent == []


async def test_a_save_that_fails_is_said_and_the_run_lives_on(home: Path) -> None:
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await app.hear(pilot, Saved(1, "x", "The net cannot be saved to x: No space left on device."))
        await notified(pilot, "No space left on device")
        assert app.desk.view.status == "paused"


async def test_opening_takes_knobs_seed_and_weights_and_no_knob_throws_them_away(home: Path) -> None:
    file = keep(home, "good", hidden=6)
    keep(home, "foreign", lab="digits")
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("O")
        await shows(pilot, "good", "hidden 6, seed 7", "120 steps, accuracy 0.75")
        assert "foreign" not in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.worker.weights == str(file))
        knobs, seed = app.worker.started[-1]
        assert (knobs["hidden"], seed) == (6, 7)
        await app.hear(pilot, Ready(1, "CPU"), Paused(1, 0))
        await shows(pilot, "Opened: good.")
        assert app.desk.turn("hidden", 3) is False
        await pilot.press("r")
        await until(pilot, lambda: app.worker.weights == "")


async def test_damaged_nets_and_nets_of_another_edition_are_one_sentence(home: Path) -> None:
    keep(home, "a-edition", hidden=99)
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("O", "enter")
        await notified(pilot, "a-edition cannot be opened: hidden must be a number from 1 to 8")
        (home / "nets" / "a-edition.safetensors").write_bytes(b"?")
        await pilot.press("O")
        await shows(pilot, "cannot be read")
        await pilot.press("enter")
        await shows(pilot, "is no saved net")
        assert len(app.worker.started) == 1


async def test_deleting_asks_and_the_list_says_what_to_do_when_empty(home: Path) -> None:
    file = keep(home, "old")
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("O", "x")
        await shows(pilot, "Delete old?")
        await pilot.press("k")
        await shows(pilot, "Saved nets of this lab")
        assert file.exists()
        await pilot.press("x", "d")
        await shows(pilot, "None yet. S saves the net")
        assert not file.exists()


async def test_a_net_is_exported_into_a_folder_of_its_own_name(home: Path) -> None:
    file = home / "nets" / "whole.safetensors"
    shapes = {"w1": (2, 4), "b1": (4,), "w2": (4, 1), "b2": (1,)}
    parameters = {name: np.ones(shape, np.float32) for name, shape in shapes.items()}
    write(file, Model(About("xor", {}, 1, 9, {}), parameters))
    app = LabApp("xor")
    async with app.run_test(size=SIZE) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("O", "e")
        await shows(pilot, "Exported to")
        assert (home / "nets" / "whole" / "load_tinygrad.py").exists()
        await pilot.press("e")
        await until(pilot, (home / "nets" / "whole-2" / "model_keras.py").exists)
