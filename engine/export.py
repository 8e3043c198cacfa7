"""A saved net in a folder for elsewhere: its weights, a script that runs it in tinygrad, and the same net to read.

The texts are made from the lab's own :meth:`~engine.lab.Lab.chain`. Where a lab has none, only the weights and a script
that loads them are written.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine import dialects
from engine.about import About
from engine.about import about as read_about
from engine.lab import Lab, LabError, settle

if TYPE_CHECKING:
    from engine.chain import Chain

WEIGHTS = "model.safetensors"


def shapes(file: Path) -> dict[str, tuple[int, ...]]:
    """The shape of each parameter in a saved net."""
    from safetensors import safe_open

    with safe_open(file, framework="np") as opened:
        return {name: tuple(opened.get_slice(name).get_shape()) for name in opened.keys()}  # noqa: SIM118 - no mapping


def texts(about: About, chain: Chain | None, parameters: Mapping[str, tuple[int, ...]]) -> dict[str, str]:
    """The files to write beside the weights, by name."""
    if chain is None:
        return {"load_tinygrad.py": dialects.parameters_only(about.lab)}
    steps = dialects.walk(chain, parameters)
    return {
        "load_tinygrad.py": dialects.tinygrad(about.lab, chain, steps),
        "model_pytorch.py": dialects.pytorch(about.lab, chain, steps),
        "model_keras.py": dialects.keras(about.lab, chain, steps),
    }


def export(file: Path, lab: type[Lab], folder: Path) -> list[str]:
    """Write the net in ``file`` into ``folder``; the names of what was written. Raises LabError."""
    about = read_about(file)
    written = texts(about, lab(settle(lab, about.knobs)).chain(), shapes(file))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any((folder / name).exists() for name in (WEIGHTS, *written)):
            raise LabError(f"There is an exported net in {folder} already.", "Choose another folder.")
        shutil.copyfile(file, folder / WEIGHTS)
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise LabError(f"{folder} cannot be written: {error.strerror}.", "Choose another folder.") from None
    return [WEIGHTS, *written]
