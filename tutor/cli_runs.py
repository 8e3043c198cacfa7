"""The commands that look at several runs of a lab. Like all commands they import what they do when they are called."""

from __future__ import annotations

import click

from tutor.cli_options import as_json


@click.command()
@click.argument("lab", required=False)
@as_json
def runs(lab: str | None, as_json: bool) -> None:
    """List the finished runs of a LAB, or of all labs."""
    from tutor.commands.runs import show_runs
    from tutor.commands.shared import course

    show_runs(course(), lab, as_json)
