"""Exporting a saved net from a process that does not train: a process of its own makes the lab's data and writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from engine.environment import DATASETS
from engine.lab import LabError

PATIENCE = 120.0
"""Seconds; a full-size data set is read in a few."""


def export(net: Path, lab_file: Path, folder: Path, datasets: Path | None = None) -> list[str]:
    """Write the saved ``net`` of the lab in ``lab_file`` into ``folder``; the names of what was written.

    ``datasets`` is the folder of data sets that were downloaded. Takes about a second. Raises LabError.
    """
    command = [sys.executable, "-m", "engine.export", *map(str, (net, lab_file, folder))]
    env = os.environ | ({} if datasets is None else {DATASETS: str(datasets)})
    try:
        ran = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace", env=env,
            timeout=PATIENCE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise LabError("The export took too long and was stopped.", "Try again; see also: tutor doctor") from None
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["no word of why"])[-1]
        raise LabError(f"The export failed: {last}", "See: tutor doctor")
    told = json.loads(ran.stdout.splitlines()[-1])  # a lab may print
    if "written" not in told:
        raise LabError(told["message"], told["hint"])
    return list(told["written"])
