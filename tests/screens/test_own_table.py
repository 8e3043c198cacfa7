"""A table of one's own in the app: the path completed, mistakes with their place, a target chosen, the lab opened."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from textual.widgets import OptionList

from engine.commands import Pause, Resume
from engine.events import Paused, Ready, Step, Warm
from tests.screens.apps import Stub, app_of, make_app, opened, shows, until
from tests.screens.lab_runs import LabApp
from tutor.content.course import load_course
from tutor.screens.own_table import OwnTableScreen
from tutor.widgets.path_input import PathInput, completed

ROWS = [
    f"{n},{(n * 37) % 50},{'yes' if n * 37 % 50 > 25 else 'no'},{3 * ((n * 37) % 50) + n % 4}" for n in range(1, 41)
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "tables").mkdir()
    path = tmp_path / "tables" / "flats.csv"
    path.write_text("\n".join(["id,size,large,price", *ROWS]), encoding="utf-8")
    return path


@pytest.mark.usefixtures("stubs")
async def test_from_a_path_to_the_lab_with_its_target(file: Path) -> None:
    async with make_app(load_course()).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_table()
        await shows(pilot, "A CSV file: a header with the names")
        pilot.app.screen.query_one(PathInput).value = f"{file.parent.parent}/tab"
        await pilot.press("end", "tab", "f", "tab")
        assert pilot.app.screen.query_one(PathInput).value == str(file)
        await pilot.press("enter")
        await shows(pilot, "✓ 40 rows, 4 columns.", "numbers the rows", "price is a number (regression), from 2")
        await shows(pilot, '⚠ "size" alone gives "price"', "⚠ Only 40 rows")
        await pilot.press("up")
        await shows(pilot, "large is one of 2 classes")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Stub), "the lab")
        lab = cast("Stub", pilot.app.screen)
        assert lab.given == ("table",) and lab.named["knobs"] == {"data": str(file), "target": "large"}


async def test_a_mistake_is_told_with_its_place_and_the_file_can_be_mended(file: Path) -> None:
    good = file.read_text(encoding="utf-8")
    file.write_text(good + "\n41,huge,no,3\n", encoding="utf-8")
    async with make_app(load_course()).run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        app_of(pilot).open_table(str(file))
        await shows(pilot, '✗ Row 42, column "size": "huge" is not a number.')
        file.write_text(good, encoding="utf-8")
        await pilot.press("enter")
        await shows(pilot, "✓ 40 rows")
        await pilot.press("e", "end", "x", "enter")
        await shows(pilot, "✗ There is no file")


async def test_a_column_that_cannot_be_learned_says_so_and_opens_nothing(file: Path) -> None:
    rows = [f"{row},{'ann' if n else 'bob'}" for n, row in enumerate(ROWS)]
    file.write_text("\n".join(["id,size,large,price,who", *rows]), encoding="utf-8")
    async with make_app(load_course()).run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        app_of(pilot).open_table(str(file))
        await shows(pilot, "✓ 40 rows")
        await until(pilot, lambda: pilot.app.screen.query_one(OptionList).option_count == 5, "the columns")
        await pilot.press("end")
        await shows(pilot, '✗ Row 2, column "who": the class "bob" is there only once.')
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, OwnTableScreen)
        await pilot.press("home")
        await shows(pilot, '⚠ "id" seems to number the rows')


async def test_the_lab_leads_to_the_form_by_a_key_and_other_labs_do_not() -> None:
    for lab, offered in (("table", True), ("xor", False)):
        app = LabApp(lab)
        async with app.run_test(size=(80, 24)):
            assert bool(app.lab.check_action("own_table", ())) == offered


async def test_a_look_at_the_form_loses_no_training() -> None:
    app = LabApp("table")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.hear(pilot, Warm(0, "CPU:LLVM"), Ready(1), Step(1, 7, 0.7), Paused(1, 7))
        await pilot.press("space", "o")
        await until(pilot, lambda: isinstance(app.screen, OwnTableScreen), "the form")
        assert app.worker.sent == [Resume(), Pause()]
        await app.hear(pilot, Paused(1, 7))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.lab, "the lab")
        assert app.desk.view.status == "paused" and app.worker.cancels == 0


def test_a_path_goes_on_with_tables_and_folders_that_begin_so(tmp_path: Path) -> None:
    for name in ("a.csv", "a.png", "ab.tsv", ".hidden.csv"):
        (tmp_path / name).touch()
    (tmp_path / "b").mkdir()
    start = f"{tmp_path}/"
    endings = {
        "": "a.csv", "A": "a.csv", "ab": "ab.tsv", "b": "b/", "a.p": None, ".h": ".hidden.csv", "none/": None,
    }  # fmt: skip
    for typed_so_far, ending in endings.items():
        offered = completed(start + typed_so_far, (".csv", ".tsv"))
        assert offered == (None if ending is None else start + ending), typed_so_far
    assert completed("~nobody-at-all/", (".csv",)) is None
