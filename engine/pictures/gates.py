"""Recurrent cells followed by hand along one sequence: how open their gates were, and how each state came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.pictures.formulas import parts
from engine.views import Array, Formula, Line, Matrix

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

GATES = {"input": 0, "forget": 1, "output": 3}
"""Where they lie among the LSTM's sums; at 2 is the candidate, which is no gate."""
State = Literal["RNN", "LSTM", "LSTM cell", "GRU"]


def gate_lines(x: np.ndarray, h: np.ndarray, params: Mapping[str, np.ndarray], prefix: str, unit: int) -> list[Line]:
    """How open the gates of one LSTM unit were while ``x`` (steps, features) was read, from 0 to 1.

    ``h`` (steps, units) are the states after each step; the parameters are ``wx``, ``wh`` and ``b`` after ``prefix``.
    """
    read, held = _sums(x, h, params, prefix)
    says = ["z is the weighted sum of what is read and held, plus a bias; σ makes it 0, shut, to 1, open."]
    return [
        Line(name, [float(step) for step in range(len(x))], _sigmoid(z[unit]).tolist(), formula=Formula(
            name + " gate = σ(z) = σ({z}) = {value}", parts(z=z[unit]), says, ["gate", "sigmoid"]
        ))
        for name, z in _parted(read + held, h, GATES).items()
    ]  # fmt: skip


def state_matrix(
    name: str,
    kind: State,
    x: np.ndarray,
    h: np.ndarray,
    params: Mapping[str, np.ndarray],
    read: list[str],
    prefix: str = "",
) -> Matrix:
    """The states, (units, steps), with what was ``read`` at each step above; arguments as for :func:`gate_lines`.

    ``kind`` says which state: that of a plain cell, of a GRU, an LSTM's h, or what its cells hold.
    """
    values, formula = _states(kind, x, h, params, prefix)
    return Matrix(name, Array.of(values), [f"unit {n + 1}" for n in range(h.shape[1])], read, formula=formula)


def _states(
    kind: State, x: np.ndarray, h: np.ndarray, params: Mapping[str, np.ndarray], prefix: str
) -> tuple[np.ndarray, Formula]:
    """The states that are asked for, and how they come about."""
    import numpy as np

    if kind == "RNN":
        wx, wh, b = (params[prefix + name].T for name in ("wx", "wh", "b"))
        told = parts(x=x[None], w=wx[:, None], before=_before(h)[None], v=wh[:, None], b=b[:, None])
        says = (
            "What is read now adds {x·w} = {Σ x·w}.",
            "What all units held one time step before adds {before·v} = {Σ before·v}.",
            "b = {b} is the bias.",
        )
        return h.T, Formula("h = tanh({Σ x·w} + {Σ before·v} + {b}) = {value}", told, says, ["hidden-state", "tanh"])
    read, held = _sums(x, h, params, prefix)
    if kind == "GRU":
        sums = _parted(read + held, h, {"r": 0, "z": 1})
        r, z = _sigmoid(sums["r"]), _sigmoid(sums["z"])
        new = np.tanh(_parted(read, h, {"": 2})[""] + r * _parted(held, h, {"": 2})[""])
        return h.T, Formula(
            "h = z·before + (1 − z)·new = {z·before} + (1 − {z})·{new} = {value}",
            parts(z=z, before=_before(h).T, new=new),
            ["The gate z = {z} says how much of the state stays: 1 is all, 0 nothing. The rest is new."],
            ["hidden-state", "gru", "gate"],
        )
    i, f, g, o = _parted(read + held, h, {"i": 0, "f": 1, "g": 2, "o": 3}).values()
    i, f, g, o = _sigmoid(i), _sigmoid(f), np.tanh(g), _sigmoid(o)
    cells = [np.zeros_like(g[:, 0])]
    for step in range(len(x)):
        cells.append(f[:, step] * cells[-1] + i[:, step] * g[:, step])
    if kind == "LSTM":
        return h.T, Formula(
            "h = o·tanh(c) = {o}·tanh({c}) = {value}",
            parts(o=o, c=np.stack(cells[1:], axis=1)),
            ["The output gate o = {o} says how much of the cell is shown: 1 is all, 0 nothing."],
            ["hidden-state", "lstm", "gate"],
        )
    return np.stack(cells[1:], axis=1), Formula(
        "c = f·before + i·new = {f·before} + {i·new} = {value}",
        parts(f=f, before=np.stack(cells[:-1], axis=1), i=i, new=g),
        ["The forget gate f = {f} says how much of the cell stays; the input gate i = {i}, how much new is let in."],
        ["cell-state", "lstm", "gate"],
    )


def _sums(x: np.ndarray, h: np.ndarray, params: Mapping[str, np.ndarray], prefix: str) -> tuple[np.ndarray, np.ndarray]:
    """All sums before they are bent, (steps, sums): of what is read and the bias, and of what is held."""
    wx, wh, b = (params[prefix + name] for name in ("wx", "wh", "b"))
    return x @ wx + b, _before(h) @ wh


def _before(h: np.ndarray) -> np.ndarray:
    """The states one time step earlier; 0 before the first."""
    before: np.ndarray = h * 0
    before[1:] = h[:-1]
    return before


def _parted(sums: np.ndarray, h: np.ndarray, places: Mapping[str, int]) -> dict[str, np.ndarray]:
    """Name → (units, steps) of what lies at a place among the sums."""
    units = h.shape[1]
    return {name: sums[:, place * units : (place + 1) * units].T for name, place in places.items()}


def _sigmoid(z: np.ndarray) -> np.ndarray:
    import numpy as np

    opened: np.ndarray = 1 / (1 + np.exp(-z))
    return opened
