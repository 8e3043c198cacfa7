"""``tutor nets``, ``tutor export-net`` and the files of ``tutor lab --save`` and ``--load``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from engine.about import about as read_about
from engine.commands import Save
from engine.events import Failed, Saved
from tutor.commands.numbers_told import every
from tutor.commands.shared import Trouble, UsageMistake, print_json
from tutor.lab.nets import SavedNet, meant, saved_nets
from tutor.paths import datasets_dir, nets_dir

if TYPE_CHECKING:
    from engine.client import WorkerClient
    from tutor.content.course import Course


class Files(NamedTuple):
    """What ``--load`` and ``--save`` were given, and the files to write about the run."""

    load: str | None = None
    save: str | None = None
    force: bool = False
    csv: Path | None = None
    picture: Path | None = None
    script: Path | None = None

    def settled(self) -> tuple[Path | None, Path | None]:
        """The files to load and to save. Raises UsageMistake for one that :meth:`make_sure` refuses."""
        load = None if self.load is None else meant(self.load)
        save = None if self.save is None else meant(self.save)
        if save is not None:
            self.make_sure(save)
        return load, save

    def make_sure(self, file: Path) -> None:
        """Before training. Raises UsageMistake for a folder, a file in none, and one that would be replaced unasked."""
        if file.is_dir():
            raise UsageMistake(f"{file} is a folder.", "Name a file in it.")
        if file.exists() and not self.force:
            raise UsageMistake(f"{file} is there already.", "Choose another name, or say --force to replace it.")
        folder = file.absolute().parent
        if not folder.is_dir() and folder != nets_dir():  # that one is made
            raise UsageMistake(f"{file} cannot be written: there is no such folder.", "Choose another.")


def saving(client: WorkerClient, file: Path) -> None:
    """Have the worker save its net. Raises Trouble if it cannot."""
    client.send(Save(file=str(file.absolute())))
    while True:
        match client.wait():
            case Saved(trouble=""):
                return
            case Saved(trouble=trouble):
                raise Trouble(trouble, "Choose another folder.")
            case Failed(message=message, hint=hint):
                raise Trouble(message, hint)


def show_nets(as_json: bool) -> None:
    """Print the saved nets, newest first."""
    found = saved_nets()
    if as_json:
        print_json([_as_data(net) for net in found])
    elif not found:
        click.echo("No nets are saved yet. In a lab press S, or: tutor lab digits --save NAME")
    else:
        click.echo("\n".join(_line(net) for net in found))


def _as_data(net: SavedNet) -> dict[str, object]:
    about = net.about
    told = {name: getattr(about, name, None) for name in ("lab", "knobs", "seed", "steps", "metrics")}
    return {"name": net.name, "file": str(net.file), "at": net.at.isoformat(), **told, "trouble": net.trouble or None}


def _line(net: SavedNet) -> str:
    if net.about is None:
        return f"{net.name}: cannot be read. {net.trouble}"
    knobs = ", ".join(f"{name} {value}" for name, value in net.about.knobs.items())
    head = f"{net.name}: {net.about.lab}, {net.at:%Y-%m-%d %H:%M}"
    return f"{head}, {net.about.steps} steps{every(net.about.metrics)}\n  {knobs}, seed {net.about.seed}"


def export_net(course: Course, name: str, folder: Path) -> None:
    """Write a saved net for elsewhere. Raises LabError."""
    from engine.exporting import export

    file = meant(name)
    lab = read_about(file).lab
    if folder.is_file():
        raise Trouble(f"{folder} is a file.", "Name a folder.")
    written = export(file, course.lab_file(lab), folder, datasets_dir())
    click.echo(f"In {folder}: {', '.join(written)}.")
    if not any(name.startswith("model_keras") for name in written):
        click.echo(f"The lab {lab} does not describe its net layer by layer, so there is no model to read.")
