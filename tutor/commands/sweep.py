"""``tutor sweep``: a lab with a row of values of one knob, told run by run, with the winner and why."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from engine.lab import Lab, LabError, Number, load_lab, settle
from engine.words import words
from tutor.commands.lab import checked
from tutor.commands.shared import UsageMistake, print_json, record_or_memory
from tutor.lab.sweep import Outcome, Plan, described, knob_of, seeds_from, spread, tallies, verdict
from tutor.lab.sweep_runs import Sweeper
from tutor.lab.training import new_worker
from tutor.lab.words import value_text
from tutor.numbers import duration, number

if TYPE_CHECKING:
    from tutor.content.course import Course

STATES = {"passed": "met the bar", "missed": "did not meet the bar", "diverged": "diverged", "failed": "failed"}
ENDS = {"time": "The time given is over.", "stopped": "Stopped by Ctrl-C."}


class Asked(NamedTuple):
    """What was asked for."""

    knob: str
    low: float | None
    high: float | None
    values: int
    log: bool | None
    seeds: int
    seed: int
    pairs: tuple[str, ...]
    limit: float
    keep: bool


def plan_of(lab: type[Lab], asked: Asked, device: str) -> Plan:
    """The sweep that was asked for. Raises UsageMistake."""
    given = checked(lab, asked.pairs, device)
    try:
        knob = knob_of(lab, asked.knob)
        low, high, log = 0.0, 0.0, False
        if isinstance(knob, Number):
            low = knob.low if asked.low is None else asked.low
            high = knob.high if asked.high is None else asked.high
            log = knob.log and low > 0 if asked.log is None else asked.log
        values = spread(knob, low, high, asked.values, log)
        return Plan(lab, knob.name, values, seeds_from(asked.seed, asked.seeds), settle(lab, given), log)
    except LabError as mistake:
        raise UsageMistake(mistake.message, mistake.hint) from None


def run_sweep(course: Course, lab_id: str, asked: Asked, device: str, as_json: bool) -> int:
    """Do it; returns the exit code: 0 if any run reached its end."""
    file = course.lab_file(lab_id)
    plan = plan_of(load_lab(file), asked, device)
    client = new_worker(device)
    sweeper = Sweeper(plan, file, client, asked.limit)
    if not as_json:
        click.echo(described(plan, None))
    try:
        _follow(sweeper, as_json)
    except KeyboardInterrupt:
        sweeper.stop()
    finally:
        sweeper.close()
    if asked.keep:
        with record_or_memory() as record:
            for run in sweeper.records:
                record.save_run(run)
    if as_json:
        print_json(_as_data(plan, sweeper))
    else:
        click.echo("\n".join(_told(plan, sweeper, asked.keep)))
    return 0 if sweeper.records else 1


def _follow(sweeper: Sweeper, as_json: bool) -> None:
    """Wait for the end, and tell each run."""
    sweeper.start()
    told = 0
    while sweeper.state == "running":
        if (event := sweeper.client.wait(0.5)) is not None:
            sweeper.take(event)
        sweeper.check_time()
        for one in sweeper.outcomes[told:]:
            told += 1
            if not as_json:
                click.echo(f"{told} of {len(sweeper.plan.trials)}: {_line(sweeper.plan, one)}")
                sys.stdout.flush()


def _line(plan: Plan, one: Outcome) -> str:
    head = f"{words(plan.knob)} {value_text(one.value)}, seed {one.seed}"
    if not math.isfinite(one.metric):
        return f"{head}: {STATES[one.status]}. {one.message}".rstrip()
    told = f"{words(plan.lab.bar.metric)} {number(one.metric)}, {STATES[one.status]}"
    return f"{head}: {told}; {one.steps:,} steps in {duration(one.seconds)}"


def _told(plan: Plan, sweeper: Sweeper, kept: bool) -> list[str]:
    """The end: why it ended, who wins, what became of the runs."""
    count = len(sweeper.records)
    fate = "The runs were not kept; with --keep they are."
    if kept:
        fate = f"{count} runs are kept; tutor runs {plan.lab.id} lists them."
    return [*filter(None, [ENDS.get(sweeper.state, ""), verdict(plan, sweeper.outcomes).why, fate])]


def _as_data(plan: Plan, sweeper: Sweeper) -> dict[str, Any]:
    found = verdict(plan, sweeper.outcomes)
    fields = ("value", "seed", "status", "steps", "seconds", "metric", "losses", "metric_curve", "message")
    values = [
        {
            "value": tally.value,
            "mean": tally.mean,
            "passed": tally.count("passed"),
            "diverged": tally.count("diverged"),
            "failed": tally.count("failed"),
            "steps_to_bar": tally.steps if math.isfinite(tally.steps) else None,
        }
        for tally in tallies(plan, sweeper.outcomes)
    ]
    return {
        "lab": plan.lab.id,
        "knob": plan.knob,
        "metric": plan.lab.bar.metric,
        "seeds": list(plan.seeds),
        "state": sweeper.state,
        "winner": found.winner,
        "why": found.why,
        "values": values,
        "runs": [{name: getattr(one, name) for name in fields} for one in sweeper.outcomes],
    }
