"""Every lab of the course on its screen: a few real steps of each, at three sizes, without recorded runs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from engine.commands import SetWeight, Start
from engine.events import AnyEvent, Finished, Seen
from engine.session import Session
from engine.views import Network, Table
from engine.weights import weights_of
from tests.conftest import SHELF
from tests.screens.lab_runs import COURSE, LabApp, lab_file
from tests.snapshot import screen_text

STEPS = 3


@cache
def short_run(lab: str) -> tuple[AnyEvent, ...]:
    """The first steps of a lab, trained here: what ships with it is compiled at most once for all tests."""
    events: list[AnyEvent] = []
    session = Session(Start(1, str(lab_file(lab)), steps=STEPS), "CPU:LLVM", events.append, Path(os.environ[SHELF]))
    while not session.over:
        session.advance()
    session.close()
    return tuple(events)


def names(lab: str) -> list[str]:
    """The pictures a lab shows."""
    return [view.name for view in next(event for event in short_run(lab) if isinstance(event, Seen)).views]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=str)
@pytest.mark.parametrize("lab", COURSE.lab_ids)
async def test_a_lab_shows_its_first_picture_and_a_way_to_the_others(lab: str, size: tuple[int, int]) -> None:
    app = LabApp(lab)
    async with app.run_test(size=size) as pilot:
        await app.hear(pilot, *short_run(lab))
        shown = screen_text(app)
        assert names(lab)[0] in shown
        assert "no way to draw" not in shown and "RecursionError" not in shown
        assert f"{STEPS}/{app.desk.lab.steps:,}" in shown
        for name in names(lab)[1:]:
            if name not in shown:
                assert "v: " in shown, f"{name} is not on the screen, and nothing says how to get to it"


@pytest.mark.parametrize("lab", COURSE.lab_ids)
async def test_every_picture_can_have_the_whole_screen(lab: str) -> None:
    """v goes round all pictures and the curves and ends where it began."""
    app = LabApp(lab)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *short_run(lab))
        await pilot.press("z")
        seen = []
        for _ in (*names(lab), "curves"):
            seen.append(screen_text(app))
            assert "no way to draw" not in seen[-1]
            await pilot.press("v")
        assert len(set(seen)) == len(names(lab)) + 1
        assert screen_text(app) == seen[0]
        await pilot.press("z", "i")
        assert "nothing here" not in screen_text(app), "pointing begins at something"


@pytest.mark.parametrize("lab", ["logic-gates", "perceptron"])
def test_no_table_says_minus_nothing(lab: str) -> None:
    views = [view for event in short_run(lab) if isinstance(event, Seen) for view in event.views]
    cells = [text for view in views if isinstance(view, Table) for line in view.rows for text in line]
    assert [text for text in cells if re.search(r"[-−]0(\.0+)?(?![\d.])", text)] == []


def drawn(events: Iterable[AnyEvent]) -> list[Network]:
    """The networks drawn last, if there are any."""
    *_, last = (event for event in events if isinstance(event, Seen))
    return [view for view in last.views if isinstance(view, Network)]


@pytest.mark.parametrize("lab", COURSE.lab_ids)
def test_the_weights_of_a_drawn_network_are_offered(lab: str) -> None:
    assert all(weights_of([net]) for net in drawn(short_run(lab)))


def test_every_weight_of_xor_can_be_set_by_hand() -> None:
    events: list[AnyEvent] = []
    session = Session(Start(1, str(lab_file("xor")), paused=True), "CPU:LLVM", events.append)
    weights = weights_of(drawn(events))
    assert len(weights) == sum(part.size for part in session.program.parameters().values())
    for place, weight in enumerate(weights):
        session.apply(SetWeight(1, weight.parameter, weight.index, place + 0.5))
    assert [weight.value for weight in weights_of(drawn(events))] == [place + 0.5 for place in range(len(weights))]
    session.close()


@pytest.mark.parametrize("lab", COURSE.lab_ids)
def test_a_run_ends_with_its_verdict(lab: str) -> None:
    (finished,) = (event for event in short_run(lab) if isinstance(event, Finished))
    assert finished.bar is not None and finished.bar.metric in finished.metrics
