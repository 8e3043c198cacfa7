"""What a learner can do on a screen: one list feeds key bindings, the key line, the help page, the palette, README."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.actions import parse
from textual.binding import Binding, BindingType

if TYPE_CHECKING:
    from textual.dom import DOMNode


@dataclass(frozen=True)
class Action:
    """``key`` (commas between alternatives) runs ``action_<name>``; ``label`` is for the footer, ``help`` for ``?``.

    With ``spare`` it is shown in the key line only where there is room to spare. One that is not ``bound`` is only
    told here: the list or the box that has the cursor answers its keys.
    """

    key: str
    name: str
    label: str
    help: str
    show: bool = True
    key_display: str | None = None
    spare: bool = False
    bound: bool = True

    @property
    def keys(self) -> tuple[str, ...]:
        """Each key alone."""
        return tuple(key.strip() for key in self.key.split(","))

    def state(self, owner: DOMNode) -> bool | None:
        """Whether ``owner`` can do it now: None where it is dimmed, False where it is hidden."""
        _, name, parameters = parse(self.name)
        return owner.check_action(name, parameters)


def bindings(actions: Iterable[Action]) -> list[BindingType]:
    """Textual bindings for ``actions``, in their order."""
    return [
        Binding(a.key, a.name, a.label, show=a.show, key_display=a.key_display, tooltip=a.help)
        for a in actions
        if a.bound
    ]


def possible(owner: DOMNode, actions: Iterable[Action]) -> list[Action]:
    """Those of ``actions`` that are not hidden now."""
    return [action for action in actions if action.state(owner) is not False]


def twice(actions: Iterable[Action]) -> Iterator[tuple[str, Action, Action]]:
    """Each key that more than one of ``actions`` answers, with the first two."""
    by_key: dict[str, Action] = {}
    for action in actions:
        for key in action.keys:
            if key in by_key and by_key[key].name != action.name:
                yield key, by_key[key], action
            by_key.setdefault(key, action)
