"""What is known of a run, folded from its events: no Textual, no drawing, any event stream can be replayed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from engine.commands import Rule
from engine.events import (
    AnyEvent,
    BarResult,
    Cancelled,
    Failed,
    Fetched,
    Finished,
    Notice,
    Noticed,
    Paused,
    Phase,
    Preparing,
    Ready,
    Refused,
    Saved,
    Seen,
    Step,
    Stopped,
    Tried,
    Warm,
)
from engine.views import Array, View

Status = Literal["idle", "warming", "preparing", "running", "paused", "finished", "failed", "cancelled"]
PHASES = ("forward", "loss", "backward", "update")
CAP = 512
SLOW = "slow motion"
"""The picture that is there in slow motion only."""


@dataclass(frozen=True)
class Curve:
    """A whole run in at most ``CAP`` points: when full, every other one goes and the stride doubles.

    The first and the newest point are always there, in the order they came.
    """

    kept: tuple[tuple[int, float], ...] = ()
    stride: int = 1
    """Of ``stride`` points that come, one is kept."""
    count: int = 0
    """How many points came."""
    newest: tuple[int, float] | None = None

    def extend(self, start: int, values: Sequence[float]) -> Curve:
        """With ``values`` at x = start, start + 1, …"""
        if not values:
            return self
        kept, stride = self.kept, self.stride
        while True:
            first = -self.count % stride
            if len(kept) + len(range(first, len(values), stride)) <= CAP - 1:
                break
            kept, stride = kept[::2], stride * 2
        new = tuple((start + i, values[i]) for i in range(first, len(values), stride))
        last = (start + len(values) - 1, values[-1])
        return Curve(kept + new, stride, self.count + len(values), last)

    def corrected(self, value: float) -> Curve:
        """With another value at the newest point: there the net was changed by hand."""
        if self.newest is None:
            return self
        last = (self.newest[0], value)
        kept = (*self.kept[:-1], last) if self.kept and self.kept[-1] == self.newest else self.kept
        return replace(self, kept=kept, newest=last)

    @property
    def points(self) -> tuple[tuple[int, float], ...]:
        """The points kept, and the newest."""
        if self.newest is None or (self.kept and self.kept[-1] == self.newest):
            return self.kept
        return (*self.kept, self.newest)

    @property
    def last(self) -> float:
        """The newest value; NaN where there is none."""
        return self.newest[1] if self.newest else math.nan


@dataclass(frozen=True)
class RunView:
    """Everything a screen shows of a run."""

    status: Status = "idle"
    run: int = 0
    device: str = ""
    note: str = ""
    """Why a better device is not used; "" if there is nothing to say."""
    prepared: int = 0
    to_prepare: int = 0
    """Kernels compiled, and how many are known of."""
    step: int = 0
    epoch: int = 0
    speed: float = 0.0
    """Steps a second."""
    metrics: Mapping[str, float] = field(default_factory=dict)
    losses: Curve = Curve()
    curves: Mapping[str, Curve] = field(default_factory=dict)
    """One curve a metric."""
    views: Mapping[str, View] = field(default_factory=dict)
    """By name, in the order they were first seen. Until the first of this run they are those of the last one."""
    seen: bool = False
    """Whether a picture of this run has come."""
    moved: Mapping[str, float] = field(default_factory=dict)
    """Present values of the knobs that training moves."""
    tried: Mapping[str, Array] = field(default_factory=dict)
    """What the net said of the last input it was asked about, by name."""
    fetched: Fetched | None = None
    """The last example of the data that was asked for."""
    saved: Saved | None = None
    """What became of the last request to save the net."""
    refused: Refused | None = None
    """The last command that could not be obeyed."""
    notices: tuple[Notice, ...] = ()
    """What goes wrong now, the gravest first."""
    stopped: str = ""
    """Why the run stopped by itself, until it goes on."""
    used: tuple[Rule, ...] = ()
    """The limits at which it stopped already; each stops a run once."""
    phase: str = ""
    phase_text: str = ""
    seconds: float = 0.0
    bar: BarResult | None = None
    message: str = ""
    hint: str = ""
    kind: str = ""
    """What went wrong, what to do about it, and the kind of failure."""

    @property
    def passed(self) -> bool:
        """Whether the run is finished and met its bar."""
        return self.status == "finished" and self.bar is not None and self.bar.met

    @property
    def alive(self) -> bool:
        """Whether the worker holds this run and takes commands for it."""
        return self.status in ("warming", "preparing", "running", "paused")

    @property
    def touched(self) -> bool:
        """Whether anything was learned yet, so that rebuilding would lose it."""
        return self.step > 0


def started(view: RunView, run: int) -> RunView:
    """A new run was asked for. The device stays known, everything else begins again."""
    status: Status = "preparing" if view.device else "warming"
    return RunView(status=status, run=run, device=view.device, note=view.note, views=view.views)


def resumed(view: RunView) -> RunView:
    """The run was told to go on."""
    return replace(at_full_speed(view), status="running", stopped="") if view.alive else view


def at_full_speed(view: RunView) -> RunView:
    """Slow motion is over: its words and its picture go."""
    left = {name: one for name, one in view.views.items() if name != SLOW}
    return replace(view, phase="", phase_text="", views=left if len(left) < len(view.views) else view.views)


def fold(view: RunView, event: AnyEvent) -> RunView:
    """``view`` after ``event``. Events of other runs change nothing."""
    if event.run not in (0, view.run):
        return view
    match event:
        case Step():
            view = _stepped(view, event)
        case Seen(step=step, views=views, knobs=knobs, metrics=metrics):
            view = _measured(view, step, metrics)
            view = replace(view, views=_merged(view, views), seen=True, moved={**view.moved, **knobs})
        case Phase(step=step, name=name, text=text, views=views):
            merged = _merged(view, views)
            slow = {key: merged[key] for key in (SLOW,) if key in merged}
            view = replace(view, views={**slow, **merged}, seen=view.seen or bool(views))
            status: Status = "finished" if view.status == "finished" else "paused"
            view = replace(view, status=status, step=step, phase=name, phase_text=text)
        case Noticed(notices=notices):
            view = replace(view, notices=tuple(notices))
        case Stopped(text=text, rule=rule):
            view = replace(view, stopped=text, used=(*view.used, rule) if rule is not None else view.used)
        case Tried() | Fetched() | Saved() | Refused():
            view = _answered(view, event)
        case Paused(step=step):
            view = replace(view, status="paused", step=step)
        case Warm() | Preparing() | Ready():
            view = _made_ready(view, event)
        case Finished() | Cancelled() | Failed():
            view = _ended(view, event)
    return view


def _answered(view: RunView, event: Tried | Fetched | Saved | Refused) -> RunView:
    """What became of a request."""
    match event:
        case Tried(outputs=outputs):
            return replace(view, tried=outputs)
        case Fetched():
            return replace(view, fetched=event)
        case Saved():
            return replace(view, saved=event)
        case Refused():
            return replace(view, refused=event)


def _made_ready(view: RunView, event: Warm | Preparing | Ready) -> RunView:
    """What comes before the first step."""
    match event:
        case Warm(device=device, note=note):
            status: Status = "preparing" if view.status == "warming" else view.status
            return replace(view, device=device, note=note, status=status)
        case Preparing(done=done, total=total):
            return replace(view, status="preparing", prepared=done, to_prepare=max(total, done))
        case Ready(device=device):
            return replace(view, status="running", device=device or view.device)


def _ended(view: RunView, event: Finished | Cancelled | Failed) -> RunView:
    """How a run can end."""
    match event:
        case Finished(steps=steps, seconds=seconds, steps_per_second=speed, metrics=metrics, bar=bar):
            view = _measured(view, steps, metrics)
            return replace(view, status="finished", step=steps, seconds=seconds, speed=speed, bar=bar)
        case Cancelled(step=step):
            return replace(view, status="cancelled", step=step)
        case Failed(message=message, hint=hint, kind=kind):
            there = view.views if view.seen else {}  # never the pictures of an earlier run under this one's error
            return replace(view, status="failed", views=there, message=message, hint=hint, kind=kind)


def _stepped(view: RunView, event: Step) -> RunView:
    """A Step event: its losses go on the curve, its metrics on theirs. One step by itself is no resumption."""
    losses = event.losses or ([event.loss] if event.step > view.step else [])
    curve = view.losses.extend(event.step - len(losses) + 1, losses)
    stands = view.status == "paused" and event.step <= view.step + 1
    over = view.status in ("finished", "failed", "cancelled")
    view = _measured(view, event.step, event.metrics)
    return replace(
        view,
        status=view.status if stands or over else "running",
        step=event.step,
        epoch=event.epoch,
        speed=event.steps_per_second,
        losses=curve,
    )


def _measured(view: RunView, step: int, metrics: Mapping[str, float]) -> RunView:
    """Metrics as they are after ``step`` updates. Only a later step adds to the curves; the same corrects the last."""
    curves = dict(view.curves)
    for name, value in metrics.items():
        curve = curves.get(name, Curve())
        if curve.newest is None or step > curve.newest[0]:
            curves[name] = curve.extend(step, [value])
        elif step == curve.newest[0] and value != curve.newest[1]:
            curves[name] = curve.corrected(value)
    return replace(view, metrics={**view.metrics, **metrics}, curves=curves)


def _merged(view: RunView, new: Sequence[View]) -> Mapping[str, View]:
    """Views by name: new ones replace those of the same name and of earlier runs, the order stays.

    One that is as it was stays the same object, so that nobody draws it again.
    """
    if not new:
        return view.views
    before = view.views if view.seen else {}
    return {**before, **{one.name: kept if (kept := before.get(one.name)) == one else one for one in new}}
