"""The convolution lab: its maps are what a loop by hand gives, and the lesson's claims about it hold."""

from __future__ import annotations

import numpy as np
import pytest

from engine.program import Program, unpacked
from engine.views import Pictures, Table
from tests.labs.trained import built, metrics, trained


def by_hand(picture: np.ndarray, kernel: np.ndarray, stride: int, padding: int) -> list[list[float]]:
    """A convolution in four loops."""
    n = len(picture) + 2 * padding
    rim = np.zeros((n, n))
    rim[padding : n - padding, padding : n - padding] = picture
    starts = range(0, n - 2, stride)
    nine = [(i, j) for i in range(3) for j in range(3)]
    return [[sum(rim[y + i, x + j] * kernel[i, j] for i, j in nine) for x in starts] for y in starts]


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
@pytest.mark.parametrize("kernel", ["outline", "emboss"])
def test_the_map_is_what_four_loops_give(kernel: str, stride: int, padding: int) -> None:
    data = built("convolution", kernel=kernel, stride=stride, padding=padding).data
    assert data["y"][0, 0].tolist() == pytest.approx(
        np.array(by_hand(data["x"][0, 0], data["kernel"], stride, padding)), abs=1e-4
    )


def shown(program: Program) -> tuple[Pictures, Table]:
    """The first two views, at the step where the program is."""
    pictures, products, *_ = program.lab.views(program.observe(), program.data, program.parameters(), {})
    assert isinstance(pictures, Pictures) and isinstance(products, Table)
    return pictures, products


def test_each_step_moves_the_window_on_and_fills_the_map() -> None:
    program = built("convolution")
    for step in (0, 12, 500):
        program.lab.step = step
        pictures, table = shown(program)
        window = min(step, 143)
        assert table.rows[3][0] == f"window {window + 1}/144"
        assert np.isfinite(unpacked(pictures.images)[1]).sum() == window + 1
        row, column = divmod(window, 12)
        assert table.rows[0][0].split() == [f"{n:g}" for n in program.data["x"][0, 0, row, column : column + 3]]
        assert float(table.rows[3][2].replace("−", "-")) == program.data["y"][0, 0, row, column]


def test_a_window_can_be_chosen_and_relu_and_pooling_follow() -> None:
    program = built("convolution")
    negative = int((program.data["y"][0, 0] < 0).argmax())
    program.lab.knob["window"] = negative + 1
    pictures, table = shown(program)
    assert table.rows[3][2].startswith("−") and table.rows[4][2] == "0"
    _, _, bent, pooled = unpacked(pictures.images)
    assert pooled[2, 3] == bent[4:6, 6:8].max() and np.isfinite(pooled).sum() == 36


def test_a_flat_map_is_shown_too() -> None:
    pictures, _ = shown(built("convolution", picture="stripes", kernel="horizontal"))
    assert np.nanmax(unpacked(pictures.images)[1]) == 0.5


@pytest.mark.parametrize("kernel", ["horizontal", "outline", "sharpen", "blur", "emboss"])
@pytest.mark.parametrize("seed", [1, 5])
def test_the_net_finds_every_kernel(kernel: str, seed: int) -> None:
    assert trained(built("convolution", seed, kernel=kernel))["difference"] < 0.05


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_from_stripes_it_finds_another_kernel_with_the_same_map(seed: int) -> None:
    program = built("convolution", seed, picture="stripes")
    assert 0.2 < trained(program)["difference"] < 0.5
    assert program.observe()["map"] == pytest.approx(program.data["y"][0, 0], abs=1e-3)


def test_too_small_a_rate_is_not_there_in_time() -> None:
    program = built("convolution", learning_rate=0.001)
    before = metrics(program)["difference"]
    assert 0.5 < trained(program)["difference"] < before
