"""Everything one can ask of the worker."""

from __future__ import annotations

from typing import TypedDict

from msgspec import Struct

from engine.views import Array

KnobValue = float | int | bool | str


class Command(Struct, frozen=True, tag_field="type"):
    """Base of all commands. ``run`` names the run meant, chosen by the sender."""

    run: int = 0


class How(TypedDict, total=False):
    """What of a :class:`Start` may be left out."""

    paused: bool
    speed: float
    views: bool
    weights: str


class Start(Command, frozen=True, tag="start"):
    """Build the lab in ``lab_file`` and train it for ``steps`` (None: its own number); a run under way is dropped.

    ``paused`` builds and shows the untrained net, then waits. ``speed`` is in steps a second (0: as fast as it goes).
    ``views`` False leaves the pictures out: what the command line, sweeps and predictions do not draw. ``weights``
    names a file with a saved net to start from ("": a new one).
    """

    lab_file: str = ""
    knobs: dict[str, KnobValue] = {}
    seed: int = 1
    steps: int | None = None
    paused: bool = False
    speed: float = 0.0
    views: bool = True
    weights: str = ""


class Prepare(Command, frozen=True, tag="prepare"):
    """Prepare the lab in ``lab_file``, default knobs, for a later start: in the background, delaying nothing."""

    lab_file: str = ""


class Pause(Command, frozen=True, tag="pause"):
    """Stand still after the step under way."""


class Resume(Command, frozen=True, tag="resume"):
    """Go on training."""


class SingleStep(Command, frozen=True, tag="single-step"):
    """Do one step and pause."""


class NextPhase(Command, frozen=True, tag="next-phase"):
    """Do a quarter of a step in slow motion: forward, then loss, then backward, then update."""


class SetSpeed(Command, frozen=True, tag="set-speed"):
    """Train at most ``speed`` steps a second; 0 means as fast as it goes."""

    speed: float = 0.0


class SetKnob(Command, frozen=True, tag="set-knob"):
    """Change a live knob of the run under way."""

    name: str = ""
    value: KnobValue = 0.0


class Rule(Struct, frozen=True):
    """When to stop: ``what`` is "step", "loss" or a metric; ``op`` is >=, <=, > or <."""

    what: str
    op: str
    value: float


class StopWhen(Command, frozen=True, tag="stop-when"):
    """Stand still as soon as any of ``rules`` holds, each once; with ``ends`` the run is finished there.

    Steps and losses are looked at after every single step, metrics whenever they are measured. Replaces earlier rules.
    """

    rules: list[Rule] = []
    ends: bool = False


class SetWeight(Command, frozen=True, tag="set-weight"):
    """Set one element of a parameter by hand; ``index`` counts in C order."""

    name: str = ""
    index: int = 0
    value: float = 0.0


class Try(Command, frozen=True, tag="try"):
    """Ask the net about one input, at any time; ``values`` has the lab's shape ``tries``."""

    values: Array = Array("float32", (0,), b"")


class Fetch(Command, frozen=True, tag="fetch"):
    """Ask for an example of the lab's data, to be tried; any ``place`` names one."""

    place: int = 0


class Save(Command, frozen=True, tag="save"):
    """Write the net as it is now into ``file``."""

    file: str = ""


class Cancel(Command, frozen=True, tag="cancel"):
    """Stop the run for good."""


class Quit(Command, frozen=True, tag="quit"):
    """End the worker process."""


AnyCommand = (
    Start
    | Prepare
    | Pause
    | Resume
    | SingleStep
    | NextPhase
    | SetSpeed
    | SetKnob
    | SetWeight
    | StopWhen
    | Try
    | Fetch
    | Save
    | Cancel
    | Quit
)
