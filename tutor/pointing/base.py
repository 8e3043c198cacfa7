"""The table of pointing functions, and what they tell."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch
from typing import NamedTuple

from textual.geometry import Region

from engine.views import View
from tutor.pointing.losses import Rule
from tutor.widgets.deck import Plots
from tutor.widgets.ink import ink

PLAIN = ink((0, 0, 0), (255, 255, 255), True)
"""Layout needs some colours, whichever."""


class Pointed(NamedTuple):
    """One line about what is there, a second one, the long form in paragraphs, and the terms of the glossary in it."""

    place: Region
    """The cells it takes in the picture."""
    text: str
    more: str = ""
    long: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    knob: str = ""
    """The knob that it shows, if a click on it turns one."""
    x: float = math.nan
    """Where on a chart's x axis it is."""


@dataclass(frozen=True)
class Learning:
    """How the net on the desk learns, as far as one rule holds for all of it."""

    optimizer: str = ""
    rate: float = math.nan
    batches: bool = False
    """Whether a step sees a part of the data only."""
    loss: Rule | None = None
    """What is made small."""


UNKNOWN = Learning()
Aim = Callable[[int, int], Pointed | None]
"""From a cell of a picture to what is there."""


@singledispatch
def aim(subject: View | Plots, width: int, height: int, how: Learning = UNKNOWN) -> Aim:
    """What points into ``subject`` as it is painted in ``width`` × ``height`` cells."""
    return lambda x, y: None


def pointed(
    subject: View | Plots, at: tuple[int, int], size: tuple[int, int], how: Learning = UNKNOWN
) -> Pointed | None:
    """What is in cell ``at`` (column, row) of ``subject`` painted in ``size`` cells; None where there is nothing."""
    return aim(subject, *size, how)(*at)
