"""A sweep: the same lab with one knob at several values, several seeds each; which value wins, and why. Pure functions.

A value wins by these rules, in this order: the more of its seeds meet the bar the better; among those the values
count whose metric is within one part in a hundred of the best; of those the one that reached the bar in the fewest
steps wins. Where no run meets the bar, the best metric wins, values with fewer diverged runs first.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from engine.commands import KnobValue
from engine.lab import Bar, Choice, Knob, Lab, LabError, Number, did_you_mean
from engine.words import listed, words
from tutor.lab.nets import moving
from tutor.lab.words import value_text
from tutor.numbers import duration, number

if TYPE_CHECKING:
    from tutor.store.model import RunRecord

MOST_VALUES, MOST_SEEDS = 20, 5
NEAR = 0.01
"""Metrics so close to the best, as a share of it, count as equally good."""
COUNTS = ("no", "one", "two", "three", "four", "five")
Status = Literal["passed", "missed", "diverged", "failed"]
Points = Sequence[tuple[int, float]]


@dataclass(frozen=True)
class Plan:
    """What a sweep tries: ``knob`` at ``values``, with each of ``seeds``; the other knobs as ``knobs`` says."""

    lab: type[Lab]
    knob: str
    values: tuple[KnobValue, ...]
    seeds: tuple[int, ...] = (1,)
    knobs: Mapping[str, KnobValue] = field(default_factory=dict)
    log: bool = False

    @property
    def trials(self) -> list[tuple[KnobValue, int]]:
        """Value and seed of each run: all values before the next seed, so that a sweep cut short has seen them all."""
        return [(value, seed) for seed in self.seeds for value in self.values]

    def settings(self, value: KnobValue) -> dict[str, KnobValue]:
        """All knobs of a run but those that training itself moves."""
        kept = {name: given for name, given in self.knobs.items() if name not in moving(self.lab)}
        return {**kept, self.knob: value}


@dataclass(frozen=True)
class Outcome:
    """What came of one run. ``message`` says what went wrong; ``record`` is there if it reached its last step."""

    value: KnobValue
    seed: int
    status: Status
    steps: int = 0
    seconds: float = 0.0
    metric: float = math.nan
    losses: Points = ()
    metric_curve: Points = ()
    message: str = ""
    record: RunRecord | None = None


@dataclass(frozen=True)
class Tally:
    """The runs of one value."""

    value: KnobValue
    outcomes: tuple[Outcome, ...]
    bar: Bar

    def count(self, *states: Status) -> int:
        """How many runs ended so."""
        return sum(one.status in states for one in self.outcomes)

    @property
    def share(self) -> float:
        """The share of the runs that met the bar."""
        return self.count("passed") / len(self.outcomes) if self.outcomes else 0.0

    @cached_property
    def metrics(self) -> list[float]:
        """The metric of each run that has one."""
        return [one.metric for one in self.outcomes if math.isfinite(one.metric)]

    @property
    def mean(self) -> float:
        """The mean metric; NaN where there is none."""
        return sum(self.metrics) / len(self.metrics) if self.metrics else math.nan

    @property
    def steps(self) -> float:
        """The mean number of steps after which the bar was met first, over the runs that met it; infinite if none."""
        reached = [reach(self.bar, one.metric_curve) for one in self.outcomes if one.status == "passed"]
        known = [step for step in reached if step is not None]
        return sum(known) / len(known) if known else math.inf


@dataclass(frozen=True)
class Verdict:
    """The winner, if there is one, and the reason in sentences."""

    winner: KnobValue | None
    why: str


def sweepable(lab: type[Lab], hidden: Collection[str] = ()) -> list[Knob]:
    """The knobs that can be swept: numbers that training does not move, and choices, without the ``hidden`` ones."""
    besides = {*moving(lab), *hidden}
    return [knob for knob in lab.knobs if isinstance(knob, Choice | Number) and knob.name not in besides]


def knob_of(lab: type[Lab], name: str) -> Knob:
    """A knob that can be swept, by its name. Raises LabError."""
    knobs = {knob.name: knob for knob in sweepable(lab)}
    if name not in knobs:
        raise LabError(f"{lab.id} has no knob called {name} to sweep.", did_you_mean(name, list(knobs)))
    return knobs[name]


def some_values(count: int) -> None:
    """Raises LabError unless a sweep can have so many values."""
    if not 2 <= count <= MOST_VALUES:
        raise LabError(f"A sweep takes 2 to {MOST_VALUES} values, not {count}.")


def spread(knob: Knob, low: float, high: float, count: int, log: bool) -> tuple[KnobValue, ...]:
    """``count`` values of a number from ``low`` to ``high``, evenly or by equal factors. Raises LabError.

    Each in three digits, whole for whole knobs; values that fall together are one. A choice has all of its options.
    """
    if isinstance(knob, Choice):
        return knob.options
    some_values(count)
    knob.parse(low), knob.parse(high)
    if not low < high:
        raise LabError("The first value must be smaller than the last.")
    if log and low <= 0:
        raise LabError("Equal factors need a first value above 0.", "Choose the linear scale, or a larger first value.")
    parts = [n / (count - 1) for n in range(count)]
    raw = [low * (high / low) ** part if log else low + (high - low) * part for part in parts]
    inner = [round(value) if getattr(knob, "whole", False) else float(f"{value:.3g}") for value in raw[1:-1]]
    inside = [value for value in inner if low <= value <= high]  # three digits may lead out of a narrow range
    return tuple(dict.fromkeys(knob.parse(value) for value in (low, *inside, high)))


def seeds_from(first: int, count: int) -> tuple[int, ...]:
    """``count`` seeds. Raises LabError."""
    if not 1 <= count <= MOST_SEEDS:
        raise LabError(f"A sweep takes 1 to {MOST_SEEDS} seeds, not {count}.")
    return tuple(range(first, first + count))


def described(plan: Plan, each: float | None) -> str:
    """What a plan will do: its values, how many runs, how long they take if one takes ``each`` seconds.

    What another net costs before its first step is not in ``each``, and may be far more: that is said.
    """
    values = [value_text(value) for value in plan.values]
    shown = ", ".join(values if len(values) <= 8 else [*values[:3], "…", *values[-2:]])
    runs = len(plan.trials)
    seeds = f" × {len(plan.seeds)} seeds" if len(plan.seeds) > 1 else ""
    time = "the first will tell how long" if each is None else f"about {duration(each * runs)}"
    knob = knob_of(plan.lab, plan.knob)
    if each is not None and not (knob.live or knob.data_only):
        time += ", and what compiling new nets takes"
    return f"{words(plan.knob)}: {shown}. {len(values)} values{seeds} = {runs} runs; {time}."


def seconds_left(plan: Plan, done: Sequence[float]) -> float | None:
    """How long the rest takes, from the seconds each run took so far; None before the first."""
    return sum(done) / len(done) * (len(plan.trials) - len(done)) if done else None


def reach(bar: Bar, curve: Points) -> int | None:
    """The step at which the metric met the bar first."""
    return next((step for step, value in curve if bar.met({bar.metric: value})), None)


def tallies(plan: Plan, outcomes: Iterable[Outcome]) -> list[Tally]:
    """What came of each value, in the order of the values."""
    given = list(outcomes)
    return [Tally(v, tuple(one for one in given if one.value == v), plan.lab.bar) for v in plan.values]


def verdict(plan: Plan, outcomes: Sequence[Outcome]) -> Verdict:
    """Which value wins so far, and why, in numbers."""
    tried = [tally for tally in tallies(plan, outcomes) if tally.outcomes]
    if not tried:
        return Verdict(None, "")
    ended = [tally for tally in tried if tally.metrics]
    lead = "" if len(outcomes) == len(plan.trials) else f"So far ({len(outcomes)} of {len(plan.trials)} runs): "
    if not ended:
        return Verdict(None, _sentences(lead, [_trouble(plan, tried) or "no run has a result."]))
    winner = _winner(plan.lab.bar, ended)
    parts = [_wins(plan, winner, ended)]
    if trouble := _trouble(plan, tried):
        parts.append(trouble)
    if len(plan.seeds) == 1 and len(ended) > 1:
        parts.append("One seed each: with another seed another value may win.")
    return Verdict(winner.value, _sentences(lead, parts))


def _sentences(lead: str, parts: Sequence[str]) -> str:
    """The parts with a capital where our own words begin; the name of a value stays as it is."""
    own = ("no ", "at ")
    told = [lead + parts[0] if lead else parts[0], *parts[1:]]
    return " ".join(part[:1].upper() + part[1:] if part.startswith(own) else part for part in told)


def _winner(bar: Bar, ended: Sequence[Tally]) -> Tally:
    share = max(tally.share for tally in ended)
    if not share:
        return min(ended, key=lambda tally: (tally.count("diverged", "failed"), _badness(bar, tally.mean)))
    return min(_near(bar, ended), key=lambda tally: (tally.steps, _badness(bar, tally.mean)))


def _near(bar: Bar, ended: Sequence[Tally]) -> list[Tally]:
    """Those that meet the bar with most seeds, and whose metric is next to the best."""
    share = max(tally.share for tally in ended)
    top = [tally for tally in ended if tally.share == share]
    best = min(top, key=lambda tally: _badness(bar, tally.mean)).mean
    return [tally for tally in top if abs(tally.mean - best) <= NEAR * abs(best)]


def _badness(bar: Bar, value: float) -> float:
    return value if bar.op.startswith("<") else -value


def _wins(plan: Plan, winner: Tally, ended: Sequence[Tally]) -> str:
    """The winner's numbers beside those of the next."""
    bar, name = plan.lab.bar, words(plan.lab.bar.metric)
    value, mean = value_text(winner.value), number(winner.mean, 3)
    others = [tally for tally in ended if tally is not winner]
    if not winner.share:
        told = f"no value meets the bar ({bar}); {value} comes nearest with {name} {mean}{_aside(winner)}"
        return f"{told}{_next_metric(bar, others)}."
    told = f"{value} wins: {name} {mean}{_aside(winner)}"
    return f"{told}{_beside(plan, winner, ended)}."


def _beside(plan: Plan, winner: Tally, ended: Sequence[Tally]) -> str:
    """How the winner stands to the next: by steps where the metrics are alike, else by what the next reached."""
    bar = plan.lab.bar
    rivals = sorted((t for t in _near(bar, ended) if t is not winner), key=lambda tally: tally.steps)
    steps = f"{winner.steps:,.0f} steps"
    if rivals and math.isfinite(winner.steps):
        same = [t for t in rivals if t.steps <= winner.steps * 1.05]
        if same:
            return f", after {steps}; {listed([value_text(t.value) for t in same])} {_do(same)} as well"
        slow = rivals[-1]
        return f", and needs {steps} where {value_text(slow.value)} needs {slow.steps:,.0f}"
    others = [tally for tally in ended if tally is not winner]
    passing = [tally for tally in others if tally.share]
    reached = f" after {steps}" if math.isfinite(winner.steps) else ""
    if others and not passing:
        return f"{reached}; no other value meets the bar{_next_metric(bar, others)}"
    return f"{reached}{_next_metric(bar, passing)}"


def _do(tallied: Sequence[Tally]) -> str:
    return "does" if len(tallied) == 1 else "do"


def _next_metric(bar: Bar, others: Sequence[Tally]) -> str:
    """The best of the others, with how many of its seeds passed where not all did."""
    if not others:
        return ""
    best = min(others, key=lambda tally: (-tally.share, _badness(bar, tally.mean)))
    seeds = len(best.outcomes)
    told = f" ({_pass(best.count('passed'), seeds)})" if 0 < best.share < 1 and seeds > 1 else ""
    return f"; the next, {value_text(best.value)}, has {number(best.mean, 3)}{told}"


def _aside(tally: Tally) -> str:
    """What several seeds add in brackets: from where to where, and how many pass."""
    if len(tally.outcomes) < 2:
        return ""
    low, high = (number(value, 3) for value in (min(tally.metrics), max(tally.metrics)))
    told = [f"{low} to {high}"] if low != high else []
    if passed := tally.count("passed"):
        told.append(_pass(passed, len(tally.outcomes)))
    return f" ({', '.join(told)})" if told else ""


def _of(part: int, whole: int) -> str:
    """How many of some seeds: "all three seeds", "two of three seeds"."""
    if part == whole:
        return "both seeds" if whole == 2 else f"all {COUNTS[whole]} seeds"
    return f"{COUNTS[part]} of {COUNTS[whole]} seeds"


def _pass(part: int, whole: int) -> str:
    """How many of some seeds pass."""
    return f"{_of(part, whole)} {'passes' if part == 1 else 'pass'}"


def _trouble(plan: Plan, tried: Sequence[Tally]) -> str:
    """Which values diverged or failed, with how many of their seeds."""
    told = []
    for status, verbs in (("diverged", ("diverges", "diverge")), ("failed", ("fails", "fail"))):
        hit = [tally for tally in tried if tally.count(status)]  # type: ignore[arg-type]
        whole = [t for t in hit if t.count(status) == len(t.outcomes)]  # type: ignore[arg-type]
        if whole:
            every = "every run " if len(plan.seeds) > 1 or len(whole) > 1 else "the run "
            told.append(f"at {listed([value_text(t.value) for t in whole])} {every}{verbs[0]}")
        for tally in (t for t in hit if t not in whole):
            count = tally.count(status)  # type: ignore[arg-type]
            told.append(f"at {value_text(tally.value)} {_of(count, len(tally.outcomes))} {verbs[count > 1]}")
    return "; ".join(told) + "." if told else ""
