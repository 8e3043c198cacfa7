"""The memory lab: what is asked, what the gates do, and what the lesson claims."""

from __future__ import annotations

import numpy as np
import pytest

from engine.views import Curves
from tests.labs.trained import built, trained

LETTERS, TRIES = 4, 64


def test_the_flag_marks_the_letter_asked_for_at_every_gap() -> None:
    data = built("memory").data
    for x, y in ((data["x"], data["y"]), (data["x_test"], data["y_test"])):
        assert (x[..., :LETTERS].sum(axis=2) == 1).all() and (x[..., LETTERS].sum(axis=1) == 1).all()
        at = x[..., LETTERS].argmax(axis=1)
        assert (x[np.arange(len(x)), at, :LETTERS].argmax(axis=1) == y).all()
    assert (40 - at == data["gaps"].repeat(TRIES)).all(), "the flag is up so many steps before the end"
    assert data["gaps"][0] == 0 and data["gaps"][-1] == 40


def test_gates_remember_across_a_gap_at_which_the_plain_net_only_guesses() -> None:
    program = built("memory")
    after = trained(program)
    assert after["lstm_recall"] >= 0.95 and after["gru_recall"] >= 0.95
    assert after["rnn_recall"] < 0.5
    recall = program.lab.views(program.observe(), program.data, program.parameters(), {})[0]
    assert isinstance(recall, Curves)
    plain = next(line for line in recall.series if line.name == "RNN")
    assert plain.ys[0] > 0.5, "with no gap at all the plain net recalls most"


def test_the_gates_drawn_are_those_the_cell_used() -> None:
    """With them and the candidate, the cell state of each step follows from that of the step before."""
    program = built("memory")
    trained(program, 200)
    p, seen = program.parameters(), program.observe()
    gates = {line.name: np.array(line.ys) for line in program.lab.views(seen, program.data, p, {})[1].series}  # type: ignore[union-attr]
    h, c, x = seen["lstm shown"], seen["lstm.c shown"], program.data["x_test"][4 * TRIES]
    flag, n = int(x[:, LETTERS].argmax()), c.shape[1]
    unit = int(abs(c[flag] - c[flag - 1]).argmax())
    before = np.concatenate([h[:1] * 0, h[:-1]])
    candidate = np.tanh((x @ p["lstm.wx"] + before @ p["lstm.wh"] + p["lstm.b"])[:, 2 * n + unit])
    cells = c[:, unit]
    told = gates["forget"][1:] * cells[:-1] + gates["input"][1:] * candidate[1:]
    assert cells[1:] == pytest.approx(told, abs=1e-4)
    assert h[:, unit] == pytest.approx(gates["output"] * np.tanh(cells), abs=1e-4)


def test_across_a_short_gap_the_plain_net_remembers_too() -> None:
    assert trained(built("memory", gap=8))["rnn_recall"] > 0.85


def test_forget_gates_that_start_shut_cost_the_lstm_its_memory_and_the_gru_nothing() -> None:
    after = trained(built("memory", forget_bias=-5))
    assert after["lstm_recall"] < 0.95 <= after["gru_recall"]
