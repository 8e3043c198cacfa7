"""What the lab screen says in words: how a run stands, what went wrong, what to try next. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from engine.lab import bar_said
from engine.notices import KINDS, remedy
from engine.words import WRITTEN, listed, words
from tutor.lab.desk import LabDesk
from tutor.lab.nets import changed
from tutor.lab.view import PHASES, RunView
from tutor.numbers import duration, number, step_count

Tone = Literal["quiet", "busy", "good", "warn", "bad"]
SIGNS = {">=": "≥", "<=": "≤"}


@dataclass(frozen=True)
class Notice:
    """A few lines for the learner. ``share`` draws a progress bar, ``phase`` the four quarters of a step."""

    tone: Tone
    title: str
    text: str = ""
    share: float | None = None
    phase: str = ""


def notice(desk: LabDesk) -> Notice:
    """The one thing most worth saying now."""
    view = desk.view
    match view.status:
        case "warming" | "preparing":
            return _preparing(desk)
        case "failed":
            again = "g: get it here, then r." if view.kind == "no-data" else "r: try again, D: doctor."
            again += " h: what happened." if view.kind == "diverged" else ""
            return Notice("bad", f"✗ {view.message}", f"{way_out(desk)} {again}")
    return _stale(desk) if desk.stale else _going(desk)


def _going(desk: LabDesk) -> Notice:
    """A net is there, built with the knobs as they are."""
    match desk.view.status:
        case "finished":
            return _result(desk)
        case "paused":
            return _standing(desk)
        case "running" if desk.view.notices:
            return _wrong(desk)
        case "running":
            return Notice("quiet", "Training.", "Space pauses. Knobs marked ● can be turned meanwhile.")
    return Notice("quiet", "Stopped.", "Press r to build the net anew, or space to build and run it.")


def _wrong(desk: LabDesk) -> Notice:
    """The gravest trouble, and the way to its card."""
    first, *others = desk.view.notices
    also = f" Also: {listed([other.name for other in others])}." if others else ""
    return Notice("warn", f"! {first.name.capitalize()}: {first.text}", f"h: why, and which knob to turn.{also}")


def _preparing(desk: LabDesk) -> Notice:
    view = desk.view
    then = "then it runs (space: wait)" if desk.eager else "space: run when ready"
    if view.status == "warming":
        return Notice("busy", "Starting the training process …", f"{then}; x stops it.")
    if not view.to_prepare:
        return Notice("busy", "Tracing the net …", f"Every sum it needs is written down first; {then}.", 0.0)
    return Notice(
        "busy",
        f"Compiling kernel {min(view.prepared + 1, view.to_prepare)} of {view.to_prepare}",
        f"The net becomes machine code once, so that every step is fast; {then}, x stops it.",
        view.prepared / view.to_prepare,
    )


def _stale(desk: LabDesk) -> Notice:
    """Knobs were turned that the present net does not have."""
    changed = [f"{words(name)} = {value_text(desk.knobs[name])}" for name in desk.stale]
    return Notice(
        "warn",
        f"↻ {listed(changed)}: rebuild with r",
        "This net was built without it and goes on as it was; r starts an untrained one that has it.",
    )


def _standing(desk: LabDesk) -> Notice:
    if desk.view.phase:
        return Notice("busy", "", desk.view.phase_text, phase=desk.view.phase)
    if desk.view.stopped:
        also = f" ! {desk.view.notices[0].name.capitalize()}: h." if desk.view.notices else ""
        return Notice("busy", f"‖ {desk.view.stopped}", f"Space goes on; u: stop again, elsewhere.{also}")
    if desk.view.notices:
        return _wrong(desk)
    if desk.view.touched:
        return Notice("quiet", "Paused.", "Space goes on, s does one step, n a quarter of one, slowly.")
    if desk.midway:
        return Notice("quiet", "Set by hand.", "Space trains from these weights on; r draws new ones at random.")
    if desk.opened is not None:
        name = desk.opened.name.removesuffix(".safetensors")
        return Notice(
            "quiet", f"Opened: {name}.", "Weights, knobs and seed are as they were saved. Space trains it on."
        )
    if desk.preset is not None and settled_as(desk):
        return Notice("quiet", f"Preset: {desk.preset.name}.", f"{desk.preset.why} Space runs it.")
    note = f" {desk.view.note}" if desk.view.note else ""
    return Notice("quiet", "Untrained.", f"Space runs, s does one step, n goes through one slowly.{note}")


def settled_as(desk: LabDesk) -> bool:
    """Whether the knobs still are as the chosen preset set them."""
    wanted = desk.preset.knobs if desk.preset is not None else {}
    return all(desk.knobs[name] == value for name, value in wanted.items())


def value_text(value: object) -> str:
    """A knob's value in few characters, an option as it is written: ReLU. A path stays as it is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(value)
    return WRITTEN.get(str(value), str(value))


def way_out(desk: LabDesk) -> str:
    """What to do about a failure; after a divergence with a knob as it stands now."""
    if desk.view.kind != "diverged":
        return desk.view.hint
    turn = remedy(KINDS["divergence"].knobs, desk.lab.knobs, desk.knobs)
    if not turn.knob:
        return desk.view.hint
    return locked(turn.knob) if turn.knob in desk.hidden else f"{turn.text}."


def locked(knob: str) -> str:
    """Why the knob that would help is not turned, and the way to it."""
    return f"{words(knob).capitalize()} is set by the code of this run: k shows it."


def _result(desk: LabDesk) -> Notice:
    """Passed, or not yet and what to try."""
    view, bar = desk.view, desk.lab.bar
    value = number(view.metrics.get(bar.metric, math.nan))
    said, wanted = f"{words(bar.metric)} {value}", bar_said(desk.lab) or str(bar)
    if bar.met(view.metrics) != view.passed:  # a weight or a live knob was set since
        said += " now, changed by hand"
    slowed = " of work" if desk.speed else ""  # it took longer to watch
    took = f"{step_count(view.step)} in {duration(view.seconds)}{slowed}" if view.touched else "Found by hand"
    if view.passed:
        draw = " t: draw one;" if desk.lab.drawing is not None else ""
        text = f"{took}.{draw} b: back to the lesson; p: settings to try.{_looked_wrong(desk)}"
        return Notice("good", f"✓ Passed: {wanted} ({said}).", text)
    text = f"{took}. {advice(desk)}{_looked_wrong(desk)}"
    return Notice("warn", f"✗ Not yet: {said}. To pass: {wanted}.", text)


def _looked_wrong(desk: LabDesk) -> str:
    """What is wrong with the finished net, in a few words."""
    names = [one.name for one in desk.view.notices]
    return f" ! {listed(names).capitalize()}: h says why." if names else ""


def advice(desk: LabDesk, run: str = "space", other: str = "d") -> str:
    """One thing to try after a run that missed its bar, from its knobs and the shape of its loss.

    ``run`` and ``other`` are what to press, or to type, for a run and for another start.
    """
    shown = {knob.name for knob in desk.shown}
    if odd := [name for name in changed(desk.lab, desk.knobs) if name in shown]:
        usual = [f"{words(name)} back to {value_text(desk.knob(name).default)}" for name in odd]
        return f"Try {listed(usual)}, then {run}."
    match trend(desk.view), "learning_rate" not in desk.hidden:
        case "falling", True:
            return "The loss was still falling: a higher learning rate gets further in as many steps."
        case "wild", True:
            return "The loss jumps about: a lower learning rate lets it settle."
        case how, _:
            said = {"falling": "was still falling", "wild": "jumps about"}.get(how, "stands still")
            return f"The loss {said}: try another start with {other}, then {run}."


def trend(view: RunView) -> Literal["falling", "wild", "still"]:
    """How the loss went in the last third of a run."""
    losses = [y for _, y in view.losses.points if math.isfinite(y)]
    tail = losses[len(losses) * 2 // 3 :]
    if len(tail) < 6:
        return "still"
    half = len(tail) // 2
    before, after = _mean(tail[:half]), _mean(tail[half:])
    swing = _mean([abs(b - a) for a, b in pairwise(tail)])
    if swing > 0.3 * abs(_mean(tail)) and swing > 1e-3:
        return "wild"
    return "falling" if before - after > 0.05 * abs(before) else "still"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def speed_text(speed: float) -> str:
    """The pace asked for."""
    return f"{speed:g} steps/s" if speed else "full speed"


def phase_marks(phase: str) -> list[tuple[str, Literal["done", "now", "next"]]]:
    """The quarters of a step, each with whether it is done, shown now or still to come."""
    now = PHASES.index(phase) if phase in PHASES else -1
    return [(name, "done" if i < now else "now" if i == now else "next") for i, name in enumerate(PHASES)]
