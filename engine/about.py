"""What a saved net says of itself, read without its parameters: so that an app can list nets without NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from engine.commands import KnobValue
from engine.lab import LabError

FORMAT = "tutor-net-1"


class About(Struct, frozen=True):
    """What a net was trained for and how: enough to build it again."""

    lab: str
    knobs: dict[str, KnobValue]
    seed: Annotated[int, Meta(ge=0, le=2**31 - 1)]
    steps: Annotated[int, Meta(ge=0)]
    metrics: dict[str, float]


def about(file: Path, lab: str = "") -> About:
    """What the net in ``file`` was trained for, without reading it whole.

    Raises LabError if it is no saved net, or belongs to another lab than ``lab`` ("": any).
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="np") as opened:
            found = _about(file, opened.metadata() or {})
    except FileNotFoundError:
        raise LabError(f"There is no saved net at {file}.", "`tutor nets` lists those that you saved.") from None
    except (SafetensorError, OSError) as error:
        raise LabError(f"{file} is no saved net: {error}.", "Was it another file?") from None
    if lab not in ("", found.lab):
        raise LabError(f"{file.name} holds a net of the lab {found.lab}, not of {lab}.", f"Open it in {found.lab}.")
    return found


def _about(file: Path, metadata: Mapping[str, str]) -> About:
    if metadata.get("format") != FORMAT:
        raise LabError(f"{file} was not saved by a lab.", "Save a net from a lab and open that.")
    try:
        return msgspec.json.decode(metadata.get("about", ""), type=About)
    except msgspec.DecodeError as error:
        raise LabError(f"{file} does not say what it was trained for: {error}.", "Save the net again.") from None
