"""``tutor runs``: the finished runs that are kept, lab by lab."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import click

from engine.lab import Lab, bar_in_full, load_lab
from engine.words import words
from tutor.commands.shared import print_json, record_or_memory
from tutor.lab.runs import Kept, kept_runs, settings_text
from tutor.numbers import duration, number

if TYPE_CHECKING:
    from tutor.content.course import Course

NONE = "No runs are kept yet. Every run that reaches its last step is: tutor lab {lab}"


def show_runs(course: Course, lab_id: str | None, as_json: bool) -> None:
    """Print the runs of one lab, or of all, oldest first. Raises UnknownContent."""
    labs = [lab_id] if lab_id else list(course.lab_ids)
    if lab_id:
        course.lab_file(lab_id)  # is there such a lab?
    with record_or_memory() as kept:
        found = {lab: kept_runs(kept.runs(lab), kept.run_marks(lab)) for lab in labs}
    if as_json:
        print_json([_as_data(one) for runs in found.values() for one in runs])
        return
    told = [_listed(load_lab(course.lab_file(lab)), runs) for lab, runs in found.items() if runs]
    click.echo("\n\n".join(told) or NONE.format(lab=lab_id or "xor"))


def _as_data(one: Kept) -> dict[str, Any]:
    run = one.run
    fields = (
        "id",
        "lab",
        "knobs",
        "seed",
        "device",
        "steps",
        "seconds",
        "metrics",
        "bar_met",
        "curve",
        "metric_curve",
        "turns",
    )
    told = {name: getattr(run, name) for name in fields}
    return {"number": one.number, "name": one.name or None, "at": run.at.isoformat(), **told}


def _listed(lab: type[Lab], runs: list[Kept]) -> str:
    """The runs of one lab as lines of columns."""
    metric = lab.bar.metric
    head = ["name", "when", "seed", "steps", words(metric), "bar", "device", "time", "knobs"]
    lines = [head] + [
        [
            one.title,
            f"{one.run.at.astimezone():%Y-%m-%d %H:%M}",
            str(one.run.seed),
            str(one.run.steps),
            number(one.run.metrics.get(metric, math.nan)),
            "met" if one.run.bar_met else "not met",
            one.run.device,
            duration(one.run.seconds),
            settings_text(lab, one.run),
        ]
        for one in runs
    ]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    rows = ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([f"{lab.id}. To pass: {bar_in_full(lab)}", *(f"  {row}" for row in rows)])
