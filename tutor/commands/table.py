"""``tutor lab table --data FILE --target COLUMN``: look at the file before anything trains, and say what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.lab import Lab, LabError, Words
from engine.table.columns import Survey, find, survey
from engine.table.doubts import doubts
from engine.table.read import read
from engine.table.values import shown
from tutor.commands.shared import UsageMistake
from tutor.paths import expanded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.commands import KnobValue


def with_whole_path(lab: type[Lab], given: Mapping[str, KnobValue]) -> dict[str, KnobValue]:
    """``given`` with the file's path from the root: it is recorded, and read in another process."""
    settled = dict(given)
    if settled.get("data") and is_for_tables(lab):
        settled["data"] = str(expanded(str(settled["data"])).absolute())
    return settled


def is_for_tables(lab: type[Lab]) -> bool:
    """Whether a lab learns from a file that the learner names."""
    return any(knob.name == "data" and isinstance(knob, Words) for knob in lab.knobs)


def looked_into(lab: type[Lab], given: Mapping[str, KnobValue]) -> Survey | None:
    """The file that is named, as far as it can be judged without training; None if none is.

    Raises LabError for the file, UsageMistake for a target that is not there.
    """
    target = str(given.get("target", ""))
    if not is_for_tables(lab) or not (target or given.get("data")):
        return None
    sheet = read(str(given.get("data") or lab.own_file))  # type: ignore[attr-defined]
    try:
        find(sheet, target)
    except LabError as mistake:
        raise UsageMistake(mistake.message, mistake.hint) from None
    if not given.get("data"):
        return None
    return survey(sheet, target, str(given.get("task", "auto")))


def tell(found: Survey, as_json: bool) -> None:
    """What was found, on standard output for people; warnings on standard error, where they disturb no script."""
    if not as_json:
        used = ", ".join(column.name for column in found.used)
        click.echo(f"{found.rows} rows; {shown(found.target.name)} is learned ({found.task}) from {used}.")
        left = "; ".join(f"{column.name} ({column.note})" for column in found.columns if column.kind == "left out")
        if left:
            click.echo(f"Left out: {left}.")
    for doubt in doubts(found):
        click.echo(f"tutor: warning: {doubt}", err=True)
