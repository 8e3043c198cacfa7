"""The keys of answers to choose from: told on the quiz screen, bound by the lists themselves."""

from __future__ import annotations

from functools import partial

from tutor.actions import Action

_told = partial(Action, show=False, bound=False)
CHOICE_ACTIONS = (
    _told(
        "1,2,3,4,5,6,7,8,9,0", "number", "Choose",
        "Choose that answer, line or partner, or move an item there; 0 is the tenth.",
        key_display="1–9",
    ),
    _told("up,down,k,j,home,end", "move", "Cursor", "Go from answer to answer, or to either end."),
    _told("space", "tick", "Tick", "Tick or untick the answer under the cursor; take a partner away."),
    _told("left,right", "change", "Partner", "In pairs: the previous or next partner that is free."),
    _told("shift+up,shift+down,K,J", "shift", "Move", "Move an item up or down; the mouse drags it."),
)  # fmt: skip
