"""When a run is to stop by itself: rules as people write them, and whether one holds."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from engine.commands import Rule
from engine.lab import OPS, SIGNS, LabError, did_you_mean
from engine.words import words

WRITTEN = {"≤": "<=", "≥": ">=", "=": "=="}
ALWAYS = ("step", "loss")
RANGES = {
    **dict.fromkeys(("accuracy", "recall", "precision", "auc", "f1", "right"), (0.0, 1.0)),
    **dict.fromkeys(("rmse", "mse", "mae"), (0.0, math.inf)),
    "perplexity": (1.0, math.inf),
    "r2": (-math.inf, 1.0),
}
"""What the last word of a metric's name says about how far it can go."""


def parse(text: str, metrics: Sequence[str] = ()) -> Rule:
    """A rule such as "loss<0.1", "step 200" or "test_accuracy >= 0.95". Raises LabError.

    ``metrics`` are the names there are; without any every name is taken. A step needs no sign.
    """
    match = re.fullmatch(r"\s*([\w ]*?)\s*(<=|>=|==|≤|≥|<|>|=|\s)\s*([-+.\w]+)\s*", text)
    if match is None:
        metric = metrics[0] if metrics else "accuracy"
        raise LabError(f"{text!r} says no limit.", f"Write for example: loss<0.1, step=200 or {metric}>=0.95.")
    what, op = match[1].replace(" ", "_") or "step", WRITTEN.get(match[2], match[2])
    value = _number(match[3], text)
    if metrics:
        known(what, metrics)
    if what == "step":
        if op in ("<", "<=") or value < 1 or value != int(value):
            raise LabError(f"{text!r} names no step to stop at.", "Write for example: step=200.")
        return Rule(what, ">=", value)
    if op not in OPS:
        raise LabError(f"{text!r} may never hold exactly.", f"Write {what}<= or {what}>= and the number.")
    return Rule(what, op, value)


def known(what: str, metrics: Sequence[str]) -> None:
    """Raises LabError unless ``what`` is step, loss or one of ``metrics``."""
    if what not in (*ALWAYS, *metrics):
        raise LabError(f"There is nothing called {what} to wait for.", did_you_mean(what, [*ALWAYS, *metrics]))


def reachable(rule: Rule, length: int, lowest_loss: float) -> None:
    """Raises LabError for a rule that never holds in a run of ``length`` steps, whose loss stays above a lowest one."""
    if rule.what == "step":
        if rule.value > length:
            raise LabError(f"This is never reached: a run ends at step {length:,}.", "Name an earlier step.")
        return
    kind = rule.what.rpartition("_")[2]
    low, high = (lowest_loss, math.inf) if kind == "loss" else RANGES.get(kind, (-math.inf, math.inf))
    end, side = (high, "above") if rule.op.startswith(">") else (low, "below")
    beyond = rule.value > end if side == "above" else rule.value < end
    if beyond or (rule.value == end and not rule.op.endswith("=")):
        raise LabError(f"This is never reached: {words(rule.what)} is never {side} {end:g}.")


def _number(written: str, text: str) -> float:
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise LabError(f"{text!r} has no number to compare with.", "Write for example: loss<0.1.")
    return value


def said(rule: Rule) -> str:
    """A rule in a few words: "step 200", "loss ≤ 0.1"."""
    if rule.what == "step":
        return f"step {rule.value:,.0f}"
    return f"{words(rule.what)} {SIGNS.get(rule.op, rule.op)} {rule.value:g}"


def holding(rules: Sequence[Rule], step: int, loss: float, metrics: Mapping[str, float]) -> Rule | None:
    """The first rule that holds of these numbers; a metric that was not measured holds nothing."""
    values = {**metrics, "step": float(step), "loss": loss}
    return next((rule for rule in rules if rule.what in values and OPS[rule.op](values[rule.what], rule.value)), None)


def reached(rule: Rule, step: int, value: float) -> str:
    """Why a run stops, in one sentence with its number."""
    if rule.what == "step":
        return f"Stopped at step {step:,}, as you asked."
    return f"Stopped at step {step:,}: {words(rule.what)} is {value:.4g}, you asked for {said(rule)}."
