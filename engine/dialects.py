"""The same chain of layers as Python text for tinygrad, PyTorch and Keras."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import NamedTuple

from engine.chain import Bend, Chain, Conv, Dense, Flatten, Link, MaxPool
from engine.lab import LabError

TINYGRAD = '''\
"""The net of the lab {lab} in tinygrad: python load_tinygrad.py NUMBER … asks it about {count}."""
import sys
from pathlib import Path

try:  # where deep-tutor is installed, no C compiler is needed
    from engine.backend import configure, load
    configure("CPU:LLVM")
    load()
except ImportError:
    pass  # tinygrad's own choice: a GPU, or clang for the processor
from tinygrad import Device, Tensor
from tinygrad.nn.state import safe_load

saved = safe_load(Path(__file__).with_name("model.safetensors"))
net = {{name: values.to(Device.DEFAULT) for name, values in saved.items()}}
{rest}'''
RUN = """
def model(x):
{body}
    return x

if __name__ == "__main__":
    given = [float(word) for word in sys.argv[1:]] or [0.5] * {size}
    print(model(Tensor(given).reshape(1, {shape})).tolist())
"""
LIST = """
for name, values in net.items():
    print(name, values.shape, values.mean().item())
"""
PYTORCH = '''\
"""The net of the lab {lab} in PyTorch, to read and to compare; it needs torch and safetensors."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

model = nn.Sequential(
{layers}
)

saved = load_file(Path(__file__).with_name("model.safetensors"))
with torch.no_grad():
{copies}

if __name__ == "__main__":
    print(model(torch.full((1, {shape}), 0.5)).tolist())
'''
KERAS = '''\
"""The net of the lab {lab} in Keras, to read and to compare; it needs keras with a backend, and safetensors."""

from pathlib import Path

import keras
import numpy as np
from keras import layers
from safetensors.numpy import load_file

model = keras.Sequential(
    [
        keras.Input(({shape})),
{layers}
    ]
)

saved = load_file(Path(__file__).with_name("model.safetensors"))
{copies}

if __name__ == "__main__":
    print(model(np.full((1, {shape}), 0.5, "float32")))
'''


class Step(NamedTuple):
    """A layer with the shapes before and after it, and its weights' shape where it has some."""

    link: Link
    before: tuple[int, ...]
    after: tuple[int, ...]
    weight: tuple[int, ...] = ()


def walk(chain: Chain, parameters: Mapping[str, tuple[int, ...]]) -> list[Step]:
    """The chain with every shape. Raises LabError where the saved parameters are not the chain's."""
    steps, shape = [], chain.shape
    for link in chain.links:
        before, weight = shape, tuple[int, ...]()
        if isinstance(link, Dense | Conv):
            if link.weight not in parameters or link.bias not in ("", *parameters):
                raise LabError(f"The saved net has no parameters called {link.weight}.", "Save the net again.")
            weight = parameters[link.weight]
        match link:
            case Dense():
                shape = (*shape[:-1], weight[1])
            case Conv(padding=padding):
                shape = (weight[0], *(n + 2 * padding - k + 1 for n, k in zip(shape[1:], weight[2:], strict=True)))
            case MaxPool(size=size):
                shape = (shape[0], *(n // size for n in shape[1:]))
            case Flatten():
                shape = (prod(shape),)
        steps.append(Step(link, before, shape, weight))
    return steps


# tinygrad


def tinygrad(lab: str, chain: Chain, steps: Sequence[Step]) -> str:
    """A script that loads the net in tinygrad and runs it, on numbers from its command line if there are some."""
    size = prod(chain.shape)
    run = RUN.format(body="\n".join(_tinygrad_lines(steps)), size=size, shape=_listed(chain.shape))
    return TINYGRAD.format(lab=lab, rest=run, count=f"an input of {size} numbers")


def parameters_only(lab: str) -> str:
    """A script that loads the parameters in tinygrad and says what they are."""
    return TINYGRAD.format(lab=lab, rest=LIST, count="nothing yet: it lists the parameters").replace(" NUMBER …", "")


def _tinygrad_lines(steps: Sequence[Step]) -> list[str]:
    """A line for each layer with weights, and what follows it on the same line."""
    lines: list[str] = []
    for step in steps:
        match step.link:
            case Dense(weight=weight, bias=bias):
                lines.append(f'    x = (x @ net["{weight}"]' + (f' + net["{bias}"])' if bias else ")"))
            case Conv(weight=weight, bias=bias, padding=padding):
                given = f'net["{weight}"]' + (f', net["{bias}"]' if bias else "")
                lines.append(f"    x = x.conv2d({given}, padding={padding})")
            case MaxPool(size=size):
                _continue(lines, f".max_pool2d({size})")
            case Flatten():
                _continue(lines, ".flatten(1)")
            case Bend(name=name):
                _continue(lines, f".{name}()")
    return lines


def _continue(lines: list[str], call: str) -> None:
    if lines:
        lines[-1] += call
    else:
        lines.append(f"    x = x{call}")


# PyTorch

BENDS = {"relu": "nn.ReLU()", "tanh": "nn.Tanh()", "sigmoid": "nn.Sigmoid()", "softmax": "nn.Softmax(dim=-1)"}


def pytorch(lab: str, chain: Chain, steps: Sequence[Step]) -> str:
    """The net as ``nn.Sequential`` with the saved weights."""
    layers = [f"    {_torch(step)},  # {_shape(step.after)}" for step in steps]
    copies = []
    for place, step in enumerate(steps):
        if isinstance(step.link, Dense | Conv):
            turned = ".T)  # kept as (units, inputs)" if isinstance(step.link, Dense) else ")"
            copies.append(f'    model[{place}].weight.copy_(saved["{step.link.weight}"]{turned}')
            if step.link.bias:
                copies.append(f'    model[{place}].bias.copy_(saved["{step.link.bias}"])')
    return PYTORCH.format(
        lab=lab, layers="\n".join(layers), copies="\n".join(copies) or "    pass", shape=_listed(chain.shape)
    )


def _torch(step: Step) -> str:
    match step.link:
        case Dense(bias=bias):
            return f"nn.Linear({step.before[-1]}, {step.after[-1]}{_no_bias(bias, 'bias')})"
        case Conv(bias=bias, padding=padding):
            filters, channels, *window = step.weight
            return f"nn.Conv2d({channels}, {filters}, ({_listed(window)}), padding={padding}{_no_bias(bias, 'bias')})"
        case MaxPool(size=size):
            return f"nn.MaxPool2d({size})"
        case Flatten():
            return "nn.Flatten()"
        case Bend(name=name):
            return BENDS[name]


# Keras


def keras(lab: str, chain: Chain, steps: Sequence[Step]) -> str:
    """The net as ``keras.Sequential`` with the saved weights; pictures have their channels last there."""
    layers, copies = [], []
    for step in steps:
        layers += [f"        {words}," for words in _keras(step)]
        if isinstance(step.link, Dense | Conv):
            turned = ".transpose(2, 3, 1, 0)" if isinstance(step.link, Conv) else ""
            bias = f', saved["{step.link.bias}"]' if step.link.bias else ""
            values = f'[saved["{step.link.weight}"]{turned}{bias}]'
            copies.append(f"model.layers[{len(layers) - 1}].set_weights({values})")
    shape = _listed(_channels_last(chain.shape)) + ("," if len(chain.shape) == 1 else "")
    return KERAS.format(lab=lab, layers="\n".join(layers), copies="\n".join(copies), shape=shape)


def _keras(step: Step) -> list[str]:
    match step.link:
        case Dense(bias=bias):
            return [f"layers.Dense({step.after[-1]}{_no_bias(bias, 'use_bias')})"]
        case Conv(bias=bias, padding=padding):
            filters, _, *window = step.weight
            conv = f"layers.Conv2D({filters}, ({_listed(window)}){_no_bias(bias, 'use_bias')})"
            return [f"layers.ZeroPadding2D({padding})", conv] if padding else [conv]
        case MaxPool(size=size):
            return [f"layers.MaxPooling2D({size})"]
        case Flatten() if len(step.before) == 3:
            return ["layers.Permute((3, 1, 2))", "layers.Flatten()"]
        case Flatten():
            return ["layers.Flatten()"]
        case Bend(name=name):
            return [f'layers.Activation("{name}")']


def _no_bias(bias: str, name: str) -> str:
    return "" if bias else f", {name}=False"


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def _shape(numbers: Sequence[int]) -> str:
    return " × ".join(map(str, numbers))


def _channels_last(shape: tuple[int, ...]) -> tuple[int, ...]:
    return (*shape[1:], shape[0]) if len(shape) == 3 else shape
