"""Trained nets in files: parameters by name as safetensors, and what they were trained for as its metadata.

safetensors holds arrays and text, nothing that could be run: a file from a stranger can be wrong, never harmful.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from engine.about import FORMAT, About, about
from engine.lab import LabError

if TYPE_CHECKING:
    import numpy as np

__all__ = ["About", "Model", "about", "read", "write"]


class Model(NamedTuple):
    """A net: its parameters by name, float32."""

    about: About
    parameters: Mapping[str, np.ndarray]


def write(file: Path, model: Model) -> None:
    """Write ``model``, whole or not at all; metrics that are no numbers are left out.

    Raises LabError if the file cannot be written.
    """
    import numpy as np
    from safetensors.numpy import save

    finite = {name: value for name, value in model.about.metrics.items() if math.isfinite(value)}  # JSON has no NaN
    told = msgspec.structs.replace(model.about, metrics=finite)
    metadata = {"format": FORMAT, "about": msgspec.json.encode(told).decode()}
    arrays = {name: np.ascontiguousarray(values, np.float32) for name, values in model.parameters.items()}
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(save(arrays, metadata))
        part.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise LabError(f"The net cannot be saved to {file}: {error.strerror}.", "Choose another folder.") from None


def read(file: Path, lab: str) -> Model:
    """The net in ``file``. Raises LabError if there is none, or if it belongs to another lab than ``lab``."""
    from safetensors.numpy import load_file

    return Model(about(file, lab), load_file(file))
