"""Kept runs on the command line."""

from __future__ import annotations

import json

from tests.cli.conftest import Run


def test_runs_are_listed_with_what_differs_from_the_defaults_and_as_json_with_their_curves(tutor: Run) -> None:
    assert tutor("lab", "xor", "--set", "hidden=2", "--seed", "7", "--steps", "50").returncode == 0
    listed = tutor("runs").stdout
    assert listed.startswith("xor: the bar is accuracy ≥ 1\n") and "run 1" in listed and "hidden 2" in listed
    (run,) = json.loads(tutor("runs", "xor", "--json").stdout)
    assert (run["number"], run["seed"], run["steps"], run["knobs"]["hidden"]) == (1, 7, 50, 2)
    assert run["curve"][-1][0] == run["metric_curve"][-1][0] == 50
    assert run["metric_curve"][-1][1] == run["metrics"]["accuracy"]
