"""Drawing a picture that the net of a lab reads: by keys and mouse, with a scripted worker and with the real one."""

from __future__ import annotations

import math
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from engine.client import WorkerClient
from engine.commands import Fetch, Try
from engine.events import Cancelled, Fetched, Finished, Paused, Ready, Seen, Step, Tried
from engine.lab import Drawing
from engine.views import Array
from tests.screens.lab_runs import LabApp, ScriptedClient
from tests.snapshot import screen_text
from tutor.lab.canvas import SIDE, Canvas, fit
from tutor.screens.lab.screen import LabScreen
from tutor.screens.pad import PadScreen
from tutor.widgets.ink import ink
from tutor.widgets.pad import PadWidget
from tutor.widgets.verdict import Verdict, paint_verdict

UNTRAINED = (Ready(1, "CPU"), Seen(1, 0, []), Paused(1, 0))
TRAINED = (Ready(1, "CPU"), Seen(1, 0, []), Step(1, 600, 0.01, {}, [0.01]), Finished(1, 600, 1.0, 600.0, {}, None))
DIGITS = Drawing(tuple("0123456789"))


def floats(values: list[float], *shape: int) -> Array:
    return Array("float32", shape or (len(values),), array("f", values).tobytes())


def said(digit: int, sure: float = 0.91) -> Tried:
    """The net's answer: ``digit``, the others equally likely."""
    return Tried(1, {"probabilities": floats([sure if n == digit else (1 - sure) / 9 for n in range(10)], 1, 10)})


def questions(app: LabApp) -> list[list[list[float]]]:
    """The pictures the net was asked about."""
    return [command.values.rows() for command in app.worker.sent if isinstance(command, Try)]


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    give_up = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < give_up, f"it never happened:\n{screen_text(pilot.app)}"
        await pilot.pause(0.01)


async def on_the_pad(app: LabApp, pilot: Pilot[None], *events: object) -> PadScreen:
    """Open the pad over a lab whose worker has said ``events``."""
    await app.hear(pilot, *events)  # type: ignore[arg-type]
    await pilot.press("t")
    await pilot.pause()
    assert isinstance(app.screen, PadScreen)
    return app.screen


# The canvas


def line(start: tuple[float, float], end: tuple[float, float]) -> Canvas:
    canvas = Canvas()
    canvas.stroke(start, end)
    return canvas


def test_a_drawing_is_centred_and_fills_the_picture_wherever_it_was_drawn() -> None:
    large = fit(line((16, 4), (16, 28)).ink, (8, 8), DIGITS)
    small = fit(line((6, 18), (6, 28)).ink, (8, 8), DIGITS)
    for picture in (large, small):
        columns = [sum(row[x] for row in picture) for x in range(8)]
        assert columns == pytest.approx(columns[::-1], abs=0.3)
        assert sum(columns[3:5]) > 0.7 * sum(columns) and min(map(max, picture)) > 0.3


def test_a_margin_stays_free_and_ink_can_be_the_middle() -> None:
    picture = fit(line((4, 30), (28, 30)).ink, (28, 28), Drawing(("a",), margin=4, by_mass=True))
    rows = [y for y, row in enumerate(picture) if max(row) > 0.2]
    columns = [x for x in range(28) if max(row[x] for row in picture) > 0.2]
    assert (columns[0], columns[-1]) == (4, 23)
    assert abs(sum(rows) / len(rows) - 13.5) < 1


def test_all_ink_stays_within_0_and_1_and_rubbing_out_leaves_nothing() -> None:
    canvas = line((0, 0), (32, 32))
    assert {min(map(min, canvas.ink)), max(map(max, canvas.ink))} == {0.0, 1.0}
    assert any(0.1 < value < 0.9 for row in canvas.ink for value in row)  # a soft edge
    canvas.stroke((0, 0), (32, 32), erase=True)
    assert canvas.is_empty and fit(canvas.ink, (8, 8), DIGITS) == [[0.0] * 8] * 8


# The screen


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_an_answer_that_is_no_number_is_drawn_as_none(bad: float) -> None:
    """A saved net may hold anything."""
    face = Verdict("0123456789", [[bad] * 8] * 8, [0.5, bad] * 5)
    text = [strip.text for strip in paint_verdict(face, 44, 24, ink((16, 20, 28), (220, 220, 220), True))]
    assert text[1].rstrip().endswith("–") and text[-1].rstrip().endswith("–") and "0.500" in text[-2]


async def test_keys_draw_what_the_net_is_asked_about_and_its_answer_is_shown() -> None:
    app = LabApp("digits")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_pad(app, pilot, *TRAINED)
        assert questions(app) == []
        await pilot.press("space", *["down"] * 8, "space")
        await until(pilot, lambda: questions(app))
        app.worker.say(said(1))
        await until(pilot, lambda: "91 % sure" in screen_text(app))
        assert "▸ 1" in screen_text(app) and "0.910" in screen_text(app)
        await until(pilot, lambda: len(questions(app)) == 2)  # the rest of the line, drawn meanwhile
        picture = questions(app)[-1]
        assert sum(row[3] + row[4] for row in picture) > 0.7 * sum(map(sum, picture))


async def test_never_two_questions_at_once_and_the_newest_drawing_wins() -> None:
    app = LabApp("digits")
    async with app.run_test(size=(80, 24)) as pilot:
        pad = await on_the_pad(app, pilot, *TRAINED)
        await pilot.press("space")
        await until(pilot, lambda: questions(app))
        await pilot.press(*["right"] * 6)
        assert len(questions(app)) == 1
        newest = fit(pad.pad.subject.canvas.ink, (8, 8), DIGITS)
        app.worker.say(said(7))
        await until(pilot, lambda: len(questions(app)) == 2)
        assert [v for row in questions(app)[1] for v in row] == pytest.approx([v for row in newest for v in row])


async def test_the_mouse_draws_and_its_right_button_rubs_out() -> None:
    app = LabApp("digits")
    async with app.run_test(size=(80, 24)) as pilot:
        pad = (await on_the_pad(app, pilot, *TRAINED)).pad

        async def drag(button: int) -> None:
            await pilot.mouse_down(PadWidget, offset=(5, 3), button=button)
            await pilot.hover(PadWidget, offset=(25, 3))
            await pilot.mouse_up(PadWidget, offset=(25, 3))

        await drag(1)
        row = pad.subject.canvas.ink[4]
        assert min(row[5:23]) > 0.9 and row[SIDE - 1] == 0
        await drag(3)
        assert pad.subject.canvas.is_empty


async def test_clearing_forgets_the_answer_and_an_empty_pad_is_never_asked_about() -> None:
    app = LabApp("digits")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_pad(app, pilot, *TRAINED)
        await pilot.press("space")
        await until(pilot, lambda: questions(app))
        app.worker.say(said(4))
        await until(pilot, lambda: "% sure" in screen_text(app))
        asked = len(questions(app))
        await pilot.press("x")
        await until(pilot, lambda: "% sure" not in screen_text(app))
        await pilot.pause(0.3)
        assert len(questions(app)) == asked


async def test_the_eraser_takes_away_under_the_cursor() -> None:
    app = LabApp("digits")
    async with app.run_test(size=(80, 24)) as pilot:
        pad = (await on_the_pad(app, pilot, *TRAINED)).pad
        await pilot.press("space", "e")
        await until(pilot, lambda: "Eraser down" in screen_text(app))
        assert pad.subject.canvas.is_empty


async def test_an_example_of_the_data_goes_to_the_net_as_it_is() -> None:
    app = LabApp("digits")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_pad(app, pilot, *TRAINED)
        await pilot.press("n")
        assert Fetch(place=0) in app.worker.sent
        example = [[(x * y) % 5 / 4 for x in range(8)] for y in range(8)]
        app.worker.say(Fetched(1, floats([v for row in example for v in row], 8, 8), "a 3 that somebody wrote"))
        await until(pilot, lambda: questions(app) == [example])
        await until(pilot, lambda: "a 3 that somebody wrote" in screen_text(app))
        await pilot.press("space")
        await until(pilot, lambda: "a 3" not in screen_text(app))  # drawn over, it is the learner's own


async def test_an_untrained_net_and_none_say_so_and_the_run_goes_on_behind() -> None:
    app = LabApp("digits")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_pad(app, pilot, *UNTRAINED)
        assert "untrained and only guesses" in screen_text(app)
        app.worker.say(Step(1, 40, 0.5, {}, [0.5]))
        await until(pilot, lambda: "training: step 40" in screen_text(app))
        assert app.worker.cancels == 0
        app.worker.say(Cancelled(1, 41))
        await until(pilot, lambda: "No net" in screen_text(app))
        await pilot.press("space", "escape")
        assert isinstance(app.screen, LabScreen) and questions(app) == []


async def test_a_lab_that_cannot_be_drawn_for_has_no_pad() -> None:
    app = LabApp("xor")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("t")
        assert isinstance(app.screen, LabScreen) and "Draw" not in screen_text(app)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[WorkerClient]:
    made = WorkerClient("CPU", cache=tmp_path)
    yield made
    made.close()


@pytest.mark.slow
async def test_a_straight_stroke_is_a_1_to_the_trained_net(worker: WorkerClient) -> None:
    app = LabApp("digits")
    app.worker = cast("ScriptedClient", worker)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.desk.view.status == "paused")
        app.desk.change_speed(faster=True)
        await pilot.press("space")
        await until(pilot, lambda: app.desk.view.status == "finished")
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, PadScreen))
        await pilot.press("space", *["down"] * 10, "space")
        await until(pilot, lambda: "▸ 1" in screen_text(app))
        await pilot.press("n")
        await until(pilot, lambda: "that somebody wrote" in screen_text(app))
