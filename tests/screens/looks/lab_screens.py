"""The lab, in every state of a run, and everything that opens from it."""

from __future__ import annotations

import os
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
from textual.widgets import Input

from engine.events import AnyEvent, Failed, Noticed, Paused, Preparing, Seen, Step, Warm
from engine.models import About, Model, write
from engine.notices import noticed
from engine.views import Array, Layer, Network
from tests.screens.apps import NOW, shows, until
from tests.screens.lab_runs import RunsApp, ScriptedClient, recorded, untrained
from tests.screens.looks.walk import Walk
from tutor.screens.help import show_help
from tutor.screens.runs import RunsScreen
from tutor.screens.sweep import SweepScreen
from tutor.screens.told import ToldScreen

if TYPE_CHECKING:
    from tutor.app import TutorApp


async def look_at_comparing(walk: Walk, app: RunsApp, client: ScriptedClient) -> None:
    """Kept runs, and a sweep, which ``client`` trains."""
    await _begun(walk, app)
    await _runs(walk, app)
    await _sweep(walk, app, client)


async def look_at_states(walk: Walk, app: RunsApp) -> None:
    """A run from its beginning to its end."""
    await app.hear(walk.pilot, *untrained("xor"))
    await _states(walk, app)


async def look_at_dialogs(walk: Walk, app: RunsApp, home: Path, patch: pytest.MonkeyPatch) -> None:
    """What opens over the lab."""
    patch.setattr("tutor.screens.lab.share.Path.cwd", lambda: Path("/home/ada"))
    await app.hear(walk.pilot, *untrained("xor"))
    await _dialogs(walk, app, home)


async def _open(walk: Walk, *keys: str, says: str) -> None:
    await walk.pilot.press(*keys)
    await shows(walk.pilot, says)


async def _close(walk: Walk, app: RunsApp) -> None:
    await walk.pilot.press("escape")
    await until(walk.pilot, lambda: app.screen is app.lab, "the lab")


async def _begun(walk: Walk, app: RunsApp) -> None:
    """A net that is being built."""
    pilot = walk.pilot
    await walk.look("starting")
    await app.hear(pilot, Warm(0, "CPU:LLVM"), Preparing(1, 3, 20))
    await walk.look("building")
    await app.hear(pilot, *untrained("xor"))
    await walk.look("untrained")


async def _states(walk: Walk, app: RunsApp) -> None:
    """A run, to its end, and one that diverged."""
    pilot = walk.pilot
    steps = [event for event in recorded("xor") if isinstance(event, Step)]
    await pilot.press("space")
    await app.hear(pilot, *steps[:30])
    await walk.look("running")
    await app.hear(pilot, Paused(1, steps[29].step))
    await walk.look("paused")
    await pilot.press("r")
    await app.hear(pilot, *recorded("xor"))
    await walk.look("finished")
    await pilot.press("i")
    await until(pilot, lambda: app.lab.inspecting, "the cursor")
    await walk.look("inspect")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, ToldScreen), "all there is to say")
    await walk.look("told")
    await pilot.press("escape", "escape")
    await until(pilot, lambda: app.screen is app.lab and not app.lab.inspecting, "the lab")
    await pilot.press("z")
    await walk.look("zoomed")
    await pilot.press("z", "l")
    show_help(cast("TutorApp", app))
    await shows(pilot, "Keys")
    await walk.look("help")
    await _close(walk, app)
    await pilot.press("l", "r")
    await app.hear(pilot, *untrained("xor"))
    await pilot.press("space")
    diverged = Failed(1, "Training diverged at step 7: the loss is no number.", "Lower the learning rate.", "diverged")
    await app.hear(pilot, *(Step(1, n, 10.0**n, {"accuracy": 0.5}, [10.0**n]) for n in range(1, 7)), diverged)
    await walk.look("failed")
    await _open(walk, "h", says="What is wrong")
    await walk.look("wrong")
    await _close(walk, app)
    await pilot.press("r")
    await app.hear(pilot, *untrained("xor"))


async def _dialogs(walk: Walk, app: RunsApp, home: Path) -> None:
    for name, key, says in (
        ("nothing-wrong", "h", "Nothing is wrong"),
        ("presets", "p", "Enter"),
        ("source", "c", "this very code"),
        ("stop-when", "u", "Esc"),
        ("share", "y", "xor-140"),
        ("export", "e", "Export this run"),
        ("no-nets", "O", "None yet"),
    ):
        await _open(walk, key, says=says)
        await walk.look(name)
        await _close(walk, app)
    await _open(walk, "y", says="xor-140")
    await walk.pilot.press("tab")
    await shows(walk.pilot, "Knobs to be seen")
    await walk.look("share-knobs")
    await walk.pilot.press("escape")
    await _close(walk, app)
    await _open(walk, "S", says="Save the net as it is now")
    app.screen.query_one(Input).value = "first try"
    await walk.look("save")
    await _close(walk, app)
    for name, hidden in (("first try", 2), ("four units", 4)):
        about = About("xor", {"hidden": hidden}, 7, 120, {"accuracy": 0.75})
        file = home / "nets" / f"{name}.safetensors"
        write(file, Model(about, {"w1": np.zeros((2, hidden), np.float32)}))
        os.utime(file, (NOW.timestamp() + hidden,) * 2)
    await _open(walk, "O", says="four units")
    await walk.look("nets")
    await walk.pilot.press("x")
    await shows(walk.pilot, "Delete")
    await walk.look("delete-net")
    await walk.pilot.press("k")
    await _close(walk, app)
    units, weights, bias = (Array("float32", shape, array("f", values).tobytes()) for shape, values in LAYER)
    layer = Layer("1", units, weights, bias)
    net = Network("network", "", ["x₁", "x₂"], [0.0, 1.0], [layer], [("w1", "b1")])
    knobs = app.lab.desk.lab.knobs
    dead = noticed("dead-units", "7 of 16 units of hidden layer 1 answer 0.", knobs, {"learning_rate": 30.0})
    still = noticed("plateau", "The loss stands at 0.69.", knobs, {"learning_rate": 30.0})
    await app.hear(walk.pilot, Seen(1, 0, [net], {}, {}), Noticed(1, 10, [dead, still]))
    await walk.look("noticed")
    await _open(walk, "h", says="What is wrong")
    await walk.look("wrong-twice")
    await _close(walk, app)
    await _open(walk, "W", says="bias of y")
    await walk.look("weights")
    await _close(walk, app)


LAYER = (((1,), [0.5]), ((2, 1), [0.25, 0.52]), ((1,), [0.1]))


async def _runs(walk: Walk, app: RunsApp) -> None:
    await _open(walk, "R", says="What differs")
    await walk.pilot.press("down", "down", "space")
    await shows(walk.pilot, "3 ticked")
    await walk.look("runs")
    await _open(walk, "n", says="What shall run 1 be called?")
    await walk.look("name-run")
    await walk.pilot.press("escape")
    await until(walk.pilot, lambda: isinstance(app.screen, RunsScreen), "the runs")
    await _close(walk, app)


async def _sweep(walk: Walk, app: RunsApp, client: ScriptedClient) -> None:
    await _open(walk, "w", says="Sweep one knob")
    await walk.pilot.press("down", "down")
    await shows(walk.pilot, "equal factors")
    await walk.look("sweep-setup")
    app.screen.query_one("#low", Input).value = "0.01"
    app.screen.query_one("#count", Input).value = "5"
    await shows(walk.pilot, "learning rate: 0.01, 0.1, 1, 10, 100. 5 values")
    await _open(walk, "enter", says="The first run is under way.")
    await walk.look("sweep-begun")
    screen = app.screen
    assert isinstance(screen, SweepScreen)
    diverged: list[AnyEvent] = [Failed(1, "Training diverged.", "", "diverged")]
    rounds = [recorded("xor"), recorded("xor"), diverged, diverged, diverged]
    for events in rounds:
        client.say(*events)
        screen.listen()
        await walk.pilot.pause()
    await shows(walk.pilot, "All runs are done")
    await walk.look("sweep")
    await _open(walk, "escape", says="Leave without them")
    await walk.pilot.press("l")
    await until(walk.pilot, lambda: app.screen is app.lab, "the lab")
