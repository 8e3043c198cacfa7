"""``tutor prepare``: compile labs ahead of time, so that they start sooner later."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from engine.client import WorkerClient
from engine.events import Cancelled, Failed, Preparing, Ready
from tutor.commands.shared import Trouble, UsageMistake, console, plain_terminal
from tutor.paths import cache_dir

if TYPE_CHECKING:
    from tutor.content.course import Course

Progress = Callable[[int, int], None]


def prepare(course: Course, labs: tuple[str, ...], everything: bool, clear: bool, device: str) -> None:
    """Compile the named labs, or all; ``clear`` first removes what was compiled before."""
    if clear:
        shutil.rmtree(cache_dir(), ignore_errors=True)
        click.echo("Removed everything that was compiled.", err=True)
        if not labs and not everything:
            return
    wanted = course.lab_ids if everything else labs
    if not wanted:
        raise UsageMistake("Name the labs to prepare, or say --all.", f"There is: {', '.join(course.lab_ids)}.")
    for lab in wanted:
        course.lab_file(lab)
    client = WorkerClient(device, cache_dir())
    try:
        _prepare_all(course, client, wanted)
    finally:
        client.close()


def _prepare_all(course: Course, client: WorkerClient, labs: tuple[str, ...]) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console(stderr=True), disable=plain_terminal()) as bars:
        for number, lab in enumerate(labs, 1):
            task = bars.add_task(f"{lab} ({number} of {len(labs)})", total=None)
            seconds = _prepare_one(course, client, lab, lambda done, total, task=task: bars.update(  # type: ignore[misc]
                task, completed=done, total=total))  # fmt: skip
            click.echo(f"{lab}: ready after {seconds:.1f} s") if plain_terminal() else None


def _prepare_one(course: Course, client: WorkerClient, lab: str, progress: Progress) -> float:
    """Build one lab, paused, and drop it; returns the seconds it took."""
    client.start(course.lab_file(lab), {}, seed=1, paused=True, views=False)
    while True:
        match client.wait():
            case Preparing(done=done, total=total):
                progress(done, total)
            case Failed(message=message, hint=hint):
                raise Trouble(message, hint)
            case Cancelled():
                raise Trouble(f"Preparing {lab} was cancelled.")
            case Ready(seconds=seconds):
                return seconds
