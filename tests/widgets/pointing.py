"""All that can be pointed at in a picture."""

from __future__ import annotations

from engine.views import View
from tutor.pointing import Learning, Pointed, aim
from tutor.widgets.deck import Plots

WIDE = (90, 30)


def every(subject: View | Plots, size: tuple[int, int] = WIDE, how: Learning | None = None) -> list[Pointed]:
    """All that can be pointed at, once each."""
    at = aim(subject, *size, how or Learning())
    found = {told.place: told for y in range(size[1]) for x in range(size[0]) if (told := at(x, y))}
    return list(found.values())
