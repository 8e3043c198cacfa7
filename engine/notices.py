"""What can go wrong while a net trains: its name in the field, why it happens, which knob to turn which way.

Plain data and words; :mod:`engine.health` finds it, the screen and the command line tell it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from engine.commands import KnobValue
from engine.events import Notice
from engine.lab import Choice, Knob, Number
from engine.words import words


class Trouble(NamedTuple):
    """A kind of trouble: its name, how it is recognised, why it happens, and knobs that help (+ up, − down)."""

    name: str
    sign: str
    why: str
    knobs: tuple[str, ...]
    after: str = ""
    """What to do besides turning the knob."""


FIT = ("l2+", "weight_decay+", "regularisation+", "dropout+", "jitter+", "points+", "train+", "share+", "digits+")
TAMER = ("start:fitting", "target:scaled", "scaling:standard")
SHORTER = ("learning_rate<<", *TAMER, "learning_rate-")
SMALLER = ("hidden-", "width-", "units-")
KINDS: dict[str, Trouble] = {
    "blow-up": Trouble(
        "the loss blows up",
        "the loss climbs to more than twice where it began",
        "Each step is so long that it lands higher on the other side of the valley, where the slope is steeper still: "
        "the next step is longer yet. If it goes on, the numbers overflow.",
        SHORTER,
    ),
    "exploding-gradients": Trouble(
        "exploding gradients",
        "a layer's gradient is far longer than its weights",
        "On the way back the gradient is multiplied by every layer's weights. Where these are large, or the targets "
        "are large numbers, it grows, and one step of plain descent throws the weights away.",
        (*TAMER, "learning_rate-", "depth-"),
    ),
    "vanishing-gradients": Trouble(
        "vanishing gradients",
        "the first layer's gradient is less than a hundredth of the last one's, and the first layer hardly moves",
        "On the way back every layer multiplies the gradient by its activation's slope (a sigmoid's is 0.25 at most): "
        "after many layers next to nothing is left, and the first layers do not learn.",
        ("activation:relu", "depth-", "start:as tanh", "optimizer:adam"),
    ),
    "dead-units": Trouble(
        "dead units",
        "ReLU units that answer 0 to every example",
        "The sum of a dead unit is below 0 for every example. There the ReLU's slope is 0, so no gradient reaches its "
        "weights and it cannot come back. Steps that are too long, or low starting biases, push it there.",
        ("learning_rate<", "bias:0", "scaling:standard", "start:fitting", "activation:leaky", "learning_rate-"),
        "Then build the net anew: dead units do not come back.",
    ),
    "saturated": Trouble(
        "saturated activations",
        "sigmoid or tanh units at the flat ends of their curve for nearly every example",
        "Far from 0 a sigmoid or tanh is flat. Units pushed out there answer the same whatever the input, their slope "
        "is almost 0, and learning through them stops. Large weights or steps that are too long do it.",
        ("learning_rate<", "bias:0", "activation:relu", "learning_rate-"),
        "Then build the net anew: units that far out hardly come back.",
    ),
    "overfitting": Trouble(
        "overfitting",
        "held-out examples get worse, or lag far behind, while training examples get better",
        "The net has begun to learn its training examples by heart, with their chance errors; what it learns now does "
        "not hold for examples it has not seen.",
        (*FIT, *SMALLER),
        "Or stop earlier, where the held-out examples are best.",
    ),
    "plateau": Trouble(
        "no progress",
        "the loss has stood still for half of the steps so far, or a quarter of the run, and the bar is not met",
        "The loss no longer falls. Either the steps are too small to get anywhere, or the net stands on flat ground, "
        "or this net cannot do better: too few units, or no bend.",
        ("learning_rate+", "hidden+", "width+", "units+"),
        "If that does not help, try another seed.",
    ),
    "divergence": Trouble(
        "divergence",
        "the loss is no number any more (NaN or infinite); the run stops",
        "From step to step the numbers grew until they overflowed; from there nothing can be computed. Steps that are "
        "too long do that, or numbers that are large from the start: weights, inputs, targets.",
        SHORTER,
        "Then start again.",
    ),
}
"""By kind, the gravest first."""
FAR = 3
"""Times its default: a knob turned up so far is the likeliest cause of what goes wrong."""


class Turn(NamedTuple):
    """A knob to turn, and where to."""

    knob: str = ""
    value: KnobValue = 0.0
    text: str = ""


def noticed(kind: str, text: str, knobs: Sequence[Knob], values: Mapping[str, KnobValue], instead: str = "") -> Notice:
    """The notice of ``kind`` with its numbers in ``text``, and the first knob of this lab that helps.

    ``instead`` is tried before the kind's own knobs, such as "learning_rate+".
    """
    trouble = KINDS[kind]
    turn = remedy((instead, *trouble.knobs) if instead else trouble.knobs, knobs, values)
    advice = f"{turn.text}. {trouble.after}" if turn.text else "No knob of this lab helps; see presets."
    return Notice(kind, trouble.name, text, trouble.why, advice.strip(), turn.knob, turn.value)


def remedy(wanted: Sequence[str], knobs: Sequence[Knob], values: Mapping[str, KnobValue]) -> Turn:
    """The first of ``wanted`` that this lab has and that is not there yet.

    "name+" and "name-" turn a number up or down, "name<" turns it down if it is above its default, "name<<" if it is
    far above it; "name:setting" chooses a setting or sets a number.
    """
    by_name = {knob.name: knob for knob in knobs}
    for wish in wanted:
        name, colon, setting = wish.partition(":")
        name = name if colon else wish.rstrip("+-<")
        if (knob := by_name.get(name)) is None or name not in values:
            continue
        times = (0, 1, FAR)[wish.count("<")]
        if times and not (isinstance(knob, Number) and float(values[name]) > times * knob.default):
            continue
        value = _chosen(knob, setting) if colon else _turned(knob, values[name], up=wish.endswith("+"))
        if value is not None and value != values[name]:
            return Turn(
                name, value, f"Turn {words(name)}{_way(values[name], value)} {_text(values[name])} to {_text(value)}"
            )
    return Turn()


def _chosen(knob: Knob, setting: str) -> KnobValue | None:
    if isinstance(knob, Choice):
        return setting if setting in knob.options else None
    return knob.parse(setting) if isinstance(knob, Number) else None


def _turned(knob: Knob, now: KnobValue, up: bool) -> KnobValue | None:
    """Back to the default if that is the way to go, else about three times as much or a third; None at the end."""
    if not isinstance(knob, Number) or knob.moves is not None or isinstance(now, str):
        return None
    if (knob.default > now) if up else (knob.default < now):
        return knob.parse(knob.default)
    factor = 2.0 if knob.whole else 3.0
    near = now * factor if up else now / factor
    if up and now == 0:
        near = 0.005 if knob.name in ("l2", "regularisation", "weight_decay") else (knob.low + knob.high) / 3
    near = float(f"{near:.1g}") if not knob.whole else round(near)
    near = min(knob.high, max(knob.low, near))
    return knob.parse(near) if near != now else None


def _way(now: KnobValue, value: KnobValue) -> str:
    if isinstance(now, str) or isinstance(value, str):
        return " from"
    return " up, from" if value > now else " down, from"


def _text(value: KnobValue) -> str:
    return f"{value:g}".replace("-", "−") if isinstance(value, float | int) else str(value)
