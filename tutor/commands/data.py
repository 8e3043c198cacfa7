"""``tutor data``: full-size data sets, fetched on request and removed again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from engine.lab import did_you_mean
from tutor.commands.shared import Trouble, UsageMistake, console, plain_terminal, print_json
from tutor.lab.datasets import DATASETS, DataError, Dataset, fetch, remove

if TYPE_CHECKING:
    from collections.abc import Callable

TALKS_EVERY = 2.0
"""Seconds between lines where no bar can be drawn."""


def show_data(as_json: bool) -> None:
    """Print what there is and what is here."""
    if as_json:
        print_json([_as_data(dataset) for dataset in DATASETS.values()])
        return
    for dataset in DATASETS.values():
        click.echo(f"{dataset.id}: {dataset.title}\n  {dataset.about}\n  {standing(dataset)}")


def _as_data(dataset: Dataset) -> dict[str, object]:
    return {
        "id": dataset.id,
        "title": dataset.title,
        "bytes": dataset.size,
        "here": dataset.is_here,
        "arrived": dataset.arrived,
        "folder": str(dataset.folder),
    }


def standing(dataset: Dataset) -> str:
    """Whether a data set is here, in a sentence."""
    megabytes = f"{dataset.size / 1e6:.1f} MB"
    if dataset.is_here:
        return f"Here, {megabytes}, in {dataset.folder}."
    if dataset.arrived:
        return f"{dataset.arrived / 1e6:.1f} of {megabytes} are here: tutor data get {dataset.id} goes on."
    return f"Not here; {megabytes}: tutor data get {dataset.id}"


def named(name: str) -> Dataset:
    """The data set called ``name``. Raises UsageMistake."""
    if name not in DATASETS:
        raise UsageMistake(f"There is no data set called {name!r}.", did_you_mean(name, list(DATASETS)))
    return DATASETS[name]


def get_data(name: str) -> None:
    """Fetch a data set, telling how far it is. Raises Trouble, UsageMistake; Ctrl-C keeps what arrived."""
    dataset = named(name)
    if dataset.is_here:
        click.echo(standing(dataset))
        return
    try:
        _with_lines(dataset) if plain_terminal() else _with_bar(dataset)
    except DataError as error:
        raise Trouble(error.message, error.hint) from None
    except KeyboardInterrupt:
        click.echo("Stopped. What arrived is kept: the same command goes on from there.", err=True)
        raise
    click.echo(standing(dataset))


def _with_bar(dataset: Dataset) -> None:
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = ("{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console()) as bars:
        task = bars.add_task(dataset.id, total=dataset.size, completed=dataset.arrived)
        fetch(dataset, lambda arrived, total: bars.update(task, completed=arrived))


def _with_lines(dataset: Dataset) -> None:
    fetch(dataset, _now_and_then())


def _now_and_then() -> Callable[[int, int], None]:
    said = [0.0]

    def tell(arrived: int, total: int) -> None:
        if time.monotonic() >= said[0]:
            click.echo(f"{arrived / 1e6:.1f} of {total / 1e6:.1f} MB")
            said[0] = time.monotonic() + TALKS_EVERY

    return tell


def remove_data(name: str) -> None:
    """Delete a data set. Raises UsageMistake and Trouble."""
    try:
        freed = remove(named(name))
    except DataError as error:
        raise Trouble(error.message, error.hint) from None
    click.echo(f"{freed / 1e6:.1f} MB freed." if freed else "There was nothing to remove.")
