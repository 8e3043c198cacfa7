"""Options that many commands have."""

from __future__ import annotations

import click

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
device_option = click.option(
    "--device", default=None, envvar="TUTOR_DEVICE", help="auto, CPU, CUDA, METAL, AMD, NV or CL."
)
