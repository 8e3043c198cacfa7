"""One training step in slow motion: what each quarter of it does to each layer, in numbers.

A lab that draws its net (a ``Network`` view) has the quarter drawn into it; every lab has a table of its layers: what
comes in and goes out, how wrong that is, the slopes on the way back, and each layer before and after the update.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from engine.optim import Group
from engine.passage import Net, follow
from engine.views import Layer, Network, Table, View
from engine.weights import weights_of
from engine.words import words

Arrays = Mapping[str, np.ndarray]
TITLE = "slow motion"
SHOWN, EXAMPLES = 3, 8
"""Numbers of a layer written out; examples whose answers are told."""
RULES = {
    "sgd": "Plain descent: new weight = old − η · slope.",
    "momentum": "Momentum: v = 0.9 v + slope, new weight = old − η · v; v starts at 0.",
    "rmsprop": "RMSprop: the slope is divided by its usual size before it is multiplied by η.",
    "adam": "Adam: the slope's mean is divided by its usual size, so that at first each weight moves by about η.",
}


@dataclass(frozen=True)
class Moment:
    """A step as far as it has come. ``slopes`` are known from backward on, ``after`` once it is made.

    ``inputs`` and ``targets`` are the batch's (targets None if the lab has none).
    """

    phase: str
    loss: float
    inputs: np.ndarray | None
    targets: np.ndarray | None
    before: Arrays
    slopes: Arrays
    after: Arrays


def number(value: float) -> str:
    """A number in at most eight characters."""
    size = abs(value)
    value = value or 0.0  # no minus before a zero
    if 1000 <= size < 1e5:
        text = f"{value:,.0f}"
    elif 0.01 <= size < 1:
        text = f"{value:.3f}"
    elif value == 0 or 1e-3 <= size < 1000:
        text = f"{value:.3g}"
    else:
        text = f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e")
    return text.replace("-", "−")


def four_places(value: float) -> str:
    """A number in four places, with a true minus; no minus before a zero."""
    return f"{round(value, 4) + 0.0:.4f}".replace("-", "−")


def table(moment: Moment, nets: Sequence[Net], views: Sequence[View] = ()) -> Table:
    """What the phase does, layer by layer. Weights are called as in the net drawn among ``views``."""
    followed = [net for net in nets if net.followed] if moment.inputs is not None else []
    match moment.phase:
        case "forward":
            return _forward(moment, followed) if followed else _weights(moment)
        case "loss":
            return _loss(moment, followed)
        case "backward":
            return _backward(moment)
    return _update(moment, {(one.parameter, one.index): one.label for one in weights_of(views)})


def _forward(moment: Moment, nets: Sequence[Net]) -> Table:
    """The first example of the batch on its way: each layer's sums, and what goes on to the next."""
    assert moment.inputs is not None
    x = moment.inputs[:1]
    rows = [["input", _shape(x.shape[1:]), _some(x)]]
    for net in nets:
        with np.errstate(all="ignore"):
            passed = follow(net, moment.before, x)
        for one in passed:
            rows.append([f"× {one.weight}", _shape(moment.before[one.weight].shape), _some(one.sums)])
            if one.bend != "linear":
                rows.append([one.bend, _shape(one.outputs.shape[1:]), _some(one.outputs)])
    return Table(TITLE, ["→ layer", "shape", "what comes out, for the batch's first example"], rows)


def _weights(moment: Moment) -> Table:
    """Where the engine cannot follow the values: the layers they go through."""
    rows = [
        [name, _shape(w.shape), number(_length(w)), _some(w)] for name, w in moment.before.items()
    ]  # fmt: skip
    return Table(TITLE, ["weights", "shape", "length", "the first of them"], rows)


def _loss(moment: Moment, nets: Sequence[Net]) -> Table:
    """What the net says of the first examples of the batch beside what it should say, and the batch's loss."""
    rows: list[list[str]] = []
    heads = ["example", *([net.prefix.rstrip(".") or "net says" for net in nets]), "target"]
    if nets and moment.inputs is not None and moment.targets is not None:
        x = moment.inputs[:EXAMPLES]
        with np.errstate(all="ignore"):
            said = [follow(net, moment.before, x)[-1].outputs for net in nets]
        columns = [*said, moment.targets]
        rows += [[str(n + 1), *[_answer(one[n : n + 1]) for one in columns]] for n in range(len(x))]
        left = 0 if moment.inputs is None else len(moment.inputs) - len(x)
        if left > 0:
            rows.append([f"+{left} more", *[""] * len(nets), ""])
    else:
        heads = ["", ""]
        if moment.inputs is not None:
            rows.append(["examples in this batch", f"{len(moment.inputs):,}"])
    rows.append(["loss of all", *[""] * (len(heads) - 2), number(moment.loss)])
    return Table(TITLE, heads, rows)


def _backward(moment: Moment) -> Table:
    """Each layer's gradient, the last layer first: that is the way it comes; and the way the steepest weight goes."""
    rows = []
    for name in reversed(list(moment.slopes)):
        slope = moment.slopes[name]
        place = _steepest(slope)
        way = "↓" if slope[place] > 0 else "↑" if slope[place] < 0 else ""
        mean = float(np.abs(slope).mean()) if slope.size else 0.0
        cells = [name, _shape(slope.shape), number(_length(slope)), number(mean)]
        rows.append([*cells, number(float(slope[place])), way])
    return Table(TITLE, ["weights", "shape", "length", "mean", "steepest", ""], rows)


def _update(moment: Moment, names: Mapping[tuple[str, int], str]) -> Table:
    """Of each layer the weight with the steepest slope: what it was, and the step that the slope led to."""
    rows = []
    for name, old in moment.before.items():
        new, slope = moment.after[name], moment.slopes[name]
        at = _steepest(slope)
        numbers = (float(old[at]), float(slope[at]), float(new[at]) - float(old[at]), float(new[at]))
        place = int(np.ravel_multi_index(at, old.shape)) if at else 0
        rows.append([names.get((name, place), f"{name} {_index(at)}"), *map(number, numbers)])
    return Table(TITLE, ["steepest weight", "was", "slope", "step", "now"], rows)


def drawn(views: Sequence[View], phase: str, before: Sequence[View] = ()) -> list[View]:
    """``views`` with every drawn net told which phase it shows; with those from ``before`` the update also how its
    weights were, and the slopes that moved them."""
    old = {view.name: view for view in before if isinstance(view, Network)}
    return [_net(view, phase, old.get(view.name)) if isinstance(view, Network) else view for view in views]


def _net(view: Network, phase: str, old: Network | None) -> Network:
    layers: list[Layer] = view.layers
    if old is not None and len(old.layers) == len(layers):
        layers = [
            msgspec.structs.replace(
                new,
                weights_before=was.weights,
                bias_before=was.bias,
                weight_gradients=was.weight_gradients,
                bias_gradients=was.bias_gradients,
            )
            for new, was in zip(layers, old.layers, strict=True)
        ]
    return msgspec.structs.replace(view, phase=phase, layers=layers)


def rule(groups: Sequence[Group], rate: float, clip: float) -> str:
    """The rule of the update in a sentence, with its η; several nets with rules of their own are named."""
    names = list(dict.fromkeys(group.name for group in groups))
    cut = f" Slopes longer than {clip:g} altogether are shortened to that." if clip else ""
    if len(names) == 1:
        eta = f" η = {number(rate * groups[0].factor)}." if len(groups) == 1 else ""
        return RULES[names[0]] + eta + cut
    return f"Each goes by its own rule: {', '.join(words(name) for name in names)}.{cut}"


def _steepest(slope: np.ndarray) -> tuple[int, ...]:
    if not slope.size:
        return ()
    place = np.unravel_index(int(np.argmax(np.nan_to_num(np.abs(slope)))), slope.shape)
    return tuple(int(i) for i in place)


def _index(place: tuple[int, ...]) -> str:
    """A place as one counts, from 1."""
    return f"[{','.join(str(i + 1) for i in place)}]"


def _shape(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape)) or "1"


def _some(values: np.ndarray) -> str:
    """The first numbers of an array, and … if there are more."""
    flat = values.reshape(-1)
    told = ", ".join(number(float(value)) for value in flat[:SHOWN])
    return told + (", …" if flat.size > SHOWN else "")


def _answer(values: np.ndarray) -> str:
    """One example's output: its number, or of many classes the one with the highest."""
    if values.size <= SHOWN:
        return _some(values)
    best = int(np.argmax(values))
    return f"class {best}: {number(float(values.reshape(-1)[best]))}"


def _length(values: np.ndarray) -> float:
    return float(np.sqrt(np.square(values.astype(np.float64)).sum()))
