"""What is told of a run whose code hides knobs: nobody is advised to turn one of those."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from engine.commands import KnobValue
from engine.events import AnyEvent, Failed, Notice, Noticed
from engine.lab import Lab
from engine.notices import noticed

LOCKED = "What would help is set by the code of this run."


def readvised(event: AnyEvent, lab: type[Lab], knobs: Mapping[str, KnobValue], hidden: Collection[str]) -> AnyEvent:
    """``event`` with advice about knobs that are not ``hidden``; where only such a one helps, it says no more."""
    shown = [knob for knob in lab.knobs if knob.name not in hidden]

    def other(notice: Notice) -> Notice:
        if notice.knob not in hidden:
            return notice
        found = noticed(notice.kind, notice.text, shown, knobs)
        return found if found.knob else replace(found, advice=LOCKED)

    match event:
        case Noticed(notices=notices):
            return replace(event, notices=list(map(other, notices)))
        case Failed(kind="diverged"):
            return replace(event, hint=other(noticed("divergence", event.message, lab.knobs, knobs)).advice)
    return event
