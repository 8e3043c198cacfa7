"""An input's way through a chain of layers: every shape is named, and the numbers are those of the net."""

from __future__ import annotations

import numpy as np
import pytest

from engine.chain import Bend, Chain, Conv, Dense, Flatten, MaxPool, Scale
from engine.pictures.walk import stages, walk
from tests.widgets.pointing import every

PARAMS = {
    "filters": np.array([[[[1.0, 0.0], [0.0, -1.0]]], [[[0.0, 2.0], [0.0, 0.0]]]]),
    "shift": np.array([0.5, -1.0]),
    "dense": np.array([[1.0, -1.0], [2.0, 0.0]]),
    "bias": np.array([0.0, 1.0]),
}
PICTURE = np.array([[[1.0, 2.0, 0.0], [0.0, 3.0, 1.0], [2.0, 0.0, 1.0]]])
LINKS = (Conv("filters", "shift"), Bend("relu"), MaxPool(), Flatten(), Dense("dense", "bias"), Bend("softmax"))


def test_each_layer_gives_what_one_works_out_by_hand() -> None:
    found = list(stages(Chain((1, 3, 3), LINKS), PARAMS, PICTURE))
    assert found[1][1].tolist() == [[[-1.5, 1.5], [0.5, 2.5]], [[3.0, -1.0], [5.0, 1.0]]]
    assert found[2][1].min() == 0
    assert found[3][1].tolist() == [[[2.5]], [[5.0]]]
    assert found[5][1].tolist() == [12.5, -1.5]
    assert found[6][1] == pytest.approx([1 / (1 + np.exp(-14)), 1 / (1 + np.exp(14))])


def test_zeros_around_a_picture_keep_its_size_and_curves_bend_as_they_should() -> None:
    padded = Chain((1, 3, 3), (Conv("wide", padding=1), Bend("sigmoid")))
    wide = np.zeros((1, 1, 3, 3))
    wide[0, 0, 1, 1] = 1  # takes each pixel as it is
    found = list(stages(padded, {"wide": wide}, PICTURE))
    assert found[1][1].tolist() == PICTURE.tolist()
    assert found[2][1] == pytest.approx(1 / (1 + np.exp(-PICTURE)))


def test_the_table_names_every_shape_and_keeps_numbers_in_one_piece() -> None:
    table = walk("w", stages(Chain((1, 3, 3), LINKS), PARAMS, PICTURE))
    assert [line[1] for line in table.rows] == ["1×3×3", "2×2×2", "2×2×2", "2×1×1", "2", "2", "2"]
    assert table.rows[1][2].split() == ["−1.50", "1.50", "0.50", "…"]
    assert " " not in table.rows[1][2]


def test_scaling_goes_there_and_back() -> None:
    there, back = (Scale((1.0,), (2.0,), back=back) for back in (False, True))
    found = list(stages(Chain((2,), (there, back)), {}, np.array([5.0, -1.0])))
    assert found[1][1].tolist() == [2.0, -1.0] and found[2][1].tolist() == [5.0, -1.0]
    assert [what for what, *_ in found] == ["the input", "scaled", "in its own unit"]


def test_of_a_row_that_is_scaled_already_the_way_begins_as_it_was_measured() -> None:
    chain = Chain((2,), (Scale((1.0, 10.0), (2.0, 5.0)), Dense("dense", "bias")))
    found = list(stages(chain, PARAMS, np.array([2.0, -1.0]), scaled=True))
    assert [stage.values.tolist() for stage in found] == [[5.0, 5.0], [2.0, -1.0], [0.0, -1.0]]


def test_the_first_number_of_each_stage_tells_how_it_comes_about() -> None:
    scaled = Scale((1.0,), (2.0,))
    table = walk("w", stages(Chain((1, 3, 3), (scaled, *LINKS)), PARAMS, PICTURE * 2 + 1))
    told = [pointed.more for pointed in every(table, (120, 12)) if pointed.text.split(", ")[-1].startswith("first")]
    assert told == [
        "",
        "the first: (3 − 1) / 2 = 1",
        "the first: −2 + 0.5 = −1.5",
        "the first: max(0, −1.5) = 0",
        "the first: the largest of 0, 1.5, 0.5, 2.5 = 2.5",
        "",
        "the first: 12.5 + 0 = 12.5",
        "the first: e^12.5 / 268338 = 1",
    ]
