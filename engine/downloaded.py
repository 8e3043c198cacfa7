"""Full-size data sets that a learner may have downloaded, read as NumPy arrays. Nothing is downloaded here."""

from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from engine.environment import DATASETS
from engine.lab import LabError, MissingDataError

if TYPE_CHECKING:
    import numpy as np

IMAGES = {
    "images": "train-images-idx3-ubyte.gz",
    "labels": "train-labels-idx1-ubyte.gz",
    "test_images": "t10k-images-idx3-ubyte.gz",
    "test_labels": "t10k-labels-idx1-ubyte.gz",
}
FILES: dict[str, dict[str, str]] = {
    "mnist": IMAGES,
    "fashion-mnist": IMAGES,
    "tiny-shakespeare": {"text": "input.txt"},
}
"""By data set: which file holds which array."""


def is_there(name: str) -> bool:
    """Whether every file of the data set was downloaded."""
    folder = _folder(name)
    return folder is not None and all((folder / file).is_file() for file in FILES[name].values())


def load(name: str) -> dict[str, np.ndarray]:
    """The arrays of a downloaded data set. Raises LabError with how to get it when it is not there, or damaged.

    ``mnist``, ``fashion-mnist``: ``images`` (60000, 28, 28) and ``test_images`` (10000, 28, 28) uint8, 0–255;
    ``labels`` and ``test_labels`` uint8, 0–9. ``tiny-shakespeare``: ``text``, its bytes as uint8.
    """
    folder = _folder(name)
    if folder is None or not is_there(name):
        hint = f"Get it once with `tutor data get {name}`; until then choose the data that comes with the lab."
        raise MissingDataError(f"The data set {name} is not on this machine.", hint)
    try:
        return {array: _read(folder / file) for array, file in FILES[name].items()}
    except (OSError, EOFError, ValueError, zlib.error):
        hint = f"Get it again: `tutor data remove {name}`, then `tutor data get {name}`."
        raise LabError(f"The data set {name} is damaged.", hint) from None


def _folder(name: str) -> Path | None:
    parent = os.environ.get(DATASETS, "")
    return Path(parent) / name if parent else None


def _read(file: Path) -> np.ndarray:
    """A text file as its bytes, or an array in IDX format: http://yann.lecun.com/exdb/mnist, a header, then bytes."""
    import numpy as np

    if file.suffix != ".gz":
        return np.frombuffer(file.read_bytes(), np.uint8)
    content = gzip.decompress(file.read_bytes())
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        raise ValueError("not an array of bytes")
    header = 4 + 4 * content[3]
    shape = np.frombuffer(content[4:header], ">u4").tolist()
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)
