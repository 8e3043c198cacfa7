"""The lab table: its flats, tables of one's own, and what it says when a table holds nothing to learn."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from engine.client import WorkerClient
from engine.events import AnyEvent, Failed, Ready
from engine.program import Program
from engine.views import Bars, Confusion, Curves, Table, Text, View
from tests.labs.trained import built, metrics, trained
from tutor.content.course import load_course

SEEDS = (1, 2, 3, 4, 5)


def views(program: Program) -> list[View]:
    return list(program.lab.views(program.observe(), program.data, program.parameters(), {}))


def csv(folder: Path, header: str, rows: list[str]) -> str:
    file = folder / "own.csv"
    file.write_text("\n".join([header, *rows]), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("seed", SEEDS)
def test_flats_are_priced_far_better_than_by_the_mean(seed: int) -> None:
    program = built("table", seed)
    assert metrics(program)["gain"] < 0.1, "not before it has learned"
    told = trained(program)
    assert 0.65 < told["gain"] < 0.85
    test = program.data["y_test"][:, 0] * program.lab.table.spread  # type: ignore[attr-defined]
    assert told["baseline"] == pytest.approx(np.sqrt(np.square(test).mean()), rel=1e-5)
    assert told["gain"] == pytest.approx(1 - told["rmse"] / told["baseline"])


@pytest.mark.parametrize("seed", SEEDS)
def test_presets_do_what_they_say(seed: int) -> None:
    districts = trained(built("table", seed, target="district"))
    assert 0.35 < districts["accuracy"] < 0.6 and districts["baseline"] == pytest.approx(0.24)
    usual = trained(built("table", seed))
    by_heart = trained(built("table", seed, hidden=128, weight_decay=0.00001, learning_rate=0.03))
    assert by_heart["train_loss"] < 0.02 and by_heart["gain"] < usual["gain"] + 0.01
    assert trained(built("table", seed, weight_decay=1))["gain"] < 0.2


def test_pictures_of_numbers_and_of_classes() -> None:
    program = built("table")
    trained(program)
    against, matters, judged, read = views(program)
    assert isinstance(against, Curves) and len(against.marks) == len(program.data["x_test"])
    assert isinstance(matters, Bars) and matters.labels[0] == "size", "the largest part of the price comes first"
    assert isinstance(judged, Text) and judged.paragraphs[1] == "No warnings."
    assert isinstance(read, Table) and [row[0] for row in read.rows][:3] == ["price", "flat_id", "listed"]
    classes = built("table", target="balcony")
    trained(classes)
    assert isinstance(confusion := views(classes)[0], Confusion) and confusion.labels == ["no", "yes"]


def test_columns_that_say_nothing_are_no_better_than_the_baseline_and_it_says_so(tmp_path: Path) -> None:
    dice = Random(3)
    rows = [f"{dice.gauss(0, 1):.3f},{dice.choice('abc')},{dice.gauss(5, 1):.3f}" for _ in range(200)]
    program = built("table", data=csv(tmp_path, "x,letter,y", rows), target="y")
    assert trained(program)["gain"] < 0.03
    judged = views(program)[2]
    assert isinstance(judged, Text) and "«No better»" in judged.paragraphs[0]


def test_a_column_that_is_never_used_does_not_matter(tmp_path: Path) -> None:
    dice = Random(4)
    points = [(dice.gauss(0, 1), dice.gauss(0, 1)) for _ in range(300)]
    rows = [f"{x:.3f},{z:.3f},{x * x:.3f}" for x, z in points]
    program = built("table", data=csv(tmp_path, "x,z,y", rows), target="y")
    assert trained(program)["gain"] > 0.6, "a square, which no line can follow"
    bars = views(program)[1]
    assert isinstance(bars, Bars) and bars.labels == ["x", "z"]
    large, small = bars.series[0].values
    assert large > 10 * abs(small)


def test_a_file_that_cannot_be_read_is_one_event_of_the_worker(tmp_path: Path) -> None:
    file = csv(tmp_path, "x,y", [*(f"{n},{n * n % 31}" for n in range(20)), "7,seven"])
    client = WorkerClient("CPU", tmp_path / "cache")
    try:
        client.start(load_course().lab_file("table"), {"data": file, "target": "y"}, 1)
        failed = until_over(client)
        assert isinstance(failed, Failed) and failed.message == 'Row 22, column "y": "seven" is not a number.'
        client.start(load_course().lab_file("table"), {}, 1)
        assert isinstance(until_over(client), Ready), "the worker goes on"
    finally:
        client.close()


def until_over(client: WorkerClient) -> AnyEvent:
    """The event that says whether a net could be built."""
    while not isinstance(event := client.wait(60), Failed | Ready):
        assert event is not None
    return event
