"""What a quarter of a training step does, in a sentence that holds for the lab it is told of.

Labs differ in what the sentence hangs on: one net or several side by side, one layer of weights or more, examples in
batches, all at once or none, right answers or none, time steps. A lab adds its own numbers (:meth:`Lab.explain`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.lab import Lab, RecurrentLab
from engine.passage import Shapes
from engine.words import words


class Scene(NamedTuple):
    """What there is in a lab. ``nets`` are named if there are several; a step sees ``batch`` of ``rows`` examples."""

    nets: tuple[str, ...]
    layers: int
    batch: int
    rows: int
    targets: bool
    over_time: bool

    @property
    def each(self) -> str:
        """Several nets, by name."""
        kind = "nets" if self.layers > 1 else "models"
        return f"each of the {len(self.nets)} {kind} ({', '.join(words(net) for net in self.nets)})"


def scene_of(lab: Lab, shapes: Shapes, batch: int, rows: int) -> Scene:
    """What there is in ``lab``, whose parameters have ``shapes``; names like ``mse.w1`` tell nets apart."""
    owners = [name.rpartition(".")[0] for name, shape in shapes.items() if len(shape) > 1]
    layers = max((owners.count(owner) for owner in owners), default=0)
    nets = tuple(dict.fromkeys(name.rpartition(".")[0] for name in shapes))
    given = lab.train_arrays
    return Scene(
        nets if len(nets) > 1 else (),
        layers,
        batch if given else 0,
        rows,
        len(given) > 1,
        isinstance(lab, RecurrentLab),
    )


def with_minus(text: str) -> str:
    """Numbers below 0 with a true minus, as a lab's own sentence has them from formatting."""
    return re.sub(r"(?<![\w.])-(?=[\d.])", "−", text)


def told(scene: Scene, phase: str, loss: str, after: str) -> str:
    """The sentence for ``phase``; ``after`` is the loss once the step is made."""
    match phase:
        case "forward":
            return _forward(scene)
        case "loss":
            return _loss(scene, loss)
        case "backward":
            return _backward(scene)
    was = f"On this batch the loss was {loss}" if 0 < scene.batch < scene.rows else f"The loss was {loss}"
    return f"Every weight moves against its slope. {was}, now it is {after}."


def _forward(scene: Scene) -> str:
    if not scene.batch:
        return "There are no inputs here: the loss comes straight from the weights."
    several, whole = scene.batch > 1, scene.batch == scene.rows
    of = f"{scene.batch:,}" if several else "one"
    examples = f"{of} of the {scene.rows:,} examples"
    if whole:
        examples = f"all {scene.rows:,} examples" if several else "the one example"
    if scene.over_time:
        net = scene.each if scene.nets else "the net"
        text = f"{net} reads {examples} one time step after another, with the same weights each time"
    elif scene.layers == 1:
        meet = "meet" if several else "meets"
        by = f"the weights of {scene.each}" if scene.nets else "the one layer of weights"
        text = f"{examples} {meet} {by}: the sums of inputs times weights become the output"
    else:
        flow = "flow" if several else "flows"
        text = f"{examples} {flow} through {f'{scene.each}, ' if scene.nets else ''}layer after layer, to an output"
    return f"{text[0].upper()}{text[1:]}."


def _loss(scene: Scene, loss: str) -> str:
    if not scene.targets:
        together = f"{len(scene.nets)} added up" if scene.nets else "there are no right answers to compare with"
        return f"The loss is what training makes smaller: {loss} ({together})."
    if scene.nets:
        return f"The loss of each measures how wrong its outputs are; the {len(scene.nets)} add up to {loss}."
    return f"The loss measures how wrong the outputs are: {loss}."


def _backward(scene: Scene) -> str:
    slope = "its slope, how much the loss grows with it. It will go the other way."
    if scene.over_time:
        return f"The chain rule carries the loss back through time, last step first: every weight learns {slope}"
    if scene.layers < 2:
        return f"The chain rule gives every weight {slope}"
    return f"The chain rule carries the loss back, last layer first: every weight learns {slope}"
