"""Exporting a saved net from a process that does not train: a process of its own makes the lab's data and writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from engine.lab import LabError

PATIENCE = 120.0
"""Seconds; a full-size data set is read in a few."""


def export(net: Path, lab_file: Path, folder: Path) -> list[str]:
    """Write the saved ``net`` of the lab in ``lab_file`` into ``folder``; the names of what was written.

    Takes about a second. Raises LabError.
    """
    command = [sys.executable, "-m", "engine.export", *map(str, (net, lab_file, folder))]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise LabError("The export took too long and was stopped.", "Try again; see also: tutor doctor") from None
    if ran.returncode:
        last = (ran.stderr.strip().splitlines() or ["no word of why"])[-1]
        raise LabError(f"The export failed: {last}", "See: tutor doctor")
    told = json.loads(ran.stdout)
    if "written" not in told:
        raise LabError(told["message"], told["hint"])
    return list(told["written"])
