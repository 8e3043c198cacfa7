"""A saved net in a folder for elsewhere: its weights, a script that runs it in tinygrad, and the same net to read.

The texts are made from the lab's own :meth:`~engine.lab.Lab.chain`. Where a lab has none, only the weights and a script
that loads them are written.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from engine import dialects
from engine.about import About
from engine.about import about as read_about
from engine.chain import Chain
from engine.in_keras import keras
from engine.in_pytorch import pytorch
from engine.in_tinygrad import parameters_only, tinygrad
from engine.lab import Lab, LabError, load_lab, settle

WEIGHTS = "model.safetensors"


def shapes(file: Path) -> dict[str, tuple[int, ...]]:
    """The shape of each parameter in a saved net."""
    from safetensors import safe_open

    with safe_open(file, framework="np") as opened:
        return {name: tuple(opened.get_slice(name).get_shape()) for name in opened.keys()}  # noqa: SIM118 - no mapping


def texts(
    about: About, chains: Chain | Mapping[str, Chain] | None, parameters: Mapping[str, tuple[int, ...]]
) -> dict[str, str]:
    """The files to write beside the weights, by name; those of several nets say in their names whose they are."""
    if chains is None:
        return {"load_tinygrad.py": parameters_only(about.lab)}
    written: dict[str, str] = {}
    for name, chain in {"": chains}.items() if isinstance(chains, Chain) else chains.items():
        steps, end = dialects.walk(chain, parameters), f"_{name}.py" if name else ".py"
        written |= {
            f"load_tinygrad{end}": tinygrad(about.lab, chain, steps, f"load_tinygrad{end}"),
            f"model_pytorch{end}": pytorch(about.lab, chain, steps),
            f"model_keras{end}": keras(about.lab, chain, steps),
        }
    return written


def described(lab: type[Lab], about: About) -> Chain | Mapping[str, Chain] | None:
    """The net as layers, with what its data say of it, such as their scales. Raises LabError if they are gone."""
    from engine.plan import DATA, stream

    built = lab(settle(lab, about.knobs))
    built.data(stream(about.seed, DATA))
    return built.chain()


def export(file: Path, lab: type[Lab], folder: Path) -> list[str]:
    """Write the net in ``file`` into ``folder``; the names of what was written. Raises LabError."""
    about = read_about(file)
    written = texts(about, described(lab, about), shapes(file))
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


def main() -> None:
    """``python -m engine.export NET LAB_FILE FOLDER``: what :func:`engine.exporting.export` has done, as JSON."""
    net, lab_file, folder = map(Path, sys.argv[1:])
    try:
        told: dict[str, object] = {"written": export(net, load_lab(lab_file), folder)}
    except LabError as mistake:
        told = {"message": mistake.message, "hint": mistake.hint}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
