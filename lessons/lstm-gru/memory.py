"""Remember one letter across a growing gap: a plain recurrent net, an LSTM and a GRU side by side.

At every time step the nets read one of four letters. Once a flag is up: that letter is to be said at the end, however
many others come in between. Guessing is right in one of four cases. Watch which net still knows the letter after a
long gap, and the LSTM's gates: the input gate moves when the flag is up, the forget gate holds on until the end.
Bar: LSTM or GRU right in 95 % of long gaps. (Of the sequences with the longest gap there is.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from engine.chain import Bend, Chain, Dense, Recurrent
from engine.initial import uniform, zeros
from engine.lab import Bar, Number, Preset, RecurrentLab
from engine.pictures.gates import gate_lines, state_matrix
from engine.pictures.scores import shares_right
from engine.views import Curves, Mark, View

if TYPE_CHECKING:
    import numpy as np
    from tinygrad import Tensor

    from engine.lab import Arrays, Tensors

LETTERS, TRAINING = 4, 2048  # kinds of letters; sequences to train on
GAPS, TRIES, SHOWN = 8, 64, 4  # gaps tested; sequences for each of them; the one whose first sequence is drawn
NETS: dict[Literal["rnn", "lstm", "gru"], int] = {"rnn": 1, "lstm": 4, "gru": 3}  # and the sums that one unit takes


class Memory(RecurrentLab):
    """(letter as one-hot, flag) at each time step → three recurrent cells → a softmax each on the last state."""

    id = "memory"
    title = "Memory: recall across a gap"
    knobs = (
        Number("gap", 40, 5, 80, "Most time steps between the flag and the end.", whole=True),
        Number("units", 12, 2, 32, "Hidden units of each net.", whole=True),
        Number("forget_bias", 1, -5, 5, "Where the LSTM's forget biases start: higher holds longer.", data_only=True),
        Number("batch", 64, 8, 256, "Sequences each step sees.", whole=True, log=True),
        Number("learning_rate", 0.005, 0.0001, 1, "How far each update moves.", log=True, live=True),
    )
    bar = Bar("gated_recall", ">=", 0.95)
    steps = 1500
    curves = {"recall after the longest gap": ("rnn_recall", "lstm_recall", "gru_recall")}
    presets = (
        Preset("short gap", {"gap": 8}, "Eight steps back the slope is still felt: the plain net learns it too."),
        Preset("forgetful", {"forget_bias": -5}, "Forget gates start shut: hardly any slope comes back to open them."),
        Preset("two units", {"units": 2}, "Four letters in two numbers: just room, and not every start finds it."),
    )

    def sequences(self, rng: np.random.Generator, gaps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """One sequence for each gap: (n, longest gap + 1, letters and flag), the flag so long before the end."""
        import numpy as np

        at, time = self.knob["gap"] - gaps[:, None], np.arange(self.knob["gap"] + 1)
        letters = rng.integers(0, LETTERS, (len(gaps), len(time)))
        x = np.concatenate([np.eye(LETTERS)[letters], (time == at)[..., None]], axis=2)
        return x.astype(np.float32), letters[time == at].astype(np.int32)

    def data(self, rng: np.random.Generator) -> Arrays:
        import numpy as np

        tested = np.linspace(0, self.knob["gap"], GAPS).astype(np.int32)
        many = (rng.random(TRAINING) ** 2 * (self.knob["gap"] + 1)).astype(np.int32)  # short ones more often
        (x, y), (x_test, y_test) = self.sequences(rng, many), self.sequences(rng, tested.repeat(TRIES))
        return {"x": x, "y": y, "x_test": x_test, "y_test": y_test, "gaps": tested}

    def parameters(self, rng: np.random.Generator) -> Arrays:
        n, limit, made = self.knob["units"], self.knob["units"] ** -0.5, {}
        for net, sums in NETS.items():
            made[f"{net}.wx"] = uniform(rng, limit, LETTERS + 1, sums * n)
            made[f"{net}.wh"], made[f"{net}.b"] = uniform(rng, limit, n, sums * n), zeros(sums * n)
            made[f"{net}.out"], made[f"{net}.b_out"] = uniform(rng, limit, n, LETTERS), zeros(LETTERS)
        made["lstm.b"][n : 2 * n] = self.knob["forget_bias"]
        return made

    def state(self) -> Mapping[str, int]:
        return dict.fromkeys((*NETS, "lstm.c"), self.knob["units"])

    def cell(self, params: Tensors, x: Tensor, state: Tensors) -> Tensors:
        n = self.knob["units"]
        read = {net: x @ params[f"{net}.wx"] + params[f"{net}.b"] for net in NETS}
        held = {net: state[net] @ params[f"{net}.wh"] for net in NETS}
        i, f, g, o = (read["lstm"] + held["lstm"]).split(n, dim=1)
        c = f.sigmoid() * state["lstm.c"] + i.sigmoid() * g.tanh()
        r, z = (read["gru"] + held["gru"])[:, : 2 * n].sigmoid().split(n, dim=1)
        new = (read["gru"][:, 2 * n :] + r * held["gru"][:, 2 * n :]).tanh()
        rnn = (read["rnn"] + held["rnn"]).tanh()
        return {"rnn": rnn, "lstm": o.sigmoid() * c.tanh(), "lstm.c": c, "gru": (1 - z) * new + z * state["gru"]}

    def said(self, p: Tensors, states: Tensors) -> dict[str, Tensor]:
        """What each net says at the end: sums before the softmax, (n, letters)."""
        return {net: states[net][-1] @ p[f"{net}.out"] + p[f"{net}.b_out"] for net in NETS}

    def chain(self) -> dict[str, Chain]:
        shape, said = (self.knob["gap"] + 1, LETTERS + 1), tuple(f"letter {n}" for n in range(LETTERS))
        cells = {net: Recurrent(net, f"{net}.wx", f"{net}.wh", f"{net}.b") for net in NETS}
        ends = {net: (Dense(f"{net}.out", f"{net}.b_out"), Bend("softmax")) for net in NETS}
        return {net: Chain(shape, (cell, *ends[net]), outputs=said) for net, cell in cells.items()}

    def loss(self, params: Tensors, batch: Tensors) -> Tensor:
        first, *others = (z.sparse_categorical_crossentropy(batch["y"]) for z in self.said(params, batch).values())
        return sum(others, first)  # no weight is in two nets, so none feels the others

    def observe(self, params: Tensors, data: Tensors) -> Tensors:
        return self.said(params, data) | {f"{name} shown": data[name][:, SHOWN * TRIES] for name in self.state()}

    def recall(self, net: str, seen: Arrays, data: Arrays) -> list[float]:
        """The share of right answers at each gap tested."""
        right = seen[net].argmax(axis=1) == data["y_test"]
        return [float(share) for share in right.reshape(GAPS, TRIES).mean(axis=1)]

    def metrics(self, seen: Arrays, data: Arrays) -> dict[str, float]:
        found = {f"{net}_recall": self.recall(net, seen, data)[-1] for net in NETS}
        return {"gated_recall": max(found["lstm_recall"], found["gru_recall"])} | found

    def views(self, seen: Arrays, data: Arrays, params: Arrays, gradients: Arrays) -> Sequence[View]:
        x, c = data["x_test"][SHOWN * TRIES], seen["lstm.c shown"]
        flag = int(x[:, LETTERS].argmax())
        unit, gaps = int(abs(c[flag] - c[flag - 1]).argmax()), data["gaps"].tolist()
        letters = enumerate(x[:, :LETTERS].argmax(axis=1))
        read = ["ABCD"[letter] if t == flag else "abcd"[letter] for t, letter in letters]  # the one to keep is large
        found = {net.upper(): self.recall(net, seen, data) for net in NETS}
        recalled = shares_right(found, gaps, TRIES, LETTERS)
        held, plain = seen["lstm shown"], seen["rnn shown"]
        opened = gate_lines(x, held, params, "lstm.", unit)
        return [
            Curves("recall", recalled, "gap, in time steps", "share right"),
            Curves("the gates of one LSTM unit", opened, "time step", "how open", marks=[Mark(flag, 1.0, "flag")]),
            state_matrix("what the LSTM's cells hold", "LSTM cell", x, held, params, read, "lstm."),
            state_matrix("the plain net's state", "RNN", x, plain, params, read, "rnn."),
        ]
