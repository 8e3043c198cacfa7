"""What a learner can do on a screen: one list feeds key bindings, the footer and the help page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True)
class Action:
    """``key`` (commas between alternatives) runs ``action_<name>``; ``label`` is for the footer, ``help`` for ``?``."""

    key: str
    name: str
    label: str
    help: str
    show: bool = True
    key_display: str | None = None


def bindings(actions: Iterable[Action]) -> list[BindingType]:
    """Textual bindings for ``actions``, in their order."""
    return [Binding(a.key, a.name, a.label, show=a.show, key_display=a.key_display, tooltip=a.help) for a in actions]
