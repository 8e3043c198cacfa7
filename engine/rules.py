"""Which optimiser updates which parameters of a lab."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TypeVar

from engine.flat import Flat
from engine.lab import Lab, LabError, did_you_mean
from engine.optim import OPTIMIZERS, Group

Value = TypeVar("Value", str, float)


def grouped(lab: Lab, shapes: Mapping[str, tuple[int, ...]]) -> tuple[Flat, list[Group]]:
    """Where each parameter lies, those with the same rule together, and the rules.

    Raises LabError for an optimiser or a knob there is not, or for a beginning that no parameter's name has.
    """
    for prefix in (*lab.optimizers, *lab.rates):
        if not any(name.startswith(prefix) for name in shapes):
            raise LabError(
                f"{lab.id} has no parameter whose name begins with {prefix!r}.", did_you_mean(prefix, list(shapes))
            )
    usual = str(lab.knob.get("optimizer", lab.optimizer))
    factors = {prefix: _factor(lab, said) for prefix, said in lab.rates.items()}
    rules = {name: (_named(name, lab.optimizers, usual), _named(name, factors, 1.0)) for name in shapes}
    for rule, _ in rules.values():
        if rule not in OPTIMIZERS:
            raise LabError(f"{lab.id} wants an optimiser called {rule!r}.", did_you_mean(rule, list(OPTIMIZERS)))
    order = list(dict.fromkeys(rules.values()))
    flat = Flat({name: shapes[name] for name in sorted(shapes, key=lambda name: order.index(rules[name]))})
    groups = []
    for (rule, factor), names in groupby(flat.shapes, key=lambda name: rules[name]):
        spans = [flat.spans[name] for name in names]
        groups.append(Group(rule, spans[0][0], spans[-1][1], factor))
    return flat, groups


def _factor(lab: Lab, said: float | str) -> float:
    """A factor given as a number, or by the name of the knob that holds it."""
    if not isinstance(said, str):
        return said
    if said not in lab.knob:
        raise LabError(f"{lab.id} takes a rate from a knob called {said!r}.", did_you_mean(said, list(lab.knob)))
    return float(lab.knob[said])


def _named(name: str, by_prefix: Mapping[str, Value], usual: Value) -> Value:
    """What the longest beginning of ``name`` stands for."""
    found = [prefix for prefix in by_prefix if name.startswith(prefix)]
    return by_prefix[max(found, key=len)] if found else usual
