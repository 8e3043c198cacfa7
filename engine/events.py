"""Everything the worker can say: one small vocabulary of frozen events.

MessagePack between processes, one JSON object a line for people and scripts. Five of them
(``preparing``, ``ready``, ``step``, ``finished``, ``error``) are a public contract of ``tutor lab --json``.
"""

from __future__ import annotations

from msgspec import Struct

from engine.commands import KnobValue, Rule
from engine.views import Array, View


class Event(Struct, frozen=True, tag_field="type"):
    """Base of all events. ``run`` names the run it belongs to (0: none), so late events can be told apart."""

    run: int = 0


class Warm(Event, frozen=True, tag="warm"):
    """The worker is up. ``device`` is what it will train on, ``note`` why a better one is not used ("" if none)."""

    device: str = ""
    note: str = ""


class Preparing(Event, frozen=True, tag="preparing"):
    """``done`` of ``total`` kernels are compiled. ``total`` grows while more of the net is traced."""

    done: int = 0
    total: int = 0


class Ahead(Event, frozen=True, tag="ahead"):
    """How far a lab is that is being prepared ahead of its first run: ``done`` of ``total`` kernels known so far.

    ``ready`` once there is no more to do; ``trouble`` says why if it could not be done (a start will say so too).
    Belongs to no run. The client keeps the latest for each lab file and does not pass it on.
    """

    lab_file: str = ""
    done: int = 0
    total: int = 0
    ready: bool = False
    trouble: str = ""


class Ready(Event, frozen=True, tag="ready"):
    """Training can start: everything is compiled. ``seconds`` since the request."""

    device: str = ""
    seconds: float = 0.0


class Step(Event, frozen=True, tag="step"):
    """State after ``step`` updates. ``losses`` holds every loss since the previous Step event, in order."""

    step: int = 0
    loss: float = 0.0
    metrics: dict[str, float] = {}
    losses: list[float] = []
    epoch: int = 0
    steps_per_second: float = 0.0


class Seen(Event, frozen=True, tag="seen"):
    """New pictures, and the metrics that go with them (before the first step there is no other event with metrics).

    ``knobs`` are the present values of knobs that training itself moves (weights on sliders).
    """

    step: int = 0
    views: list[View] = []
    knobs: dict[str, float] = {}
    metrics: dict[str, float] = {}


class Phase(Event, frozen=True, tag="phase"):
    """One quarter of a slow-motion step: ``name`` is forward, loss, backward or update; ``text`` explains it."""

    step: int = 0
    name: str = ""
    text: str = ""
    views: list[View] = []


class Notice(Struct, frozen=True):
    """Something that goes wrong now. ``kind`` is stable; ``name`` is the field's word; ``text`` has the numbers.

    ``advice`` says what to do. ``knob`` and ``value``: the knob to turn and where to ("" if no knob helps).
    """

    kind: str
    name: str
    text: str
    why: str
    advice: str
    knob: str = ""
    value: KnobValue = 0.0


class Noticed(Event, frozen=True, tag="noticed"):
    """What goes wrong with the net as it is after ``step`` updates, the gravest first; empty once it is well again."""

    step: int = 0
    notices: list[Notice] = []


class Stopped(Event, frozen=True, tag="stopped"):
    """The run stands still, or ends, because what ``StopWhen`` waited for has come; ``text`` says so in numbers.

    ``rule`` is the one that held; it is used up for this run.
    """

    step: int = 0
    text: str = ""
    rule: Rule | None = None


class Tried(Event, frozen=True, tag="tried"):
    """What the net says of the input it was asked about, by name."""

    outputs: dict[str, Array] = {}


class Fetched(Event, frozen=True, tag="fetched"):
    """An example of the data, of the lab's shape ``tries``, and what it is."""

    values: Array = Array("float32", (0,), b"")
    text: str = ""


class Saved(Event, frozen=True, tag="saved"):
    """The net is in ``file``, or ``trouble`` says why it could not be saved."""

    file: str = ""
    trouble: str = ""


class Refused(Event, frozen=True, tag="refused"):
    """A command that cannot be obeyed, and why; the run goes on as if it had not come."""

    message: str = ""
    hint: str = ""


class Paused(Event, frozen=True, tag="paused"):
    """The run stands still at ``step`` and waits for a command."""

    step: int = 0


class BarResult(Struct, frozen=True):
    """How a run compares with its lab's bar."""

    metric: str
    op: str
    value: float
    met: bool


class Finished(Event, frozen=True, tag="finished"):
    """The run reached its last step."""

    steps: int = 0
    seconds: float = 0.0
    steps_per_second: float = 0.0
    metrics: dict[str, float] = {}
    bar: BarResult | None = None


class Cancelled(Event, frozen=True, tag="cancelled"):
    """The run was stopped on request after ``step`` updates."""

    step: int = 0


class Failed(Event, frozen=True, tag="error"):
    """The run ended badly. ``message``: what happened; ``hint``: what to do; ``kind``: for choosing an action.

    Kinds: diverged, bad-knob, no-data, lab-error, device, worker-died, worker-hangs, memory.
    ``details`` may hold a traceback for ``--debug``; it is never shown otherwise.
    """

    message: str = ""
    hint: str = ""
    kind: str = "lab-error"
    details: str = ""


AnyEvent = (
    Warm
    | Ahead
    | Preparing
    | Ready
    | Step
    | Seen
    | Phase
    | Noticed
    | Stopped
    | Tried
    | Fetched
    | Saved
    | Refused
    | Paused
    | Finished
    | Cancelled
    | Failed
)
