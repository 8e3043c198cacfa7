"""A chain of layers as a PyTorch model, to read and to compare."""

from __future__ import annotations

from collections.abc import Sequence

from engine.chain import Bend, Chain, Conv, Dense, Flatten, MaxPool, Recurrent, Scale
from engine.dialects import Step, listed, named, one_or_each, reader, usual

SCRIPT = '''\
"""The net of the lab {lab} in PyTorch, to read and to compare; it needs torch and safetensors."""

{modules}from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
{classes}
{named}model = nn.Sequential(
{layers}
)

saved = load_file(Path(__file__).with_name("model.safetensors"))
with torch.no_grad():
{copies}
{read}
if __name__ == "__main__":
{ask}
'''
SCALE = '''

class Scale(nn.Module):
    """(x − mean) / spread; back: x · spread + mean."""

    def __init__(self, mean, spread, back=False):
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("spread", torch.tensor(spread))
        self.back = back

    def forward(self, x):
        return x * self.spread + self.mean if self.back else (x - self.mean) / self.spread

'''
LAST = '''

class Last(nn.Module):
    """The last state of a recurrent layer."""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell

    def forward(self, x):
        return self.cell(x)[0][:, -1]

'''
NUMBERS = """\
    print(model(torch.tensor({usual}).reshape(1, {shape})).tolist())"""
SENTENCE = """\
    print(model(torch.tensor(read(" ".join(sys.argv[1:])))).tolist())"""
BENDS = {"relu": "nn.ReLU()", "tanh": "nn.Tanh()", "sigmoid": "nn.Sigmoid()", "softmax": "nn.Softmax(dim=-1)"}
CELLS = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}


def pytorch(lab: str, chain: Chain, steps: Sequence[Step]) -> str:
    """The net as ``nn.Sequential`` with the saved weights."""
    kinds = {type(step.link) for step in steps}
    copies = [line for place, step in enumerate(steps) for line in _copies(place, step)]
    return SCRIPT.format(
        lab=lab, modules="import re\nimport sys\n" if chain.words else "",
        classes=(SCALE if Scale in kinds else "") + (LAST if Recurrent in kinds else ""), named=named(chain),
        layers="\n".join(f"    {_layer(step)},  # {_shape(step.after)}" for step in steps),
        copies="\n".join(f"    {line}" for line in copies) or "    pass", read=reader(chain),
        ask=SENTENCE if chain.words else NUMBERS.format(usual=usual(chain), shape=listed(chain.shape)),
    )  # fmt: skip


def _copies(place: int, step: Step) -> list[str]:
    match step.link:
        case Dense(weight=weight, bias=bias) | Conv(weight=weight, bias=bias):
            turned = ".T)  # kept as (units, inputs)" if isinstance(step.link, Dense) else ")"
            rest = [f'model[{place}].bias.copy_(saved["{bias}"])'] if bias else []
            return [f'model[{place}].weight.copy_(saved["{weight}"]{turned}', *rest]
        case Recurrent(kind=kind, wx=wx, wh=wh, b=b):
            cell, orders = (
                f"model[{place}].cell",
                {"lstm": "input, forget, candidate, output", "gru": "reset, update, new"},
            )
            told = f"  # {orders[kind]}, as in the lab" if kind in orders else ""
            return [
                f'{cell}.weight_ih_l0.copy_(saved["{wx}"].T){told}', f'{cell}.weight_hh_l0.copy_(saved["{wh}"].T)',
                f'{cell}.bias_ih_l0.copy_(saved["{b}"])', f"{cell}.bias_hh_l0.zero_()",
            ]  # fmt: skip
    return []


def _layer(step: Step) -> str:
    match step.link:
        case Dense(bias=bias):
            return f"nn.Linear({step.before[-1]}, {step.after[-1]}{_no_bias(bias)})"
        case Conv(bias=bias, padding=padding):
            filters, channels, *window = step.weight
            return f"nn.Conv2d({channels}, {filters}, ({listed(window)}), padding={padding}{_no_bias(bias)})"
        case Recurrent(kind=kind):
            return f"Last(nn.{CELLS[kind]}({step.before[-1]}, {step.after[-1]}, batch_first=True))"
        case Scale(mean=mean, spread=spread, back=back):
            return f"Scale({one_or_each(mean)}, {one_or_each(spread)}{', back=True' if back else ''})"
        case MaxPool(size=size):
            return f"nn.MaxPool2d({size})"
        case Flatten():
            return "nn.Flatten()"
        case Bend(name=name):
            return BENDS[name]


def _no_bias(bias: str) -> str:
    return "" if bias else ", bias=False"


def _shape(numbers: Sequence[int]) -> str:
    return " × ".join(map(str, numbers))
