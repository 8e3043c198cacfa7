"""What labs keep in mind from one run to the next, for views that compare runs: as long as the worker lives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.pictures.scores import counts, of_all, sizes
from engine.views import Formula

if TYPE_CHECKING:
    from engine.lab import Arrays, Lab

_KEPT: dict[str, dict[Any, Any]] = {}


def remembered(lab_id: str) -> dict[Any, Any]:
    """The notebook of a lab, the same one in each of its runs. Never for metrics: those must repeat."""
    return _KEPT.setdefault(lab_id, {})


def timed(lab: Lab, nets: Sequence[str], rows: Mapping[str, tuple[str, ...]], kind: Sequence[Any]) -> list[list[str]]:
    """A row for each of the ``nets``: its name, what ``rows`` say of it now, and the seconds it took alone.

    Nets that are not trained now stand there as the last run of this ``kind`` left them. If several are trained, a
    last row tells the seconds that all took.
    """
    notes, alone = remembered(lab.id), len(rows) == 1
    for net, row in rows.items():
        before = notes.get((net, *kind))
        seconds = f"{lab.seconds:.2f}" if alone else before[-1] if before else "?"
        notes[net, *kind] = (net.upper(), *row, seconds)
    blank = [""] * len(next(iter(rows.values())))
    told = [list(notes.get((net, *kind), (net.upper(), *blank, "?"))) for net in nets]
    return told if alone else [*told, ["all", *blank[:1], str(lab.step), *blank[2:], f"{lab.seconds:.2f}"]]


def behind_timed(
    nets: Sequence[str], params: Arrays, rows: Sequence[Sequence[str]], tested: int
) -> dict[str, list[Formula | None]]:
    """What the numbers of :func:`timed` come from: of a net's weights only where it is trained now."""
    made = {net: [part for name, part in params.items() if name.startswith(f"{net}.")] for net in nets}
    right = counts([float(share.rstrip("%") or 0) for *_, share, _ in rows], tested)
    alone = Formula("so long it trained for {steps} steps, alone")
    earlier = Formula("so many when it was trained, earlier")
    unknown = Formula("not measured yet: let this net train alone")
    together = Formula("so long all nets trained for {steps} steps, side by side")
    return {
        "size": [*(sizes(parts) if parts else earlier for parts in made.values()), None],
        "steps": [Formula("updates of the weights so far: {value}")],
        "right": [*[of_all(right, tested, "test digits")] * len(nets), None],
        "seconds": [*(unknown if row[-1] == "?" else alone for row in rows[: len(nets)]), together],
    }
