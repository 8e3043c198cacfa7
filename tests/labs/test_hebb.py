"""Lab hebb: the update is Hebb's rule to the last digit, and letters come back as the lesson says."""

from __future__ import annotations

import numpy as np
import pytest

from engine.views import Pictures
from tests.labs.trained import built, metrics, trained

SEEDS = (1, 2, 3, 4, 5)


def test_one_step_of_gradient_descent_is_hebbs_rule() -> None:
    program = built("hebb", patterns=1, learning_rate=0.5)
    letter = program.data["x"][0]
    before = np.full((64, 64), 0.25, np.float32)
    program.write("weights", program.plan.flat.pack({"w": before}))
    trained(program, steps=3)
    assert program.parameters()["w"] == pytest.approx(before + 3 * 0.5 * np.outer(letter, letter) / 64, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_four_letters_come_back_from_a_fifth_of_their_pixels_flipped(seed: int) -> None:
    program = built("hebb", seed)
    assert metrics(program)["pixels_right"] == pytest.approx(1 - 13 / 64), "untrained, a cue stays as it is"
    assert program.lab.bar.met(trained(program))


@pytest.mark.parametrize("seed", SEEDS)
def test_noise_can_be_turned_after_training(seed: int) -> None:
    program = built("hebb", seed)
    trained(program)
    right = []
    for noise in (0.9, 0.5, 0.3):
        program.lab.knob["noise"] = noise
        right.append(metrics(program)["pixels_right"])
    assert right[0] == 0, "nine in ten flipped: exactly the negative"
    assert right[1] == pytest.approx(0.5, abs=0.05) and right[2] > 0.95


@pytest.mark.parametrize("seed", SEEDS)
def test_eight_letters_are_too_many(seed: int) -> None:
    program = built("hebb", seed, patterns=8, noise=0.25)
    assert not program.lab.bar.met(trained(program))


def test_a_clean_c_beside_o_and_u_comes_back_as_o() -> None:
    program = built("hebb", letters="alike", patterns=3, noise=0.0)
    trained(program)
    seen, params = program.observe(), program.parameters()
    view = program.lab.views(seen, program.data, params, {})[0]
    assert isinstance(view, Pictures)
    assert view.captions == ["C 88 %", "O 100 %", "U 84 %"]
    stored_o = program.data["x"][1]
    back = program.lab.recall(params["w"], program.data["x"])  # type: ignore[attr-defined]
    assert (back == stored_o).all(), "all three have become the letter between them"
