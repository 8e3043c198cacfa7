"""A lesson in plain mode: one section after another, with its figures, links and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from tutor.content.spoken import Spoken, spoken
from tutor.learner.progress import plural
from tutor.plain.place import Place, by_number

if TYPE_CHECKING:
    from tutor.content.course import Lesson
    from tutor.plain.course import PlainCourse

T = TypeVar("T")


class LessonPlace(Place):
    """``section``: where to begin; without it, where the learner stopped."""

    usual = "next"

    def __init__(self, tutor: PlainCourse, lesson: Lesson, section: str | None = None) -> None:
        super().__init__(tutor)
        self.lesson = lesson
        ids = [one.id for one in lesson.sections]
        begin = lesson.section(section).id if section else tutor.record.position(lesson.id)
        self.index = ids.index(begin) if begin in ids else 0
        self.spoken = Spoken()

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"Lesson {self.lesson.id}, section {self.index + 1} of {len(self.lesson.sections)}"

    @property
    def last(self) -> bool:
        """Whether this is the lesson's last section."""
        return self.index + 1 == len(self.lesson.sections)

    def link(self) -> str:
        return f"lesson:{self.lesson.id}#{self.lesson.sections[self.index].id}"

    def own(self) -> Mapping[str, str]:
        words = {"next": f"go on: {self._next_words()}", "previous": "the section before"}
        words["contents"] = "the sections by number; then a number goes to one"
        words["section 1"] = "go to a section"
        if self.spoken.figures:
            words["figure 1"] = "print a figure as it is drawn"
        if self.spoken.formulas:
            words["formula 1"] = "print a formula as it is drawn"
        if self.spoken.links:
            words["link 1"] = "follow a link"
        if self.spoken.terms:
            words["words"] = "explain the new words of this section"
        if self.lesson.labs:
            words["lab"] = f"go to the lab {' or '.join(self.lesson.labs)}"
        return {**words, "quiz": "take this lesson's quiz"}

    def short(self) -> str:
        words = {"next": True, "previous": True, "contents": True, "link 1": self.spoken.links, "lab": self.lesson.labs}
        return ", ".join([*(word for word, there in words.items() if there), "quiz"])

    def _next_words(self) -> str:
        if not self.last:
            return f"section {self.index + 2}, {self.lesson.sections[self.index + 1].title}"
        sort, target = self._afterwards()
        return {"lab": f"the lab {target}", "quiz": "the quiz", "lesson": f"the lesson {target}"}.get(sort, "the menu")

    # -- saying

    def tell(self) -> None:
        lesson, section = self.lesson, self.lesson.sections[self.index]
        self.tutor.record.set_position(lesson.id, section.id, self.tutor.now())
        if self.index == 0:
            self.talk.tell(f"Lesson: {lesson.title}. {lesson.minutes} minutes, {len(lesson.sections)} sections.")
            self.talk.tell(lesson.goal)
            self.talk.say("")
        self.spoken = spoken(section.text)
        self.talk.say(
            f"Section {self.index + 1} of {len(lesson.sections)}: {section.title}", "", *self.spoken.lines, ""
        )
        self._tell_links()
        if self.last:
            self.talk.tell(f"This was the last section. Next: {self._next_words()}.")

    def _tell_links(self) -> None:
        for number, (words, href) in enumerate(self.spoken.links, 1):
            kind, _, target = href.partition(":")
            self.talk.tell(f"Link {number}: {words}, to the {f'{kind} {target}'.strip()}.", rest="  ")
        if self.spoken.terms:
            known = self.tutor.course.glossary().by_id
            terms = dict.fromkeys(known[name].term for name in self.spoken.terms if name in known)
            self.talk.tell(f"New words: {', '.join(terms)}. Type words to have them explained.")

    # -- doing

    def take(self, word: str, rest: str) -> bool:
        match word:
            case "next":
                self._next()
            case "previous" | "p":
                self._turn(self.index - 1)
            case "contents":
                self._contents()
            case "section":
                self._nth("lesson", word, range(len(self.lesson.sections)), rest, self._turn)
            case "figure":
                self._nth("section", word, self.spoken.figures, rest or "1", self._draw)
            case "formula":
                self._nth("section", word, self.spoken.formulas, rest or "1", self._draw)
            case "link":
                self._nth("section", word, self.spoken.links, rest or "1", lambda link: self.tutor.follow(link[1]))
            case "words":
                for name in dict.fromkeys(self.spoken.terms):
                    self.tutor.explain(name)
            case "lab" if not rest:
                self._lab()
            case "quiz" if not rest:
                self._read()
                self.tutor.quiz("quiz", self.lesson.id)
            case _:
                return False
        return True

    def _read(self) -> None:
        """What one goes on from counts as read."""
        section = self.lesson.sections[self.index]
        self.tutor.record.mark_read(self.lesson.id, section.id, self.tutor.now())

    def _next(self) -> None:
        self._read()
        if not self.last:
            self._turn(self.index + 1)
            return
        match self._afterwards():
            case ("lab", lab):
                self.tutor.open_lab(lab)
            case ("quiz", lesson):
                self.tutor.quiz("quiz", lesson)
            case ("lesson", lesson):
                self.tutor.open_lesson(lesson)
            case _:
                self.talk.say("This was the last lesson of the course. Type menu.")

    def _turn(self, index: int) -> None:
        if index < 0:
            self.talk.say("This is the first section.")
            return
        self.index = index
        self.tutor.stay()

    def _afterwards(self) -> tuple[str, str]:
        """What comes after the last section: a lab not passed, the quiz not taken, the next lesson."""
        from tutor.learner.progress import PASS

        passed = self.tutor.record.labs_passed()
        if labs := [lab for lab in self.lesson.labs if lab not in passed]:
            return "lab", labs[0]
        if (self.tutor.record.quiz_best(self.lesson.id) or 0.0) < PASS:
            return "quiz", self.lesson.id
        after = self.tutor.course.after(self.lesson.id)
        return ("lesson", after.id) if after is not None else ("", "")

    def _contents(self) -> None:
        read = self.tutor.record.sections_read(self.lesson.id)
        for number, section in enumerate(self.lesson.sections, 1):
            said = "you are here" if number == self.index + 1 else "read" if section.id in read else "not read"
            self.talk.say(f"  {number}. {section.title} ({said})")
        self.listed = [partial(self._turn, index) for index in range(len(self.lesson.sections))]
        self.talk.say("Type a number to go there.")

    def _nth(self, where: str, noun: str, there: Sequence[T], which: str, then: Callable[[T], object]) -> None:
        """Do ``then`` with the one of ``there`` that was asked for; how many there are, if it is none of them."""
        place = by_number(which, len(there))
        if place is None:
            self.talk.say(f"This {where} has {len(there) or 'no'} {plural(noun, len(there))}.")
        else:
            then(there[place])

    def _draw(self, drawing: str) -> None:
        self.talk.say(*(f"    {line}".rstrip() for line in drawing.split("\n")))

    def _lab(self) -> None:
        self._read()
        if not self.lesson.labs:
            self.talk.say("This lesson has no lab.")
        elif len(self.lesson.labs) == 1:
            self.tutor.open_lab(self.lesson.labs[0])
        else:
            self.listed = [partial(self.tutor.open_lab, lab) for lab in self.lesson.labs]
            lines = (f"  {number}. lab {lab}" for number, lab in enumerate(self.lesson.labs, 1))
            self.talk.say("This lesson's labs:", *lines, "Type a number to go there.")
