"""Runs of a lab that are kept, side by side: what they are called, how they differ, in which order. Pure functions.

The record only ever grows. What the learner did with runs (named, deleted, taken back) is worked out here from marks
beside them, so a run that was deleted here and comes back by an import stays deleted.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engine.commands import KnobValue
from engine.lab import Lab
from engine.words import words
from tutor.lab.nets import changed, moving
from tutor.lab.view import Curve, RunView
from tutor.lab.words import value_text
from tutor.store.model import RunMark, RunRecord, Turn, thin

Which = Literal["all", "passed", "not passed", "deleted"]
WHICH: tuple[Which, ...] = ("all", "passed", "not passed", "deleted")
SEED = "seed"
BY_HAND = "changes by hand"
NONE = "–"
TOLD = 2
"""How many changes on the way of a run are told one by one."""


@dataclass(frozen=True)
class Kept:
    """A run on the list. ``number`` counts all runs of its lab from the oldest on; ``name`` is the learner's, or ""."""

    run: RunRecord
    number: int
    name: str = ""
    deleted: bool = False

    @property
    def title(self) -> str:
        """What it is called."""
        return self.name or f"run {self.number}"


def finished_run(
    lab: type[Lab],
    view: RunView,
    knobs: Mapping[str, KnobValue],
    seed: int,
    now: datetime,
    turns: Sequence[Turn] = (),
) -> RunRecord:
    """A finished run as it is kept: with the knobs it began with, and what was changed by hand on its way."""
    return RunRecord(
        id=uuid.uuid4().hex,
        lab=lab.id,
        knobs=dict(knobs),
        seed=seed,
        device=view.device,
        steps=view.step,
        seconds=view.seconds,
        metrics=dict(view.metrics),
        bar_met=view.passed,
        curve=thin(view.losses.points),
        at=now,
        metric_curve=thin(view.curves.get(lab.bar.metric, Curve()).points),
        turns=list(turns),
    )


def kept_runs(runs: Sequence[RunRecord], marks: Iterable[RunMark]) -> list[Kept]:
    """The runs of one lab that were not deleted, oldest first, under their latest names; both in order of time."""
    return [one for one in all_runs(runs, marks) if not one.deleted]


def all_runs(runs: Sequence[RunRecord], marks: Iterable[RunMark]) -> list[Kept]:
    """As :func:`kept_runs`, with those that were deleted and can be brought back."""
    names: dict[str, str] = {}
    gone: dict[str, bool] = {}
    for mark in marks:
        if mark.what == "name":
            names[mark.run] = mark.text
        else:
            gone[mark.run] = mark.what == "gone"
    return [Kept(run, n, names.get(run.id, ""), gone.get(run.id, False)) for n, run in enumerate(runs, 1)]


def chosen(runs: Iterable[Kept], which: Which) -> list[Kept]:
    """All runs, or those that met the bar, or those that did not; of the deleted ones all or none."""
    if which == "deleted":
        return [one for one in runs if one.deleted]
    return [one for one in runs if not one.deleted and (which == "all" or one.run.bar_met == (which == "passed"))]


def orders(lab: type[Lab]) -> dict[str, Callable[[Kept], object]]:
    """What the runs of ``lab`` can be sorted by: the column's name and what counts in it."""

    def value(one: Kept) -> float:
        return one.run.metrics.get(lab.bar.metric, math.nan)

    return {
        "when": lambda one: (one.run.at, one.number),
        "name": lambda one: (one.name == "", one.name.casefold(), one.number),
        "knobs": lambda one: (settings_text(lab, one.run), one.number),
        SEED: lambda one: (one.run.seed, one.number),
        "steps": lambda one: (one.run.steps, one.number),
        words(lab.bar.metric): lambda one: (-math.inf if math.isnan(value(one)) else value(one), one.number),
        "bar": lambda one: (one.run.bar_met, one.number),
        "time": lambda one: (one.run.seconds, one.number),
    }


def ordered(kept: Iterable[Kept], lab: type[Lab], column: str, down: bool) -> list[Kept]:
    """The runs by a column, the largest or latest first with ``down``."""
    return sorted(kept, key=orders(lab)[column], reverse=down)  # type: ignore[arg-type]


def knobs_text(lab: type[Lab], knobs: Mapping[str, KnobValue]) -> str:
    """The knobs that are not at their defaults: "learning rate 0.3, hidden 2"; "defaults" where there is none."""
    told = [f"{words(name)} {value_text(value)}" for name, value in changed(lab, knobs).items()]
    return ", ".join(told) or "defaults"


def settings_text(lab: type[Lab], run: RunRecord) -> str:
    """The knobs it began with and what was changed on its way: "learning rate 3; after step 40 learning rate 0.1"."""
    told = [turn_text(turn) for turn in run.turns[:TOLD]]
    more = [f"{len(run.turns) - TOLD} more changes"] if len(run.turns) > TOLD else []
    return "; ".join([knobs_text(lab, run.knobs), *told, *more])


def turn_text(turn: Turn) -> str:
    """One change: "after step 40 learning rate 0.1"; what was so from the start has no step."""
    step, what, value = turn
    told = f"{words(what)} {value_text(value)}"
    return f"after step {step:,} {told}" if step else told


Settings = tuple[Mapping[str, KnobValue], int]
"""Knobs and seed of a run."""


def differing(lab: type[Lab], runs: Sequence[Settings]) -> list[tuple[str, list[str]]]:
    """Each knob, and at last the seed, in which ``runs`` differ, with the value each has; "–" where it has none."""
    names = [knob.name for knob in lab.knobs] + [name for knobs, _ in runs for name in knobs]
    names = [name for name in dict.fromkeys(names) if name not in moving(lab)]
    rows = [(words(name), [value_text(knobs[name]) if name in knobs else NONE for knobs, _ in runs]) for name in names]
    rows.append((SEED, [str(seed) for _, seed in runs]))
    return [(name, values) for name, values in rows if len(set(values)) > 1]


def changes(runs: Sequence[Sequence[Turn]]) -> list[tuple[str, list[str]]]:
    """How much of each run was changed by hand once its net stood, if they differ in that."""
    told = [str(len(turns)) if turns else NONE for turns in runs]
    return [(BY_HAND, told)] if any(turns != runs[0] for turns in runs) else []
