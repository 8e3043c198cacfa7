"""The lab optimizers: a fair start for all four, and who wins depends on the rate."""

from __future__ import annotations

import numpy as np
import pytest

from tests.labs.trained import built, metrics, trained

FOUR = ("sgd", "momentum", "rmsprop", "adam")
ALIKE = {"sgd_times": 1, "momentum_times": 1}


def test_all_four_start_with_the_same_weights_and_so_the_same_loss() -> None:
    program = built("optimizers")
    weights = program.parameters()
    for part in ("w1", "b1", "w2", "b2"):
        assert all(np.array_equal(weights[f"{name}.{part}"], weights[f"sgd.{part}"]) for name in FOUR)
    assert len({metrics(program)[name] for name in FOUR}) == 1


def test_the_copies_do_not_disturb_each_other() -> None:
    """SGD and momentum at other rates, or broken by them: Adam's and RMSprop's weights are the same to the bit."""
    ends = []
    for times in (100, 1):
        program = built("optimizers", sgd_times=times, momentum_times=times)
        trained(program, 60)
        ends.append({name: values for name, values in program.parameters().items() if name[:4] in ("adam", "rmsp")})
    assert len(ends[0]) == 8
    assert all(np.array_equal(ends[0][name], ends[1][name]) for name in ends[0])


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_each_at_its_own_rate_is_a_dead_heat_and_one_rate_for_all_is_not(seed: int) -> None:
    own = trained(built("optimizers", seed))
    accuracies = [own[f"{name}_accuracy"] for name in FOUR]
    assert min(accuracies) >= 0.94 and max(accuracies) - min(accuracies) <= 0.03
    adams = trained(built("optimizers", seed, **ALIKE))
    assert adams["sgd_accuracy"] < 0.8 < 0.91 < adams["momentum_accuracy"] < adams["adam_accuracy"]
    sgds = trained(built("optimizers", seed, learning_rate=1.0, **ALIKE))
    assert max(sgds[f"{name}_accuracy"] for name in FOUR[1:]) < 0.6 < 0.94 < sgds["sgd_accuracy"]


def test_momentum_does_what_plain_descent_does_at_ten_times_the_rate() -> None:
    after = trained(built("optimizers", sgd_times=10, momentum_times=1))
    assert after["momentum"] == pytest.approx(after["sgd"], rel=0.1)
