"""What every place of plain mode has in common: what it says, what can be typed there, and where that leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.plain.course import PlainCourse

EVERYWHERE: Mapping[str, str] = {
    "again": "hear this place once more",
    "back": "go back to where you came from",
    "menu": "go to the main menu",
    "lesson NAME": "read a lesson; lessons lists them",
    "lab NAME": "go to a lab; labs lists them",
    "quiz NAME": "take the quiz of a lesson; quizzes lists all there are",
    "review": "answer again what is due",
    "term WORD": "have a word explained; glossary lists all",
    "search WORDS": "find words in lessons, glossary, labs, questions and the timeline",
    "timeline": "walk through the history of the field",
    "progress": "hear how far you are",
    "report": "or !, write down what is wrong or unclear here, in a file",
    "doctor": "have this machine looked at, if something does not work",
    "help": "hear what can be typed here",
    "quit": "leave; everything you did is kept",
}


LONGEST = 18
"""Digits of a number that anything can come of."""


class Place:
    """A place one can be at.

    ``name`` begins its prompt, ``short`` names in the prompt the words that lead on from here, ``own`` explains every
    word that is understood only here. An empty line does what ``usual`` says ("" for nothing).
    """

    name = ""
    usual = ""

    def __init__(self, tutor: PlainCourse) -> None:
        self.tutor, self.talk = tutor, tutor.talk
        self.listed: Sequence[Callable[[], object]] = ()
        """What a number alone chooses: one of the list told last. Empty where none was told since one came here."""

    def own(self) -> Mapping[str, str]:
        """Words of this place, each with what it does."""
        return {}

    def short(self) -> str:
        """The words worth naming in the prompt."""
        return ", ".join(self.own())

    def tell(self) -> None:
        """Say what is here."""

    def take(self, word: str, rest: str) -> bool:
        """Do what was typed; False if it means nothing here."""
        return False

    def number(self, typed: str) -> None:
        """Choose from the list told last; without one a number alone could mean several things, and is asked about."""
        if (place := by_number(typed, len(self.listed))) is not None:
            self.listed[place]()
        elif self.listed:
            self.talk.say(f"The list goes from 1 to {len(self.listed)}.")
        else:
            words = [word for word in self.own() if word.endswith((" 1", " NUMBER"))]
            ways = ", ".join(f"{word.rsplit(' ', 1)[0]} {typed}" for word in words)
            self.talk.tell(f"{typed} of what? Type {ways or 'the word for it'}, or help.")

    def prompt(self) -> str:
        """What stands before what is typed."""
        number = f"a number from 1 to {len(self.listed)}" if self.listed else ""
        return f"{self.name}. Type {', '.join(filter(None, (number, self.short(), 'back')))} or help:"

    def link(self) -> str:
        """The link that leads here, for a report; "" if none does."""
        return ""


def by_number(typed: str, count: int) -> int | None:
    """The place, from 0, that a number from 1 to ``count`` means; None for anything else."""
    number = whole_number(typed, 1, count)
    return None if number is None else number - 1


def whole_number(typed: str, least: int, most: int) -> int | None:
    """The whole number that was typed, if it is one of those wanted."""
    if not typed.isdecimal() or len(typed) > LONGEST:
        return None
    return number if least <= (number := int(typed)) <= most else None
