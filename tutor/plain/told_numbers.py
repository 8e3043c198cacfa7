"""The numbers of a lab's pictures, one after another: what a cursor would tell of them, with their formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from engine.lab import LabError
from engine.views import Field, Maps, View
from tutor.plain.place import by_number
from tutor.pointing import Pointed, aim
from tutor.pointing.learning import learning_of

if TYPE_CHECKING:
    from tutor.lab.desk import LabDesk
    from tutor.plain.talk import Talk

AT_ONCE = 8
"""So many numbers are told at once."""
ROOM, COARSE = (200, 80), (36, 12)
"""Cells in which a picture is thought to be drawn; for planes, which have a value everywhere, fewer."""


class ToldNumbers:
    """Goes through the numbers of a picture."""

    def __init__(self, talk: Talk, desk: LabDesk) -> None:
        self.talk, self.desk = talk, desk
        self._rest: Iterator[Pointed] = iter(())

    def begin(self, asked: str) -> list[Callable[[], object]]:
        """The first numbers of the picture ``asked`` for, by its number or its name; what a number then chooses.

        Raises LabError if there is no such picture.
        """
        views = list(self.desk.view.views.values())
        place = by_number(asked, len(views))
        found = [views[place]] if place is not None else [view for view in views if view.name.lower() == asked.lower()]
        if not found:
            named = ", ".join(f"{n} {view.name}" for n, view in enumerate(views, 1))
            raise LabError(f"Say which picture, by number or name: {named}.", "For example: numbers 1.")
        self._rest = self._in(found[0])
        self.talk.say(f"Numbers in the picture {found[0].name}:")
        return self.more()

    def more(self) -> list[Callable[[], object]]:
        """The next ones."""
        told = [one for one, _ in zip(self._rest, range(AT_ONCE), strict=False)]
        for n, one in enumerate(told, 1):
            text = one.text + (f". {one.more}" if one.more else "")
            self.talk.tell(f"{n}. {text}", "  ", "     ")
        go_on = "more for the next ones" if len(told) == AT_ONCE else "numbers and a picture for another"
        end = "There are no more. Type numbers and a picture, such as numbers 1."
        self.talk.tell(f"Type a number for the whole story, {go_on}." if told else end)
        return [partial(self._story, one) for one in told]

    def _story(self, one: Pointed) -> None:
        for line in (one.text, one.more, *one.long):
            if line:
                self.talk.tell(line, "  ", "  ")
        if one.terms:
            self.talk.tell(f"Words in it, for term: {', '.join(one.terms)}.")

    def _in(self, view: View) -> Iterator[Pointed]:
        """Everything there is to point at, from the top left, once each."""
        width, height = COARSE if isinstance(view, Field | Maps) else ROOM
        at = aim(view, width, height, learning_of(self.desk))
        seen = set()
        for y in range(height):
            for x in range(width):
                if (one := at(x, y)) is not None and one.text not in seen:
                    seen.add(one.text)
                    yield one
