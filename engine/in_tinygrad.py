"""A chain of layers as a tinygrad script."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from engine.chain import Bend, Chain, Conv, Dense, Flatten, MaxPool, Recurrent, Scale
from engine.dialects import Step, listed, named, one_or_each, reader, usual

SCRIPT = '''\
"""The net of the lab {lab} in tinygrad: python {file} {given} asks it about {count}."""
import {modules}
from pathlib import Path

try:  # where deep-tutor is installed, no C compiler is needed
    from engine.backend import configure, load
    configure("CPU:LLVM")
    load()
except (ImportError, RuntimeError):
    pass  # tinygrad's own choice: a GPU, or clang for the processor; or what it runs on already
from tinygrad import Device, Tensor
from tinygrad.nn.state import safe_load

saved = safe_load(Path(__file__).with_name("model.safetensors"))
net = {{name: values.to(Device.DEFAULT) for name, values in saved.items()}}
{rest}'''
RUN = """{cells}{named}
def model(x):
{body}
    return x
{read}
if __name__ == "__main__":
{ask}
"""
NUMBERS = """\
    given = [float(word) for word in sys.argv[1:]] or {usual}
    print(model(Tensor(given).reshape(1, {shape})).tolist())"""
SENTENCE = """\
    print(model(Tensor(read(" ".join(sys.argv[1:])))).tolist())"""
LIST = """
for name, values in net.items():
    print(name, values.shape, values.mean().item())
"""
CELLS = {
    "rnn": """
def rnn(x, wx, wh, b):
    h = Tensor.zeros(x.shape[0], wh.shape[0])
    for time in range(x.shape[1]):
        h = (x[:, time] @ wx + h @ wh + b).tanh().realize()
    return h
""",
    "lstm": """
def lstm(x, wx, wh, b):
    h = c = Tensor.zeros(x.shape[0], wh.shape[0])
    for time in range(x.shape[1]):
        i, f, g, o = (x[:, time] @ wx + h @ wh + b).chunk(4, dim=1)  # input, forget, candidate, output
        c = (f.sigmoid() * c + i.sigmoid() * g.tanh()).realize()
        h = (o.sigmoid() * c.tanh()).realize()
    return h
""",
    "gru": """
def gru(x, wx, wh, b):
    h = Tensor.zeros(x.shape[0], wh.shape[0])
    for time in range(x.shape[1]):
        read, held = (x[:, time] @ wx + b).chunk(3, dim=1), (h @ wh).chunk(3, dim=1)
        r, z = (read[0] + held[0]).sigmoid(), (read[1] + held[1]).sigmoid()  # reset, update
        h = ((1 - z) * (read[2] + r * held[2]).tanh() + z * h).realize()
    return h
""",
}


def tinygrad(lab: str, chain: Chain, steps: Sequence[Step], file: str = "load_tinygrad.py") -> str:
    """A script that loads the net in tinygrad and runs it, on what its command line says if it says something."""
    size = prod(chain.shape)
    cells = {step.link.kind for step in steps if isinstance(step.link, Recurrent)}
    ask = SENTENCE if chain.words else NUMBERS.format(usual=usual(chain), shape=listed(chain.shape))
    run = RUN.format(
        cells="".join(CELLS[kind] for kind in sorted(cells)), named=_apart(named(chain)),
        body="\n".join(_lines(steps)), read=reader(chain), ask=ask,
    )  # fmt: skip
    count = "a sentence" if chain.words else f"an input of {size} numbers"
    given, modules = ("SENTENCE", "re, sys") if chain.words else ("NUMBER …", "sys")
    return SCRIPT.format(lab=lab, file=file, given=given, count=count, modules=modules, rest=run)


def parameters_only(lab: str) -> str:
    """A script that loads the parameters in tinygrad and says what they are."""
    told = SCRIPT.format(
        lab=lab,
        file="load_tinygrad.py",
        given="",
        count="nothing yet: it lists the parameters",
        modules="sys",
        rest=LIST,
    )
    return told.replace(".py  asks", ".py asks")


def _apart(comments: str) -> str:
    return f"\n{comments}" if comments else ""


def _lines(steps: Sequence[Step]) -> list[str]:
    """A line for each layer with numbers in it, and what follows it on the same line."""
    lines: list[str] = []
    for step in steps:
        match step.link:
            case Dense(weight=weight, bias=bias):
                lines.append(f'    x = (x @ net["{weight}"]' + (f' + net["{bias}"])' if bias else ")"))
            case Conv(weight=weight, bias=bias, padding=padding):
                given = f'net["{weight}"]' + (f', net["{bias}"]' if bias else "")
                lines.append(f"    x = x.conv2d({given}, padding={padding})")
            case Recurrent(kind=kind, wx=wx, wh=wh, b=b):
                lines.append(f'    x = {kind}(x, net["{wx}"], net["{wh}"], net["{b}"])')
            case Scale():
                lines.append(_scale(step.link))
            case MaxPool(size=size):
                _continue(lines, f".max_pool2d({size})")
            case Flatten():
                _continue(lines, ".flatten(1)")
            case Bend(name=name):
                _continue(lines, f".{name}()")
    return lines


def _scale(link: Scale) -> str:
    mean, spread = (
        one_or_each(numbers) if len(numbers) == 1 else f"Tensor({one_or_each(numbers)})"
        for numbers in (link.mean, link.spread)
    )
    return f"    x = (x * {spread} + {mean})" if link.back else f"    x = ((x - {mean}) / {spread})"


def _continue(lines: list[str], call: str) -> None:
    if lines:
        lines[-1] += call
    else:
        lines.append(f"    x = x{call}")
