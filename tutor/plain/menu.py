"""The main menu of plain mode."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from tutor.learner.review import are_due
from tutor.plain.place import Place
from tutor.screens.standing import counted

WAYS = {
    "next": "do what comes next",
    "lessons": "the lessons, in order",
    "labs": "the labs, where nets train",
    "quizzes": "quizzes and placement tests",
    "review": "answer again what is due",
    "glossary": "every word explained",
    "timeline": "the history of the field",
    "progress": "how far you are",
}


class Menu(Place):
    """Says how one stands and lists the ways on."""

    name = "Main menu"
    usual = "next"

    def own(self) -> Mapping[str, str]:
        return {f"{number} or {word}": what for number, (word, what) in enumerate(WAYS.items(), 1)}

    def prompt(self) -> str:
        return f"{self.name}. Type a number from 1 to {len(WAYS)}, a word, help or quit:"

    def tell(self) -> None:
        learner = self.tutor.learner()
        self.talk.tell(f"{counted(learner)}.")
        if learner.reviews.due:
            self.talk.tell(are_due(learner.reviews))
        self.talk.tell(f"Next: {learner.next.sentence}", rest="  ")
        self.talk.say("", "Main menu")
        self.listed = [partial(self.take, word, "") for word in WAYS]
        for number, (word, what) in enumerate(WAYS.items(), 1):
            self.talk.say(f"  {number}. {word}: {what}")

    def take(self, word: str, rest: str) -> bool:
        if word != "next":
            return self.tutor.understood(word, rest)
        self._next()
        return True

    def _next(self) -> None:
        step = self.tutor.learner().next
        if step.link:
            self.tutor.follow(step.link)
        else:
            self.talk.tell(step.sentence)
