"""Kept runs on the command line."""

from __future__ import annotations

import json

from tests.cli.conftest import Run


def test_runs_are_listed_with_what_differs_from_the_defaults_and_as_json_with_their_curves(tutor: Run) -> None:
    assert tutor("lab", "xor", "--set", "hidden=2", "--seed", "7", "--steps", "50").returncode == 0
    listed = tutor("runs").stdout
    assert (
        listed.startswith("xor. To pass: all four rows right (accuracy ≥ 1)\n")
        and "run 1" in listed
        and "hidden 2" in listed
    )
    (run,) = json.loads(tutor("runs", "xor", "--json").stdout)
    assert (run["number"], run["seed"], run["steps"], run["knobs"]["hidden"]) == (1, 7, 50, 2)
    assert run["curve"][-1][0] == run["metric_curve"][-1][0] == 50
    assert run["metric_curve"][-1][1] == run["metrics"]["accuracy"]


def test_a_sweep_of_two_values_trains_both_and_keeps_runs_only_when_asked(tutor: Run) -> None:
    """The real worker; at a rate of 0.01 the gate is found later than at 1."""
    asked = ("sweep", "logic-gates", "learning_rate", "--from", "0.01", "--to", "1", "--count", "2", "--keep")
    told = tutor(*asked, "--set", "gate=OR")
    assert told.returncode == 0 and "2 of 2: learning rate 1, seed 1: accuracy 1, met the bar" in told.stdout
    assert "1 wins: accuracy 1" in told.stdout and "2 runs are kept" in told.stdout
    kept = json.loads(tutor("runs", "logic-gates", "--json").stdout)
    assert [(run["knobs"]["learning_rate"], run["knobs"]["gate"]) for run in kept] == [(0.01, "OR"), (1, "OR")]
    refused = tutor("sweep", "logic-gates", "w1")
    assert refused.returncode == 2 and "no knob called w1 to sweep" in refused.stderr
