"""The commands that look at several runs of a lab. Like all commands they import what they do when they are called."""

from __future__ import annotations

import click

from tutor.cli.options import as_json, device_option


@click.command()
@click.argument("lab", required=False)
@as_json
def runs(lab: str | None, as_json: bool) -> None:
    """List the finished runs of a LAB, or of all labs."""
    from tutor.commands.runs import show_runs
    from tutor.commands.shared import course

    show_runs(course(), lab, as_json)


@click.command()
@click.argument("lab")
@click.argument("knob")
@click.option("--from", "low", type=float, help="The first value; without it the least the knob can have.")
@click.option("--to", "high", type=float, help="The last value; without it the most the knob can have.")
@click.option("--count", type=click.IntRange(2, 20), default=8, show_default=True, help="How many values.")
@click.option("--log/--linear", "log", default=None, help="By equal factors or evenly; else as the knob's slider.")
@click.option("--seeds", type=click.IntRange(1, 5), default=1, show_default=True, help="Runs for each value.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="The first seed.")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="Turn another knob; may be repeated.")
@click.option("--minutes", type=click.FloatRange(0, 120, min_open=True), default=5, show_default=True, help="At most.")
@click.option("--keep", is_flag=True, help="Keep the finished runs in your record; else they are forgotten.")
@device_option
@as_json
@click.pass_context
def sweep(
    context: click.Context, lab: str, knob: str, low: float | None, high: float | None, count: int, log: bool | None,
    seeds: int, seed: int, pairs: tuple[str, ...], minutes: float, keep: bool, device: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Train a LAB with several values of a KNOB and compare them.

    A knob with named settings is tried with all of them.
    """
    from tutor.commands.device import stored_device
    from tutor.commands.shared import course
    from tutor.commands.sweep import Asked, run_sweep

    asked = Asked(knob, low, high, count, log, seeds, seed, pairs, minutes * 60, keep)
    context.exit(run_sweep(course(), lab, asked, device or stored_device(), as_json))
