"""The lab that compares three nets: equal sizes, one shuffle for all, notes from one run to the next."""

from __future__ import annotations

from tests.engine import cpu  # noqa: F401  # loads tinygrad for the CPU, before anything else does

# isort: split
from pathlib import Path

import numpy as np

from engine.commands import KnobValue
from engine.lab import Lab, load_lab, settle
from engine.views import Table

FILE = Path(__file__).parents[2] / "lessons/compare/three_nets.py"


def lab(**knobs: KnobValue) -> Lab:
    kind = load_lab(FILE)
    return kind(settle(kind, knobs))


def test_the_nets_have_the_sizes_the_lesson_counts() -> None:
    sizes = {"mlp": 0, "cnn": 0, "rnn": 0}
    for name, values in lab().parameters(np.random.default_rng(1)).items():
        sizes[name[:3]] += values.size
    assert sizes == {"mlp": 2410, "cnn": 2296, "rnn": 2370}
    assert all(name.startswith("rnn.") for name in lab(net="rnn").parameters(np.random.default_rng(1)))


def test_shuffling_moves_every_picture_s_pixels_in_the_same_way_and_loses_none() -> None:
    plain, mixed = (lab(pixels=how).data(np.random.default_rng(1)) for how in ("in order", "shuffled"))
    order = np.random.default_rng(1)
    order.permutation(1797)
    places = order.permutation(64)
    for name in ("x", "x_test"):
        assert (mixed[name].reshape(-1, 64) == plain[name].reshape(-1, 64)[:, places]).all()
    assert (mixed["x"] != plain["x"]).any()


def test_only_test_digits_are_moved_and_by_one_pixel() -> None:
    plain, moved = (lab(pixels=how).data(np.random.default_rng(1)) for how in ("in order", "test digits moved"))
    assert (moved["x"] == plain["x"]).all()
    assert (moved["x_test"][:, :, 1:] == plain["x_test"][:, :, :-1]).all() and not moved["x_test"][:, :, 0].any()


def test_the_table_keeps_the_seconds_of_a_net_trained_alone() -> None:
    def table(net: str, seconds: float, **knobs: KnobValue) -> dict[str, list[str]]:
        made = lab(net=net, **knobs)
        made.step, made.seconds = 9, seconds
        data = made.data(np.random.default_rng(1))
        names = ("mlp", "cnn", "rnn") if net == "all" else (net,)
        seen = {name: np.eye(10)[data["y_test"]] for name in names}
        view = made.views(seen, data, made.parameters(np.random.default_rng(1)), {})[0]
        assert isinstance(view, Table)
        return {row[0]: row[1:] for row in view.rows}

    knobs: dict[str, KnobValue] = {"batch": 77}
    assert table("all", 4.0, **knobs)["CNN"] == ["2,296", "9", "100.0%", "?"]
    assert table("cnn", 1.5, **knobs)["CNN"][-1] == "1.50"
    again = table("all", 5.0, **knobs)
    assert (again["CNN"][-1], again["MLP"][-1], again["all"][-1]) == ("1.50", "?", "5.00")
    assert table("all", 4.0, batch=78)["CNN"][-1] == "?"
