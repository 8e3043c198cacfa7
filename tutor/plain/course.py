"""Plain mode: the way from place to place, and what is understood everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from engine.lab import LabError
from tutor.content.errors import ContentError, UnknownContent
from tutor.content.markup import link_parts
from tutor.plain.place import EVERYWHERE, Place
from tutor.plain.talk import Leave, Talk
from tutor.store.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.client import WorkerClient
    from tutor.content.course import Course
    from tutor.learner.standing import Learner
    from tutor.store import Record
    from tutor.store.model import Kind

SHORT = {"?": "help", "b": "back", "m": "menu", "q": "quit", "exit": "quit", "n": "next", "a": "again", "!": "report"}
FAR = 20
"""So many places lie on the way back at most, before the main menu."""


class PlainCourse:
    """One learner, one course, one line after another. ``run`` returns the exit code."""

    def __init__(self, course: Course, record: Record, talk: Talk, device: str = "auto") -> None:
        from tutor.plain.menu import Menu

        self.course, self.record, self.talk, self.device = course, record, talk, device
        self.places: list[Place] = [Menu(self)]
        self._fresh = True
        self._worker: WorkerClient | None = None

    @property
    def worker(self) -> WorkerClient:
        """The training process, made on first use."""
        if self._worker is None:
            from tutor.lab.training import new_worker

            self._worker = new_worker(self.device)
        return self._worker

    @property
    def here(self) -> Place:
        """Where the learner is."""
        return self.places[-1]

    def run(self) -> int:
        """Go on until the learner leaves."""
        try:
            self.talk.say(self.course.title, "Plain mode: text, one line after another. Nothing moves.", "")
            while True:
                if self._fresh:
                    self._fresh = False
                    self.here.listed = ()
                    self._safely(self.here.tell)
                typed = self.talk.ask(self.here.prompt())
                self.talk.say("")
                self._safely(partial(self._take, typed))
        except (Leave, KeyboardInterrupt):
            kept = "Everything you did is kept." if self.record.kept else "Nothing was kept this time."
            self.talk.say("", f"Goodbye. {kept} tutor --plain goes on from here.")
        finally:
            if self._worker is not None:
                self._worker.close()
        return 0

    def _safely(self, work: Callable[[], object]) -> None:
        """A mistake is told in a sentence, with what to do; then things go on."""
        try:
            work()
        except (UnknownContent, LabError, RecordError) as mistake:
            self.talk.tell(f"{mistake.message} {mistake.hint}".strip())
            if isinstance(mistake, RecordError):
                self.talk.say("Type doctor to have the machine looked at.")
        except ContentError as mistake:
            self.talk.say(str(mistake))

    # -- moving

    def go(self, place: Place) -> None:
        """Go to ``place``; the way back leads through the last few places."""
        self.places.append(place)
        del self.places[1:-FAR]
        self._fresh = True

    def stay(self) -> None:
        """Say once more where one is."""
        self._fresh = True

    def back(self) -> None:
        """Return to the place before."""
        if len(self.places) > 1:
            self.places.pop()
        else:
            self.talk.say("This is the main menu. Type quit to leave.")
        self._fresh = True

    def follow(self, link: str) -> None:
        """Go where a link of the course leads."""
        match link_parts(link):
            case ("lesson", lesson, section):
                self.open_lesson(lesson, section or None)
            case ("lab", lab, _):
                self.open_lab(lab)
            case ("quiz", lesson, _):
                self.quiz("quiz", lesson)
            case ("term", term, _):
                self.explain(term)
            case ("timeline", entry, _):
                self.open_timeline(entry)
            case _:
                self.talk.say(f"This leads out of the course: {link}")

    def open_lesson(self, lesson: str, section: str | None = None) -> None:
        """Read a lesson, from ``section`` or where one stopped."""
        from tutor.plain.lesson import LessonPlace

        self.go(LessonPlace(self, self.course.lesson(lesson), section))

    def open_lab(self, lab: str) -> None:
        """Go to a lab."""
        from tutor.plain.lab import LabPlace

        self.go(LabPlace(self, lab))

    def open_timeline(self, entry: str = "") -> None:
        """Walk through the history."""
        from tutor.plain.timeline import TimelinePlace

        self.go(TimelinePlace(self, entry))

    def quiz(self, kind: Kind, about: str) -> None:
        """Take a quiz, then come back to where one was."""
        from tutor.plain.quizzes import take

        take(self, kind, about)
        self.talk.say("")

    def review(self) -> None:
        """Answer what is due."""
        from tutor.plain.quizzes import review

        review(self)
        self.talk.say("")

    def explain(self, asked: str) -> None:
        """Say what a word means."""
        from tutor.plain.glossary import explain

        explain(self, asked)

    def search(self, asked: str) -> None:
        """List what fits some words."""
        from tutor.plain.found import found

        if entries := found(self, asked):
            from tutor.plain.lists import ListPlace

            self.go(ListPlace(self, f"Found for “{asked}”", lambda: entries))
        elif asked:
            self.talk.tell(f"Nothing fits “{asked}”. Try another word, or only the beginning of one.")
        else:
            self.talk.say("Say what to search for. For example: search bias.")

    # -- the learner

    def now(self) -> datetime:
        """The time, as the record wants it."""
        return datetime.now(UTC)

    def learner(self) -> Learner:
        """Where the learner stands now."""
        from tutor.learner.standing import read_learner

        return read_learner(self.course, self.record, self.now().astimezone().date())

    # -- what is understood everywhere

    def _meant(self, word: str) -> str:
        """What to type instead: the name of a lesson or a lab alone wants its word before it."""
        if word in {lesson.id for lesson in self.course.lessons}:
            return f"Type lesson {word} to read that lesson, or help."
        if word in self.course.lab_ids:
            return f"Type lab {word} to go to that lab, or help."
        return "Type help to hear what can be typed."

    def _take(self, typed: str) -> None:
        typed = typed.removeprefix("tutor ")  # a command of the shell, as lessons and quizzes name them
        word, _, rest = (typed or self.here.usual).partition(" ")
        word, rest = word if "=" in word else word.casefold(), rest.strip()  # behind = may be the name of a file
        word = SHORT.get(word, word)
        if not word:
            self.talk.say("Nothing was typed. Type help to hear what can be typed here.")
        elif word.isdecimal() and not rest:
            self.here.number(word)
        elif not self.here.take(word, rest) and not self.understood(word, rest):
            self.talk.tell(f"{typed!r} means nothing here. {self._meant(word)}")

    def understood(self, word: str, rest: str) -> bool:
        works: dict[str, Callable[[], object]] = {
            "help": self._help,
            "again": self.stay,
            "back": self.back,
            "menu": self._to_menu,
            "quit": self._quit,
            "lesson": lambda: self.open_lesson(*_lesson_and_section(rest)) if rest else self._list("lessons"),
            "read": lambda: self.open_lesson(*_lesson_and_section(rest)) if rest else self._list("lessons"),
            "lab": lambda: self.open_lab(rest) if rest else self._list("labs"),
            "quiz": lambda: self.quiz("quiz", rest) if rest else self._list("quizzes"),
            "review": self.review,
            "term": lambda: self.explain(rest) if rest else self._list("glossary"),
            "search": lambda: self.search(rest),
            "timeline": lambda: self.open_timeline(rest),
            "progress": self._progress,
            "doctor": self._doctor,
            "report": lambda: self._report(rest),
        }
        if word in ("lessons", "labs", "quizzes", "glossary"):
            self._list(word)
            return True
        if word not in works:
            return False
        works[word]()
        return True

    def _list(self, name: str) -> None:
        from tutor.plain.lists import lists

        self.go(lists(self)[name])

    def _help(self) -> None:
        own = self.here.own()
        self.talk.say(f"Here, at {self.here.name}, you can type:" if own else "You can type:")
        self._words(own)
        if self.here.usual:
            self.talk.say(f"  an empty line: the same as {self.here.usual}")
        self.talk.say("Everywhere:")
        self._words(EVERYWHERE)

    def _words(self, words: Mapping[str, str]) -> None:
        for word, what in words.items():
            self.talk.tell(f"{word}: {what}{'' if what.endswith('?') else '.'}", "  ", "    ")

    def _to_menu(self) -> None:
        del self.places[1:]
        self._fresh = True

    def _quit(self) -> None:
        raise Leave

    def _progress(self) -> None:
        from tutor.commands.listing import progress_lines
        from tutor.learner.summary import summary

        for line in progress_lines(summary(self.course, self.record)):
            self.talk.tell(line.strip(), rest="  ")

    def _report(self, said: str) -> None:
        """Write down what is wrong or unclear here."""
        from tutor.plain.manner import ASK, kept_report

        note = said or self.talk.ask(ASK)
        if note:
            self.talk.say(kept_report(self.course, self.here.link() or f"screen:{self.here.name}", note))

    def _doctor(self) -> None:
        from tutor import doctor

        self.talk.say("Looking at this machine; that takes a few seconds.", doctor.as_text(doctor.examine()))


def _lesson_and_section(typed: str) -> tuple[str, str | None]:
    """ "neuron xor", "neuron#xor" or "neuron, section xor" as a lesson and a section."""
    lesson, *section = typed.replace("#", " ").replace(",", " ").replace(" section ", " ").split() or [""]
    return lesson, section[0] if section else None
