"""Trained nets that the learner saved: what they are called, where they lie, what is known of each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from engine.about import About
from engine.about import about as read_about
from engine.lab import Lab, LabError, Number, settle
from tutor.paths import expanded, free, nets_dir

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.commands import KnobValue

ENDING = ".safetensors"


@dataclass(frozen=True)
class SavedNet:
    """A file in the nets' folder: what it says of itself, or why it says nothing."""

    file: Path
    at: datetime
    about: About | None
    trouble: str = ""

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.file.name.removesuffix(ENDING)


def suggested(lab: type[Lab], metrics: Mapping[str, float], today: date) -> str:
    """A name for a net: lab, date and the number of its bar: "digits-2026-03-01-0.978"."""
    value = metrics.get(lab.bar.metric, math.nan)
    return f"{lab.id}-{today.isoformat()}" + (f"-{value:.3g}" if math.isfinite(value) else "")


def file_of(name: str) -> Path:
    """Where the net called ``name`` is saved. Raises LabError for what cannot be a file's name."""
    name = name.strip().removesuffix(ENDING)
    if not name:
        raise LabError("Without a name the net cannot be saved.", "Type one.")
    if name.startswith(".") or len(name) > 100 or any(sign in '/\\\\:*?"<>|' or sign < " " for sign in name):
        raise LabError(f"{name!r} cannot be a file's name.", "Use letters, digits, dots and dashes.")
    return nets_dir() / f"{name}{ENDING}"


def meant(text: str) -> Path:
    """The file meant on a command line: a path, or the mere name of a net in the nets' folder."""
    given = expanded(text)
    is_name = given.name == text and not text.endswith(ENDING) and not given.exists()
    return file_of(text) if is_name else given


def saved_nets(lab: str = "") -> list[SavedNet]:
    """The saved nets, newest first; with ``lab`` its own, and the files that do not say whose they are."""
    found = []
    for file in sorted(nets_dir().glob(f"*{ENDING}")):
        about, trouble, at = None, "", datetime.fromtimestamp(0)
        try:
            at = datetime.fromtimestamp(file.stat().st_mtime)
            about = read_about(file)
        except LabError as mistake:
            trouble = mistake.message
        except OSError as error:  # a link to nowhere, or deleted meanwhile
            trouble = f"{error.strerror}."
        if about is None or lab in ("", about.lab):
            found.append(SavedNet(file, at, about, trouble))
    return sorted(found, key=lambda net: net.at, reverse=True)


def delete(net: SavedNet) -> None:
    """Delete a saved net. Raises LabError if that is not possible."""
    try:
        net.file.unlink(missing_ok=True)
    except OSError as error:
        raise LabError(f"{net.file} cannot be deleted: {error.strerror}.") from None


def moving(lab: type[Lab]) -> set[str]:
    """The knobs that training itself moves: weights on sliders."""
    return {knob.name for knob in lab.knobs if isinstance(knob, Number) and knob.moves is not None}


def changed(lab: type[Lab], knobs: Mapping[str, KnobValue]) -> dict[str, KnobValue]:
    """The knobs that are not at their defaults, those that training itself moves left out."""
    defaults = settle(lab, {})
    return {name: value for name, value in knobs.items() if name not in moving(lab) and value != defaults.get(name)}


def kept_knobs(lab: type[Lab], about: About) -> dict[str, KnobValue]:
    """The knobs a saved net is built with again; weights on sliders come from its file. Raises LabError."""
    return {name: value for name, value in settle(lab, about.knobs).items() if name not in moving(lab)}


def free_folder(net: SavedNet) -> Path:
    """A folder for an export beside the saved net that is not there yet."""
    return free(net.file.parent, net.name)
