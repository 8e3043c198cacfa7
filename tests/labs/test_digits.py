"""The digits lab with downloaded pictures, made here in the format of the real ones: 28×28 instead of 8×8."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from engine.datasets import load
from engine.downloaded import FILES
from engine.environment import DATASETS
from engine.lab import LabError, MissingDataError
from engine.program import Program, unpacked
from engine.views import Confusion, Pictures, Table
from tests.labs.trained import built, trained


def idx(values: np.ndarray) -> bytes:
    """An array of bytes as MNIST's files hold it."""
    header = bytes([0, 0, 8, values.ndim]) + b"".join(n.to_bytes(4, "big") for n in values.shape)
    return gzip.compress(header + values.tobytes(), 1)


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bundled digits, each pixel three wide and with a rim, as both downloaded sets."""
    digits = load("digits")
    images = np.pad(np.kron(digits["images"], np.ones((1, 3, 3))) * 15.9, ((0, 0), (2, 2), (2, 2))).astype(np.uint8)
    labels = digits["labels"].astype(np.uint8)
    arrays = {
        "images": images[:1400], "labels": labels[:1400], "test_images": images[1400:], "test_labels": labels[1400:],
    }  # fmt: skip
    for name in ("mnist", "fashion-mnist"):
        folder = tmp_path / "sets" / name
        folder.mkdir(parents=True)
        for array, file in FILES[name].items():
            (folder / file).write_bytes(idx(arrays[array]))
    monkeypatch.setenv(DATASETS, str(tmp_path / "sets"))


def shown(program: Program) -> list[object]:
    return list(program.lab.views(program.observe(), program.data, program.parameters(), {}))


@pytest.mark.usefixtures("large")
def test_the_same_net_learns_larger_pictures_and_shows_as_much_of_them() -> None:
    program = built("digits", data="mnist", filters=4)
    assert program.data["x"].shape == (1400, 1, 28, 28) and program.data["x"].max() <= 1
    assert trained(program, 120)["test_accuracy"] > 0.7
    filters, maps, confusion, misread, way = shown(program)
    assert isinstance(filters, Pictures) and filters.images.shape == (4, 3, 3)
    assert isinstance(maps, Pictures) and maps.images.shape == (5, 28, 28)  # the digit itself first
    assert isinstance(confusion, Confusion) and unpacked(confusion.counts).sum() == 397
    assert isinstance(misread, Pictures) and " read as " in misread.captions[0]
    likely = program.observe()["probabilities"][0, :3]
    assert isinstance(way, Table) and [row[1] for row in way.rows[:2]] == ["1×28×28", "4×28×28"]
    assert [float(text) for text in way.rows[-2][2].split()[:3]] == pytest.approx(likely, abs=0.006)


@pytest.mark.usefixtures("large")
def test_it_can_be_asked_about_pictures_of_its_own_size() -> None:
    program = built("digits", data="mnist", filters=2)
    example, text = program.lab.example(program.data, 3)
    assert example.shape == program.lab.tries == (28, 28) and text.endswith("that somebody wrote")
    probabilities = program.ask(example)["probabilities"]
    assert probabilities.shape == (1, 10) and probabilities.sum() == pytest.approx(1, abs=1e-5)
    with pytest.raises(LabError, match="shape"):
        program.ask(np.zeros((8, 8), np.float32))


@pytest.mark.usefixtures("large")
def test_clothes_go_by_their_names() -> None:
    program = built("digits", data="fashion", filters=2)
    drawing = program.lab.drawing
    assert drawing is not None and drawing.labels[9] == "boot"
    assert program.lab.example(program.data, 0)[1] in drawing.labels
    assert shown(program)[2].labels == list(drawing.labels)  # type: ignore[attr-defined]


@pytest.mark.parametrize("data", ["mnist", "fashion"])
def test_without_the_download_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: str) -> None:
    monkeypatch.setenv(DATASETS, str(tmp_path))
    with pytest.raises(MissingDataError, match="is not on this machine") as told:
        built("digits", data=data)
    assert "tutor data get" in told.value.hint
