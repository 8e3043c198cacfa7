"""Everything one can ask of the worker."""

from __future__ import annotations

from msgspec import Struct

KnobValue = float | int | bool | str


class Command(Struct, frozen=True, tag_field="type"):
    """Base of all commands. ``run`` names the run meant, chosen by the sender."""

    run: int = 0


class Start(Command, frozen=True, tag="start"):
    """Build the lab in ``lab_file`` and train it; a run under way is dropped first.

    ``paused`` builds and shows the untrained net, then waits. ``speed`` is in steps a second (0: as fast as it goes).
    ``views`` False leaves the pictures out (the command line draws none).
    """

    lab_file: str = ""
    knobs: dict[str, KnobValue] = {}
    seed: int = 1
    steps: int | None = None
    paused: bool = False
    speed: float = 0.0
    views: bool = True


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


class Cancel(Command, frozen=True, tag="cancel"):
    """Stop the run for good."""


class Quit(Command, frozen=True, tag="quit"):
    """End the worker process."""


AnyCommand = Start | Prepare | Pause | Resume | SingleStep | NextPhase | SetSpeed | SetKnob | Cancel | Quit
