"""The lists of plain mode: lessons, labs, quizzes, words. A number or a name chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor.plain.place import Place

if TYPE_CHECKING:
    from tutor.plain.course import PlainCourse


@dataclass(frozen=True)
class Entry:
    """A line of a list, the names it can be chosen by, and what choosing it does."""

    text: str
    names: tuple[str, ...]
    choose: Callable[[], object]


class ListPlace(Place):
    """``entries`` is called whenever the list is told: what it says may have changed meanwhile."""

    def __init__(self, tutor: PlainCourse, name: str, entries: Callable[[], Sequence[Entry]]) -> None:
        super().__init__(tutor)
        self.name, self._entries = name, entries

    def own(self) -> Mapping[str, str]:
        return {"a number": "choose that one of the list", "its name": "choose it by name"}

    def prompt(self) -> str:
        return f"{self.name}. Type a number from 1 to {len(self.listed)}, a name, back or help:"

    def tell(self) -> None:
        entries = self._entries()
        self.listed = [entry.choose for entry in entries]
        self.talk.say(self.name)
        for number, entry in enumerate(entries, 1):
            self.talk.tell(f"{number}. {entry.text}", "  ", "     ")

    def take(self, word: str, rest: str) -> bool:
        asked = f"{word} {rest}".strip().casefold()
        named = [entry for entry in self._entries() if asked in entry.names]
        if named:
            named[0].choose()
        return bool(named)


def lists(tutor: PlainCourse) -> dict[str, Place]:
    """By the word that leads there."""
    return {
        "lessons": ListPlace(tutor, "Lessons", lambda: _lessons(tutor)),
        "labs": ListPlace(tutor, "Labs", lambda: _labs(tutor)),
        "quizzes": ListPlace(tutor, "Quizzes", lambda: _quizzes(tutor)),
        "glossary": ListPlace(tutor, "Glossary", lambda: _terms(tutor)),
    }


def _lessons(tutor: PlainCourse) -> list[Entry]:
    from tutor.learner.progress import lesson_states

    states = lesson_states(tutor.course, tutor.record)
    return [
        Entry(
            f"{lesson.id}: {lesson.title}, {lesson.minutes} minutes; {_standing(str(states[lesson.id].state))}",
            (lesson.id, lesson.title.casefold()),
            lambda lesson=lesson: tutor.open_lesson(lesson.id),  # type: ignore[misc]
        )
        for lesson in tutor.course.lessons
    ]


def _standing(state: str) -> str:
    return {"reading": "begun"}.get(state, state)


def _labs(tutor: PlainCourse) -> list[Entry]:
    from engine.lab import load_lab

    passed = tutor.record.labs_passed()
    return [
        Entry(
            f"{lab}: {load_lab(tutor.course.lab_file(lab)).title}; {'passed' if lab in passed else 'not passed'}",
            (lab,),
            lambda lab=lab: tutor.open_lab(lab),  # type: ignore[misc]
        )
        for lab in tutor.course.lab_ids
    ]


def _quizzes(tutor: PlainCourse) -> list[Entry]:
    from tutor.learner.progress import lesson_states

    entries, states = [], lesson_states(tutor.course, tutor.record)
    for lesson in tutor.course.lessons:
        choose = lambda lesson=lesson: tutor.quiz("quiz", lesson.id)  # noqa: E731
        entries.append(Entry(f"{lesson.id}: {lesson.title}; {states[lesson.id].quiz}", (lesson.id,), choose))
    for part in tutor.course.parts:
        whole = lambda part=part: tutor.quiz("part", part.id)  # noqa: E731
        entries.append(Entry(f"part {part.id}: every question on {part.title}", (f"part {part.id}",), whole))
        test = lambda part=part: tutor.quiz("placement", part.id)  # noqa: E731
        entries.append(Entry(f"place {part.id}: skip what you know of {part.title}", (f"place {part.id}",), test))
    return entries


def _terms(tutor: PlainCourse) -> list[Entry]:
    return [
        Entry(term.term, (term.id, *map(str.casefold, term.names)), lambda term=term: tutor.explain(term.id))  # type: ignore[misc]
        for term in tutor.course.glossary().terms
    ]
