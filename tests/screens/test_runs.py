"""Kept runs: which are on the list, how they differ, and the screen that compares, names, deletes and repeats them."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from engine.commands import KnobValue
from engine.events import Step
from engine.lab import load_lab
from tests.screens.lab_runs import RunsApp, lab_file, recorded, untrained
from tests.screens.test_lab_screen import until
from tests.snapshot import screen_text
from tutor.lab.runs import Kept, Settings, chosen, differing, kept_runs, knobs_text, ordered, orders, settings_text
from tutor.screens.runs import WIDE, RunsScreen, paint_overlay
from tutor.screens.runs_view import Compared, columns, dashed, overlay, paint_diff, signs, table
from tutor.store import Marked, RunMark, RunRecord
from tutor.store.model import Turn
from tutor.widgets.ink import ink
from tutor.widgets.painted import width_of
from tutor.widgets.plot import LIGHT

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
XOR = load_lab(lab_file("xor"))
INK = ink((16, 20, 28), (220, 220, 220), True)


def a_run(n: int, accuracy: float = 1.0, **given: Any) -> RunRecord:
    """The n-th run of the lab xor."""
    knobs: dict[str, KnobValue] = {"hidden": 4, "activation": "tanh", "learning_rate": 0.05, **given}
    curve = [(1, 0.7), (200, 0.3), (400, 0.1 * n)]
    metrics = {"accuracy": accuracy}
    at = NOW + timedelta(minutes=n)
    return RunRecord(f"r{n}", "xor", knobs, n, "CPU", 400, n, metrics, accuracy == 1, curve, at, [(400, accuracy)])


RUNS = [a_run(1), a_run(2, 0.75, hidden=2), a_run(3, math.nan, learning_rate=0.3)]


def mark(run: str, what: Marked, text: str = "", second: int = 0) -> RunMark:
    return RunMark(run, what, text, NOW + timedelta(seconds=second))


def names(kept: list[Kept]) -> list[str]:
    return [one.title for one in kept]


def test_the_latest_mark_of_a_run_counts_and_numbers_stay_when_others_are_deleted() -> None:
    marks = [mark("r1", "gone"), mark("r2", "name", "small"), mark("r2", "name", "two units"), mark("r3", "gone")]
    assert names(kept_runs(RUNS, marks)) == ["two units"]
    assert names(kept_runs(RUNS, [*marks, mark("r3", "back")])) == ["two units", "run 3"]
    assert names(kept_runs(RUNS, [mark("r9", "gone"), mark("r2", "name", "x"), mark("r2", "name")])) == [
        "run 1",
        "run 2",
        "run 3",
    ]


def test_runs_are_chosen_and_ordered_with_what_is_no_number_last() -> None:
    kept = kept_runs(RUNS, [mark("r3", "name", "Alpha")])
    assert names(chosen(kept, "passed")) == ["run 1"]
    assert names(chosen(kept, "not passed")) == ["run 2", "Alpha"]
    assert names(ordered(kept, XOR, "accuracy", down=True)) == ["run 1", "run 2", "Alpha"]
    assert names(ordered(kept, XOR, "name", down=False)) == ["Alpha", "run 1", "run 2"]
    assert names(ordered(kept, XOR, "when", down=True)) == ["Alpha", "run 2", "run 1"]


def test_only_what_differs_is_told_and_what_an_older_lab_did_not_have_is_a_dash() -> None:
    assert knobs_text(XOR, RUNS[0].knobs) == "defaults"
    assert knobs_text(XOR, RUNS[2].knobs) == "learning rate 0.3"
    turned: list[Turn] = [
        (40, "learning_rate", 0.5),
        (300, "learning_rate", 0.1),
        (1200, "weight x₂ → h₂", 0.0),
        (1300, "weight x₂ → h₂", 1.0),
    ]
    assert settings_text(XOR, replace(RUNS[2], turns=turned)) == (
        "learning rate 0.3; after step 40 learning rate 0.5; after step 300 learning rate 0.1; 2 more changes"
    )
    assert settings_text(XOR, replace(RUNS[0], turns=[(0, "saved_net", "mine")])) == "defaults; saved net mine"
    old: Settings = ({"hidden": 4, "colour": "red"}, 1)
    assert differing(XOR, [(RUNS[0].knobs, 1), (RUNS[2].knobs, 1), old]) == [
        ("activation", ["tanh", "tanh", "–"]),
        ("learning rate", ["0.05", "0.3", "–"]),
        ("colour", ["–", "–", "red"]),
    ]
    assert differing(XOR, [(RUNS[0].knobs, 1), (RUNS[0].knobs, 2)]) == [("seed", ["1", "2"])]


def test_runs_that_differ_only_in_what_was_changed_by_hand_are_not_called_the_same() -> None:
    by_hand = Kept(replace(RUNS[0], id="by hand", turns=[(0, "weight x₁ → h₁", 3.0)]), 9)
    same = Kept(RUNS[0], 1), Kept(replace(RUNS[0], id="again"), 2)
    pairs = (same, (same[0], by_hand))
    told = ["\n".join(line.text for line in paint_diff(Compared(XOR, pair), 60, 9, INK)) for pair in pairs]
    assert "Nothing: the same knobs" in told[0]
    assert told[1].split()[-5:] == ["changes", "by", "hand", "–", "1"]


def test_no_two_of_sixteen_lines_look_the_same_without_their_colours() -> None:
    many = tuple(Kept(replace(RUNS[0], id=f"r{n}"), n) for n in range(16))
    looks = {(sign, dashed(n)) for n, (sign, _) in enumerate(signs(Compared(XOR, many)).values())}
    assert len(looks) == 16


def test_the_chart_shows_the_loss_or_the_metric_with_the_bar() -> None:
    kept = tuple(kept_runs(RUNS, []))
    loss = overlay(Compared(XOR, kept[:2]))
    assert [one.name for one in loss.series] == ["run 1", "run 2"] and loss.target is None
    assert [one.smooth for one in loss.series] == [LIGHT, LIGHT], "raw values stay to be seen behind the line"
    metric = overlay(Compared(XOR, kept[:2], metric=True))
    old = overlay(Compared(XOR, (Kept(replace(RUNS[1], metric_curve=[]), 1),), metric=True))
    assert (
        metric.series[1].points == old.series[0].points == [(400, 0.75)]
        and metric.target is not None
        and metric.target.value == 1.0
    )


@pytest.mark.parametrize("width", [1, 7, 20, 60])
@pytest.mark.parametrize("height", [1, 3, 12])
def test_pictures_of_runs_fit_any_size(width: int, height: int) -> None:
    for count in range(4):
        face = Compared(XOR, tuple(kept_runs(RUNS, []))[:count])
        rows = paint_diff(face, width, height, INK)
        assert len(rows) <= height and all(row.cell_length <= width for row in rows)
        assert paint_overlay(face, width, height, INK)


def test_the_table_fits_eighty_columns_and_cuts_knobs_and_names_first() -> None:
    kept = kept_runs([*RUNS, a_run(4, hidden=2, learning_rate=0.3, activation="relu")], [mark("r1", "name", "n" * 40)])
    parts = columns(XOR, kept, NOW, room=False)
    head, lines = table(parts, "when", True, 73)
    assert {width_of([(line, INK.style())]) for line in (head, *lines)} == {73}
    assert "when ▾" in head and lines[1].endswith("2    400      0.75    ✗")


async def shows(pilot: Pilot[None], *texts: str) -> None:
    for text in texts:
        await until(pilot, partial(lambda text: text in screen_text(pilot.app), text))


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Times are told as in UTC, wherever the test runs."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("utc")
async def test_runs_are_laid_over_one_another_named_deleted_brought_back_and_repeated() -> None:
    app = RunsApp(*RUNS)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("R")
        await shows(pilot, "3 kept   2 ticked", "run 3", "learning rate 0.3", "What differs")
        screen = app.screen
        assert isinstance(screen, RunsScreen) and screen.ticked == ["r3", "r2"]
        await pilot.press("down", "down", "space")
        await shows(pilot, "3 ticked", "▲━ run 1", "defaults; seed 1.")
        await pilot.click("RunList", offset=(10, 1))
        await shows(pilot, "2 ticked", "hidden 2; seed 2.")
        await pilot.click("RunList", offset=(10, 1))
        await pilot.press("down")
        await shows(pilot, "3 ticked", "defaults; seed 1.")
        await pilot.press("v")
        await shows(pilot, "pass ≥ 1")
        await pilot.press("n")
        await shows(pilot, "What shall run 1 be called?")
        app.screen.query_one(Input).value = " the  first "
        await pilot.press("enter")
        await shows(pilot, "◆━ the first")
        await pilot.press("p")
        await shows(pilot, "1 passed")
        await pilot.press("x")
        await shows(pilot, "Delete the first?", "It leaves this list")
        await pilot.press("d")
        await shows(pilot, "No run here is passed", "2 kept", "2 ticked")
        assert "━ the first" not in screen_text(app), "what is off the list is not drawn either"
        assert app.record.labs_passed() == {"xor"}
        await pilot.press("u")
        await shows(pilot, "3 kept", "the first", "3 ticked")
        await pilot.press("x")
        await shows(pilot, "Delete the first?")
        await pilot.press("d")
        await shows(pilot, "No run here is passed", "2 kept")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.lab)
        await pilot.press("R")
        await shows(pilot, "2 kept")
        await pilot.press("p", "p", "p")
        await shows(pilot, "1 deleted", "Deleted: u brings it back.")
        await pilot.press("x", "u")
        await shows(pilot, "3 kept", "0 deleted")
        again = app.screen
        assert isinstance(again, RunsScreen)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: again.size.width >= WIDE)
        await pilot.press(*["s"] * list(orders(XOR)).index("time"))
        await until(pilot, lambda: again.column == "time")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: again.size.width < WIDE)
        await pilot.press("s")
        await until(pilot, lambda: again.column != "time")
        await pilot.press("p", "s", "S", "enter")
        await until(pilot, lambda: app.screen is app.lab)
        assert app.worker.started[-1] == ({"hidden": 4, "activation": "tanh", "learning_rate": 0.3}, 3)


async def test_the_run_under_way_is_drawn_as_now_and_joins_the_list_when_it_ends() -> None:
    app = RunsApp(RUNS[0])
    async with app.run_test(size=(100, 32)) as pilot:
        events = recorded("xor")
        half = next(n for n, event in enumerate(events) if isinstance(event, Step)) + 1
        await app.hear(pilot, *events[:half])
        await pilot.press("R")
        await shows(pilot, "●━ now", "◆━ run 1")
        await pilot.press("enter")
        await shows(pilot, "The run in the lab is not finished.")
        await pilot.press("k")
        app.worker.say(*events[half:])
        await shows(pilot, "2 kept", "run 2")
        assert " now " not in screen_text(app) and len(app.worker.started) == 1


async def test_a_page_built_before_the_run_began_shows_it_when_it_is_opened() -> None:
    app = RunsApp()
    async with app.run_test(size=(100, 32)) as pilot:
        events = recorded("xor")
        await app.hear(pilot, *untrained("xor"))
        page, mounted = app._get_screen(RunsScreen(app.lab, []))
        await mounted
        half = next(n for n, event in enumerate(events) if isinstance(event, Step)) + 1
        await app.hear(pilot, *events[len(untrained("xor")) : half])
        await app.push_screen(page)
        await shows(pilot, "━━ now")


async def test_without_runs_it_says_what_to_do_and_a_run_this_lab_cannot_repeat_is_refused() -> None:
    app = RunsApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, *untrained("xor"))
        await pilot.press("R")
        await shows(pilot, "No run of this lab is finished yet.", "train with Space")
        await pilot.press("space", "enter", "x", "n", "u", "v", "escape")
        await until(pilot, lambda: app.screen is app.lab)
        app.record.save_run(a_run(1, hidden=99))
        await pilot.press("R", "enter")
        said = "run 1 cannot be repeated here: hidden must be a number from 1 to 8"
        await until(pilot, lambda: any(said in told.message for told in app._notifications))
        assert len(app.worker.started) == 1
