"""The timeline in plain mode: one milestone after another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from tutor.content.errors import UnknownContent
from tutor.plain.place import Place

if TYPE_CHECKING:
    from tutor.plain.course import PlainCourse


class TimelinePlace(Place):
    """``entry``: the milestone to begin with. Raises UnknownContent."""

    usual = "next"

    def __init__(self, tutor: PlainCourse, entry: str = "") -> None:
        super().__init__(tutor)
        self.entries = tutor.course.timeline().entries
        ids = [one.id for one in self.entries]
        if entry and entry not in ids:
            raise UnknownContent("milestone", entry, ids)
        self.index = ids.index(entry) if entry else 0

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"Timeline, {self.index + 1} of {len(self.entries)}"

    def link(self) -> str:
        return f"timeline:{self.entries[self.index].id}"

    def own(self) -> Mapping[str, str]:
        return {
            "next": "the milestone after this",
            "previous": "the one before",
            "all": "list them",
            "a number": "go to that one of the list",
            "open": "go to the lesson or lab that trains the idea",
        }

    def tell(self) -> None:
        if not self.entries:
            self.talk.say("This course has no timeline.")
            return
        self.listed = [partial(self._turn, index) for index in range(len(self.entries))]
        one = self.entries[self.index]
        self.talk.tell(f"{one.year}: {one.title}. {one.who}")
        self.talk.tell(f"It made possible: {one.made_possible}")
        self.talk.tell(f"It could not: {one.could_not}")
        if one.note:
            self.talk.tell(f"Note: {one.note}")
        if one.jump:
            self.talk.say(f"Type open to go to the {one.jump.replace(':', ' ')}.")

    def take(self, word: str, rest: str) -> bool:
        if word in ("next", "previous"):
            self._turn(self.index + (1 if word == "next" else -1))
        elif word == "all":
            self.talk.say(*(f"  {number}. {one.year}: {one.title}" for number, one in enumerate(self.entries, 1)))
        elif word == "open" and self.entries and self.entries[self.index].jump:
            self.tutor.follow(self.entries[self.index].jump)
        else:
            return False
        return True

    def _turn(self, index: int) -> None:
        if 0 <= index < len(self.entries):
            self.index = index
            self.tutor.stay()
        else:
            self.talk.say("The timeline ends here." if index > 0 else "This is the first milestone.")
