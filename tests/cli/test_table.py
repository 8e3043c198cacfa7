"""``tutor lab table`` with a file of one's own: what it prints, its exit codes, one sentence for every mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROWS = [
    f"{n},{(n * 37) % 50},{'yes' if n * 37 % 50 > 25 else 'no'},{3 * ((n * 37) % 50) + n % 4}" for n in range(1, 61)
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Numbered rows, a size, whether it is large, and a price that follows from the size."""
    path = tmp_path / "my flats.csv"
    path.write_text("\n".join(["id,size,large,price", *ROWS]), encoding="utf-8")
    return path


def test_a_table_as_json_lines_keeps_the_contract_and_warns_on_stderr(tutor: Run, file: Path) -> None:
    ran = tutor("lab", "table", "--data", str(file), "--target", "price", "--json", "--device", "CPU")
    assert ran.returncode == 0, ran.stderr
    events = [json.loads(line) for line in ran.stdout.splitlines()]
    assert list(dict.fromkeys(event["type"] for event in events)) == ["preparing", "ready", "step", "finished"]
    done = events[-1]
    assert done["bar"] == {"metric": "gain", "op": ">=", "value": 0.1, "met": True}
    assert done["metrics"]["rmse"] < 0.2 * done["metrics"]["baseline"]
    assert ran.stderr.startswith('tutor: warning: "size" alone gives "price" away.')


def test_for_people_it_says_what_was_found_first(tutor: Run, file: Path) -> None:
    """A relative path, a target in other letters, and the same by --set."""
    ran = tutor("lab", "table", "--data", file.name, "--set", "target=LARGE", "--device", "CPU", cwd=file.parent)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(
        '60 rows; "large" is learned (classification) from size, price.\nLeft out: id (numbers'
    )
    assert "accuracy" in ran.stdout and "Passed" in ran.stdout


def test_a_bad_file_is_one_error_line_and_exit_code_1(tutor: Run, file: Path) -> None:
    file.write_text("\n".join(["id,size,large,price", *ROWS, "61,huge,no,3"]), encoding="utf-8")
    ran = tutor("lab", "table", "--data", str(file), "--target", "price", "--json")
    assert ran.returncode == 1
    event = json.loads(ran.stdout.splitlines()[-1])
    assert event["type"] == "error" and event["message"] == 'Row 62, column "size": "huge" is not a number.'
    assert "header is row 1" in event["hint"]
    told = tutor("lab", "table", "--data", str(file), "--target", "price")
    assert told.returncode == 1 and told.stderr == f"tutor: {event['message']} {event['hint']}\n"
    gone = tutor("lab", "table", "--data", str(file.parent / "none.csv"), "--target", "price")
    assert gone.returncode == 1 and "There is no file" in gone.stderr and "Traceback" not in gone.stderr


def test_a_target_that_is_not_there_is_wrong_usage(tutor: Run, file: Path) -> None:
    near = tutor("lab", "table", "--data", str(file), "--target", "prise")
    assert near.returncode == 2
    assert near.stderr == 'tutor: The table has no column called "prise". Did you mean price?\n'
    flats = tutor("lab", "table", "--target", "prise")
    assert flats.returncode == 2 and flats.stderr == near.stderr, "also where the table is the course's own"
    none = tutor("lab", "table", "--data", str(file), "--json")
    assert none.returncode == 2
    assert none.stderr == "tutor: No target is named. Choose a column: id, size, large, price.\n"


def test_other_labs_have_no_file_to_learn_from(tutor: Run, file: Path) -> None:
    ran = tutor("lab", "xor", "--data", str(file))
    assert ran.returncode == 2 and ran.stderr.startswith("tutor: xor has no knob called data.")
