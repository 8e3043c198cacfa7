"""The command that trains a lab, with its many options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tutor.cli.options import as_json, device_option

if TYPE_CHECKING:
    from collections.abc import Callable

Command = TypeVar("Command", bound="Callable[..., Any]")
OWN = "tutor.settings"
"""Where a command keeps knobs that have an option of their own."""

a_file = click.Path(path_type=Path, dir_okay=False)


def _setting(option: str, metavar: str, help_text: str) -> Callable[[Command], Command]:
    """An option that turns the knob of its name, as --set does."""

    def take(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.meta.setdefault(OWN, []).append(f"{parameter.name}={value}")

    return click.option(option, metavar=metavar, help=help_text, expose_value=False, callback=take)


@click.command()
@click.argument("lab")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="Turn a knob; may be repeated.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Repeats a run exactly; 1 if nothing else says so.")
@click.option("--steps", type=click.IntRange(1, 2**31 - 1), help="Steps to train; each lab has its own default.")
@click.option("--stop", "stops", multiple=True, metavar="LIMIT", help='Stop there, as in "loss<0.1"; may be repeated.')
@_setting("--data", "FILE", "For the lab table: a CSV file with a header.")
@_setting("--target", "COLUMN", "For the lab table: the column to be learned.")
@click.option("--save", metavar="FILE", help="Save the trained net; a mere name saves it where `tutor nets` looks.")
@click.option("--load", metavar="FILE", help="Go on with a saved net, its knobs and its seed.")
@click.option("--csv", type=a_file, metavar="FILE", help="Write the curve: step, loss, metrics.")
@click.option("--picture", type=a_file, metavar="FILE", help="Draw what the app would show, as .svg or .png.")
@click.option("--script", type=a_file, metavar="FILE", help="Write a Python script that repeats the run.")
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@device_option
@as_json
@click.pass_context
def lab(
    context: click.Context, lab: str, pairs: tuple[str, ...], seed: int | None, steps: int | None, save: str | None,
    load: str | None, csv: Path | None, picture: Path | None, script: Path | None, force: bool, device: str | None,
    as_json: bool, stops: tuple[str, ...],
) -> None:  # fmt: skip
    """Train a LAB without the app and record the run. LAB is a lab's id or the code of a run that was shared."""
    from tutor.commands.device import stored_device
    from tutor.commands.lab import Length, run_lab
    from tutor.commands.nets import Files
    from tutor.commands.shared import course

    pairs += tuple(context.meta.get(OWN, ()))
    files = Files(load, save, force, csv, picture, script)
    context.exit(run_lab(course, lab, pairs, seed, Length(steps, stops), device or stored_device(), as_json, files))
