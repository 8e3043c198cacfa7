"""A chain of layers as a Keras model, to read and to compare."""

from __future__ import annotations

from collections.abc import Sequence

from engine.chain import Bend, Chain, Conv, Dense, Flatten, MaxPool, Recurrent, Scale
from engine.dialects import Step, listed, named, reader, usual

SCRIPT = '''\
"""The net of the lab {lab} in Keras, to read and to compare; it needs keras with a backend, and safetensors."""

{modules}from pathlib import Path

import keras
import numpy as np
from keras import layers
from safetensors.numpy import load_file

{named}model = keras.Sequential(
    [
        keras.Input(({shape})),
{layers}
    ]
)

saved = load_file(Path(__file__).with_name("model.safetensors"))
{turn}{copies}


def answers(numbers):  # plain lists, whatever the backend
    return keras.ops.convert_to_numpy(model(numbers)).tolist()

{read}
if __name__ == "__main__":
{ask}
'''
TURN = """

def turned(numbers):  # the lab and PyTorch: reset, update, candidate; Keras: update, reset, candidate
    reset, update, candidate = np.split(numbers, 3, axis=-1)
    return np.concatenate([update, reset, candidate], axis=-1)


"""
NUMBERS = """\
    print(answers(np.array({usual}, "float32").reshape(1, {shape})))"""
SENTENCE = """\
    print(answers(np.array(read(" ".join(sys.argv[1:])), "float32")))"""
CELLS = {"rnn": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}


def keras(lab: str, chain: Chain, steps: Sequence[Step]) -> str:
    """The net as ``keras.Sequential`` with the saved weights; pictures have their channels last there."""
    layers, copies = [], []
    for step in steps:
        layers += [f"        {words}," for words in _layers(step)]
        if values := _weights(step):
            copies.append(f"model.layers[{len(layers) - 1}].set_weights([{values}])")
    size, shape = listed(chain.shape), listed(_channels_last(chain.shape))
    ask = SENTENCE if chain.words else NUMBERS.format(usual=usual(chain), shape=_ordered(chain.shape, size, shape))
    return SCRIPT.format(
        lab=lab, modules="import re\nimport sys\n" if chain.words else "", named=named(chain),
        shape=shape + ("," if len(chain.shape) == 1 else ""), layers="\n".join(layers), copies="\n".join(copies),
        turn=TURN if any("turned" in copy for copy in copies) else "", read=reader(chain), ask=ask,
    )  # fmt: skip


def _ordered(shape: tuple[int, ...], as_kept: str, channels_last: str) -> str:
    """How numbers in a row become an input: pictures are kept channels first and handed on channels last."""
    return f"{as_kept}).transpose(0, 2, 3, 1" if len(shape) == 3 else channels_last


def _weights(step: Step) -> str:
    match step.link:
        case Dense(weight=weight, bias=bias) | Conv(weight=weight, bias=bias):
            turned = ".transpose(2, 3, 1, 0)" if isinstance(step.link, Conv) else ""
            return f'saved["{weight}"]{turned}' + (f', saved["{bias}"]' if bias else "")
        case Recurrent(kind="gru", wx=wx, wh=wh, b=b):
            both = f'np.stack([turned(saved["{b}"]), 0 * saved["{b}"]])'
            return f'turned(saved["{wx}"]), turned(saved["{wh}"]), {both}'
        case Recurrent(wx=wx, wh=wh, b=b):
            return f'saved["{wx}"], saved["{wh}"], saved["{b}"]'
    return ""


def _layers(step: Step) -> list[str]:
    match step.link:
        case Dense(bias=bias):
            return [f"layers.Dense({step.after[-1]}{_no_bias(bias)})"]
        case Conv(bias=bias, padding=padding):
            filters, _, *window = step.weight
            conv = f"layers.Conv2D({filters}, ({listed(window)}){_no_bias(bias)})"
            return [f"layers.ZeroPadding2D({padding})", conv] if padding else [conv]
        case Recurrent(kind=kind):
            return [f"layers.{CELLS[kind]}({step.after[-1]}{', reset_after=True' if kind == 'gru' else ''})"]
        case Scale(mean=mean, spread=spread, back=back):
            width = step.before[-1]
            means, variances = (
                listed([*numbers] * (1 if len(numbers) == width else width), "[", "]")
                for numbers in (mean, [n * n for n in spread])
            )
            return [f"layers.Normalization(mean={means}, variance={variances}{', invert=True' if back else ''})"]
        case MaxPool(size=size):
            return [f"layers.MaxPooling2D({size})"]
        case Flatten() if len(step.before) == 3:
            return ["layers.Permute((3, 1, 2))", "layers.Flatten()"]
        case Flatten():
            return ["layers.Flatten()"]
        case Bend(name=name):
            return [f'layers.Activation("{name}")']


def _no_bias(bias: str) -> str:
    return "" if bias else ", use_bias=False"


def _channels_last(shape: tuple[int, ...]) -> tuple[int, ...]:
    return (*shape[1:], shape[0]) if len(shape) == 3 else shape
