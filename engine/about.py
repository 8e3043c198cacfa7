"""What a saved net says of itself, read without its parameters: so that an app can list nets without NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.commands import KnobValue
from engine.lab import LabError

FORMAT = "tutor-net-1"


class About(Struct, frozen=True):
    """What a net was trained for and how: enough to build it again."""

    lab: str
    knobs: dict[str, KnobValue]
    seed: int
    steps: int
    metrics: dict[str, float]


def about(file: Path) -> About:
    """What the net in ``file`` was trained for, without reading it whole. Raises LabError if it is no saved net."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="np") as opened:
            return _about(file, opened.metadata() or {})
    except FileNotFoundError:
        raise LabError(f"There is no saved net at {file}.") from None
    except (SafetensorError, OSError) as error:
        raise LabError(f"{file} is no saved net: {error}.", "Was it another file?") from None


def _about(file: Path, metadata: Mapping[str, str]) -> About:
    if metadata.get("format") != FORMAT:
        raise LabError(f"{file} was not saved by a lab.", "Save a net from a lab and open that.")
    try:
        return msgspec.json.decode(metadata.get("about", ""), type=About)
    except msgspec.DecodeError as error:
        raise LabError(f"{file} does not say what it was trained for: {error}.", "Save the net again.") from None
