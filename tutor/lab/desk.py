"""What a learner can do with a lab, without a screen: turn knobs, run, pause, step, rebuild, take the result.

The desk holds the truth (knobs, seed, speed, the run as seen); a screen shows it and calls it."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Unpack
from weakref import WeakKeyDictionary

from engine.commands import (
    AnyCommand,
    Fetch,
    How,
    KnobValue,
    NextPhase,
    Pause,
    Resume,
    Rule,
    Save,
    SetKnob,
    SetSpeed,
    SetWeight,
    SingleStep,
    StopWhen,
    Try,
)
from engine.events import AnyEvent, Ready, Warm
from engine.lab import Knob, Lab, Number, Preset, Words, settle
from tutor.lab.view import RunView, at_full_speed, fold, resumed, started

if TYPE_CHECKING:
    from engine.about import About
    from engine.views import Array
    from tutor.store import RunRecord
    from tutor.store.model import Turn

SPEEDS = (1.0, 10.0, 100.0, 0.0)
"""Steps a second; 0 is as fast as it goes."""
WATCHABLE = 20.0
"""Seconds: labs that take less at 100 steps a second start at that speed, so that learning can be seen."""
SETTLING = 5
"""Polls for which a knob turned by hand ignores where training says it is: the answer is still under way."""
_LATEST: MutableMapping[Client, int] = WeakKeyDictionary()
"""The newest run of each client, whoever asked for it: a client serves one at a time."""


def claim(client: Client, run: int) -> None:
    """Say that ``client`` works on ``run`` from now on; who had it before gets no more events."""
    _LATEST[client] = run


def serves(client: Client, run: int) -> bool:
    """Whether ``client`` still works on ``run``, and not on a later one of somebody else."""
    return _LATEST.get(client) == run


class Client(Protocol):
    """What the desk needs of the worker's client."""

    @property
    def warm(self) -> Warm | None:
        """What the worker said of its device; None while it starts."""

    def start(
        self,
        lab_file: Path,
        knobs: Mapping[str, KnobValue],
        seed: int,
        steps: int | None = None,
        **how: Unpack[How],
    ) -> int:
        """Build and train a lab; returns the run's number."""

    def send(self, command: AnyCommand) -> None:
        """Send a command to the run under way."""

    def cancel(self) -> None:
        """Stop the run."""

    def poll(self) -> list[AnyEvent]:
        """Everything that arrived since the last call."""


class LabDesk:
    """One lab on the desk. ``view`` is the run under way or the last one."""

    def __init__(
        self,
        lab: type[Lab],
        file: Path,
        client: Client,
        seed: int = 1,
        knobs: Mapping[str, KnobValue] | None = None,
        steps: int | None = None,
    ) -> None:
        self.lab, self.file, self.client, self.seed = lab, file, client, seed
        self.steps = steps
        """How many steps to train; None: as many as the lab says."""
        self.began: dict[str, KnobValue] = {}
        """The knobs that the present net was asked for with: they and the seed repeat its run."""
        self.turns: list[Turn] = []
        """What was changed by hand after the first step, and the net it began as: no repetition knows of these."""
        self.view = RunView()
        self.preset: Preset | None = None
        self.opened: Path | None = None
        """The saved net that this one began as."""
        self.eager = False
        """Whether to run as soon as everything is compiled."""
        self.stops: tuple[Rule, ...] = ()
        """When runs of this lab are to stop by themselves."""
        self.hidden: tuple[str, ...] = ()
        """Knobs that the code of this run set: not shown, not advised, in no preset. None is turned unseen."""
        self.knobs: dict[str, KnobValue] = settle(lab, knobs or {})
        self._built: dict[str, KnobValue] = dict(self.knobs)
        self._first: dict[str, KnobValue] = dict(self.knobs)
        self._by_hand: set[str] = {name for name in knobs or {} if _moves(self.knob(name))}
        self._settling: dict[str, int] = {}
        self._speed = 2 if lab.steps / SPEEDS[2] <= WATCHABLE else 3

    # What is so

    @property
    def speed(self) -> float:
        """The pace asked for, in steps a second; 0 is as fast as it goes."""
        return SPEEDS[self._speed]

    @property
    def length(self) -> int:
        """How many steps a run has."""
        return self.steps or self.lab.steps

    @property
    def halfway(self) -> int:
        """The step to which the present run has come, if that is not its end; else 0."""
        on_the_way = self.view.status in ("running", "paused", "cancelled") and self.view.step < self.length
        return self.view.step if on_the_way else 0

    @property
    def stale(self) -> tuple[str, ...]:
        """Knobs the present net was not built with: they count from the next rebuild on."""
        return tuple(
            knob.name for knob in self.lab.knobs if self.knobs[knob.name] != self._built[knob.name] and not _moves(knob)
        )

    @property
    def midway(self) -> bool:
        """Whether anything was changed by hand since the present net was built."""
        return len(self.turns) > (self.opened is not None)

    @property
    def limits(self) -> tuple[Rule, ...]:
        """Where the present run will still stop by itself."""
        view = self.view
        return tuple(
            rule for rule in self.stops if rule not in view.used and (rule.what != "step" or rule.value > view.step)
        )

    @property
    def presets(self) -> list[Preset]:
        """The lab's presets, without those that turn a hidden knob."""
        return [preset for preset in self.lab.presets if not set(self.hidden) & preset.knobs.keys()]

    @property
    def shown(self) -> list[Knob]:
        """The lab's knobs, without the hidden ones."""
        return [knob for knob in self.lab.knobs if knob.name not in self.hidden]

    def knob(self, name: str) -> Knob:
        """A knob by its name."""
        return next(knob for knob in self.lab.knobs if knob.name == name)

    # Building

    def rebuild(self, run: bool = False, weights: Path | None = None) -> None:
        """Start again with an untrained net, or the one saved in ``weights``; wait, or with ``run`` train at once."""
        self._built, self._first, self.opened = dict(self.knobs), dict(self.knobs), weights
        chosen = {
            name: value for name, value in self.knobs.items() if not _moves(self.knob(name)) or name in self._by_hand
        }
        self.began, self.turns = chosen, [] if weights is None else [(0, "saved_net", weights.stem)]
        saved = "" if weights is None else str(weights)
        number = self.client.start(
            self.file, chosen, self.seed, self.steps, paused=True, speed=self.speed, weights=saved
        )
        claim(self.client, number)
        self.eager = run
        self.view = started(self.view, number)
        if self.stops:
            self.client.send(StopWhen(rules=list(self.stops)))
        if self.client.warm is not None and not self.view.device:
            self.view = fold(self.view, self.client.warm)

    def new_seed(self) -> None:
        """Other starting weights, another draw of the data, another shuffle; the knobs stay."""
        self.seed += 1
        self.rebuild()

    def take_preset(self, preset: Preset) -> bool:
        """Set all knobs as ``preset`` says, the others to their defaults but for texts and hidden ones, and rebuild.

        False if the present net stays, because only what it is looked at with differs from how it was built.
        """
        kept = [knob.name for knob in self.lab.knobs if isinstance(knob, Words) or knob.name in self.hidden]
        knobs = settle(self.lab, {name: self.knobs[name] for name in kept} | dict(preset.knobs))
        self.knobs, self.preset = knobs, preset
        self._by_hand = {name for name in preset.knobs if _moves(self.knob(name))}
        new = [name for name, value in knobs.items() if value != self._built[name]]
        if stays := bool(new) and self._is_there and all(_looks(self.knob(name)) for name in new):
            for name in new:
                self.turn(name, knobs[name])
        else:
            self.rebuild()
        return not stays

    def open(self, file: Path, about: About) -> None:
        """Go on with a saved net: its knobs, seed and weights. Raises LabError if its knobs are not the lab's."""
        self._settle(about.knobs)
        self._by_hand.clear()
        self.preset, self.seed = None, about.seed
        self.rebuild(weights=file)

    def take(self, knobs: Mapping[str, KnobValue], seed: int) -> None:
        """Set the lab as an earlier run was set, and rebuild. Raises LabError if its knobs are not the lab's."""
        known = {knob.name for knob in self.lab.knobs if not _moves(knob)}
        self._settle({name: value for name, value in knobs.items() if name in known})
        self._by_hand.clear()
        self.preset, self.seed = None, seed
        self.rebuild()

    def _settle(self, knobs: Mapping[str, KnobValue]) -> None:
        """Set all knobs at once. A hidden one that this turns is hidden no more."""
        before, self.knobs = self.knobs, settle(self.lab, knobs)
        same = {name for name, value in self.knobs.items() if value == before[name] or _moves(self.knob(name))}
        self.hidden = tuple(name for name in self.hidden if name in same)

    # Steering

    def turn(self, name: str, raw: KnobValue) -> bool:
        """Set a knob. True if the net, still untouched, should be rebuilt for it. Raises LabError."""
        knob = self.knob(name)
        self.knobs[name] = value = knob.parse(raw)
        if _moves(knob):
            self._by_hand.add(name)
            self._settling[name] = SETTLING
        if knob.live and self._is_there:
            self._built[name] = self.began[name] = value
            if self.view.touched:
                self._turned(name, value)
            else:
                self._first[name] = value
            self.client.send(SetKnob(name=name, value=value))
            return False
        return self._is_there and not self.view.touched and self.opened is None  # also one that passed by hand

    @property
    def _is_there(self) -> bool:
        """Whether the worker has a net."""
        return self.view.alive or self.view.status == "finished"

    def set_weight(self, name: str, index: int, value: float, called: str) -> None:
        """Set one element of the present net's parameter by hand; a rebuilt net knows nothing of it.

        ``called``: what people call it.
        """
        self._turned(called, value)
        self.client.send(SetWeight(name=name, index=index, value=value))

    def _turned(self, what: str, value: KnobValue) -> None:
        """Note a change; while the run stands still, only the last one of each counts."""
        step = self.view.step
        self.turns = [turn for turn in self.turns if turn[:2] != (step, what)] + [(step, what, value)]

    def toggle(self) -> None:
        """Run or pause; when the run is over, start a new one and run it."""
        status = self.view.status
        if status == "running":
            self.client.send(Pause())
        elif status == "paused":
            self._resume()
        elif status in ("warming", "preparing"):  # or standing still, which is not said yet
            self.eager = not self.eager
        else:
            self.rebuild(run=True)

    def _resume(self) -> None:
        self.client.send(Resume())
        self.view = resumed(self.view)

    def single_step(self) -> None:
        """Do one step and stand still."""
        self.client.send(SingleStep())
        self.view = replace(at_full_speed(self.view), stopped="")

    def next_phase(self) -> None:
        """Do a quarter of a step."""
        self.client.send(NextPhase())

    def stop_when(self, rules: Sequence[Rule]) -> None:
        """Stop this run and later ones when one of ``rules`` holds; each stops a run once."""
        self.stops = tuple(rules)
        self.view = replace(self.view, used=())
        if self.view.alive:
            self.client.send(StopWhen(rules=list(rules)))

    def ask(self, values: Array) -> None:
        """Ask the net about one input of the lab's shape ``tries``; the answer comes as ``view.tried``."""
        self.client.send(Try(values=values))

    def fetch(self, place: int) -> None:
        """Ask for an example of the data; it comes as ``view.fetched``."""
        self.client.send(Fetch(place=place))

    @property
    def built(self) -> Lab:
        """The lab with the knobs of the present net."""
        return self.lab(dict(self._built))

    def save(self, file: Path) -> None:
        """Save the net as it is now; ``view.saved`` says once it is there, or why not."""
        self.client.send(Save(file=str(file)))

    def change_speed(self, faster: bool) -> None:
        """The next pace up or down."""
        self._speed = min(len(SPEEDS) - 1, max(0, self._speed + (1 if faster else -1)))
        if self.view.alive:
            self.client.send(SetSpeed(speed=self.speed))

    def cancel(self) -> None:
        """Stop the run for good, if one is under way and the client has not gone on to another desk's."""
        self.eager = False
        if self.view.alive and self._is_served:
            self.client.cancel()

    @property
    def _is_served(self) -> bool:
        return serves(self.client, self.view.run)

    def rest(self) -> None:
        """The learner looks elsewhere: the run stands still and waits for them."""
        self.eager = False
        if self.view.status == "running" and self._is_served:
            self.client.send(Pause())

    def come_back(self) -> bool:
        """The learner is here again. True if meanwhile another run took the client: this one is over."""
        lost = self.view.alive and not self._is_served
        if lost:
            self.view = replace(self.view, status="cancelled")
        return lost

    def leave(self) -> None:
        """The learner goes elsewhere: stop, and do not wait to hear that it stopped."""
        self.cancel()
        if self.view.alive:
            self.view = replace(self.view, status="cancelled")

    # Listening

    def poll(self) -> bool:
        """Take in what the worker said. True if anything came."""
        if not self._is_served:
            return False
        for event in (events := self.client.poll()):
            self.view = fold(self.view, event)
            self.view = replace(self.view, status="preparing") if isinstance(event, Ready) else self.view
        self._settling = {name: left - 1 for name, left in self._settling.items() if left > 1}
        if events:
            self._follow()
        return bool(events)

    def _follow(self) -> None:
        """Let knobs go where training moved them, and start if that was asked for."""
        for name, value in self.view.moved.items():
            if name in self.knobs and name not in self._settling:
                self.knobs[name] = value
        if self.view.touched:
            self._by_hand.clear()
        if self.view.status == "paused" and self.eager:
            self.eager = False
            self._resume()

    def record(self, now: datetime) -> RunRecord:
        """The finished run as it is kept."""
        from tutor.lab.runs import finished_run

        return finished_run(self.lab, self.view, self._first, self.seed, now, self.turns)


def _moves(knob: Knob) -> bool:
    """Whether training itself moves this knob."""
    return isinstance(knob, Number) and knob.moves is not None


def _looks(knob: Knob) -> bool:
    """Whether this knob only changes what is seen of a net, not how it learns."""
    return knob.live and not _moves(knob) and knob.name not in ("learning_rate", "clip")
